package org.hepar.voxel;

import java.util.stream.IntStream;
import org.hepar.volume.Box;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/**
 * The smallest distance, mm, between voxel centres of a component and those of a mask: 0 where they have a voxel in common,
 * +Infinity when the mask is empty.
 *
 * <p>Exact, without a distance map: rows of the mask, and of the component, are passed over where even the component's box is no
 * nearer than the best distance found. Slices near the component come first, so that most of the others are passed over as a whole.
 */
public final class Separation {

    private final PackedMask mask;
    /** In each slice, the rows that hold a voxel of the mask. */
    private final int[][] rows;

    private Separation(PackedMask mask) {
        this.mask = mask;
        Size size = mask.grid().size();
        int perRow = mask.wordsPerRow();
        rows = new int[size.z()][];
        for (int z = 0; z < rows.length; z++) {
            int slice = z;
            rows[z] = IntStream.range(0, size.y()).filter(y -> holdsAny(mask.words(), mask.row(slice, y), mask.row(slice, y) + perRow)).toArray();
        }
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
        int end = row + mask.wordsPerRow();
        int at = row + (x >> 6);
        if (at >= end) {
            return Integer.MAX_VALUE;
        }
        long word = mask.words()[at] & -1L << x;
        while (word == 0) {
            if (++at == end) {
                return Integer.MAX_VALUE;
            }
            word = mask.words()[at];
        }
        return 64 * (at - row) + Long.numberOfTrailingZeros(word);
    }

    /** Column of the last voxel inside before x; -1 if there is none. */
    private int previous(int row, int x) {
        if (x == 0) {
            return -1;
        }
        int at = row + (x - 1 >> 6);
        long word = mask.words()[at] & -1L >>> -x;
        while (word == 0) {
            if (--at < row) {
                return -1;
            }
            word = mask.words()[at];
        }
        return 64 * (at - row) + 63 - Long.numberOfLeadingZeros(word);
    }

    /** Steps, 0 or more, from the columns x0 to x1 exclusive to the nearest voxel of a row that holds one, by the place of its first word. */
    private int steps(int row, int x0, int x1) {
        int next = next(row, x0);
        if (next < x1) {
            return 0;
        }
        int previous = previous(row, x0);
        int right = next == Integer.MAX_VALUE ? Integer.MAX_VALUE : next - x1 + 1;
        return previous < 0 ? right : Math.min(right, x0 - previous);
    }

    private static int gap(int at, int from, int to) {
        return at < from ? from - at : Math.max(0, at - to + 1);
    }

    private static double squared(int steps, double spacingMm) {
        double mm = steps * spacingMm;
        return mm * mm;
    }

    /** The search for one component. */
    private final class Search {

        private final Spacing spacing = mask.grid().spacing();
        private final Box box;
        /** The component alone, in its box. */
        private final PackedMask inside;
        /** Smallest squared distance found, mm². */
        private double best = Double.POSITIVE_INFINITY;
        /** The mask's row that is looked at: its place, the place of its first word, and its squared distance to the box along x. */
        private int z;
        private int y;
        private int row;
        private double alongX;

        private Search(Components components, int id) {
            box = components.bounds(id);
            inside = PackedMask.empty(components.grid().crop(box));
            components.forEachRun(id, (of, atZ, atY, x0, x1) -> inside.fill(atZ - box.z0(), atY - box.y0(), x0 - box.x0(), x1 - box.x0()));
        }

        private double smallestMm() {
            int middle = (box.z0() + box.z1()) / 2;
            startWithNearestRow(middle);
            for (int up = middle; up < rows.length && lookAtSlice(up); up++) {
            }
            for (int down = middle - 1; down >= 0 && lookAtSlice(down); down--) {
            }
            return Math.sqrt(best);
        }

        /** Compares the row of a slice that is nearest to the box: most others are then passed over. */
        private void startWithNearestRow(int slice) {
            int nearest = -1;
            double toBox = Double.POSITIVE_INFINITY;
            for (int of : rows[slice]) {
                lookAtRow(slice, of);
                double mm = squared(gap(of, box.y0(), box.y1()), spacing.y()) + alongX;
                if (mm < toBox) {
                    toBox = mm;
                    nearest = of;
                }
            }
            if (nearest >= 0) {
                lookAtRow(slice, nearest);
                compare();
            }
        }

        private void lookAtRow(int slice, int of) {
            z = slice;
            y = of;
            row = mask.row(slice, of);
            alongX = squared(steps(row, box.x0(), box.x1()), spacing.x());
        }

        /** Whether slices farther away may still hold something nearer. */
        private boolean lookAtSlice(int slice) {
            double alongZ = squared(gap(slice, box.z0(), box.z1()), spacing.z());
            if (alongZ >= best) {
                return false;
            }
            for (int of : rows[slice]) {
                double alongYz = alongZ + squared(gap(of, box.y0(), box.y1()), spacing.y());
                if (alongYz < best) {
                    lookAtRow(slice, of);
                    if (alongYz + alongX < best) {
                        compare();
                    }
                }
            }
            return true;
        }

        /** Compares the mask's row with the component's rows, the nearest ones first. */
        private void compare() {
            int nearest = Math.max(box.z0(), Math.min(box.z1() - 1, z));
            for (int up = nearest; up < box.z1() && compareWithSlice(up); up++) {
            }
            for (int down = nearest - 1; down >= box.z0() && compareWithSlice(down); down--) {
            }
        }

        private boolean compareWithSlice(int of) {
            double alongZ = squared(z - of, spacing.z());
            if (alongZ + alongX >= best) {
                return false;
            }
            int nearest = Math.max(box.y0(), Math.min(box.y1() - 1, y));
            for (int up = nearest; up < box.y1() && compareWithRow(of, up, alongZ); up++) {
            }
            for (int down = nearest - 1; down >= box.y0() && compareWithRow(of, down, alongZ); down--) {
            }
            return true;
        }

        private boolean compareWithRow(int ofZ, int ofY, double alongZ) {
            double alongYz = alongZ + squared(y - ofY, spacing.y());
            if (alongYz + alongX >= best) {
                return false;
            }
            inside.forEachRun(ofZ - box.z0(), ofY - box.y0(), (x0, x1) ->
                    best = Math.min(best, alongYz + squared(steps(row, x0 + box.x0(), x1 + box.x0()), spacing.x())));
            return true;
        }
    }
}
