package org.hepar.voxel;

import java.util.stream.IntStream;
import org.hepar.volume.Box;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Spacing;

/**
 * The smallest distance, mm, between voxel centres of a component and those of a mask: 0 where they have a voxel in common,
 * +Infinity when the mask is empty.
 *
 * <p>Exact, without a distance map: rows of the mask are passed over whose distance to the component's box is no smaller
 * than the best one found. A few small components of a large volume take microseconds each.
 */
public final class Separation {

    private final PackedMask mask;
    /** The mask's rows {@code z * rows of a slice + y} that hold a voxel. */
    private final int[] rows;

    private Separation(PackedMask mask) {
        this.mask = mask;
        int perRow = mask.wordsPerRow();
        int all = mask.words().length / perRow;
        rows = IntStream.range(0, all).filter(row -> holdsAny(mask.words(), row * perRow, (row + 1) * perRow)).toArray();
    }

    private static boolean holdsAny(long[] words, int from, int to) {
        for (int i = from; i < to; i++) {
            if (words[i] != 0) {
                return true;
            }
        }
        return false;
    }

    /** The smallest distance of each component to a mask on the same grid, mm; that of the component with id i is at i - 1. */
    public static double[] smallestMm(Components components, PackedMask mask) {
        if (!components.grid().size().equals(mask.grid().size())) {
            throw new IllegalArgumentException("components have size " + components.grid().size() + ", the mask " + mask.grid().size()
                    + "; both must lie on one grid: crop or resample one of them");
        }
        Separation separation = new Separation(mask);
        return IntStream.rangeClosed(1, components.count()).parallel().mapToDouble(id -> separation.new Search(components, id).smallestMm()).toArray();
    }

    /** Column of the first voxel inside at x or behind it; {@code Integer.MAX_VALUE} if there is none. */
    private int next(int row, int x) {
        int perRow = mask.wordsPerRow();
        int w = x >> 6;
        if (w >= perRow) {
            return Integer.MAX_VALUE;
        }
        long word = mask.words()[row * perRow + w] & -1L << x;
        while (word == 0) {
            if (++w == perRow) {
                return Integer.MAX_VALUE;
            }
            word = mask.words()[row * perRow + w];
        }
        return 64 * w + Long.numberOfTrailingZeros(word);
    }

    /** Column of the last voxel inside before x; -1 if there is none. */
    private int previous(int row, int x) {
        if (x == 0) {
            return -1;
        }
        int perRow = mask.wordsPerRow();
        int w = x - 1 >> 6;
        long word = mask.words()[row * perRow + w] & -1L >>> -x;
        while (word == 0) {
            if (--w < 0) {
                return -1;
            }
            word = mask.words()[row * perRow + w];
        }
        return 64 * w + 63 - Long.numberOfLeadingZeros(word);
    }

    /** Steps, 0 or more, from the columns x0 to x1 exclusive to the nearest voxel of a row that holds one. */
    private int steps(int row, int x0, int x1) {
        int next = next(row, x0);
        if (next < x1) {
            return 0;
        }
        int previous = previous(row, x0);
        int right = next == Integer.MAX_VALUE ? Integer.MAX_VALUE : next - x1 + 1;
        return previous < 0 ? right : Math.min(right, x0 - previous);
    }

    /** The search for one component. */
    private final class Search {

        private final Spacing spacing = mask.grid().spacing();
        private final int perSlice = mask.grid().size().y();
        private final Box box;
        /** The component alone, in its box. */
        private final PackedMask inside;
        /** Smallest squared distance found, mm². */
        private double best = Double.POSITIVE_INFINITY;

        private Search(Components components, int id) {
            box = components.bounds(id);
            inside = PackedMask.empty(components.grid().crop(box));
            components.forEachRun(id, (of, z, y, x0, x1) -> inside.fill(z - box.z0(), y - box.y0(), x0 - box.x0(), x1 - box.x0()));
        }

        private double smallestMm() {
            // The row nearest to the box first: most others are then farther from the box than it is from the component.
            double nearest = Double.POSITIVE_INFINITY;
            int start = -1;
            for (int row : rows) {
                double toBox = toBox(row, nearest);
                if (toBox < nearest) {
                    nearest = toBox;
                    start = row;
                }
            }
            if (start >= 0) {
                compare(start);
            }
            for (int row : rows) {
                if (toBox(row, best) < best) {
                    compare(row);
                }
            }
            return Math.sqrt(best);
        }

        /** Squared distance of a row's voxels to the box, or any number that is at least the limit. */
        private double toBox(int row, double limit) {
            double mm = squared(gap(row / perSlice, box.z0(), box.z1()), spacing.z()) + squared(gap(row % perSlice, box.y0(), box.y1()), spacing.y());
            return mm >= limit ? mm : mm + squared(steps(row, box.x0(), box.x1()), spacing.x());
        }

        /** Compares a row of the mask with the component's rows, the nearest ones first. */
        private void compare(int row) {
            int z = Math.max(box.z0(), Math.min(box.z1() - 1, row / perSlice));
            for (int up = z; up < box.z1() && compareSlice(row, up); up++) {
            }
            for (int down = z - 1; down >= box.z0() && compareSlice(row, down); down--) {
            }
        }

        /** Whether slices farther away may still hold something nearer. */
        private boolean compareSlice(int row, int z) {
            double alongZ = squared(row / perSlice - z, spacing.z());
            if (alongZ >= best) {
                return false;
            }
            int y = Math.max(box.y0(), Math.min(box.y1() - 1, row % perSlice));
            for (int up = y; up < box.y1() && compareRows(row, z, up, alongZ); up++) {
            }
            for (int down = y - 1; down >= box.y0() && compareRows(row, z, down, alongZ); down--) {
            }
            return true;
        }

        private boolean compareRows(int row, int z, int y, double alongZ) {
            double alongYz = alongZ + squared(row % perSlice - y, spacing.y());
            if (alongYz >= best) {
                return false;
            }
            inside.forEachRun(z - box.z0(), y - box.y0(), (x0, x1) ->
                    best = Math.min(best, alongYz + squared(steps(row, x0 + box.x0(), x1 + box.x0()), spacing.x())));
            return true;
        }

        private static int gap(int at, int from, int to) {
            return at < from ? from - at : Math.max(0, at - to + 1);
        }

        private static double squared(int steps, double spacingMm) {
            double mm = steps * spacingMm;
            return mm * mm;
        }
    }
}
