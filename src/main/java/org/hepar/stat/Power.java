package org.hepar.stat;

import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.integration.IterativeLegendreGaussIntegrator;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.special.Gamma;

/**
 * What so many pairs can show at all, before any data: the smallest effect that a two-sided paired t-test finds with the
 * wanted power, as d_z (mean difference over the standard deviation of the differences, no unit), and the smallest p that the
 * signed-rank test can reach.
 *
 * <p>An effect found "not significant" below {@code smallestEffect} was never within reach. With fewer than two pairs the
 * smallest effect is NaN, without pairs the smallest p too, and the reason is named.
 *
 * <p>Source: Cohen 1988, chapter 2; as G*Power 3.1, "means: difference between two dependent means", both tails counted.
 *
 * @param n pairs
 * @param alpha level of the two-sided test: 0.05
 * @param power wanted chance of a significant result: 0.8
 * @param smallestEffect d_z that has this power
 * @param smallestSignedRankP 2 / 2^n, see {@link Wilcoxon#smallestP}
 * @param degeneracy why numbers are missing; NONE if none are
 */
public record Power(int n, double alpha, double power, double smallestEffect, double smallestSignedRankP, Degeneracy degeneracy) {

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    /** What n pairs can show at the level alpha with the given power. */
    public static Power of(int n, double power, double alpha) {
        Interval.requireFraction("alpha", alpha);
        Interval.requireFraction("power", power);
        if (power <= alpha) {
            throw new IllegalArgumentException("power (=" + power + ") must exceed alpha (=" + alpha
                    + "), which is the power against no effect; ask for 0.8, say");
        }
        double smallestP = Wilcoxon.smallestP(n);
        if (n < 2) {
            return new Power(n, alpha, power, Double.NaN, smallestP, n == 0 ? Degeneracy.EMPTY : Degeneracy.SINGLE);
        }
        double critical = PairedT.quantile(n - 1, 1 - alpha);
        double upper = 1;
        while (powerOf(upper, n, critical) < power) {
            upper *= 2;
        }
        double effect = new BrentSolver(1e-12, 1e-12).solve(1000, dz -> powerOf(dz, n, critical) - power, 0, upper);
        return new Power(n, alpha, power, effect, smallestP, Degeneracy.NONE);
    }

    /** The chance that a two-sided paired t-test of n pairs is significant at alpha when the effect is d_z. */
    public static double ofPairedT(double dz, int n, double alpha) {
        Interval.requireFraction("alpha", alpha);
        if (n < 2 || !Double.isFinite(dz)) {
            throw new IllegalArgumentException("n (=" + n + ") must be at least 2 and dz (=" + dz + ") finite; a t-test needs a spread");
        }
        return powerOf(dz, n, PairedT.quantile(n - 1, 1 - alpha));
    }

    /** Whether the signed-rank test of so many pairs, none of them equal, can be significant at alpha. */
    public boolean signedRankCanShow() {
        return smallestSignedRankP <= alpha;
    }

    /**
     * P(|T| &gt; critical) of the noncentral T = (Z + δ)/S with δ = d_z √n and S² = χ²/df: given S = s it is
     * Φ(δ - critical s) + Φ(-δ - critical s), integrated over the density of s.
     */
    private static double powerOf(double dz, int n, double critical) {
        int df = n - 1;
        double shift = Math.abs(dz) * Math.sqrt(n);
        double logConstant = Math.log(2) + df / 2.0 * Math.log(df / 2.0) - Gamma.logGamma(df / 2.0);
        UnivariateFunction integrand = s -> Math.exp(logConstant + (df - 1) * Math.log(s) - df * s * s / 2)
                * (NORMAL.cumulativeProbability(shift - critical * s) + NORMAL.cumulativeProbability(-shift - critical * s));
        // S has a standard deviation of nearly 1/√(2 df): beyond twelve of them lies no mass that a double shows
        double least = Math.max(0, 1 - 12 / Math.sqrt(2.0 * df));
        double most = 1 + 12 / Math.sqrt(2.0 * df);
        // Φ falls from 1 to 0 within nine deviations of δ, which may be a narrow part of s when critical is large
        double fallFrom = Math.min(most, Math.max(least, (shift - 9) / critical));
        double fallTo = Math.min(most, Math.max(least, (shift + 9) / critical));
        return integral(integrand, least, fallFrom) + integral(integrand, fallFrom, fallTo);
    }

    private static double integral(UnivariateFunction integrand, double from, double to) {
        return from < to ? new IterativeLegendreGaussIntegrator(32, 1e-11, 1e-14).integrate(1_000_000, integrand, from, to) : 0;
    }
}
