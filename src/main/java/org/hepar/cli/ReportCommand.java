package org.hepar.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hepar.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hepar report}: draws the report of a run anew, from its folder only. */
@Command(
        name = "report",
        description = {"Writes the report of a run anew: tables, figures and one HTML page, from the run's folder only. Works "
                + "for a run that was stopped, too.", ""},
        footer = {"", "Example:", "  hepar report latest"})
final class ReportCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private NamedRun run;

    ReportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path folder = run.folder();
        Report report = Report.write(folder);
        report.warnings().forEach(warning -> console.err().println("hepar: " + warning));
        Verdict.of(folder).forEach(console.out()::println);
        console.out().println("report: " + RunFolder.shown(report.page()));
        return 0;
    }
}
