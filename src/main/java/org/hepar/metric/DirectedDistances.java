package org.hepar.metric;

/**
 * Distances, mm, from each place of one boundary to the nearest place of another, and how much of the boundary each place stands for.
 *
 * @param mm in scan order; empty for a boundary without places
 * @param areas mm² of each place, in the same order; null where every place counts as 1
 */
record DirectedDistances(double[] mm, double[] areas) {

    /** Of a spacing stored in single precision, and a little more. */
    private static final double RELATIVE_ROUNDING = 1e-6;


    /** From squared mm, whose array is handed over and changed. */
    static DirectedDistances ofSquared(double[] squaredMm, double[] areas) {
        for (int i = 0; i < squaredMm.length; i++) {
            squaredMm[i] = Math.sqrt(squaredMm[i]);
        }
        return new DirectedDistances(squaredMm, areas);
    }

    /** Number of places. */
    int count() {
        return mm.length;
    }

    /** Sum of the areas, mm²; number of places where each counts as 1. */
    double weight() {
        if (areas == null) {
            return mm.length;
        }
        double sum = 0;
        for (double area : areas) {
            sum += area;
        }
        return sum;
    }

    /** Sum of distance x area. */
    double sum() {
        double sum = 0;
        for (int i = 0; i < mm.length; i++) {
            sum += areas == null ? mm[i] : mm[i] * areas[i];
        }
        return sum;
    }

    /** Sum of distance² x area. */
    double sumOfSquares() {
        double sum = 0;
        for (int i = 0; i < mm.length; i++) {
            sum += areas == null ? mm[i] * mm[i] : mm[i] * mm[i] * areas[i];
        }
        return sum;
    }

    /** Area of the places at most so far away; at it counts as within, also where a header stores 0.1 mm in single precision. */
    double weightWithin(double toleranceMm) {
        double sum = 0;
        for (int i = 0; i < mm.length; i++) {
            if (mm[i] <= toleranceMm * (1 + RELATIVE_ROUNDING)) {
                sum += areas == null ? 1 : areas[i];
            }
        }
        return sum;
    }

    /** Mean distance, mm; NaN without places. */
    double mean() {
        return sum() / weight();
    }

    /** The largest distance, mm; 0 without places. */
    double maximum() {
        int farthest = farthest();
        return farthest < 0 ? 0 : mm[farthest];
    }

    /** Which place is the farthest, the first of equal ones; -1 without places. */
    int farthest() {
        int farthest = -1;
        for (int i = 0; i < mm.length; i++) {
            if (farthest < 0 || mm[i] > mm[farthest]) {
                farthest = i;
            }
        }
        return farthest;
    }
}
