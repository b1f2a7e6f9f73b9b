package org.hepar.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.hepar.execute.Export;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hepar export}: a trained network as a file for other programs. */
@Command(
        name = "export",
        description = {"Writes a trained network of a run as a file for other programs: safetensors (the arrays) or TorchScript (a module "
                + "that PyTorch and libtorch run). Network, preprocessing, the images it was made for and how it was trained go with it.", ""},
        footer = {"", "Example:", "  hepar export latest --fold 0 --stage liver --format torchscript --out liver.pt"})
final class ExportCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private NamedRun run;

    @Option(names = "--fold", paramLabel = "NAME", defaultValue = "", description = "Whose network; may be left out where the run has one fold.")
    private String fold;

    @Option(names = "--stage", required = true, paramLabel = "STAGE", description = "liver or lesion.")
    private String stage;

    @Option(names = "--format", required = true, paramLabel = "FORMAT", description = "${COMPLETION-CANDIDATES}, in lower case.")
    private Export.Format format;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "The file that is written.")
    private Path out;

    @Option(names = "--force", description = "Replaces a file that is there.")
    private boolean force;

    ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        new Export(run.folder(), fold, stage, format).write(out, force);
        console.out().println(RunFolder.shown(out));
        return 0;
    }
}
