package org.hepar.stat;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The bias-corrected and accelerated (BCa) bootstrap interval of any statistic, in the statistic's unit.
 *
 * <p>Members of the sample (values, or whole patients with all their lesions) are drawn with replacement, as many as there are.
 * With Φ the normal distribution and z a normal quantile, the ends are the resamples' quantiles at
 * Φ(z0 + (z0 + z)/(1 - a (z0 + z))) (Efron &amp; Tibshirani 1993, eq. 14.10); z0 = Φ⁻¹ of the share of resamples below the
 * estimate, those equal to it but for rounding counted half (eq. 14.14, which counts none, is biased for statistics with few
 * values); a from the jackknife (eq. 14.15), 0 if leaving out any member gives the same. Where a (z0 + z) reaches 1 the end is
 * the outermost resample. Quantiles are type 7 of Hyndman &amp; Fan 1996.
 *
 * <p>Equal seed, settings and size give equal draws, hence equal bits, for every statistic. Resamples whose statistic is
 * not finite (no references among the patients drawn) are left out and counted. Data that define no interval give a named
 * outcome, never an exception: see {@link Degeneracy}.
 *
 * @param resamples how many, 10,000 if there is no reason for another number
 * @param level confidence as a fraction: 0.95
 * @param seed of the draws
 */
public record Bootstrap(int resamples, double level, long seed) {

    private static final int FEWEST_RESAMPLES = 100;

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    public Bootstrap {
        if (resamples < FEWEST_RESAMPLES) {
            throw new IllegalArgumentException("resamples (=" + resamples + ") must be at least " + FEWEST_RESAMPLES
                    + ", or the ends are chance; 10000 is usual");
        }
        Interval.requireFraction("level", level);
    }

    /** 10,000 resamples and 95 %. */
    public static Bootstrap withSeed(long seed) {
        return new Bootstrap(10_000, 0.95, seed);
    }

    /**
     * The interval of a statistic of values. The statistic is given an array of its own that it may sort; all values equal
     * but for rounding are {@link Degeneracy#CONSTANT}.
     */
    public BootstrapInterval ofValues(double[] values, ToDoubleFunction<double[]> statistic) {
        PairedDifferences.requireFinite("values", values);
        if (values.length > 1) {
            Summary summary = Summary.of(values);
            if (summary.maximum() - summary.minimum() <= PairedDifferences.rounding(values)) {
                return BootstrapInterval.missing(values.length, statistic.applyAsDouble(values.clone()), level, 0, Degeneracy.CONSTANT);
            }
        }
        return ofMembers(values.length, members -> {
            double[] sample = new double[members.length];
            for (int i = 0; i < sample.length; i++) {
                sample[i] = values[members[i]];
            }
            return statistic.applyAsDouble(sample);
        });
    }

    /**
     * The interval of Σ numerators / Σ denominators over clusters: lesions found over references, or false positives over
     * cases, by patient. Patients are drawn whole, because lesions of one patient resemble each other. A patient without
     * references (denominator 0) is drawn like the others.
     */
    public BootstrapInterval ofRatio(double[] numerators, double[] denominators) {
        requireCounts(numerators, denominators);
        return ofMembers(numerators.length, members -> ratio(members, numerators, denominators));
    }

    /**
     * The interval of the difference first ratio - second ratio when both were measured on the same clusters, which are drawn
     * for both at once.
     */
    public BootstrapInterval ofRatioDifference(double[] firstNumerators, double[] firstDenominators, double[] secondNumerators,
                                               double[] secondDenominators) {
        requireCounts(firstNumerators, firstDenominators);
        requireCounts(secondNumerators, secondDenominators);
        if (firstNumerators.length != secondNumerators.length) {
            throw new IllegalArgumentException("second (=" + secondNumerators.length + " clusters) must have the clusters of first (="
                    + firstNumerators.length + ") in the same order; pair them by case");
        }
        return ofMembers(firstNumerators.length, members -> ratio(members, firstNumerators, firstDenominators)
                - ratio(members, secondNumerators, secondDenominators));
    }

