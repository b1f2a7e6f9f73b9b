package org.hepar.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hepar.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hepar report}: draws the report of a run anew, from its folder only. */
@Command(
        name = "report",
        description = {"Writes the report of a run anew: tables, figures and one HTML page, from the run's folder only. Works "
                + "for a run that was stopped, too.", ""},
        footer = {"", "Example:", "  hepar report latest"})
final class ReportCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "RUN",
            description = "Folder of the run, its name in the folder of runs, or '" + RunFolder.LATEST + "'.")
    private String run;

    @Option(names = "--runs", paramLabel = "FOLDER", defaultValue = RunFolder.USUAL,
            description = "Where runs are looked for by name (${DEFAULT-VALUE}).")
    private Path runs;

    ReportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path folder = RunFolder.of(run, runs);
        Report report = Report.write(folder);
        report.warnings().forEach(warning -> console.err().println("hepar: " + warning));
        Verdict.of(folder).forEach(console.out()::println);
        console.out().println("report: " + RunFolder.shown(report.page()));
        return 0;
    }
}
