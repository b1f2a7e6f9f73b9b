package org.hepar.stat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Adjusted p-values of a family of tests, so that the chance of any false finding in the family stays at the level that the
 * adjusted values are compared with. Step-down: the k-th smallest of m values is multiplied by m - k + 1, made at least the
 * one before it and at most 1. Holds for tests of any dependence.
 *
 * <p>Source: Holm 1979, Scand J Stat 6:65.
 */
public final class Holm {

    private Holm() {
    }

    /**
     * The adjusted values in the order of the given ones. NaN, a test that was not possible, stays NaN and does not count in
     * the family; an empty family stays empty.
     */
    public static double[] adjusted(double... p) {
        for (int i = 0; i < p.length; i++) {
            if (p[i] < 0 || p[i] > 1) {
                throw new IllegalArgumentException("p[" + i + "] (=" + p[i] + ") must lie between 0 and 1, or be NaN for a test"
                        + " that was not possible; give p-values");
            }
        }
        int[] ascending = IntStream.range(0, p.length).filter(i -> !Double.isNaN(p[i])).boxed()
                .sorted(Comparator.comparingDouble(i -> p[i])).mapToInt(Integer::intValue).toArray();
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, Double.NaN);
        double least = 0;
        for (int k = 0; k < ascending.length; k++) {
            least = Math.max(least, Math.min(1, (ascending.length - k) * p[ascending[k]]));
            adjusted[ascending[k]] = least;
        }
        return adjusted;
    }
}
