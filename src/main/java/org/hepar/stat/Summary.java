package org.hepar.stat;

import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * What a sample looks like in nine numbers, in the sample's own unit.
 *
 * <p>Quartiles follow type 7 of Hyndman &amp; Fan 1996 (linear between order statistics), the default of R and NumPy.
 * The standard deviation divides by n - 1 and is NaN for fewer than two values. An empty sample has n = 0 and NaN
 * everywhere else.
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
        DescriptiveStatistics statistics = new DescriptiveStatistics(values);
        statistics.setPercentileImpl(new Percentile().withEstimationType(EstimationType.R_7));
        return new Summary(values.length, statistics.getMean(),
                values.length < 2 ? Double.NaN : statistics.getStandardDeviation(),
                statistics.getMin(), statistics.getPercentile(25), statistics.getPercentile(50),
                statistics.getPercentile(75), statistics.getMax());
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
