package org.hepar.cli;

import java.util.List;
import picocli.CommandLine.Option;

/** The argument that chooses folds of a split. */
final class ChosenFolds {

    @Option(names = "--fold", paramLabel = "NAME", description = "Only this fold of the split. May be given again.")
    private List<String> names = List.of();

    /** As given; empty for all. */
    List<String> names() {
        return names;
    }
}
