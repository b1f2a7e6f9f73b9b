package org.hepar.stat;

/**
 * Limits of agreement between two measurements of the same things, in the unit of the values: bias and bias ± 1.96 standard
 * deviations of the differences first - second, between which about 95 % of them lie if they are normally distributed.
 *
 * <p>Intervals are Student's with n - 1 degrees of freedom; the standard error is s/√n for the bias and
 * s √(1/n + 1.96²/(2(n-1))) for a limit. With fewer than two pairs limits and intervals are NaN; with differences that are all
 * equal but for rounding the limits are the bias and the intervals NaN. Both carry their reason.
 *
 * <p>Source: Bland &amp; Altman 1999, Stat Methods Med Res 8:135, section 2.
 *
 * @param n pairs
 * @param bias mean of first - second; NaN without pairs
 * @param standardDeviation of the differences, divided by n - 1; NaN for fewer than two
 * @param lowerLimit bias - 1.96 standard deviations
 * @param upperLimit bias + 1.96 standard deviations
 * @param biasInterval of the bias
 * @param lowerLimitInterval of the lower limit
 * @param upperLimitInterval of the upper limit
 * @param degeneracy why numbers are missing; NONE if none are
 */
public record BlandAltman(int n, double bias, double standardDeviation, double lowerLimit, double upperLimit, Interval biasInterval,
                          Interval lowerLimitInterval, Interval upperLimitInterval, Degeneracy degeneracy) {

    private static final double DEVIATIONS = 1.96;

    /** The limits of first against second, paired by index, with intervals of the level; both arrays are only read. */
    public static BlandAltman of(double[] first, double[] second, double level) {
        PairedT test = PairedT.of(first, second, level);
        int n = test.n();
        double bias = test.meanDifference();
        double deviation = test.standardDeviation();
        double lower = bias - DEVIATIONS * deviation;
        double upper = bias + DEVIATIONS * deviation;
        if (test.degeneracy() != Degeneracy.NONE) {
            Interval undefined = Interval.undefined(level);
            return new BlandAltman(n, bias, deviation, lower, upper, undefined, undefined, undefined, test.degeneracy());
        }
        double error = deviation * Math.sqrt(1.0 / n + DEVIATIONS * DEVIATIONS / (2.0 * (n - 1)));
        double margin = PairedT.quantile(test.df(), level) * error;
        return new BlandAltman(n, bias, deviation, lower, upper, test.interval(), Interval.around(lower, margin, level),
                Interval.around(upper, margin, level), Degeneracy.NONE);
    }
}
