package org.hepar.crf;

/**
 * What a message is divided by, so that a voxel with many neighbours does not hear louder than one at the border. With
 * {@code s} the sum of a kernel around a voxel, itself included, every voxel speaks with a factor and hears with another.
 */
public enum Normalisation {
    /** Plain sums: weights then grow with the number of voxels under a kernel, so with the resolution. */
    NONE,
    /** Each voxel speaks with 1/s. */
    BEFORE,
    /** Each voxel hears with 1/s, the mean over its neighbours: Krähenbühl &amp; Koltun 2011. */
    AFTER,
    /** Each voxel speaks and hears with 1/√s: Krähenbühl &amp; Koltun 2013, section 3.1, and pydensecrf; keeps the kernel symmetric. */
    SYMMETRIC;

    /** The factor that a voxel speaks with. */
    double speaking(double sum) {
        return switch (this) {
            case NONE, AFTER -> 1;
            case BEFORE -> 1 / sum;
            case SYMMETRIC -> 1 / Math.sqrt(sum);
        };
    }

    /** The factor that a voxel hears with. */
    double hearing(double sum) {
        return switch (this) {
            case NONE, BEFORE -> 1;
            case AFTER -> 1 / sum;
            case SYMMETRIC -> 1 / Math.sqrt(sum);
        };
    }

    /** Makes of many sums the factor that is not always 1: both are equal where neither is. */
    void toFactors(float[] sums) {
        if (this == SYMMETRIC) {
            Lines.squareRoot(sums);
        }
        Lines.invert(sums);
    }
}
