package org.hepar.stat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * The paired signed-rank test, two-sided: whether differences scatter evenly around zero. Ranks and p have no unit.
 *
 * <p>Sizes of differences are ranked, equal sizes share the mean of their ranks (midranks), and W+ sums the ranks of
 * positive differences. Under the null hypothesis each non-zero difference has either sign with probability 1/2, given the
 * sizes that were seen. Up to {@value #EXACT_LIMIT} non-zero differences p is exact for that conditional distribution, ties and
 * zeros included; it is symmetric, so p = min(1, 2 P(W &lt;= min(W+, W-))). Above, p is normal with mean Σr/2 and variance Σr²/4
 * over the ranks r of non-zero differences (which holds the corrections for ties and, under Pratt, for zeros: Cureton
 * 1967), with a continuity correction of 1/2 that never carries past the mean.
 *
 * <p>Differences that are equal but for rounding are ties; one that is zero but for rounding (1e-12 of the largest value)
 * is a zero. No pairs: p is NaN. No non-zero difference: p is 1. Both carry their reason.
 *
 * <p>Sources: Wilcoxon 1945; Pratt 1959, J Am Stat Assoc 54:655; the matched-pairs rank-biserial correlation is that of Kerby
 * 2014. Not Commons Math's test: it ranks zeros as if they had a sign and counts without ties (MATH-1233,
 * docs/decisions/0007).
 *
 * @param n pairs, zeros included
 * @param zeros pairs without a difference
 * @param ties non-zero differences that share their size with another
 * @param wPlus sum of the ranks of first &gt; second
 * @param wMinus sum of the ranks of first &lt; second
 * @param p two-sided
 * @param method how p was found
 * @param rankBiserial (W+ - W-) / (W+ + W-), from -1 to 1; NaN without a non-zero difference
 * @param variant what zeros did
 * @param degeneracy why numbers are missing; NONE if none are
 */
public record Wilcoxon(int n, int zeros, int ties, double wPlus, double wMinus, double p, Method method, double rankBiserial,
                       Variant variant, Degeneracy degeneracy) {

    /** Most non-zero differences with an exact p: 2^50 sign patterns are counted in a long and divided without rounding. */
    public static final int EXACT_LIMIT = 50;

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

    /** What becomes of pairs without a difference. */
    public enum Variant {
        /** Dropped before ranking, as Wilcoxon did. */
        WILCOX,
        /** Ranked with the others, then dropped: the remaining ranks are larger by the number of zeros. */
        PRATT
    }

    /** How p was found. */
    public enum Method {
        EXACT, NORMAL
    }

    /** The test of first against second, paired by index; both arrays are only read. */
    public static Wilcoxon of(double[] first, double[] second, Variant variant) {
        PairedDifferences differences = PairedDifferences.of(first, second);
        double[] values = differences.values();
        int n = values.length;
        int zeros = differences.zeros();
        if (zeros == n) {
            return new Wilcoxon(n, zeros, 0, 0, 0, n == 0 ? Double.NaN : 1, Method.EXACT, Double.NaN, variant,
                    n == 0 ? Degeneracy.EMPTY : Degeneracy.NO_DIFFERENCE);
        }
        int[] order = IntStream.range(0, n).boxed().sorted(Comparator.comparingDouble(i -> Math.abs(values[i])))
                .mapToInt(Integer::intValue).toArray();
        int before = variant == Variant.WILCOX ? zeros : 0;
        int[] doubledRanks = new int[n - zeros];
        int ties = 0;
        long doubledPlus = 0;
        for (int start = zeros; start < n;) {
            int end = start + 1;
            while (end < n && Math.abs(values[order[end]]) - Math.abs(values[order[end - 1]]) <= differences.rounding()) {
                end++;
            }
            int doubledRank = start + 1 + end - 2 * before;
            for (int i = start; i < end; i++) {
                doubledRanks[i - zeros] = doubledRank;
                doubledPlus += values[order[i]] > 0 ? doubledRank : 0;
            }
            ties += end - start > 1 ? end - start : 0;
            start = end;
        }
        long doubledAll = Arrays.stream(doubledRanks).asLongStream().sum();
        boolean exact = n - zeros <= EXACT_LIMIT;
        double p = exact ? exactP(doubledRanks, Math.min(doubledPlus, doubledAll - doubledPlus)) : normalP(doubledRanks, doubledPlus);
        return new Wilcoxon(n, zeros, ties, doubledPlus / 2.0, (doubledAll - doubledPlus) / 2.0, p, exact ? Method.EXACT : Method.NORMAL,
                (2.0 * doubledPlus - doubledAll) / doubledAll, variant, Degeneracy.NONE);
    }

    /**
     * The smallest p that any data of so many non-zero pairs can reach, 2 / 2^n: all differences of one sign. It exceeds 0.05
     * below six pairs, so that fewer cannot show anything at that level. NaN for none.
     */
    public static double smallestP(int nonZeroPairs) {
        if (nonZeroPairs < 0) {
            throw new IllegalArgumentException("nonZeroPairs (=" + nonZeroPairs + ") must not be negative; count the pairs that differ");
        }
        return nonZeroPairs == 0 ? Double.NaN : Math.scalb(1.0, 1 - nonZeroPairs);
    }

    /**
     * Counts the sign patterns with a doubled W+ up to the smaller sum by adding one rank after the other; doubled, because
     * midranks then are whole numbers.
     */
    private static double exactP(int[] doubledRanks, long smallerSum) {
        long[] patterns = new long[Math.toIntExact(smallerSum) + 1];
        patterns[0] = 1;
        for (int rank : doubledRanks) {
            for (int sum = patterns.length - 1; sum >= rank; sum--) {
                patterns[sum] += patterns[sum - rank];
            }
        }
        return Math.min(1, Math.scalb((double) Arrays.stream(patterns).sum(), 1 - doubledRanks.length));
    }

    private static double normalP(int[] doubledRanks, long doubledPlus) {
        double mean = 0;
        double variance = 0;
        for (int doubledRank : doubledRanks) {
            double rank = doubledRank / 2.0;
            mean += rank / 2;
            variance += rank * rank / 4;
        }
        double distance = Math.max(0, Math.abs(doubledPlus / 2.0 - mean) - 0.5);
        return 2 * NORMAL.cumulativeProbability(-distance / Math.sqrt(variance));
    }
}
