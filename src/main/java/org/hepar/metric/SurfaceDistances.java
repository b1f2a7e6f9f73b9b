package org.hepar.metric;

/**
 * Distances between two boundaries, both ways: measured once, from which every mean, percentile and maximum is derived.
 *
 * <p>A boundary may have no places although its mask holds voxels (where the array's border makes no surface and the mask fills the
 * array); then nothing is defined.
 *
 * @param ofReference from the reference's boundary S(A) to that of the prediction
 * @param ofPrediction from the prediction's boundary S(B) to that of the reference
 */
record SurfaceDistances(DirectedDistances ofReference, DirectedDistances ofPrediction) {

    /** Whether either boundary has no place: nothing is defined then. */
    boolean isEmpty() {
        return ofReference.count() == 0 || ofPrediction.count() == 0;
    }

    /** Mean over both boundaries together, mm: (Σd(A,B) + Σd(B,A)) / (|S(A)|+|S(B)|). */
    double pooledMeanMm() {
        return (ofReference.sum() + ofPrediction.sum()) / weight();
    }

    /** Root of the mean squared distance over both boundaries together, mm. */
    double pooledRootMeanSquareMm() {
        return Math.sqrt((ofReference.sumOfSquares() + ofPrediction.sumOfSquares()) / weight());
    }

    /** The largest distance either way, mm (symmetric Hausdorff distance). */
    double maximumMm() {
        return Math.max(ofReference.maximum(), ofPrediction.maximum());
    }

    /** Percentile over both boundaries together, mm, each place counting as one. */
    double pooledPercentileMm(double share) {
        double[] all = new double[ofReference.count() + ofPrediction.count()];
        System.arraycopy(ofReference.mm(), 0, all, 0, ofReference.count());
        System.arraycopy(ofPrediction.mm(), 0, all, ofReference.count(), ofPrediction.count());
        return Quantile.linear(all, share);
    }

    /** The larger of the percentiles of either direction, mm, each place counting as one. */
    double largerPercentileMm(double share) {
        return Math.max(Quantile.linear(ofReference.mm().clone(), share), Quantile.linear(ofPrediction.mm().clone(), share));
    }

    /** The larger of the percentiles of either direction, mm, each place counting by its area. */
    double largerPercentileByAreaMm(double share) {
        return Math.max(Quantile.byArea(ofReference, share), Quantile.byArea(ofPrediction, share));
    }

    /** Share of both boundaries that lies within a tolerance of the other, 0 to 1. */
    double withinTolerance(double mm) {
        return (ofReference.weightWithin(mm) + ofPrediction.weightWithin(mm)) / weight();
    }

    private double weight() {
        return ofReference.weight() + ofPrediction.weight();
    }
}
