package org.hepar.voxel;

import java.util.stream.IntStream;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;

/**
 * Labels components by runs: the runs of inside voxels of each row are joined (union-find) with the touching runs of
 * the rows before it, then each set of runs is numbered. A root is always the first run of its set, so ids come in
 * scan order, in whatever order runs were joined. Slabs of slices are joined within themselves on all cores, then with
 * each other.
 */
final class RunLabelling {

    /** The rows before a row, {@code {dz,dy}}: first the one of the same slice. */
    private static final int[][] PRECEDING_ROWS = {{0, -1}, {-1, -1}, {-1, 0}, {-1, 1}};
    /** Fewer slices a slab would only make more borders. */
    private static final int SLICES_PER_SLAB = 8;

    private final PackedMask mask;
    private final Size size;
    private final Connectivity connectivity;
    /** First run of each row; one entry more than rows. */
    private final int[] firstRun;
    /** Of run r the first column at 2r, the column behind the last at 2r + 1. */
    private final int[] columns;
    /** A run before it in its set; later the id of its component. */
    private final int[] parent;

    RunLabelling(PackedMask mask, Connectivity connectivity) {
        this.mask = mask;
        this.size = mask.grid().size();
        this.connectivity = connectivity;
        this.firstRun = countRuns();
        int runs = firstRun[firstRun.length - 1];
        this.columns = new int[2 * runs];
        this.parent = new int[runs];
    }

    Components components() {
        int slabs = (size.z() + SLICES_PER_SLAB - 1) / SLICES_PER_SLAB;
        IntStream.range(0, slabs).parallel().forEach(slab -> {
            int z0 = slab * SLICES_PER_SLAB;
            for (int z = z0; z < Math.min(size.z(), z0 + SLICES_PER_SLAB); z++) {
                collect(z);
                join(z, true, z > z0);
            }
        });
        for (int z = SLICES_PER_SLAB; z < size.z(); z += SLICES_PER_SLAB) {
            join(z, false, true);
        }
        return new Components(mask.grid(), firstRun, columns, parent, number());
    }

    private int[] countRuns() {
        int[] first = new int[size.z() * size.y() + 1];
        IntStream.range(0, size.z()).parallel().forEach(z -> {
            for (int y = 0; y < size.y(); y++) {
                first[z * size.y() + y + 1] = mask.runs(z, y);
            }
        });
        for (int row = 1; row < first.length; row++) {
            first[row] = Math.addExact(first[row], first[row - 1]);
        }
        return first;
    }

    private void collect(int z) {
        int[] next = {firstRun[z * size.y()]};
        for (int y = 0; y < size.y(); y++) {
            if (firstRun[z * size.y() + y] < firstRun[z * size.y() + y + 1]) {
                mask.forEachRun(z, y, (x0, x1) -> {
                    int run = next[0]++;
                    columns[2 * run] = x0;
                    columns[2 * run + 1] = x1;
                    parent[run] = run;
                });
            }
        }
    }

    /** Joins the rows of a slice with each other, with those of the slice before it, or both. */
    private void join(int z, boolean within, boolean withSliceBefore) {
        for (int y = 0, row = z * size.y(); y < size.y(); y++, row++) {
            if (firstRun[row] == firstRun[row + 1]) {
                continue;
            }
            for (int[] step : PRECEDING_ROWS) {
                int reach = connectivity.reachAlongRow(step[0], step[1]);
                boolean wanted = step[0] == 0 ? within : withSliceBefore;
                if (wanted && reach >= 0 && y + step[1] >= 0 && y + step[1] < size.y()) {
                    joinRows(row, row + step[0] * size.y() + step[1], reach);
                }
            }
        }
    }

    private void joinRows(int row, int otherRow, int reach) {
        int i = firstRun[row];
        int j = firstRun[otherRow];
        while (i < firstRun[row + 1] && j < firstRun[otherRow + 1]) {
            if (columns[2 * i] < columns[2 * j + 1] + reach && columns[2 * j] < columns[2 * i + 1] + reach) {
                union(i, j);
            }
            if (columns[2 * i + 1] < columns[2 * j + 1]) {
                i++;
            } else {
                j++;
            }
        }
    }

    private void union(int a, int b) {
        int rootA = root(a);
        int rootB = root(b);
        parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    }

    private int root(int run) {
        int at = run;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }

    /** Puts ids into {@link #parent}: a run's parent comes before it, and so already holds its id. Returns how many there are. */
    private int number() {
        int count = 0;
        for (int run = 0; run < parent.length; run++) {
            parent[run] = parent[run] == run ? ++count : parent[parent[run]];
        }
        return count;
    }
}
