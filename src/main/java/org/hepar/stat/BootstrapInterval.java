package org.hepar.stat;

/**
 * What a {@link Bootstrap} says of a statistic, in the statistic's unit.
 *
 * @param n members of the sample: values or clusters
 * @param estimate the statistic of the sample itself; NaN where it is undefined
 * @param interval BCa interval; undefined where degeneracy is not NONE
 * @param standardError standard deviation of the resamples' statistics; NaN where the interval is undefined
 * @param biasCorrection z0, in standard normal deviations: 0 if half of the resamples lie below the estimate
 * @param acceleration a: how fast the standard error changes with the statistic, no unit
 * @param undefinedResamples resamples without a finite statistic, which were left out
 * @param degeneracy why the interval is missing; NONE if it is not
 */
public record BootstrapInterval(int n, double estimate, Interval interval, double standardError, double biasCorrection,
                                double acceleration, int undefinedResamples, Degeneracy degeneracy) {

    static BootstrapInterval missing(int n, double estimate, double level, int undefinedResamples, Degeneracy degeneracy) {
        return new BootstrapInterval(n, estimate, Interval.undefined(level), Double.NaN, Double.NaN, Double.NaN, undefinedResamples,
                degeneracy);
    }
}
