package org.hepar.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SummaryTest {

    /** R 4: {@code quantile(c(7, 1, 3, 10, 4, 2), c(.25, .5, .75))} = 2.25, 3.5, 6.25; {@code sd} = 3.391165. */
    @Test
    void quartilesFollowTypeSevenAndTheDeviationDividesByNMinusOne() {
        Summary summary = Summary.of(new double[] {7, 1, 3, 10, 4, 2});
        assertThat(summary.n()).isEqualTo(6);
        assertThat(summary.mean()).isEqualTo(4.5);
        assertThat(summary.standardDeviation()).isCloseTo(3.391164991562634, within(1e-12));
        assertThat(summary.minimum()).isEqualTo(1);
        assertThat(summary.lowerQuartile()).isEqualTo(2.25);
        assertThat(summary.median()).isEqualTo(3.5);
        assertThat(summary.upperQuartile()).isEqualTo(6.25);
        assertThat(summary.maximum()).isEqualTo(10);
    }

    @Test
    void emptySampleHasNoNumbers() {
        Summary summary = Summary.of(new double[0]);
        assertThat(summary.n()).isZero();
        assertThat(new double[] {summary.mean(), summary.standardDeviation(), summary.minimum(), summary.lowerQuartile(),
                summary.median(), summary.upperQuartile(), summary.maximum()}).containsOnly(Double.NaN);
    }

    @Test
    void oneValueHasNoSpread() {
        Summary summary = Summary.of(new double[] {0.93});
        assertThat(summary.mean()).isEqualTo(0.93);
        assertThat(summary.median()).isEqualTo(0.93);
        assertThat(summary.standardDeviation()).isNaN();
    }

    @Test
    void nanIsRefusedWithItsPlace() {
        assertThatIllegalArgumentException().isThrownBy(() -> Summary.of(new double[] {1, Double.NaN}))
                .withMessageContaining("values[1]").withMessageContaining("leave undefined values out");
    }

    @Test
    void theSampleIsNotSorted() {
        double[] values = {3, 1, 2};
        Summary.of(values);
        assertThat(values).containsExactly(3, 1, 2);
    }
}
