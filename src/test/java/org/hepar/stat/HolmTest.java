package org.hepar.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HolmTest {

    @Test
    void equalsStatsmodels() {
        for (Golden golden : Golden.cases("holm")) {
            assertThat(Holm.adjusted(golden.numbers("p"))).as("%s", golden).containsExactly(golden.numbers("adjusted"), within(1e-14));
        }
        assertThat(Golden.cases("holm")).hasSize(5);
    }

    @Test
    void smallestIsTimesTheFamilyAndNoneFallsBelowASmallerOne() {
        assertThat(Holm.adjusted(0.03, 0.01, 0.02)).containsExactly(new double[] {0.04, 0.03, 0.04}, within(1e-15));
    }

    @Test
    void testsThatWereNotPossibleDoNotCount() {
        assertThat(Holm.adjusted(Double.NaN, 0.02, Double.NaN, 0.04))
                .containsExactly(new double[] {Double.NaN, 0.04, Double.NaN, 0.04}, within(1e-15));
        assertThat(Holm.adjusted(Double.NaN)).containsExactly(Double.NaN);
        assertThat(Holm.adjusted()).isEmpty();
    }

    @Test
    void theFamilyIsOnlyRead() {
        double[] p = {0.5, 0.1};
        Holm.adjusted(p);
        assertThat(p).containsExactly(0.5, 0.1);
    }

    @Test
    void percentagesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Holm.adjusted(0.1, 5)).withMessageContaining("p[1] (=5.0)");
        assertThatIllegalArgumentException().isThrownBy(() -> Holm.adjusted(-0.1)).withMessageContaining("p[0] (=-0.1)");
    }
}
