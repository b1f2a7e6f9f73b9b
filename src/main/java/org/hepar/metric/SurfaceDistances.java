package org.hepar.metric;

import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Morphology;
import org.hepar.voxel.NearestDistances;
import org.hepar.voxel.Outside;

/**
 * Distances, mm, from each surface voxel of one mask to the nearest surface voxel of the other, both ways: measured
 * once, from which every mean and maximum is derived.
 *
 * <p>Both masks must hold a voxel: there is no distance to nothing. What an empty mask means is said by
 * {@link Outcome} and decided by {@link LabelScore}.
 *
 * @param ofReference from the reference's surface S(A) to that of the prediction, in scan order
 * @param ofPrediction from the prediction's surface S(B) to that of the reference, in scan order
 */
public record SurfaceDistances(double[] ofReference, double[] ofPrediction) {

    public SurfaceDistances {
        requireAny("reference", ofReference);
        requireAny("prediction", ofPrediction);
    }

    private static void requireAny(String mask, double[] distances) {
        if (distances.length == 0) {
            throw new IllegalArgumentException("surface of the " + mask
                    + " has 0 voxels, needs at least 1: an empty mask has no distances, look at its outcome first");
        }
    }

    /** Measures two masks on one grid; beyond the array counts as outside. */
    public static SurfaceDistances between(Mask reference, Mask prediction, Connectivity connectivity) {
        return between(PackedMask.of(reference), PackedMask.of(prediction), connectivity, Outside.BACKGROUND);
    }

    /**
     * Measures two masks on one grid; what counts as a surface voxel is decided by the connectivity and by what lies outside
     * of the array.
     */
    public static SurfaceDistances between(PackedMask reference, PackedMask prediction, Connectivity connectivity, Outside outside) {
        PackedMask surfaceA = Morphology.surface(reference, connectivity, outside);
        PackedMask surfaceB = Morphology.surface(prediction, connectivity, outside);
        return new SurfaceDistances(distancesMm(surfaceA, surfaceB), distancesMm(surfaceB, surfaceA));
    }

    private static double[] distancesMm(PackedMask from, PackedMask to) {
        double[] mm = NearestDistances.squaredMmAt(to, from);
        for (int i = 0; i < mm.length; i++) {
            mm[i] = Math.sqrt(mm[i]);
        }
        return mm;
    }

    /** Mean over both surfaces together, mm: (Σd(A,B) + Σd(B,A)) / (|S(A)|+|S(B)|). */
    public double pooledMeanMm() {
        return (sum(ofReference) + sum(ofPrediction)) / ((double) ofReference.length + ofPrediction.length);
    }

    /** The largest distance either way, mm (symmetric Hausdorff distance). */
    public double maximumMm() {
        return Math.max(maximum(ofReference), maximum(ofPrediction));
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double maximum(double[] values) {
        double maximum = 0;
        for (double value : values) {
            maximum = Math.max(maximum, value);
        }
        return maximum;
    }
}
