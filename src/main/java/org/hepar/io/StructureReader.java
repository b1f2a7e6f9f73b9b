package org.hepar.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Structures;

/**
 * Sets the bits of the structures of a mapping while a label file passes by, run by run. Values that are no label end the
 * reading at once; labels that the mapping does not name are counted, so that one message can tell all of them.
 */
final class StructureReader implements NiftiInput.Run {

    private static final int SHOWN = 8;
    /** More labels than any mapping leaves out: what has them is no label file. */
    private static final int MOST_UNNAMED = 1000;
    private static final PackedMask[] NOTHING = {};

    private final Path file;
    private final StoredGrid stored;
    private final LabelMapping mapping;
    private final FileOrder order;
    private final Size size;
    private final int wordsPerRow;
    private final Map<String, PackedMask> masks = new LinkedHashMap<>();
    /** For each label the masks that it belongs to; null where no structure names it. */
    private final PackedMask[][] masksOf;
    private final Map<Double, Unnamed> unnamed = new TreeMap<>();
    private long before;

    StructureReader(Path file, StoredGrid stored, LabelMapping mapping) {
        this.file = file;
        this.stored = stored;
        this.mapping = mapping;
        this.order = new FileOrder(stored.grid().size(), stored.axes());
        this.size = stored.grid().size();
        this.wordsPerRow = PackedMask.wordsPerRow(size);
        int largest = mapping.labels().stream().mapToInt(label -> label.values().last()).max().orElseThrow();
        masksOf = new PackedMask[largest + 1][];
        masksOf[0] = NOTHING;
        for (LabelMapping.Label label : mapping.labels()) {
            PackedMask mask = PackedMask.empty(stored.grid());
            masks.put(label.name(), mask);
            for (int value : label.values()) {
                PackedMask[] others = masksOf[value] == null ? NOTHING : masksOf[value];
                masksOf[value] = Arrays.copyOf(others, others.length + 1);
                masksOf[value][others.length] = mask;
            }
        }
    }

    /** The structures, once all voxels have passed. */
    Structures structures() {
        if (!unnamed.isEmpty()) {
            throw unnamedLabels();
        }
        return new Structures(stored.grid(), masks);
    }

    @Override
    public void take(double value, int count) {
        int label = (int) value;
        PackedMask[] inside = label == value && label >= 0 && label < masksOf.length ? masksOf[label] : null;
        if (inside == null) {
            requireLabel(value);
            inside = NOTHING;
            if (!mapping.othersAreBackground()) {
                note(value, count);
            }
        }
        before += count;
        int left = count;
        while (inside.length > 0 && left > 0) {
            int run = Math.min(order.run(), left);
            for (PackedMask mask : inside) {
                fillLine(mask, run);
            }
            order.advance(run);
            left -= run;
        }
        order.advance(left);
    }

    /** The next voxels of a line of the file: a piece of a row, in either direction, or one bit in each of several rows. */
    private void fillLine(PackedMask mask, int run) {
        int row = order.index() / size.x();
        int x = order.index() % size.x();
        if (stored.axes().x() == 0) {
            int first = stored.axes().xFlipped() ? x - run + 1 : x;
            mask.fill(row / size.y(), row % size.y(), first, first + run);
            return;
        }
        long bit = 1L << x;
        int step = order.step() / size.x() * wordsPerRow;
        for (int i = 0, at = row * wordsPerRow + (x >> 6); i < run; i++, at += step) {
            mask.words()[at] |= bit;
        }
    }

    private void requireLabel(double value) {
        if (value >= 0 && value == Math.rint(value) && !Double.isInfinite(value)) {
            return;
        }
        String cure = value > 0 && value < 1 ? Nifti.LOOKS_LIKE_PROBABILITIES
                : value < 0 ? "this looks like an image: name the file with its labels"
                : "write the file again with whole numbers for labels";
        throw new IllegalArgumentException(file + " holds the value " + Nifti.text(value) + " at [x,y,z] = " + Nifti.place(before, stored)
                + " of the file, expected 0 (background) or a whole label of the mapping " + mapping + "; " + cure);
    }

    /** How often a label occurs that no structure names, and where first. */
    private record Unnamed(long voxels, long first) {
    }

    private void note(double value, int count) {
        unnamed.merge(value, new Unnamed(count, before), (old, more) -> new Unnamed(old.voxels + more.voxels, old.first));
        if (unnamed.size() > MOST_UNNAMED) {
            throw unnamedLabels();
        }
    }

    /** All of them in one line; the place of the least only, which is enough to look at one. */
    private IllegalArgumentException unnamedLabels() {
        boolean image = unnamed.size() > MOST_UNNAMED;
        List<String> shown = new ArrayList<>();
        unnamed.forEach((value, at) -> {
            if (shown.size() < SHOWN) {
                shown.add(Nifti.text(value) + " (" + at.voxels + (at.voxels == 1 ? " voxel" : " voxels")
                        + (shown.isEmpty() ? ", the first at [x,y,z] = " + Nifti.place(at.first, stored) + " of the file)" : ")"));
            }
        });
        int more = unnamed.size() - shown.size();
        return new IllegalArgumentException(file + " holds " + (unnamed.size() == 1 ? "a label" : image ? "over " + MOST_UNNAMED + " labels" : "labels")
                + " that the mapping " + mapping + " does not name: " + String.join(", ", shown)
                + (image ? " and more; this looks like an image: name the file with its labels"
                : (more > 0 ? " and " + more + " more" : "") + "; name them too (--labels) or count them as background (--ignore-other-labels)"));
    }
}
