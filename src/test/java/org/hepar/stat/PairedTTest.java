package org.hepar.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class PairedTTest {

    /** Student 1908, hours of sleep gained; R: {@code t.test(extra ~ group, sleep, paired = TRUE)}. */
    @Test
    void studentsSleepDataHaveTheirPublishedT() {
        PairedT test = PairedT.of(new double[] {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0},
                new double[] {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4}, 0.95);
        assertThat(test.n()).isEqualTo(10);
        assertThat(test.meanDifference()).isCloseTo(-1.58, within(1e-12));
        assertThat(test.t()).isCloseTo(-4.0621, within(5e-5));
        assertThat(test.df()).isEqualTo(9);
        assertThat(test.p()).isCloseTo(0.002833, within(5e-7));
        assertThat(test.interval().low()).isCloseTo(-2.4598858, within(5e-8));
        assertThat(test.interval().high()).isCloseTo(-0.7001142, within(5e-8));
        assertThat(test.standardDeviation()).isCloseTo(1.23, within(5e-4));
        assertThat(test.cohensDz()).isCloseTo(-4.0621 / Math.sqrt(10), within(5e-5));
        assertThat(test.degeneracy()).isEqualTo(Degeneracy.NONE);
    }

    @Test
    void equalsSciPy() {
        for (Golden golden : Golden.cases("paired_t")) {
            PairedT test = PairedT.of(golden.numbers("first"), golden.numbers("second"), golden.number("level"));
            assertThat(test.t()).as("t of %s", golden).isCloseTo(golden.number("t"), withinPercentage(1e-8));
            assertThat(test.df()).isEqualTo((int) golden.number("df"));
            assertThat(test.p()).as("p of %s", golden).isCloseTo(golden.number("p"), withinPercentage(1e-7));
            assertThat(test.interval().low()).as("low of %s", golden).isCloseTo(golden.number("low"), within(1e-9));
            assertThat(test.interval().high()).as("high of %s", golden).isCloseTo(golden.number("high"), within(1e-9));
        }
        assertThat(Golden.cases("paired_t")).hasSize(5);
    }

    @Test
    void onePairHasAMeanAndNoTest() {
        PairedT test = PairedT.of(new double[] {0.9}, new double[] {0.7}, 0.95);
        assertThat(test.meanDifference()).isCloseTo(0.2, within(1e-15));
        assertThat(new double[] {test.standardDeviation(), test.t(), test.p(), test.cohensDz(), test.interval().low()}).containsOnly(Double.NaN);
        assertThat(test.degeneracy()).isEqualTo(Degeneracy.SINGLE);
    }

    @Test
    void noPairsHaveNothing() {
        PairedT test = PairedT.of(new double[0], new double[0], 0.95);
        assertThat(test.n()).isZero();
        assertThat(test.meanDifference()).isNaN();
        assertThat(test.df()).isZero();
        assertThat(test.degeneracy()).isEqualTo(Degeneracy.EMPTY);
    }

    /** The doubles 0.8 - 0.6, 0.6 - 0.4 and 0.4 - 0.2 differ in their last bits, which would make t about 1e16. */
    @Test
    void differencesEqualButForRoundingHaveNoSpreadToTest() {
        PairedT test = PairedT.of(new double[] {0.8, 0.6, 0.4}, new double[] {0.6, 0.4, 0.2}, 0.95);
        assertThat(test.meanDifference()).isCloseTo(0.2, within(1e-15));
        assertThat(new double[] {test.t(), test.p(), test.cohensDz(), test.interval().high()}).containsOnly(Double.NaN);
        assertThat(test.degeneracy()).isEqualTo(Degeneracy.CONSTANT);
    }

    @Test
    void equalSamplesHaveNoDifferenceToTest() {
        PairedT test = PairedT.of(new double[] {0.8, 0.1 + 0.2}, new double[] {0.8, 0.3}, 0.95);
        assertThat(test.meanDifference()).isZero();
        assertThat(test.p()).isNaN();
        assertThat(test.degeneracy()).isEqualTo(Degeneracy.NO_DIFFERENCE);
    }

    @Test
    void aLevelInPercentIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PairedT.of(new double[3], new double[3], 95))
                .withMessageContaining("level (=95.0)").withMessageContaining("0.95");
    }
}
