package org.hepar.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;
import org.hepar.stat.Wilcoxon.Method;
import org.hepar.stat.Wilcoxon.Variant;
import org.junit.jupiter.api.Test;

class WilcoxonTest {

    /**
     * Two-sided critical values for 6 to 50 pairs at 0.05 and 0.01; -1: none. Hines, Montgomery, Goldsman &amp; Borror 2003,
     * Probability and Statistics in Engineering, 4th edition, appendix table XI.
     */
    private static final int[] CRITICAL_05 = {0, 2, 3, 5, 8, 10, 13, 17, 21, 25, 29, 34, 40, 46, 52, 58, 65, 73, 81, 89, 98, 107, 116, 126,
            137, 147, 159, 170, 182, 195, 208, 221, 235, 249, 264, 279, 294, 310, 327, 343, 361, 378, 396, 415, 434};
    private static final int[] CRITICAL_01 = {-1, -1, 0, 1, 3, 5, 7, 9, 12, 15, 19, 23, 27, 32, 37, 42, 48, 54, 61, 68, 75, 83, 91, 100, 109,
            118, 128, 138, 148, 159, 171, 182, 194, 207, 220, 233, 247, 261, 276, 291, 307, 322, 339, 355, 373};

    /** With ties and two zeros; R-help, 25 August 2006 (example of Bortz, Lienert &amp; Boehnke). */
    private static final double[] BORTZ_FIRST = {9, 14, 8, 11, 14, 10, 8, 14, 12, 14, 13, 9, 15, 12, 9};
    private static final double[] BORTZ_SECOND = {13, 15, 9, 12, 16, 10, 8, 13, 12, 16, 9, 10, 16, 12, 9};

    @Test
    void exactPAgreesWithPublishedCriticalValues() {
        for (int n = 6; n <= 50; n++) {
            isCritical(n, CRITICAL_05[n - 6], 0.05);
            isCritical(n, CRITICAL_01[n - 6], 0.01);
        }
    }

    private static void isCritical(int n, int critical, double alpha) {
        if (critical >= 0) {
            assertThat(oneTo(n, critical).p()).as("n %d, W- %d", n, critical).isLessThanOrEqualTo(alpha);
        }
        assertThat(oneTo(n, critical + 1).p()).as("n %d, W- %d", n, critical + 1).isGreaterThan(alpha);
    }

    /** Differences of sizes 1 to n of which the negative ones have the given sum. */
    private static Wilcoxon oneTo(int n, int negativeSum) {
        double[] differences = new double[n];
        int left = negativeSum;
        for (int size = n; size > 0; size--) {
            boolean negative = size <= left;
            left -= negative ? size : 0;
            differences[size - 1] = negative ? -size : size;
        }
        Wilcoxon test = against0(differences, Variant.WILCOX);
        assertThat(test.wMinus()).isEqualTo(negativeSum);
        assertThat(test.method()).isEqualTo(Method.EXACT);
        return test;
    }

    /** R, exactRankTests: {@code wilcox.exact(x1, x2, paired = TRUE)} gives V = 13, p-value = 0.1367. */
    @Test
    void exactPWithTiesAndZerosIsThatOfExactRankTests() {
        Wilcoxon test = Wilcoxon.of(BORTZ_FIRST, BORTZ_SECOND, Variant.WILCOX);
        assertThat(test.wPlus()).isEqualTo(13);
        assertThat(test.p()).isCloseTo(0.1367, within(5e-5));
        assertThat(test.n()).isEqualTo(15);
        assertThat(test.zeros()).isEqualTo(5);
        assertThat(test.ties()).isEqualTo(10);
        assertThat(test.degeneracy()).isEqualTo(Degeneracy.NONE);
    }

    /** Hollander &amp; Wolfe 1973, p. 29; R, exactRankTests: V = 40, one-sided p-value = 0.01953. */
    @Test
    void exactPWithoutTiesIsThatOfTheDepressionScores() {
        Wilcoxon test = Wilcoxon.of(new double[] {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30},
                new double[] {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29}, Variant.WILCOX);
        assertThat(test.wPlus()).isEqualTo(40);
        assertThat(test.p()).isCloseTo(2 * 0.01953, within(1e-5));
        assertThat(test.rankBiserial()).isCloseTo((40 - 5) / 45.0, within(1e-15));
    }

