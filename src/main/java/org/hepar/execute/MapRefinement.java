package org.hepar.execute;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
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
    private static final double MEGABYTE = 1 << 20;
    /** Numbers a voxel and class that the iterations work on: the log odds, and Q before and after. */
    private static final int WORKING = 3;

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
        refinedProbability.filter(file -> same(file, out)).ifPresent(file -> {
            throw new IllegalArgumentException(file + " is named for the labels and for the probabilities; name two files");
        });
        requireRoom();
        Given given = given();
        List<Volume> channels = channels(given.stored());
        Refined refined = refined(given, channels, progress);
        LabelMap before = given.map().mostProbable();
        LabelMap after = refined.probability().mostProbable();
        // The larger file first: where there is no room for it, neither is written.
        refinedProbability.ifPresent(file -> Nifti.write(file, refined.probability(), given.stored()));
        Nifti.write(out, after, given.stored());
        return outcome(out, refinedProbability, refined, before, after, channels);
    }

    /** Told from the headers, before anything is read: the input, and what each iteration works on; the grid of the kernels comes on top and is told later. */
    private void requireRoom() {
        double voxels = Nifti.readSeriesGrid(probability.get(0)).grid().voxels();
        double classes = Math.max(2, probability.stream().mapToInt(Nifti::volumes).sum());
        double numbers = classes + image.stream().mapToInt(Nifti::volumes).sum() + (refinement instanceof DenseCrf ? WORKING * (classes - 1) : 0);
        double bytes = Float.BYTES * numbers * voxels;
        double heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "%s: refining it takes more than %.2f GB, the Java heap is at most %.2f GB; give more (HEPAR_HEAP=%dm), or crop the files",
                    probability.get(0), bytes / GIGABYTE, heap / GIGABYTE, (long) Math.ceil(1.5 * bytes / MEGABYTE)));
        }
    }

    private Refined refined(Given given, List<Volume> channels, Progress progress) {
        try {
            DenseCrf.requireProbabilities(given.map(), given.stored()::place);
            tellMemory(given.map(), channels, progress);
            return refinement.refine(given.map(), channels);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(names(probability) + " with " + names(image) + ": " + e.getMessage(), e);
        }
    }

    private static String names(List<Path> files) {
        return files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    private void tellMemory(ProbabilityMap map, List<Volume> channels, Progress progress) {
        if (refinement instanceof DenseCrf crf) {
            long bytes = crf.bytes(map, channels);
            progress.say(String.format(Locale.ROOT, bytes < GIGABYTE / 100 ? "refining %s voxels, %d classes: takes up to %.1f MB beyond its input" : "refining %s voxels, %d classes: takes up to %.2f GB beyond its input",
                    map.grid().size(), map.classes().length, bytes < GIGABYTE / 100 ? bytes / MEGABYTE : bytes / GIGABYTE));
        }
    }

    private static boolean same(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private void requireWritable(Path file) {
        Nifti.requireWritable(file);
        for (List<Path> inputs : List.of(probability, image)) {
            if (inputs.stream().anyMatch(input -> same(input, file))) {
                throw new IllegalArgumentException(file + " is an input too; name another file to write");
            }
        }
    }

    private Given given() {
        List<StoredSeries> files = read(probability);
        StoredGrid stored = files.get(0).stored();
        for (int i = 0; i < files.size(); i++) {
            requireProbabilities(probability.get(i), files.get(i).volumes());
        }
        float[][] classes = files.stream().flatMap(series -> Stream.of(series.volumes())).toArray(float[][]::new);
        ProbabilityMap map = classes.length == 1 ? ProbabilityMap.ofForeground(stored.grid(), classes[0]) : new ProbabilityMap(stored.grid(), classes);
        if (map.classes().length > Byte.MAX_VALUE) {
            throw new IllegalArgumentException(probability + " have " + map.classes().length + " classes, at most " + Byte.MAX_VALUE + " fit a label map");
        }
        return new Given(map, stored);
    }

    /** Said of the value in the file, not of what is made of it. */
    private static void requireProbabilities(Path file, float[][] volumes) {
        for (int volume = 0; volume < volumes.length; volume++) {
            float lowest = 0;
            float highest = 0;
            for (float value : volumes[volume]) {
                lowest = value < lowest ? value : lowest;
                highest = value > highest ? value : highest;
            }
            if (lowest < -DenseCrf.ROUNDING || highest > 1 + DenseCrf.ROUNDING) {
                throw new IllegalArgumentException(file + (volumes.length == 1 ? "" : ", volume " + (volume + 1)) + ": its values reach from " + lowest + " to " + highest
                        + ", probabilities must be 0 to 1; if these are a network's scores, apply its softmax first, and if they are whole numbers to 255 or 100, divide by that");
            }
        }
    }

    /** The image, which has to lie on the grid of the maps. */
    private List<Volume> channels(StoredGrid maps) {
        List<StoredSeries> files = read(image);
        requireSame(probability.get(0), maps, image.get(0), files.get(0).stored());
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

    private Outcome outcome(Path out, Optional<Path> refinedProbability, Refined refined, LabelMap before, LabelMap after, List<Volume> channels) {
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
        if (probability.size() == 1 && Nifti.volumes(probability.get(0)) == 1) {
            lines.add(probability.get(0) + " has one volume: it was taken for the probability of class 1, the background for the rest");
        }
        lines.add(changed + " of " + before.labels().length + " voxels have another label");
        for (int c = 0; c < classes; c++) {
            lines.add("class " + c + ": " + had[c] + " voxels, now " + has[c]);
        }
        refined.box().filter(box -> !whole(box, before.grid().size()))
                .ifPresent(box -> lines.add("looked at " + box.size() + " of " + before.grid().size() + " voxels, where some class is uncertain"));
        lines.add(out.toString());
        refinedProbability.ifPresent(file -> lines.add(file.toString()));
        return new Outcome(lines, warnings(refined, had, has, changed, channels));
    }

    private static boolean whole(Box box, Size size) {
        return box.size().equals(size);
    }

    private List<String> warnings(Refined refined, long[] had, long[] has, long changed, List<Volume> channels) {
        List<String> warnings = new ArrayList<>();
        if (!(refinement instanceof DenseCrf crf)) {
            return warnings;
        }
        warnings.addAll(crf.unsuited(channels));
        if (crf.positionWeight() == 0 && crf.appearanceWeight() == 0) {
            warnings.add("position_weight and appearance_weight are 0: no voxel hears any other, so nothing is refined");
        } else if (changed == 0 && refined.box().isPresent() && had[0] == Arrays.stream(had).sum()) {
            warnings.add("nothing is there to refine: the background is the most probable class of every voxel; is it the map of another class?");
        } else if (changed == 0) {
            warnings.add((refined.box().isEmpty() ? RefinementDoubt.NOTHING_UNCERTAIN : RefinementDoubt.NOTHING_CHANGED).words());
        }
        for (int c = 1; c < has.length; c++) {
            if (RefinementDoubt.grown(had[c], has[c], Double.NaN)) {
                warnings.add("class " + c + ": " + RefinementDoubt.GROWN.words());
            }
            if (has[c] == 0 && had[c] > 0) {
                warnings.add("class " + c + " has vanished (it had " + had[c] + " voxels): it is smaller than the kernels reach, or the weights outdo the network; lower the weights or the widths");
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
