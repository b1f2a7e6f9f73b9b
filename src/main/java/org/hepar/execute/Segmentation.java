package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.hepar.cascade.Cascade;
import org.hepar.cascade.FittedCascade;
import org.hepar.config.ConfigException;
import org.hepar.config.Hash;
import org.hepar.config.Yaml;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run;
import org.hepar.io.Nifti;
import org.hepar.io.StoredVolume;
import org.hepar.track.Progress;
import org.hepar.train.Engine;
import org.hepar.volume.LabelMap;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;

/**
 * A finished run put to use on new images. Where it has several folds, the probabilities of their networks are averaged.
 *
 * @param run folder of the run
 * @param folds names of the folds to use; empty for all that are done
 */
public record Segmentation(Path run, List<String> folds) {

    /**
     * Segments images and writes each one's label map as {@code NAME-segmentation.nii.gz}, in the grid of its input.
     *
     * @param inputs NIfTI files, or folders of such
     * @return the files written
     * @throws IllegalArgumentException before anything is written, when an input is no image, two would write the same
     *     file, or the run has no trained fold; after all others are written, naming each image whose voxels cannot be used
     */
    public List<Path> segment(List<Path> inputs, Path out, Progress progress) {
        Experiment experiment = experiment();
        Folders.requireWritable(out, "--out");
        Map<Path, Path> outputs = outputs(inputs, out);
        requireImages(outputs.keySet());
        List<FittedCascade> trained = new ArrayList<>();
        chosen(experiment.cascade()).forEach(fold -> trained.add(experiment.cascade().read(run, fold)));
        FittedCascade cascade = new FittedCascade(experiment.cascade(), mean(trained.stream().map(FittedCascade::liver).toList()),
                mean(trained.stream().map(FittedCascade::lesion).toList()));
        Engine.start(experiment.threads());
        List<String> problems = new ArrayList<>();
        try (Progress.Task task = progress.start("segmenting", outputs.size())) {
            for (Map.Entry<Path, Path> one : outputs.entrySet()) {
                try {
                    StoredVolume image = Nifti.readVolume(one.getKey());
                    LabelMap labels = cascade.segment(image.volume()).labels();
                    makeFolder(out);
                    Nifti.write(one.getValue(), labels, image.stored());
                    task.step(String.format(Locale.ROOT, "%s: liver %.0f ml, lesions %.1f ml", one.getKey().getFileName(),
                            labels.liver().millilitres(), labels.lesion().millilitres()));
                } catch (IllegalArgumentException | UncheckedIOException e) {
                    problems.add(e.getMessage());
                    task.step(one.getKey().getFileName() + ": not segmented");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems)
                    + (outputs.size() == 1 ? "" : "\n" + (outputs.size() - problems.size()) + " of " + outputs.size() + " images were segmented into " + out));
        }
        return List.copyOf(outputs.values());
    }

    /** What the run did, which an earlier version may have written down. */
    private Experiment experiment() {
        Path file = requireFile(run.resolve("experiment.yaml"));
        try {
            return Yaml.readRecorded(file, Experiment.class, List.of());
        } catch (ConfigException e) {
            throw new IllegalArgumentException("this version of hepar cannot read what the run " + run + " did; use the one that made it "
                    + "(the journal's environment names it):\n" + e.getMessage(), e);
        }
    }

    /** Reads the headers, so that most of what can be wrong is said of all images before any is segmented. */
    private static void requireImages(Collection<Path> images) {
        List<String> problems = new ArrayList<>();
        for (Path image : images) {
            try {
                Nifti.readGrid(image);
            } catch (IllegalArgumentException | UncheckedIOException e) {
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    /** Weights are those that the run recorded, to the bit. */
    private void requireUnchanged(Run.Stage stage) {
        Path file = run.resolve(stage.weights());
        if (!stage.weightsSha256().isEmpty() && !Hash.sha256(file).equals(stage.weightsSha256())) {
            throw new IllegalArgumentException(file + " is not what the run wrote: its SHA-256 is another than in the journal; restore it or train again");
        }
    }

    private List<String> chosen(Cascade cascade) {
        List<Run.FoldRun> recorded = Run.read(run).folds();
        List<String> done = recorded.stream().map(Run.FoldRun::name)
                .filter(fold -> cascade.isRead(run, fold))
                .toList();
        for (String fold : folds) {
            if (!done.contains(fold)) {
                throw new IllegalArgumentException("run " + run + " has no trained fold '" + fold + "'; it has " + (done.isEmpty() ? "none" : "'" + String.join("', '", done) + "'"));
            }
        }
        if (done.isEmpty()) {
            throw new IllegalArgumentException("run " + run + " has no fold whose two networks are trained; choose a finished run");
        }
        List<String> chosen = folds.isEmpty() ? done : folds;
        recorded.stream().filter(fold -> chosen.contains(fold.name())).flatMap(fold -> fold.stages().stream())
                .filter(stage -> !stage.weights().isEmpty()).forEach(this::requireUnchanged);
        return chosen;
    }

    private static Path requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file.getParent() + " is no run folder, it holds no " + file.getFileName() + "; name a folder under runs/ that 'hepar run' made");
        }
        return file;
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
            throw new UncheckedIOException("cannot list the folder " + input + ": " + e, e);
        }
    }

    private static void makeFolder(Path out) {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + out + ": " + e + "; choose another with --out", e);
        }
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
