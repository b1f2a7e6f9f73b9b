package org.hepar.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The run that a command is about, as a person names it. */
final class NamedRun {

    @Parameters(index = "0", paramLabel = "RUN", description = "Folder of the run, its name in the folder of runs, or '" + RunFolder.LATEST + "'.")
    private String name;

    @Option(names = "--runs", paramLabel = "FOLDER", defaultValue = RunFolder.USUAL, description = "Where runs are looked for by name (${DEFAULT-VALUE}).")
    private Path runs;

    /** @throws IllegalArgumentException when no run is named so */
    Path folder() {
        return RunFolder.of(name, runs);
    }

    /** Where runs lie. */
    Path runs() {
        return runs;
    }
}
