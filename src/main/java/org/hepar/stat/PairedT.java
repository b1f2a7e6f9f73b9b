package org.hepar.stat;

import org.apache.commons.math3.distribution.TDistribution;

/**
 * The paired t-test, two-sided: whether the mean difference first - second, in the unit of the values, is zero.
 *
 * <p>Mean and interval are in the unit of the values; t, p and d_z have none. p and interval hold for differences that are
 * normally distributed, and about so for many of them. With fewer than two pairs, or differences that are all equal but for
 * rounding, t, p, d_z and the interval are NaN and the reason is named: no spread, no test.
 *
 * <p>Sources: Student 1908; d_z is that of Cohen 1988, section 2.3.5, the mean of the differences over their standard
 * deviation.
 *
 * @param n pairs
 * @param meanDifference mean of first - second; NaN without pairs
 * @param standardDeviation of the differences, divided by n - 1; NaN for fewer than two
 * @param t mean over its standard error
 * @param df degrees of freedom, n - 1; 0 without pairs
 * @param p two-sided
 * @param interval of the mean difference
 * @param cohensDz effect size
 * @param degeneracy why numbers are missing; NONE if none are
 */
public record PairedT(int n, double meanDifference, double standardDeviation, double t, int df, double p, Interval interval,
                      double cohensDz, Degeneracy degeneracy) {

    /** Of quantiles; below what p and intervals are printed with by far. */
    private static final double QUANTILE_ACCURACY = 1e-12;

    /** The test of first against second, paired by index, with an interval of the level; both arrays are only read. */
    public static PairedT of(double[] first, double[] second, double level) {
        Interval.requireFraction("level", level);
        PairedDifferences differences = PairedDifferences.of(first, second);
        Summary summary = Summary.of(differences.values());
        int n = summary.n();
        int df = Math.max(0, n - 1);
        Degeneracy degeneracy = differences.degeneracy();
        if (degeneracy != Degeneracy.NONE) {
            return new PairedT(n, summary.mean(), summary.standardDeviation(), Double.NaN, df, Double.NaN, Interval.undefined(level),
                    Double.NaN, degeneracy);
        }
        double dz = summary.mean() / summary.standardDeviation();
        double t = dz * Math.sqrt(n);
        double p = 2 * distribution(df).cumulativeProbability(-Math.abs(t));
        double margin = quantile(df, level) * summary.standardDeviation() / Math.sqrt(n);
        return new PairedT(n, summary.mean(), summary.standardDeviation(), t, df, p, Interval.around(summary.mean(), margin, level), dz,
                Degeneracy.NONE);
    }

    /** The t that a share of {@code level} of Student's distribution lies within, on both sides of zero. */
    static double quantile(int df, double level) {
        return distribution(df).inverseCumulativeProbability((1 + level) / 2);
    }

    /** Without the generator that Commons Math would seed from the clock: nothing is drawn from it. */
    private static TDistribution distribution(int df) {
        return new TDistribution(null, df, QUANTILE_ACCURACY);
    }
}