    @Test
    void equalsSciPy() {
        int normal = 0;
        for (Golden golden : Golden.cases("signed_rank")) {
            Wilcoxon test = Wilcoxon.of(golden.numbers("first"), golden.numbers("second"), Variant.valueOf(golden.text("variant").toUpperCase()));
            assertThat(test.method()).as("%s", golden).isEqualTo(Method.valueOf(golden.text("method").toUpperCase()));
            assertThat(test.wPlus()).as("W+ of %s", golden).isEqualTo(golden.number("w_plus"));
            assertThat(test.wMinus()).as("W- of %s", golden).isEqualTo(golden.number("w_minus"));
            assertThat(test.zeros()).as("zeros of %s", golden).isEqualTo((int) golden.number("zeros"));
            assertThat(test.p()).as("p of %s", golden).isCloseTo(golden.number("p"), withinPercentage(1e-8));
            normal += test.method() == Method.NORMAL ? 1 : 0;
        }
        assertThat(Golden.cases("signed_rank").size()).isGreaterThan(60);
        assertThat(normal).isGreaterThan(20);
    }

    @Test
    void exactPEqualsTheShareOfAllSignPatterns() {
        for (long seed = 0; seed < 2000; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(10);
            int spread = 1 + random.nextInt(6);
            double[] differences = random.ints(n, -spread, spread + 1).asDoubleStream().toArray();
            for (Variant variant : Variant.values()) {
                Wilcoxon test = against0(differences, variant);
                assertThat(test.p()).as("seed %d, %s of %s", seed, variant, Arrays.toString(differences))
                        .isCloseTo(enumerated(differences, variant), within(1e-13));
            }
        }
    }

    /** From the definitions: rank = 1 + smaller ones + half of the others of the same size; all signs equally likely. */
    private static double enumerated(double[] differences, Variant variant) {
        double[] ranked = Arrays.stream(differences).filter(d -> variant == Variant.PRATT || d != 0).toArray();
        double[] signed = Arrays.stream(ranked).filter(d -> d != 0).toArray();
        double[] ranks = Arrays.stream(signed).map(d -> 0.5 + Arrays.stream(ranked)
                .map(other -> Math.abs(other) < Math.abs(d) ? 1 : Math.abs(other) == Math.abs(d) ? 0.5 : 0).sum()).toArray();
        double observed = Math.abs(IntStream.range(0, signed.length).mapToDouble(i -> Math.signum(signed[i]) * ranks[i]).sum());
        int far = 0;
        for (int pattern = 0; pattern < 1 << signed.length; pattern++) {
            double sum = 0;
            for (int i = 0; i < signed.length; i++) {
                sum += (pattern >> i & 1) == 1 ? ranks[i] : -ranks[i];
            }
            far += Math.abs(sum) >= observed - 1e-9 ? 1 : 0;
        }
        return far / (double) (1 << signed.length);
    }

    @Test
    void exactPIsExactAtFiftyPairsOfOneSign() {
        Wilcoxon test = against0(IntStream.rangeClosed(1, 50).asDoubleStream().toArray(), Variant.WILCOX);
        assertThat(test.p()).isEqualTo(Math.pow(2, -49));
        assertThat(test.rankBiserial()).isEqualTo(1);
    }

    @Test
    void exactnessEndsWithFiftyNonZeroPairsNotWithFiftyPairs() {
        double[] fifty = IntStream.range(0, 90).mapToDouble(i -> i < 40 ? 0 : i % 3 - 0.5).toArray();
        double[] fiftyOne = IntStream.range(0, 90).mapToDouble(i -> i < 39 ? 0 : i % 3 - 0.5).toArray();
        for (Variant variant : Variant.values()) {
            assertThat(against0(fifty, variant).method()).isEqualTo(Method.EXACT);
            assertThat(against0(fiftyOne, variant).method()).isEqualTo(Method.NORMAL);
        }
    }

    @Test
    void prattGivesZerosTheLowestRanks() {
        double[] differences = {0, 0, 3, -1, 2};
        Wilcoxon dropped = against0(differences, Variant.WILCOX);
        Wilcoxon ranked = against0(differences, Variant.PRATT);
        assertThat(new double[] {dropped.wPlus(), dropped.wMinus()}).containsExactly(5, 1);
        assertThat(new double[] {ranked.wPlus(), ranked.wMinus()}).containsExactly(9, 3);
        assertThat(ranked.zeros()).isEqualTo(2);
        assertThat(ranked.rankBiserial()).isEqualTo(0.5);
    }

    @Test
    void swappingTheSamplesSwapsTheSumsAndKeepsP() {
        for (Variant variant : Variant.values()) {
            Wilcoxon one = Wilcoxon.of(BORTZ_FIRST, BORTZ_SECOND, variant);
            Wilcoxon other = Wilcoxon.of(BORTZ_SECOND, BORTZ_FIRST, variant);
            assertThat(other.wPlus()).isEqualTo(one.wMinus());
            assertThat(other.p()).isEqualTo(one.p());
            assertThat(other.rankBiserial()).isEqualTo(-one.rankBiserial());
        }
    }

