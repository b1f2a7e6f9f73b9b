package org.hepar.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hepar resume}: goes on with a run that ended early. */
@Command(
        name = "resume",
        description = {"Goes on with a run whose process ended early (killed, out of space, machine off), from its last checkpoint; "
                + "it ends with the bits that it would have ended with.", ""},
        footer = {"", "'hepar run EXPERIMENT' does the same for the newest run of that experiment.", "", "Example:", "  hepar resume latest"})
final class ResumeCommand implements Callable<Integer> {

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Mixin
    private NamedRun run;

    @Mixin
    private Workplace workplace;

    ResumeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path folder = workplace.local(run.runs(), console).resume(run.folder(), RunCommand.commandLine(spec.root().commandLine().getParseResult().originalArgs()));
        Workplace.tell(folder, console);
        return 0;
    }
}
