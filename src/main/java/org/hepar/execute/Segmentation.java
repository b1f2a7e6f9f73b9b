package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hepar.cascade.FittedCascade;
import org.hepar.cascade.Intention;
import org.hepar.config.Aside;
import org.hepar.config.Hash;
import org.hepar.config.Json;
import org.hepar.config.Reason;
import org.hepar.crf.Refinement;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.track.Progress;
import org.hepar.train.Engine;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Volume;

/**
 * A finished run put to use on new images. Where it has several folds, the probabilities of their networks are averaged.
 *
 * @param run folder of the run
 * @param folds names of the folds to use; empty for all that are done
 * @param anyInput whether images are segmented that the run was not made for; what speaks against them is recorded
 */
public record Segmentation(Path run, List<String> folds, boolean anyInput) {

    /**
     * Segments images and writes each one's label map as {@code NAME-segmentation.nii.gz}, in the grid of its input, and beside it
     * {@code NAME-segmentation.json}: by which run, folds and weights it was made of which image, and what spoke against that.
     *
     * @param inputs NIfTI files, or folders of such
     * @return the files written
     * @throws IllegalArgumentException before anything is written, when an input is no image, two would write the same
     *     file, or the run has no trained fold; after all others are written, naming each image whose voxels cannot be used
     */
    public List<Path> segment(List<Path> inputs, Path out, Progress progress) {
        FinishedRun finished = FinishedRun.of(run);
        Experiment experiment = finished.experiment();
        Folders.requireWritable(out, "--out");
        Map<Path, Path> outputs = outputs(inputs, out);
        List<Run.FoldRun> used = finished.folds(folds);
        List<FittedCascade> trained = used.stream().map(fold -> experiment.cascade().read(run, fold.name())).toList();
        Intention intention = used.stream().map(fold -> experiment.cascade().intention(run, fold.name())).reduce(Intention::and).orElseThrow();
        List<SegmentationLine.Work> work = work(outputs, intention);
        FittedCascade cascade = new FittedCascade(experiment.cascade(), mean(trained.stream().map(FittedCascade::liver).toList()), mean(trained.stream().map(FittedCascade::lesion).toList()),
                one(trained.stream().map(FittedCascade::liverRefinement).toList()), one(trained.stream().map(FittedCascade::lesionRefinement).toList()));
        Engine.start(experiment.threads(), deviceHere(experiment)).ifPresent(progress::say);
        List<String> problems;
        try (Progress.Task task = progress.start("segmenting", outputs.size());
                SegmentationLine line = new SegmentationLine(cascade, inspection(intention, finished.run(), used), task, Runtime.getRuntime().maxMemory())) {
            problems = line.segment(work);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems)
                    + (outputs.size() == 1 ? "" : "\n" + (outputs.size() - problems.size()) + " of " + outputs.size() + " images were segmented into " + out));
        }
        return List.copyOf(outputs.values());
    }

    /** Networks that were trained on a GPU are used on one where there is one, and on the CPU elsewhere. */
    private static String deviceHere(Experiment experiment) {
        return experiment.device().equals("cpu") ? "cpu" : "auto";
    }

    private SegmentationLine.Inspection inspection(Intention intention, Run made, List<Run.FoldRun> used) {
        return new SegmentationLine.Inspection() {

            @Override
            public List<String> against(Path image, Volume volume) {
                return Segmentation.this.against(image, volume, intention);
            }

            @Override
            public void written(SegmentationLine.Work work, List<String> against) {
                describe(work.image(), work.output(), made, used, against);
            }
        };
    }

    /** Reads the headers, so that most of what can be wrong is said of all images before any is segmented. */
    private List<SegmentationLine.Work> work(Map<Path, Path> outputs, Intention intention) {
        List<SegmentationLine.Work> work = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        outputs.forEach((image, output) -> {
            Stream.of(output, description(output)).filter(Files::isDirectory)
                    .forEach(taken -> problems.add(taken + " is a folder, where a file would be written for " + image + "; remove it, or choose another --out"));
            try {
                StoredGrid stored = Nifti.readGrid(image);
                List<String> against = intention.against(stored.grid());
                if (!against.isEmpty() && !anyInput) {
                    problems.add(notMadeFor(image, against));
                }
                work.add(new SegmentationLine.Work(image, output, stored));
            } catch (IllegalArgumentException | UncheckedIOException e) {
                problems.add(e.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return work;
    }

    /** What speaks against an image; refused for it unless any is to be segmented. */
    private List<String> against(Path file, Volume image, Intention intention) {
        List<String> against = intention.against(image);
        if (!against.isEmpty() && !anyInput) {
            throw new IllegalArgumentException(notMadeFor(file, against));
        }
        return Stream.concat(intention.against(image.grid()).stream(), against.stream()).toList();
    }

    private static String notMadeFor(Path image, List<String> against) {
        return image + " is no image that the run was made for: " + String.join("; ", against) + ". Give a CT in HU with its spacing in mm, or --any-input to segment it all the same";
    }

    /** What a mask was made of, beside it. */
    private static void describe(Path image, Path mask, Run run, List<Run.FoldRun> folds, List<String> against) {
        Map<String, Object> weights = new LinkedHashMap<>();
        folds.forEach(fold -> fold.stages().forEach(stage -> weights.put(fold.name() + "/" + stage.name(), stage.weightsSha256())));
        Map<String, Object> settings = new LinkedHashMap<>();
        folds.forEach(fold -> fold.searches().forEach(search -> settings.put(fold.name() + "/" + search.stage(), search.refinementSha256())));
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("image", image.getFileName().toString());
        origin.put("image_sha256", Hash.sha256(image));
        origin.put("mask_sha256", Hash.sha256(mask));
        origin.put("run", run.id());
        origin.put("identity", run.identity());
        origin.put("weights_sha256", weights);
        if (!settings.isEmpty()) {
            origin.put("refinement_sha256", settings);
        }
        // A mask of the same networks may differ in a few voxels from one processor kind or engine to another.
        Map<String, String> engine = Engine.describe();
        List.of("device", "gpu", "engine", "engine_version", "threads").forEach(name -> origin.computeIfAbsent(name, engine::get));
        origin.put("not_made_for", against);
        Aside.write(description(mask), Json.write(origin) + "\n");
    }

    private static Path description(Path mask) {
        return mask.resolveSibling(mask.getFileName().toString().replaceFirst("\\.nii\\.gz$", ".json"));
    }

    /** Which input becomes which output; refuses to overwrite an input or another output. */
    private static Map<Path, Path> outputs(List<Path> inputs, Path out) {
        Map<Path, Path> result = new LinkedHashMap<>();
        Map<Path, Path> sources = new LinkedHashMap<>();
        for (Path input : inputs) {
            for (Path image : images(input)) {
                String stem = image.getFileName().toString().replaceAll("\\.(nii|hdr|img)(\\.gz)?$", "");
                Path target = out.resolve(stem + "-segmentation.nii.gz");
                Path other = sources.putIfAbsent(target, image);
                if (other != null) {
                    throw new IllegalArgumentException(image + " and " + other + " would both be written to " + target + "; segment them into different folders");
                }
                result.put(image, target);
            }
        }
        return result;
    }

    private static List<Path> images(Path input) {
        if (input.toString().isBlank()) {
            throw new IllegalArgumentException("INPUT (=) must name a NIfTI file, or a folder of such");
        }
        if (!Files.isDirectory(input)) {
            return List.of(input);
        }
        try (Stream<Path> files = Files.list(input)) {
            List<Path> images = files.filter(file -> file.getFileName().toString().matches(".*\\.(nii|nii\\.gz|hdr|hdr\\.gz)")).sorted().toList();
            if (images.isEmpty()) {
                throw new IllegalArgumentException("folder " + input + " holds no NIfTI image (.nii, .nii.gz or .hdr)");
            }
            return images;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the folder " + input + ": " + Reason.of(e), e);
        }
    }

    /** Probabilities of several networks have a mean, settings that were found for each of them have not. */
    private Refinement one(List<Refinement> ofFolds) {
        if (ofFolds.stream().distinct().count() > 1) {
            throw new IllegalArgumentException(run + " has found other CRF settings in each of its folds, which do not fit the mean of their networks; choose one fold with --fold");
        }
        return ofFolds.get(0);
    }

    /** The mean of the networks of several folds; a given one is the same in all. */
    private static Segmenter mean(List<Segmenter> ofFolds) {
        List<Segmenter> members = ofFolds.stream().distinct().toList();
        if (members.size() == 1) {
            return members.get(0);
        }
        return volume -> {
            float[] sum = new float[volume.grid().voxels()];
            for (Segmenter member : members) {
                float[] foreground = member.segment(volume).classes()[1];
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += foreground[i] / members.size();
                }
            }
            return ProbabilityMap.ofForeground(volume.grid(), sum);
        };
    }
}