    /** 0.8 - 0.6, 0.6 - 0.4 and 0.4 - 0.2 are three different doubles, and 0.1 + 0.2 is not 0.3. */
    @Test
    void differencesThatRoundingMakesUnequalAreTies() {
        Wilcoxon test = Wilcoxon.of(new double[] {0.8, 0.6, 0.2, 0.1 + 0.2}, new double[] {0.6, 0.4, 0.4, 0.3}, Variant.WILCOX);
        assertThat(test.zeros()).isEqualTo(1);
        assertThat(test.ties()).isEqualTo(3);
        assertThat(new double[] {test.wPlus(), test.wMinus()}).containsExactly(4, 2);
    }

    @Test
    void evenlyBalancedSumsHavePOne() {
        assertThat(against0(new double[] {1, -1, 2, -2}, Variant.PRATT).p()).isEqualTo(1);
        double[] many = IntStream.range(0, 80).mapToDouble(i -> (i % 2 == 0 ? 1 : -1) * (1 + i / 2)).toArray();
        assertThat(against0(many, Variant.WILCOX).p()).isEqualTo(1);
    }

    @Test
    void noNonZeroDifferenceHasPOneAndSaysSo() {
        for (Variant variant : Variant.values()) {
            Wilcoxon test = Wilcoxon.of(BORTZ_FIRST, BORTZ_FIRST, variant);
            assertThat(test.p()).isEqualTo(1);
            assertThat(test.rankBiserial()).isNaN();
            assertThat(test.degeneracy()).isEqualTo(Degeneracy.NO_DIFFERENCE);
            assertThat(test.zeros()).isEqualTo(test.n());
        }
    }

    @Test
    void noPairsHaveNoPAndSaySo() {
        Wilcoxon test = Wilcoxon.of(new double[0], new double[0], Variant.WILCOX);
        assertThat(test.p()).isNaN();
        assertThat(test.degeneracy()).isEqualTo(Degeneracy.EMPTY);
        assertThat(test.degeneracy().reason()).isEqualTo("there are no values");
    }

    @Test
    void fiveNonZeroPairsCannotReachFivePercent() {
        assertThat(Wilcoxon.smallestP(5)).isEqualTo(0.0625);
        assertThat(Wilcoxon.smallestP(6)).isEqualTo(0.03125);
        assertThat(Wilcoxon.smallestP(1)).isEqualTo(1);
        assertThat(Wilcoxon.smallestP(0)).isNaN();
        assertThat(against0(new double[] {5, 5, 5, 5, 5}, Variant.WILCOX).p()).isEqualTo(Wilcoxon.smallestP(5));
        assertThatIllegalArgumentException().isThrownBy(() -> Wilcoxon.smallestP(-1)).withMessageContaining("nonZeroPairs (=-1)");
    }

    @Test
    void samplesThatDoNotPairOrAreNotFiniteAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Wilcoxon.of(new double[2], new double[3], Variant.WILCOX))
                .withMessageContaining("3 values").withMessageContaining("2 values").withMessageContaining("same cases");
        assertThatIllegalArgumentException().isThrownBy(() -> Wilcoxon.of(new double[] {1, Double.NaN}, new double[2], Variant.WILCOX))
                .withMessageContaining("first[1] (=NaN)").withMessageContaining("leave out");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Wilcoxon.of(new double[1], new double[] {Double.POSITIVE_INFINITY}, Variant.WILCOX))
                .withMessageContaining("second[0] (=Infinity)");
    }

    /** Why this test is ours: docs/decisions/0007. If this fails, Commons Math was mended and the decision may be taken again. */
    @Test
    void commonsMathFindsADifferenceBetweenASampleAndItself() {
        double[] sample = {1, 2, 3, 4, 5, 6};
        assertThat(new WilcoxonSignedRankTest().wilcoxonSignedRankTest(sample, sample, true)).isEqualTo(0.03125);
        assertThat(new WilcoxonSignedRankTest().wilcoxonSignedRankTest(BORTZ_FIRST, BORTZ_SECOND, true)).isCloseTo(0.2293, within(5e-5));
    }

    private static Wilcoxon against0(double[] differences, Variant variant) {
        return Wilcoxon.of(differences, DoubleStream.generate(() -> 0).limit(differences.length).toArray(), variant);
    }
}
