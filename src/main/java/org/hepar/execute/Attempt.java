package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hepar.config.Hash;
import org.hepar.config.Reason;
import org.hepar.experiment.Run;
import org.hepar.track.Entry;
import org.hepar.track.Journal;
import org.hepar.track.RunLock;

/**
 * One try at a run, with its folder locked: the first, or another one after the process before it ended early.
 *
 * @param folder of the run
 * @param told what the journal holds from before; empty at the first try
 * @param lock held until the try ends
 */
record Attempt(Path folder, List<Entry> told, RunLock lock) implements AutoCloseable {

    static final String JOURNAL = "journal.jsonl";
    static final String REPORT = "report.html";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);
    private static final int IDENTITY_DIGITS = 8;

    /** What makes two runs the same: equal experiment, folds, data and files that weights are taken from. */
    record Subject(String experiment, String identity, List<String> folds, String cohortSha256, Map<String, String> files) {

        String suffix() {
            return "-" + experiment + "-" + identity.substring(0, IDENTITY_DIGITS);
        }

        /** What sets a recorded run apart from this; empty for the same. */
        Optional<String> differenceFrom(List<Entry> told) {
            Map<String, Object> start = fields(told, "run_started");
            Map<String, Object> cohort = fields(told, "cohort");
            if (!identity.equals(start.get("identity"))) {
                return Optional.of("its experiment is another (identity " + start.get("identity") + ", now " + identity + ")");
            }
            if (!folds.equals(start.get("folds"))) {
                return Optional.of("it is of the folds " + start.get("folds") + ", now " + folds);
            }
            Map<?, ?> before = start.get("files") instanceof Map<?, ?> recorded ? recorded : Map.of();
            for (Map.Entry<String, String> file : files.entrySet()) {
                if (!file.getValue().equals(before.get(file.getKey()))) {
                    return Optional.of("the file that " + file.getKey() + " names has changed since (SHA-256 " + before.get(file.getKey()) + ", now " + file.getValue() + ")");
                }
            }
            return cohort.isEmpty() || cohortSha256.equals(cohort.get("sha256")) ? Optional.empty() : Optional.of("the data of its cohort have changed since");
        }
    }

    /** A new run in a folder of its own. */
    static Attempt first(Path runs, Subject subject) {
        String stem = STAMP.format(LocalDateTime.now()) + subject.suffix();
        try {
            Files.createDirectories(runs);
            for (int attempt = 1; ; attempt++) {
                Path folder = runs.resolve(attempt == 1 ? stem : stem + "-" + attempt);
                try {
                    Path made = Files.createDirectory(folder).toAbsolutePath().normalize();
                    return new Attempt(made, List.of(), RunLock.take(made).orElseThrow(() -> isUnderWay(made)));
                } catch (FileAlreadyExistsException e) {
                    continue;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a run folder in " + runs + ": " + Reason.of(e) + "; choose another with --runs", e);
        }
    }

    /**
     * The newest run of the same subject, if it has not come to its end.
     *
     * @throws IllegalArgumentException when another process is at it
     */
    static Optional<Attempt> unfinished(Path runs, Subject subject, Consumer<String> say) {
        for (Path folder : candidates(runs, subject)) {
            RunLock lock;
            try {
                lock = RunLock.take(folder).orElseThrow(() -> isUnderWay(folder));
            } catch (UncheckedIOException e) { // such as a run of somebody else's in a folder that several share
                say.accept("the run " + folder + " is not taken up: " + e.getMessage());
                continue;
            }
            try {
                List<Entry> told = Journal.read(folder.resolve(JOURNAL));
                if (subject.differenceFrom(told).isEmpty()) {
                    if (isFinished(folder, told)) {
                        lock.close();
                        return Optional.empty();
                    }
                    return Optional.of(new Attempt(folder.toAbsolutePath().normalize(), told, lock));
                }
            } catch (UncheckedIOException e) {
                say.accept("the run " + folder + " is not taken up: " + e.getMessage());
            }
            lock.close();
        }
        return Optional.empty();
    }

    /**
     * A run by its folder.
     *
     * @throws IllegalArgumentException when it has come to its end or had not begun, or another process is at it
     */
    static Attempt again(Path folder) {
        RunLock lock = RunLock.take(folder).orElseThrow(() -> isUnderWay(folder));
        try {
            List<Entry> told = Journal.read(folder.resolve(JOURNAL));
            if (fields(told, "run_started").isEmpty()) {
                throw new IllegalArgumentException("the run " + folder + " was ended before it began: there is nothing to go on with; run its experiment");
            }
            if (isFinished(folder, told)) {
                throw new IllegalArgumentException("the run " + folder + " is finished: there is nothing to go on with; see it with: hepar report " + folder);
            }
            return new Attempt(folder.toAbsolutePath().normalize(), told, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** The folders that may hold a run of the subject, the newest first. */
    private static List<Path> candidates(Path runs, Subject subject) {
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(folder -> folder.getFileName().toString().contains(subject.suffix()) && Files.isRegularFile(folder.resolve(JOURNAL)))
                    .sorted(Comparator.comparing((Path folder) -> folder.getFileName().toString()).reversed()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + runs + ": " + Reason.of(e), e);
        }
    }

    /**
     * A run has ended when it says so, and after that of its report, the last thing that is written, that it is done. That
     * the file is there says nothing: a page of the run under way has the same name.
     */
    private static boolean isFinished(Path folder, List<Entry> told) {
        boolean reported = false;
        for (Entry entry : told) {
            reported = !entry.kind().equals("run_finished") && (reported || entry.kind().equals("artifact") && REPORT.equals(entry.fields().get("path")));
        }
        return reported && Run.read(folder).status() == Run.Status.FINISHED && Files.exists(folder.resolve(REPORT));
    }

    private static IllegalArgumentException isUnderWay(Path folder) {
        return new IllegalArgumentException("the run " + folder + " is under way in another process; wait for it, or start another run of its own with --fresh");
    }

    boolean isFirst() {
        return told.isEmpty();
    }

    /** Removes what the process before left half written, and the report of how it ended. */
    void tidy() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().endsWith(".part")).toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder.resolve(REPORT));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tidy the run folder " + folder + ": " + Reason.of(e), e);
        }
    }

    /** Seconds that the tries before this one took, each from its first record to its last. */
    double secondsBefore() {
        return worked(told);
    }

    /** Of a journal's records: the pause between a process that was gone and the record that says so is none of it. */
    static double worked(List<Entry> told) {
        double seconds = 0;
        Entry first = null;
        Entry last = null;
        for (Entry entry : told) {
            if (first == null || entry.kind().equals("run_resumed")) {
                seconds += first == null ? 0 : seconds(first, last);
                first = entry;
            }
            if (!RunState.isClosing(entry)) {
                last = entry;
            }
        }
        return first == null ? 0 : seconds + seconds(first, last);
    }

    private static double seconds(Entry first, Entry last) {
        return Duration.between(first.time(), last.time()).toMillis() / 1000.0;
    }

    /** SHA-256 of the weights of each stage of a fold that is trained. */
    Map<String, String> finishedStages(String fold) {
        Map<String, String> finished = new LinkedHashMap<>();
        for (Entry entry : told) {
            if (entry.kind().equals("stage_finished") && fold.equals(entry.fields().get("fold"))) {
                finished.put(String.valueOf(entry.fields().get("stage")), String.valueOf(entry.fields().get("weights_sha256")));
            }
        }
        return finished;
    }

    /** What the journal holds about a fold. */
    List<Entry> told(String fold) {
        return told.stream().filter(entry -> fold.equals(entry.fields().get("fold"))).toList();
    }

    /** Whether a case is scored and its prediction is still the one that was. */
    boolean isScored(String fold, String caseId) {
        for (Entry entry : told) {
            if (entry.kind().equals("case_scored") && fold.equals(entry.fields().get("fold")) && caseId.equals(entry.fields().get("case"))) {
                Path prediction = folder.resolve(String.valueOf(entry.fields().get("prediction")));
                if (Files.isRegularFile(prediction) && Hash.sha256(prediction).equals(entry.fields().get("prediction_sha256"))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The fields of the last record of a kind; empty where there is none. */
    Map<String, Object> last(String kind) {
        return fields(told, kind);
    }

    private static Map<String, Object> fields(List<Entry> entries, String kind) {
        Map<String, Object> fields = Map.of();
        for (Entry entry : entries) {
            fields = entry.kind().equals(kind) ? entry.fields() : fields;
        }
        return fields;
    }

    @Override
    public void close() {
        lock.close();
    }
}
