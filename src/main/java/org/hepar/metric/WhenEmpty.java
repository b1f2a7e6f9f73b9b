package org.hepar.metric;

/**
 * What a measure is worth when there is nothing to compare: the tools decide it in as many ways as there are tools.
 *
 * @param both neither mask holds a voxel; NaN: undefined
 * @param noReference only the prediction holds voxels; NaN: undefined
 * @param noPrediction only the reference holds voxels; NaN: undefined
 */
public record WhenEmpty(double both, double noReference, double noPrediction) {

    /** No value in any of the three cases. */
    static final WhenEmpty UNDEFINED = new WhenEmpty(Double.NaN, Double.NaN, Double.NaN);

    /** The value for an outcome that is not measured; NaN: undefined. */
    double value(Outcome outcome) {
        return switch (outcome) {
            case BOTH_EMPTY -> both;
            case FALSE_POSITIVE -> noReference;
            case MISSED -> noPrediction;
            case MEASURED -> throw new IllegalArgumentException("outcome (=" + outcome + ") has two masks with voxels: measure them");
        };
    }

    /** {@code both empty 1, no reference 0, no prediction 0}. */
    String words() {
        return "both empty " + word(both) + ", no reference " + word(noReference) + ", no prediction " + word(noPrediction);
    }

    private static String word(double value) {
        if (Double.isNaN(value)) {
            return "undefined";
        }
        return Double.isInfinite(value) ? "infinity" : value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
}
