package org.hepar.execute;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.hepar.crf.DenseCrf;
import org.hepar.crf.Refined;
import org.hepar.crf.Refinement;
import org.hepar.crf.RefinementDoubt;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.io.StoredSeries;
import org.hepar.track.Progress;
import org.hepar.volume.Box;
import org.hepar.volume.LabelMap;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Volume;

/**
 * A refinement of anybody's probability maps: files in, files out, no training.
 *
 * @param refinement what is done
 * @param probability a file of all classes, or of the foreground alone, or a file for each class, the background first
 * @param image the channels of the image, in files of one volume or of several
 */
public record MapRefinement(Refinement refinement, List<Path> probability, List<Path> image) {

    private static final double GIGABYTE = 1 << 30;

    /**
     * What became of it.
     *
     * @param lines what was written and what changed
     * @param warnings what a user should look at
     */
    public record Outcome(List<String> lines, List<String> warnings) {
    }

    /** Probabilities and how their first file stores them. */
    private record Given(ProbabilityMap map, StoredGrid stored) {
    }

    /**
     * Refines, and writes the most probable class of each voxel and, where a file is named for them, the probabilities.
     *
     * @param progress is told beforehand how much memory it takes
     */
    public Outcome write(Path out, Optional<Path> refinedProbability, Progress progress) {
        requireWritable(out);
        refinedProbability.ifPresent(this::requireWritable);
        Given given = given();
        List<Volume> channels = channels();
        tellMemory(given.map(), channels, progress);
        Refined refined = refinement.refine(given.map(), channels);
        LabelMap before = given.map().mostProbable();
        LabelMap after = refined.probability().mostProbable();
        Nifti.write(out, after, given.stored());
        refinedProbability.ifPresent(file -> Nifti.write(file, refined.probability(), given.stored()));
        return outcome(out, refinedProbability, refined, before, after);
    }

    private void tellMemory(ProbabilityMap map, List<Volume> channels, Progress progress) {
        if (refinement instanceof DenseCrf crf) {
            progress.say(String.format(Locale.ROOT, "refining %s voxels, %d classes: takes up to %.2f GB beyond its input", map.grid().size(), map.classes().length,
                    crf.bytes(map, channels) / GIGABYTE));
        }
    }

    private void requireWritable(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IllegalArgumentException(file + ": cannot be written, its folder does not exist; make the folder first");
        }
        for (List<Path> inputs : List.of(probability, image)) {
            if (inputs.stream().anyMatch(input -> input.toAbsolutePath().normalize().equals(file.toAbsolutePath().normalize()))) {
                throw new IllegalArgumentException(file + " is an input too; name another file to write");
            }
        }
    }

    private Given given() {
        List<StoredSeries> files = read(probability);
        StoredGrid stored = files.get(0).stored();
        float[][] classes = files.stream().flatMap(series -> Stream.of(series.volumes())).toArray(float[][]::new);
        ProbabilityMap map = classes.length == 1 ? ProbabilityMap.ofForeground(stored.grid(), classes[0]) : new ProbabilityMap(stored.grid(), classes);
        if (map.classes().length > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(probability + " have " + map.classes().length + " classes, at most " + Byte.MAX_VALUE + " fit a label map");
        }
        return new Given(map, stored);
    }

    private List<Volume> channels() {
        List<StoredSeries> files = read(image);
        return files.stream().flatMap(series -> Stream.of(series.volumes())).map(volume -> new Volume(files.get(0).stored().grid(), volume)).toList();
    }

    /** Files that have to lie on the grid of the first of them. */
    private static List<StoredSeries> read(List<Path> files) {
        List<StoredSeries> read = new ArrayList<>();
        for (Path file : files) {
            StoredSeries series = Nifti.readSeries(file);
            read.add(series);
            requireSame(files.get(0), read.get(0).stored(), file, series.stored());
        }
        return read;
    }

    private static void requireSame(Path a, StoredGrid first, Path b, StoredGrid other) {
        if (!first.grid().sameAs(other.grid())) {
            throw new IllegalArgumentException(b + " lies on another grid than " + a + ": " + other.grid().differenceFrom(first.grid())
                    + "; resample one to the other first");
        }
    }

    private Outcome outcome(Path out, Optional<Path> refinedProbability, Refined refined, LabelMap before, LabelMap after) {
        int classes = refined.probability().classes().length;
        long[] had = new long[classes];
        long[] has = new long[classes];
        long changed = 0;
        for (int i = 0; i < before.labels().length; i++) {
            had[before.labels()[i]]++;
            has[after.labels()[i]]++;
            changed += before.labels()[i] == after.labels()[i] ? 0 : 1;
        }
        List<String> lines = new ArrayList<>();
        lines.add(changed + " of " + before.labels().length + " voxels have another label");
        for (int c = 0; c < classes; c++) {
            lines.add("class " + c + ": " + had[c] + " voxels, now " + has[c]);
        }
        refined.box().filter(box -> !whole(box, before.grid().size()))
                .ifPresent(box -> lines.add("looked at " + box.size() + " of " + before.grid().size() + " voxels, where some class is uncertain"));
        lines.add(out.toString());
        refinedProbability.ifPresent(file -> lines.add(file.toString()));
        return new Outcome(lines, warnings(refined, had, has, changed));
    }

    private static boolean whole(Box box, Size size) {
        return box.size().equals(size);
    }

    private List<String> warnings(Refined refined, long[] had, long[] has, long changed) {
        List<String> warnings = new ArrayList<>();
        if (!(refinement instanceof DenseCrf)) {
            return warnings;
        }
        if (changed == 0) {
            warnings.add((refined.box().isEmpty() ? RefinementDoubt.NOTHING_UNCERTAIN : RefinementDoubt.NOTHING_CHANGED).words());
        }
        for (int c = 1; c < has.length; c++) {
            if (has[c] == 0 && had[c] > 0) {
                warnings.add("class " + c + " has vanished (it had " + had[c] + " voxels): it is smaller than the kernels reach; lower the weights or the widths");
            }
        }
        if (has[0] == 0 && had[0] > 0) {
            warnings.add("the background has vanished (it had " + had[0] + " voxels); lower the weights or the widths");
        }
        List<Double> changes = refined.changes();
        if (RefinementDoubt.notAtRest(changes)) {
            warnings.add(String.format(Locale.ROOT, "it had not come to rest: the last of %d iterations moved probabilities by %.4f on average; raise iterations",
                    changes.size(), changes.get(changes.size() - 1)));
        }
        return warnings;
    }
}