    /** The interval of a statistic of n members, told by their indices: as often as they were drawn, in no order. The array is used again. */
    public BootstrapInterval ofMembers(int n, ToDoubleFunction<int[]> statistic) {
        if (n == 0) {
            return BootstrapInterval.missing(0, Double.NaN, level, 0, Degeneracy.EMPTY);
        }
        double estimate = statistic.applyAsDouble(IntStream.range(0, n).toArray());
        if (!Double.isFinite(estimate)) {
            return BootstrapInterval.missing(n, Double.NaN, level, 0, Degeneracy.UNDEFINED);
        }
        if (n == 1) {
            return BootstrapInterval.missing(1, estimate, level, 0, Degeneracy.SINGLE);
        }
        double[] drawn = drawn(n, statistic);
        int undefined = resamples - drawn.length;
        if (drawn.length < 2) {
            return BootstrapInterval.missing(n, estimate, level, undefined, Degeneracy.UNDEFINED);
        }
        double rounding = PairedDifferences.rounding(drawn);
        if (drawn[drawn.length - 1] - drawn[0] <= rounding) {
            return BootstrapInterval.missing(n, estimate, level, undefined, Degeneracy.EQUAL_RESAMPLES);
        }
        double[] leftOut = IntStream.range(0, n)
                .mapToDouble(without -> statistic.applyAsDouble(IntStream.range(0, n).filter(i -> i != without).toArray())).toArray();
        if (!Arrays.stream(leftOut).allMatch(Double::isFinite)) {
            return BootstrapInterval.missing(n, estimate, level, undefined, Degeneracy.UNDEFINED);
        }
        double below = shareBelow(drawn, estimate, rounding);
        if (below == 0 || below == 1) {
            return BootstrapInterval.missing(n, estimate, level, undefined, Degeneracy.ONE_SIDED_RESAMPLES);
        }
        double bias = NORMAL.inverseCumulativeProbability(below);
        double acceleration = acceleration(leftOut);
        double outer = NORMAL.inverseCumulativeProbability((1 + level) / 2);
        Interval interval = new Interval(quantile(drawn, share(bias, acceleration, -outer)), quantile(drawn, share(bias, acceleration, outer)),
                level);
        return new BootstrapInterval(n, estimate, interval, Summary.of(drawn).standardDeviation(), bias, acceleration, undefined,
                Degeneracy.NONE);
    }

    /** The resamples' finite statistics in ascending order. */
    private double[] drawn(int n, ToDoubleFunction<int[]> statistic) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(Seed.of(seed, "bootstrap"));
        int[] members = new int[n];
        double[] drawn = new double[resamples];
        for (int b = 0; b < resamples; b++) {
            for (int i = 0; i < n; i++) {
                members[i] = random.nextInt(n);
            }
            drawn[b] = statistic.applyAsDouble(members);
        }
        return Arrays.stream(drawn).filter(Double::isFinite).sorted().toArray();
    }

    private static double shareBelow(double[] drawn, double estimate, double rounding) {
        double below = 0;
        for (double value : drawn) {
            below += Math.abs(value - estimate) <= rounding ? 0.5 : value < estimate ? 1 : 0;
        }
        return below / drawn.length;
    }

    private static double acceleration(double[] leftOut) {
        double mean = Summary.of(leftOut).mean();
        double rounding = PairedDifferences.rounding(leftOut);
        double squares = 0;
        double cubes = 0;
        for (double value : leftOut) {
            double distance = mean - value;
            squares += distance * distance;
            cubes += distance * distance * distance;
        }
        return squares <= rounding * rounding ? 0 : cubes / (6 * Math.pow(squares, 1.5));
    }

    private static double share(double bias, double acceleration, double z) {
        double distance = bias + z;
        double stretch = 1 - acceleration * distance;
        return stretch <= 0 ? (distance > 0 ? 1 : 0) : NORMAL.cumulativeProbability(bias + distance / stretch);
    }

    private static double quantile(double[] ascending, double share) {
        double place = share * (ascending.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, ascending.length - 1);
        return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
    }

    private static double ratio(int[] members, double[] numerators, double[] denominators) {
        double numerator = 0;
        double denominator = 0;
        for (int member : members) {
            numerator += numerators[member];
            denominator += denominators[member];
        }
        return denominator == 0 ? Double.NaN : numerator / denominator;
    }

    private static void requireCounts(double[] numerators, double[] denominators) {
        PairedDifferences.requireFinite("numerators", numerators);
        PairedDifferences.requireFinite("denominators", denominators);
        if (numerators.length != denominators.length) {
            throw new IllegalArgumentException("denominators (=" + denominators.length + " clusters) must pair with numerators (="
                    + numerators.length + " clusters); give one of each for every cluster");
        }
        for (int i = 0; i < denominators.length; i++) {
            if (denominators[i] < 0) {
                throw new IllegalArgumentException("denominators[" + i + "] (=" + denominators[i] + ") must not be negative; give counts or sizes");
            }
        }
    }
}
