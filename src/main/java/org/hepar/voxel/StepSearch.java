package org.hepar.voxel;

import java.util.Arrays;
import java.util.List;

/**
 * Looks for all pending places of a slice at once whether a mask has a voxel a step further, the shortest steps first. The
 * rows that lie equally far away, up to four, are put together once for all steps to them. Work space of one core.
 */
final class StepSearch {

    private final SpacedRows mask;
    private final int slices;
    private final List<Offsets.Step> steps;
    /** By pair of a step's slices and rows: the rows that far away on either side, put together. */
    private final long[][] around;
    /** The slice for which each was made last. */
    private final int[] aroundOf;

    StepSearch(SpacedRows mask, List<Offsets.Step> steps) {
        this.mask = mask;
        this.slices = (mask.words.length - 1) / mask.slice;
        this.steps = steps;
        this.around = new long[1 + steps.stream().mapToInt(Offsets.Step::rows).max().orElse(0)][];
        this.aroundOf = new int[around.length];
        Arrays.fill(aroundOf, -1);
    }

    void settle(PendingPlaces pending) {
        for (int i = 0; i < steps.size() && pending.count() > 0; i++) {
            Offsets.Step step = steps.get(i);
            pending.look(around(step, pending), step.dx(), step.squaredMm());
        }
    }

    private long[] around(Offsets.Step step, PendingPlaces pending) {
        int n = step.rows();
        int z = pending.z();
        if (aroundOf[n] != z) {
            aroundOf[n] = z;
            around[n] = around[n] == null ? new long[mask.slice + 1] : around[n];
            int first = pending.word(0) - 1;
            int end = pending.word(pending.count() - 1) + 1;
            Arrays.fill(around[n], first, end + 1, 0);
            add(z - step.dz(), step.dy(), first, end, around[n]);
            if (step.dz() > 0) {
                add(z + step.dz(), step.dy(), first, end, around[n]);
            }
        }
        return around[n];
    }

    /** Adds what lies so many rows before and behind the words from first to end in a slice, if there is such a slice. */
    private void add(int z, int dy, int first, int end, long[] to) {
        if (z < 0 || z >= slices) {
            return;
        }
        int from = z * mask.slice;
        int shift = dy * mask.stride;
        for (int i = Math.max(first, shift); i <= end; i++) {
            to[i] |= mask.words[from + i - shift];
        }
        int last = Math.min(end, mask.slice - shift);
        for (int i = first; dy > 0 && i <= last; i++) {
            to[i] |= mask.words[from + i + shift];
        }
    }
}
