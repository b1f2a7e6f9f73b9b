package org.hepar.metric;

import java.util.List;
import java.util.Locale;
import org.hepar.volume.Vector;

/**
 * One lesion of a case, on one side, and what became of it.
 *
 * @param side whose lesion it is
 * @param id 1 and up in scan order, of its side
 * @param voxels its size
 * @param volumeMl its volume, ml
 * @param diameterMm longest axial diameter, between voxel corners, mm
 * @param centre mean position of its voxels, LPS, mm
 * @param matched whether the contract counts it as found (reference) or true (prediction)
 * @param matchedWith ids of the other side in the same correspondence; empty without one
 * @param dice of that correspondence, 0 to 1; NaN without one
 * @param distanceToLiverBoundaryMm smallest distance of its voxels to those of the liver of its own side of which one of the 6
 *     neighbours lies outside of liver or array, mm; NaN without a liver
 * @param score of a predicted lesion, the highest that a map of scores has in it; NaN without a map, and for a reference
 */
public record LesionScore(Side side, int id, int voxels, double volumeMl, double diameterMm, Vector centre, boolean matched,
                          List<Integer> matchedWith, double dice, double distanceToLiverBoundaryMm, double score) {

    /** Whose lesion. */
    public enum Side {
        REFERENCE, PREDICTION;

        /** Its name in files. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public LesionScore {
        matchedWith = List.copyOf(matchedWith);
    }
}
