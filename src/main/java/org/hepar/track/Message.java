package org.hepar.track;

import java.util.Map;

/**
 * One thing that an MLflow server is to be told about one page of a run. A run has several pages there, each an MLflow run: the run itself
 * ({@link #RUN}) and, nested in it, each fold, stage and evaluation. Telling a thing twice changes nothing.
 */
sealed interface Message {

    /** The page of the run as a whole; the others are {@code fold_0}, {@code fold_0/liver} and so on. */
    String RUN = "";

    String page();

    /** The page is made. */
    record Begin(String page, String parent, String name, long millis, Map<String, String> tags) implements Message {
    }

    /** Values that never change. */
    record Parameters(String page, Map<String, String> values) implements Message {
    }

    record Tags(String page, Map<String, String> values) implements Message {
    }

    /** One point of a curve. */
    record Point(String page, String key, double value, long step, long millis) implements Message {
    }

    /**
     * Data that the page's work was done on.
     *
     * @param digest at most 36 characters
     * @param context {@code training}, {@code validation}, {@code test} or {@code cohort}
     * @param profile what is told of it, as JSON
     */
    record Dataset(String page, String name, String digest, String context, String profile) implements Message {
    }

    /**
     * A file of the run folder, or all below a folder of it, at the same path below the page.
     *
     * @param weights whether it holds a network's weights, which are shown by choice
     */
    record Files(String page, String path, boolean weights) implements Message {
    }

    /** A page that had ended is worked on again. */
    record Reopen(String page) implements Message {
    }

    /** @param status FINISHED, FAILED or KILLED */
    record End(String page, String status, long millis) implements Message {
    }

    /**
     * The cascade of a fold becomes a version of a registered model.
     *
     * @param folder of its files among those of the page
     * @param description what it is and is made for, in Markdown
     */
    record Model(String page, String name, String folder, Map<String, String> tags, String description) implements Message {
    }
}
