package org.hepar.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.hepar.execute.Preview;
import org.hepar.experiment.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hepar preview}: a picture of what the networks will see; trains nothing. */
@Command(
        name = "preview",
        description = {"Draws what the networks will be shown: slices as the sampler draws them, before and after augmentation, with the "
                + "labels they are to learn and what the loss ignores. Reads only the cases that it draws; trains nothing.", ""},
        footer = {"", "Examples:", "  hepar preview experiments/quickstart.yaml",
                "  hepar preview experiments/lits-mini.yaml --stage lesion --cases 3 --out lesion.png"})
final class PreviewCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private ExperimentFile experimentFile;

    @Option(names = "--stage", paramLabel = "liver|lesion", description = "Only this stage (both).")
    private List<String> stages = List.of();

    @Option(names = "--fold", paramLabel = "NAME", defaultValue = "", description = "Fold of the split whose training cases are drawn (the first).")
    private String fold;

    @Option(names = "--cases", paramLabel = "N", defaultValue = "4", description = "How many of them, two slices each (${DEFAULT-VALUE}).")
    private int cases;

    @Option(names = "--out", paramLabel = "FILE.png", description = "Where the picture is written (NAME-preview.png, by the experiment's name).")
    private Path out;

    @Option(names = "--cache", paramLabel = "FOLDER", defaultValue = RunCommand.USUAL_CACHE,
            description = "Where prepared cases are kept for the run (${DEFAULT-VALUE}); may be deleted at any time.")
    private Path cache;

    PreviewCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Experiment experiment = experimentFile.read();
        Path picture = out == null ? Path.of(experiment.name() + "-preview.png") : out;
        new Preview(stages, fold, cases, cache, console.progress()).write(experiment, picture);
        console.out().println("picture: " + RunFolder.shown(picture));
        return 0;
    }
}
