package org.hepar.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hepar.config.Yaml;
import org.hepar.crf.Refinement;
import org.hepar.execute.MapRefinement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hepar refine}: a dense CRF on anybody's probability maps. */
@Command(
        name = "refine",
        description = {"Refines probability maps of whatever tool by what the image shows: a dense conditional random field over the volume, its widths in mm "
                + "and HU. Needs no training and no experiment.", ""},
        footer = {"", "Examples:",
            "  hepar refine --probability liver.nii.gz --image ct.nii.gz --config configs/crf/pydensecrf.yaml --out mask.nii.gz",
            "  hepar refine --probability p0.nii.gz p1.nii.gz p2.nii.gz --image ct.nii.gz --config my.yaml --set iterations=10 --out mask.nii.gz"})
final class RefineCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--probability", required = true, arity = "1..*", paramLabel = "FILE",
            description = "NIfTI of four axes with a volume for each class, the background first; or a file for each class; or one of the foreground alone.")
    private List<Path> probability;

    @Option(names = "--image", required = true, arity = "1..*", paramLabel = "FILE",
            description = "The image that the maps are of, on their grid, in HU for CT. Several files, or one of four axes, are its channels.")
    private List<Path> image;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "YAML of the refinement; configs/crf has some.")
    private Path config;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Another value for one key, such as position_mm=2. May be given again.")
    private List<String> settings = List.of();

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where the most probable class of each voxel is written, in the grid of the maps.")
    private Path out;

    @Option(names = "--write-probability", paramLabel = "FILE", description = "Where the refined probabilities are written, float32, a volume for each class.")
    private Path refinedProbability;

    RefineCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Refinement refinement = Yaml.read(config, Refinement.class, settings);
        MapRefinement.Outcome outcome = new MapRefinement(refinement, probability, image).write(out, Optional.ofNullable(refinedProbability), console.progress());
        outcome.lines().forEach(console.out()::println);
        outcome.warnings().forEach(warning -> console.err().println("hepar: " + warning));
        return 0;
    }
}
