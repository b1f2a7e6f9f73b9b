package org.hepar.stat;

/**
 * The differences first - second of paired values, in their unit, and how far rounding blurs them.
 *
 * <p>0.8 - 0.6 and 0.4 - 0.2 differ in the last bits although the scores meant the same. A rank test that compares bits
 * loses such ties and zeros, and a t-test finds a spread of 1e-17 in equal differences and an enormous t. So differences
 * within {@code rounding} of each other count as equal, and those within {@code rounding} of zero are zero.
 *
 * @param values first - second; exactly 0 within rounding
 * @param rounding 1e-12 of the largest absolute value of both samples: thousands of rounding errors, yet far below any
 *                 difference that a measurement can mean
 */
record PairedDifferences(double[] values, double rounding) {

    private static final double RELATIVE_ROUNDING = 1e-12;

    static PairedDifferences of(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException("second (=" + second.length + " values) must pair with first (=" + first.length
                    + " values); give both samples the same cases in the same order");
        }
        requireFinite("first", first);
        requireFinite("second", second);
        double rounding = Math.max(rounding(first), rounding(second));
        double[] values = new double[first.length];
        for (int i = 0; i < values.length; i++) {
            double difference = first[i] - second[i];
            values[i] = Math.abs(difference) <= rounding ? 0 : difference;
        }
        return new PairedDifferences(values, rounding);
    }

    /** Below which numbers made of these values differ by rounding only. */
    static double rounding(double... values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return RELATIVE_ROUNDING * largest;
    }

    int zeros() {
        int zeros = 0;
        for (double value : values) {
            zeros += value == 0 ? 1 : 0;
        }
        return zeros;
    }

    /** Why the differences have no spread, or NONE if they have. */
    Degeneracy degeneracy() {
        if (values.length < 2) {
            return values.length == 0 ? Degeneracy.EMPTY : Degeneracy.SINGLE;
        }
        if (zeros() == values.length) {
            return Degeneracy.NO_DIFFERENCE;
        }
        return Summary.of(values).standardDeviation() <= rounding ? Degeneracy.CONSTANT : Degeneracy.NONE;
    }

    static void requireFinite(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(name + "[" + i + "] (=" + values[i] + ") of " + values.length
                        + " must be finite; leave out pairs with an undefined value and report how many there were");
            }
        }
    }
}
