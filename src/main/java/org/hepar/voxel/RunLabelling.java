package org.hepar.voxel;

import java.util.Arrays;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;

/**
 * Labels components by runs: the runs of inside voxels of each row are joined (union-find) with the touching runs of
 * the rows before it, then each set of runs is numbered. A root is always the first run of its set, so ids come in
 * scan order.
 */
final class RunLabelling {

    /** The rows before a row, {@code {dz,dy}}. */
    private static final int[][] PRECEDING_ROWS = {{0, -1}, {-1, -1}, {-1, 0}, {-1, 1}};

    private final Mask mask;
    private final Size size;
    private final Connectivity connectivity;
    /** First run of each row; one entry more than rows. */
    private final int[] firstRun;
    private int[] start = new int[1024]; // column of a run's first voxel
    private int[] end = new int[1024];   // column behind its last voxel
    private int[] parent = new int[1024];
    private int runs;

    RunLabelling(Mask mask, Connectivity connectivity) {
        this.mask = mask;
        this.size = mask.grid().size();
        this.connectivity = connectivity;
        this.firstRun = new int[size.z() * size.y() + 1];
    }

    Components components() {
        for (int z = 0, row = 0; z < size.z(); z++) {
            for (int y = 0; y < size.y(); y++, row++) {
                firstRun[row] = runs;
                collect(row * size.x());
                firstRun[row + 1] = runs;
                joinWithPreceding(z, y, row);
            }
        }
        return number();
    }

    private void collect(int rowStart) {
        boolean[] voxels = mask.voxels();
        for (int x = 0; x < size.x(); x++) {
            if (voxels[rowStart + x]) {
                int from = x;
                while (x < size.x() && voxels[rowStart + x]) {
                    x++;
                }
                add(from, x);
            }
        }
    }

    private void add(int from, int to) {
        if (runs == start.length) {
            start = Arrays.copyOf(start, 2 * runs);
            end = Arrays.copyOf(end, 2 * runs);
            parent = Arrays.copyOf(parent, 2 * runs);
        }
        start[runs] = from;
        end[runs] = to;
        parent[runs] = runs;
        runs++;
    }

    private void joinWithPreceding(int z, int y, int row) {
        for (int[] step : PRECEDING_ROWS) {
            int reach = connectivity.reachAlongRow(step[0], step[1]);
            if (reach >= 0 && z + step[0] >= 0 && y + step[1] >= 0 && y + step[1] < size.y()) {
                join(row, row + step[0] * size.y() + step[1], reach);
            }
        }
    }

    private void join(int row, int otherRow, int reach) {
        int i = firstRun[row];
        int j = firstRun[otherRow];
        while (i < firstRun[row + 1] && j < firstRun[otherRow + 1]) {
            if (start[i] < end[j] + reach && start[j] < end[i] + reach) {
                union(i, j);
            }
            if (end[i] < end[j]) {
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

    private Components number() {
        int[] labels = new int[mask.voxels().length];
        int[] idOfRun = new int[runs];
        int[] sizes = new int[runs];
        int count = 0;
        for (int row = 0; row + 1 < firstRun.length; row++) {
            for (int run = firstRun[row]; run < firstRun[row + 1]; run++) {
                int root = root(run);
                idOfRun[run] = root == run ? ++count : idOfRun[root];
                sizes[idOfRun[run] - 1] += end[run] - start[run];
                Arrays.fill(labels, row * size.x() + start[run], row * size.x() + end[run], idOfRun[run]);
            }
        }
        return new Components(mask.grid(), labels, Arrays.copyOf(sizes, count));
    }
}
