package org.hepar.metric;

import org.hepar.volume.PackedMask;

/**
 * How much two masks have in common, in voxels.
 *
 * <p>In the letters of Christ et al. 2017 (section 4.2) A is the reference and B the prediction.
 *
 * @param reference voxels of A
 * @param prediction voxels of B
 * @param intersection voxels of both
 */
public record Overlap(int reference, int prediction, int intersection) {

    public Overlap {
        if (intersection < 0 || intersection > Math.min(reference, prediction)) {
            throw new IllegalArgumentException("intersection (=" + intersection + ") must be from 0 to the smaller of reference (="
                    + reference + ") and prediction (=" + prediction + ")");
        }
    }

    /** Counts the voxels of two masks on one grid. */
    public static Overlap of(PackedMask reference, PackedMask prediction) {
        long[] a = reference.words();
        long[] b = prediction.words();
        int inA = 0;
        int inB = 0;
        int inBoth = 0;
        for (int i = 0; i < a.length; i++) {
            inA += Long.bitCount(a[i]);
            inB += Long.bitCount(b[i]);
            inBoth += Long.bitCount(a[i] & b[i]);
        }
        return new Overlap(inA, inB, inBoth);
    }

    /** 2|A∩B| / (|A|+|B|), 0 to 1; 1 when both are empty (the rule of LiTS and of Chlebus et al. 2018). */
    public double dice() {
        return bothEmpty() ? 1 : 2.0 * intersection / ((double) reference + prediction);
    }

    /** |A∩B| / |A∪B|, 0 to 1; 1 when both are empty. */
    public double jaccard() {
        return bothEmpty() ? 1 : intersection / ((double) reference + prediction - intersection);
    }

    /** Volumetric overlap error 1 - |A∩B| / |A∪B|, 0 to 1; 0 when both are empty. */
    public double voe() {
        return 1 - jaccard();
    }

    /** Relative volume difference (|B|-|A|) / |A|, above 0 when too much was found; NaN without a reference. */
    public double rvd() {
        return reference == 0 ? Double.NaN : ((double) prediction - reference) / reference;
    }

    /** Share of the prediction that is in the reference, 0 to 1; NaN without a prediction. */
    public double precision() {
        return prediction == 0 ? Double.NaN : (double) intersection / prediction;
    }

    /** Share of the reference that is in the prediction, 0 to 1; NaN without a reference. */
    public double recall() {
        return reference == 0 ? Double.NaN : (double) intersection / reference;
    }

    /** With A and B in each other's place. */
    public Overlap swapped() {
        return new Overlap(prediction, reference, intersection);
    }

    private boolean bothEmpty() {
        return reference == 0 && prediction == 0;
    }
}
