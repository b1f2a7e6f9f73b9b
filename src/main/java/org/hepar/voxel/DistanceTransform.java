package org.hepar.voxel;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.hepar.volume.Box;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/**
 * Exact squared Euclidean distance, mm², from voxel centres to the centre of the nearest voxel inside a mask:
 * 0 inside, +Infinity everywhere if the mask is empty.
 *
 * <p>Separable and linear in the number of voxels (Meijster et al. 2000; Felzenszwalb &amp; Huttenlocher 2012). Along z
 * the distance is a count of slices, kept in 2 bytes a voxel; the other two axes are done slice by slice and row by row,
 * so that asking for few places ({@link #squaredMmAt}) never holds a whole volume of doubles. Slices are shared out
 * over the processor's cores; the result does not depend on how many there are.
 */
public final class DistanceTransform {

    /** "No voxel inside in this column". */
    private static final char NONE = Character.MAX_VALUE;

    private final Size size;
    private final Spacing spacing;
    /** Slices to the nearest voxel inside of the same column. */
    private final char[] slicesAway;

    private DistanceTransform(Mask mask) {
        size = mask.grid().size();
        spacing = mask.grid().spacing();
        if (size.z() >= NONE) {
            throw new IllegalArgumentException("size (=" + size + ") must have fewer than " + (int) NONE
                    + " slices for a distance transform; crop the mask first");
        }
        slicesAway = new char[size.voxels()];
        alongZ(mask.voxels());
    }

    /** Squared mm for each voxel of the mask's grid, {@code [z,y,x]}. 8 bytes a voxel. */
    public static double[] squaredMm(Mask mask) {
        Size size = mask.grid().size();
        return squaredMm(mask, new Box(0, 0, 0, size.z(), size.y(), size.x()));
    }

    /**
     * Squared mm for each voxel of a box, {@code [z,y,x]} of the box. Voxels inside the mask but outside of the box
     * count too: the numbers are those of the whole transform, only fewer.
     */
    public static double[] squaredMm(Mask mask, Box box) {
        Box bounds = mask.bounds().orElse(box);
        Box work = new Box(Math.min(box.z0(), bounds.z0()), Math.min(box.y0(), bounds.y0()), Math.min(box.x0(), bounds.x0()),
                Math.max(box.z1(), bounds.z1()), Math.max(box.y1(), bounds.y1()), Math.max(box.x1(), bounds.x1()));
        DistanceTransform transform = new DistanceTransform(mask.crop(work));
        Size asked = box.size();
        double[] squared = new double[asked.voxels()];
        transform.eachSlice(box.z0() - work.z0(), box.z1() - work.z0(), slice -> {
            int z = slice.z - (box.z0() - work.z0());
            for (int y = 0; y < asked.y(); y++) {
                double[] row = slice.row(y + box.y0() - work.y0());
                System.arraycopy(row, box.x0() - work.x0(), squared, asked.index(z, y, 0), asked.x());
            }
        });
        return squared;
    }

    /** Squared mm from each voxel inside {@code places}, in scan order, to the nearest voxel inside the mask. */
    public static double[] squaredMmAt(Mask mask, Mask places) {
        if (!mask.grid().size().equals(places.grid().size())) {
            throw new IllegalArgumentException("places have size " + places.grid().size() + ", the mask " + mask.grid().size()
                    + "; both must lie on one grid: crop or resample one of them");
        }
        DistanceTransform transform = new DistanceTransform(mask);
        Size size = mask.grid().size();
        int[] before = insideBeforeRow(places);
        double[] squared = new double[before[before.length - 1]];
        transform.eachSlice(0, size.z(), slice -> {
            int firstRow = slice.z * size.y();
            if (before[firstRow] == before[firstRow + size.y()]) {
                return;
            }
            for (int y = 0; y < size.y(); y++) {
                int n = before[firstRow + y];
                if (n < before[firstRow + y + 1]) {
                    double[] row = slice.row(y);
                    for (int x = 0; x < size.x(); x++) {
                        if (places.at(slice.z, y, x)) {
                            squared[n++] = row[x];
                        }
                    }
                }
            }
        });
        return squared;
    }

    /** For each row, how many voxels inside come before it; one entry more than rows. */
    private static int[] insideBeforeRow(Mask mask) {
        Size size = mask.grid().size();
        int[] before = new int[size.z() * size.y() + 1];
        for (int row = 0, i = 0; row + 1 < before.length; row++) {
            int n = before[row];
            for (int x = 0; x < size.x(); x++, i++) {
                n += mask.voxels()[i] ? 1 : 0;
            }
            before[row + 1] = n;
        }
        return before;
    }

    private void alongZ(boolean[] inside) {
        int plane = size.y() * size.x();
        for (int i = 0; i < slicesAway.length; i++) {
            int below = i < plane ? NONE : slicesAway[i - plane];
            slicesAway[i] = inside[i] ? 0 : (char) (below == NONE ? NONE : below + 1);
        }
        for (int i = slicesAway.length - plane - 1; i >= 0; i--) {
            int above = slicesAway[i + plane];
            if (above + 1 < slicesAway[i]) {
                slicesAway[i] = (char) (above + 1);
            }
        }
    }

    /** Hands every slice from {@code z0} to {@code z1} exclusive to a consumer, several at a time. */
    private void eachSlice(int z0, int z1, Consumer<Slice> consumer) {
        int parts = Math.min(z1 - z0, 4 * Runtime.getRuntime().availableProcessors());
        IntConsumer part = p -> {
            Slice slice = new Slice();
            for (int z = z0 + p; z < z1; z += parts) {
                slice.moveTo(z);
                consumer.accept(slice);
            }
        };
        IntStream.range(0, parts).parallel().forEach(part);
    }

    /** One slice in the making; its passes run when a row is first asked for. */
    private final class Slice {

        private final LowerEnvelope envelope = new LowerEnvelope(Math.max(size.y(), size.x()));
        private final double[] alongYz = new double[size.y() * size.x()];
        private final double[] row = new double[size.x()];
        private int z;
        private boolean columnsDone;

        private void moveTo(int newZ) {
            z = newZ;
            columnsDone = false;
        }

        /** Squared mm of row y; overwritten by the next call. */
        private double[] row(int y) {
            if (!columnsDone) {
                columns();
                columnsDone = true;
            }
            System.arraycopy(alongYz, y * size.x(), envelope.line, 0, size.x());
            envelope.write(size.x(), spacing.x(), row, 0, 1);
            return row;
        }

        private void columns() {
            for (int x = 0; x < size.x(); x++) {
                int at = size.index(z, 0, x);
                for (int y = 0; y < size.y(); y++, at += size.x()) {
                    double mm = slicesAway[at] * spacing.z();
                    envelope.line[y] = slicesAway[at] == NONE ? Double.POSITIVE_INFINITY : mm * mm;
                }
                envelope.write(size.y(), spacing.y(), alongYz, x, size.x());
            }
        }
    }
}
