package org.hepar.cli;

import picocli.CommandLine.Option;

/** How often a training keeps its state between the ends of its epochs. */
final class CheckpointOption {

    @Option(names = "--checkpoint-minutes", paramLabel = "MINUTES", defaultValue = "10",
            description = "Time between two checkpoints within an epoch (${DEFAULT-VALUE}); each epoch's end is kept anyway. Changes no result.")
    private double minutes;

    double minutes() {
        return minutes;
    }
}
