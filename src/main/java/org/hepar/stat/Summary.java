package org.hepar.stat;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * What a sample looks like in nine numbers, in the sample's own unit.
 *
 * <p>Quartiles follow type 7 of Hyndman &amp; Fan 1996 (linear between order statistics), the default of R and NumPy.
 * The standard deviation divides by n - 1 and is NaN for fewer than two values. An empty sample has n = 0 and NaN
 * everywhere else. An infinite value makes the mean infinite (both infinities: NaN) and leaves the standard deviation NaN.
 *
 * @param n number of values
 * @param mean arithmetic mean
 * @param standardDeviation square root of the unbiased variance
 * @param minimum smallest value
 * @param lowerQuartile 25 % quantile
 * @param median 50 % quantile
 * @param upperQuartile 75 % quantile
 * @param maximum largest value
 */
public record Summary(int n, double mean, double standardDeviation, double minimum, double lowerQuartile, double median,
                      double upperQuartile, double maximum) {

    /** The summary of a sample; the array is only read. */
    public static Summary of(double[] values) {
        requireNumbers(values);
        if (values.length == 0) {
            return new Summary(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        boolean finite = !Double.isInfinite(sorted[0]) && !Double.isInfinite(sorted[last]);
        return new Summary(sorted.length, finite ? new Mean().evaluate(values) : sorted[0] + sorted[last],
                finite && last > 0 ? new StandardDeviation().evaluate(values) : Double.NaN,
                sorted[0], quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75), sorted[last]);
    }

    /** Between an infinite neighbour and a finite one lies nothing but the infinite one. */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        double lower = sorted[below];
        double upper = sorted[Math.min(below + 1, sorted.length - 1)];
        return place == below || lower == upper ? lower : lower + (place - below) * (upper - lower);
    }

    private static void requireNumbers(double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                throw new IllegalArgumentException("values[" + i + "] (=NaN) of " + values.length
                        + " must be a number; leave undefined values out and report how many there were");
            }
        }
    }
}
