package org.hepar.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.hepar.execute.Segmentation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hepar segment}: applies what a finished run has trained to other images. */
@Command(
        name = "segment",
        description = {"Segments NIfTI images with the cascade of a finished run, or with the mean of its folds (with one of them, "
                + "chosen by --fold, where each has searched for CRF settings of its own). Each mask "
                + "(0 background, 1 liver, 2 lesion) lies in the grid of its image, voxel for voxel.", ""},
        footer = {"", "Example:", "  hepar segment --run latest patient.nii.gz --out masks"})
final class SegmentCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--run", required = true, paramLabel = "RUN",
            description = "Folder of the run, its name in the folder of runs, or '" + RunFolder.LATEST + "'.")
    private String run;

    @Mixin
    private ChosenFolds folds;

    @Option(names = "--runs", paramLabel = "FOLDER", defaultValue = RunFolder.USUAL,
            description = "Where runs are looked for by name (${DEFAULT-VALUE}).")
    private Path runs;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", 
            description = "Where the masks are written, each as NAME-segmentation.nii.gz, and beside it as .json what it was made of.")
    private Path out;

    @Option(names = "--any-input", description = "Also segments images that the run was not made for (not in HU, voxels of another size); each mask's .json says so.")
    private boolean anyInput;

    @Parameters(arity = "1..*", paramLabel = "INPUT", description = "NIfTI files (.nii, .nii.gz, .hdr), or folders of such.")
    private List<Path> inputs;

    SegmentCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Segmentation segmentation = new Segmentation(RunFolder.of(run, runs), folds.names(), anyInput);
        segmentation.segment(inputs, out, console.progress()).forEach(console.out()::println);
        return 0;
    }
}
