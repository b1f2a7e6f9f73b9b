package org.hepar.cli;

import picocli.CommandLine.Option;

/** How many threads make the slices that a training sees. */
final class DataWorkersOption {

    @Option(names = "--data-workers", paramLabel = "N", defaultValue = "2",
            description = "Threads that read and augment training slices (${DEFAULT-VALUE}). Changes the time, never a result.")
    private int number;

    int number() {
        return number;
    }
}
