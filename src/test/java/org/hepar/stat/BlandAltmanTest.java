package org.hepar.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlandAltmanTest {

    /** Peak expiratory flow, large and mini Wright meter, l/min: Bland &amp; Altman 1986, Lancet i:307, bias and its interval. */
    @Test
    void peakFlowMetersHaveTheirPublishedBias() {
        BlandAltman limits = BlandAltman.of(
                new double[] {494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427},
                new double[] {512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451}, 0.95);
        assertThat(limits.n()).isEqualTo(17);
        assertThat(limits.bias()).isCloseTo(-2.1, within(0.05));
        assertThat(limits.standardDeviation()).isCloseTo(38.8, within(0.05));
        assertThat(limits.biasInterval().low()).isCloseTo(-22.0, within(0.1));
        assertThat(limits.biasInterval().high()).isCloseTo(17.8, within(0.1));
    }

    /**
     * Systolic pressure, observer against machine, 85 persons, mmHg: Bland &amp; Altman 1999, p. 136 and 142, print bias -16.29
     * (-20.5 to -12.1), deviation 19.61 and the limits -54.7 (-61.9 to -47.5) and 22.1 (14.9 to 29.3), computed from parts that
     * were rounded to 0.1. Made-up differences of that bias and deviation stand for the data.
     */
    @Test
    void bloodPressureHasItsPublishedLimitsAndIntervals() {
        double[] raw = IntStream.range(0, 85).mapToDouble(i -> i * 37 % 85).toArray();
        Summary summary = Summary.of(raw);
        double[] differences = IntStream.range(0, 85)
                .mapToDouble(i -> -16.29 + 19.61 * (raw[i] - summary.mean()) / summary.standardDeviation()).toArray();
        BlandAltman limits = BlandAltman.of(differences, new double[85], 0.95);
        assertThat(limits.lowerLimit()).isCloseTo(-54.7, within(0.1));
        assertThat(limits.upperLimit()).isCloseTo(22.1, within(0.1));
        isAbout(limits.lowerLimitInterval(), -61.9, -47.5);
        isAbout(limits.upperLimitInterval(), 14.9, 29.3);
        isAbout(limits.biasInterval(), -20.5, -12.1);
    }

    private static void isAbout(Interval interval, double low, double high) {
        assertThat(interval.low()).isCloseTo(low, within(0.15));
        assertThat(interval.high()).isCloseTo(high, within(0.15));
    }

    @Test
    void equalDifferencesHaveLimitsWithoutIntervals() {
        BlandAltman limits = BlandAltman.of(new double[] {3, 4, 5}, new double[] {1, 2, 3}, 0.95);
        assertThat(new double[] {limits.bias(), limits.lowerLimit(), limits.upperLimit()}).containsOnly(2);
        assertThat(limits.lowerLimitInterval().isDefined()).isFalse();
        assertThat(limits.degeneracy()).isEqualTo(Degeneracy.CONSTANT);
    }

    @Test
    void onePairHasABiasOnly() {
        BlandAltman limits = BlandAltman.of(new double[] {3}, new double[] {1}, 0.95);
        assertThat(limits.bias()).isEqualTo(2);
        assertThat(new double[] {limits.standardDeviation(), limits.lowerLimit(), limits.upperLimit()}).containsOnly(Double.NaN);
        assertThat(limits.degeneracy()).isEqualTo(Degeneracy.SINGLE);
        assertThat(BlandAltman.of(new double[0], new double[0], 0.95).degeneracy()).isEqualTo(Degeneracy.EMPTY);
    }
}
