package org.hepar.voxel;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.hepar.volume.Box;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/**
 * Exact squared Euclidean distance, mm², from voxel centres to the centre of the nearest voxel inside a mask:
 * 0 inside, +Infinity everywhere if the mask is empty.
 *
 * <p>Separable (Meijster et al. 2000; Felzenszwalb &amp; Huttenlocher 2012) and slice by slice: along z the distance is a count of
 * slices, found for 64 columns at a time by looking one slice further until every column has its nearest voxel; then come
 * the rows and columns of that slice alone. So nothing is held but the slices at work, 20 bytes a pixel and core, and
 * slices that nobody asks for cost nothing. The result does not depend on the number of cores.
 */
public final class DistanceTransform {

    private final PackedMask mask;
    private final Size size;
    private final Spacing spacing;
    /** The columns along z that hold a voxel inside, laid out like a slice of the mask. */
    private final long[] shadow;

    DistanceTransform(PackedMask mask) {
        this.mask = mask;
        this.size = mask.grid().size();
        this.spacing = mask.grid().spacing();
        this.shadow = new long[size.y() * mask.wordsPerRow()];
        for (int i = 0; i < mask.words().length; i++) {
            shadow[i % shadow.length] |= mask.words()[i];
        }
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
        Box work = mask.bounds().map(box::unite).orElse(box);
        DistanceTransform transform = new DistanceTransform(PackedMask.of(mask.crop(work)));
        Size asked = box.size();
        double[] squared = new double[asked.voxels()];
        transform.eachSlice(IntStream.range(box.z0() - work.z0(), box.z1() - work.z0()).toArray(), slice -> {
            int z = slice.z - (box.z0() - work.z0());
            for (int y = 0; y < asked.y(); y++) {
                double[] row = slice.row(y + box.y0() - work.y0());
                System.arraycopy(row, box.x0() - work.x0(), squared, asked.index(z, y, 0), asked.x());
            }
        });
        return squared;
    }

    /** Hands slices to a consumer, several at a time. */
    void eachSlice(int[] slices, Consumer<Slice> consumer) {
        Workers.share(slices.length, () -> {
            Slice slice = new Slice();
            return i -> {
                slice.moveTo(slices[i]);
                consumer.accept(slice);
            };
        });
    }

    /** One slice in the making; its passes run when a number is first asked for. */
    final class Slice {

        private final LowerEnvelope envelope = new LowerEnvelope(Math.max(size.y(), size.x()));
        /** Slices to the nearest voxel inside of the same column, {@code [x,y]}; -1 for none. */
        private final int[] slicesAway = new int[size.y() * size.x()];
        private final double[] alongYz = new double[size.y() * size.x()];
        private final double[] row = new double[size.x()];
        private int z;
        private boolean columnsDone;
        /** The row that is at hand; -1 for none. */
        private int rowDone;

        private Slice() {
        }

        int z() {
            return z;
        }

        private void moveTo(int newZ) {
            z = newZ;
            columnsDone = false;
            rowDone = -1;
        }

        /** Squared mm of row y; overwritten when another one is asked for. */
        double[] row(int y) {
            finishColumns();
            if (rowDone != y) {
                System.arraycopy(alongYz, y * size.x(), envelope.line, 0, size.x());
                envelope.write(size.x(), spacing.x(), row, 0, 1);
                rowDone = y;
            }
            return row;
        }

        /** Squared mm of one voxel: for a few of a row this is faster than {@link #row}. */
        double at(int y, int x) {
            finishColumns();
            int at = y * size.x() + x;
            double nearest = alongYz[at];
            for (int dx = 1; dx <= Math.max(x, size.x() - 1 - x); dx++) {
                double mm = dx * spacing.x();
                if (mm * mm >= nearest) {
                    break;
                }
                if (dx <= x) {
                    nearest = Math.min(nearest, mm * mm + alongYz[at - dx]);
                }
                if (x + dx < size.x()) {
                    nearest = Math.min(nearest, mm * mm + alongYz[at + dx]);
                }
            }
            return nearest;
        }

        private void finishColumns() {
            if (!columnsDone) {
                alongZ();
                alongY();
                columnsDone = true;
            }
        }

        private void alongZ() {
            Arrays.fill(slicesAway, -1);
            long[] missing = shadow.clone();
            int columns = 0;
            for (long word : missing) {
                columns += Long.bitCount(word);
            }
            for (int away = 0; columns > 0; away++) {
                columns -= z >= away ? look(z - away, away, missing) : 0;
                columns -= z + away < size.z() ? look(z + away, away, missing) : 0;
            }
        }

        /** Notes which of the missing columns have a voxel in a slice, and returns how many. */
        private int look(int there, int away, long[] missing) {
            long[] words = mask.words();
            int perRow = mask.wordsPerRow();
            int found = 0;
            for (int y = 0, i = 0, at = mask.row(there, 0); y < size.y(); y++) {
                for (int w = 0; w < perRow; w++, i++, at++) {
                    long hits = words[at] & missing[i];
                    if (hits != 0) {
                        missing[i] ^= hits;
                        found += Long.bitCount(hits);
                        for (; hits != 0; hits &= hits - 1) {
                            slicesAway[(64 * w + Long.numberOfTrailingZeros(hits)) * size.y() + y] = away;
                        }
                    }
                }
            }
            return found;
        }

        private void alongY() {
            for (int x = 0; x < size.x(); x++) {
                for (int y = 0; y < size.y(); y++) {
                    int away = slicesAway[x * size.y() + y];
                    double mm = away * spacing.z();
                    envelope.line[y] = away < 0 ? Double.POSITIVE_INFINITY : mm * mm;
                }
                envelope.write(size.y(), spacing.y(), alongYz, x, size.x());
            }
        }
    }
}
