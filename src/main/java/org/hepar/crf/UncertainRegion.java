package org.hepar.crf;

import java.util.Optional;
import org.hepar.volume.Box;
import org.hepar.volume.ProbabilityMap;

/** The part of a volume where a network was in doubt. */
final class UncertainRegion {

    /** A class with a probability of at least this, but not of as much that less than this is left, is in doubt. */
    static final float DOUBT = 0.01f;

    private UncertainRegion() {
    }

    /** The smallest box around all voxels in doubt, grown by a margin and clipped to the grid; empty where none is. */
    static Optional<Box> of(ProbabilityMap probability, double marginMm) {
        return Box.around(probability.grid().size(), voxel -> inDoubt(probability.classes(), voxel)).map(box -> box.grow(marginMm, probability.grid()));
    }

    private static boolean inDoubt(float[][] classes, int voxel) {
        for (float[] one : classes) {
            if (one[voxel] >= DOUBT && one[voxel] <= 1 - DOUBT) {
                return true;
            }
        }
        return false;
    }
}
