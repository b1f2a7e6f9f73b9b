package org.hepar.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class PowerTest {

    /** Powers to rounding; smallest effects to 3e-5 only, because the root finder of statsmodels stops early. */
    @Test
    void equalsStatsmodels() {
        for (Golden golden : Golden.cases("power")) {
            int n = (int) golden.number("n");
            double alpha = golden.number("alpha");
            double[] dz = golden.numbers("dz");
            for (int i = 0; i < dz.length; i++) {
                assertThat(Power.ofPairedT(dz[i], n, alpha)).as("%s at %s", golden, dz[i]).isCloseTo(golden.numbers("powers")[i], within(1e-11));
            }
            Power power = Power.of(n, golden.number("power"), alpha);
            assertThat(power.smallestEffect()).as("%s", golden).isCloseTo(golden.number("effect"), withinPercentage(3e-3));
            assertThat(Power.ofPairedT(power.smallestEffect(), n, alpha)).as("%s", golden).isCloseTo(power.power(), within(1e-10));
            assertThat(power.degeneracy()).isEqualTo(Degeneracy.NONE);
        }
        assertThat(Golden.cases("power")).hasSize(9);
    }

    /** G*Power 3.1, two dependent means, two tails: d_z 0.5, alpha 0.05, power 0.8 need 34 pairs, actual power 0.8077775. */
    @Test
    void aMediumEffectNeedsThirtyFourPairs() {
        assertThat(Power.ofPairedT(0.5, 34, 0.05)).isCloseTo(0.8077775, within(5e-8));
        assertThat(Power.of(33, 0.8, 0.05).smallestEffect()).isGreaterThan(0.5);
        assertThat(Power.of(34, 0.8, 0.05).smallestEffect()).isLessThan(0.5);
    }

    @Test
    void powerAgainstNoEffectIsAlphaAndSignsDoNotMatter() {
        assertThat(Power.ofPairedT(0, 12, 0.05)).isCloseTo(0.05, within(1e-10));
        assertThat(Power.ofPairedT(-0.7, 12, 0.05)).isCloseTo(Power.ofPairedT(0.7, 12, 0.05), within(1e-14));
    }

    /** Of very many pairs the power is the normal one: d_z √n is z(0.8) + z(0.975). Two pairs at one in a million: t is 636619. */
    @Test
    void extremesHavePowersToo() {
        assertThat(Power.of(1_000_000, 0.8, 0.05).smallestEffect() * 1000).isCloseTo(0.8416212335729143 + 1.959963984540054, within(1e-5));
        assertThat(Power.ofPairedT(Power.of(2, 0.8, 1e-6).smallestEffect(), 2, 1e-6)).isCloseTo(0.8, within(1e-10));
    }

    @Test
    void fewerThanSixPairsCannotShowAnythingByRanks() {
        assertThat(Power.of(5, 0.8, 0.05).signedRankCanShow()).isFalse();
        assertThat(Power.of(6, 0.8, 0.05).signedRankCanShow()).isTrue();
        assertThat(Power.of(6, 0.8, 0.05).smallestSignedRankP()).isEqualTo(0.03125);
    }

    @Test
    void fewerThanTwoPairsHaveNoSmallestEffect() {
        Power one = Power.of(1, 0.8, 0.05);
        assertThat(one.smallestEffect()).isNaN();
        assertThat(one.smallestSignedRankP()).isEqualTo(1);
        assertThat(one.degeneracy()).isEqualTo(Degeneracy.SINGLE);
        Power none = Power.of(0, 0.8, 0.05);
        assertThat(none.smallestSignedRankP()).isNaN();
        assertThat(none.signedRankCanShow()).isFalse();
        assertThat(none.degeneracy()).isEqualTo(Degeneracy.EMPTY);
    }

    @Test
    void impossibleWishesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Power.of(10, 80, 0.05)).withMessageContaining("power (=80.0)");
        assertThatIllegalArgumentException().isThrownBy(() -> Power.of(10, 0.8, 0)).withMessageContaining("alpha (=0.0)");
        assertThatIllegalArgumentException().isThrownBy(() -> Power.of(10, 0.05, 0.05)).withMessageContaining("must exceed alpha");
        assertThatIllegalArgumentException().isThrownBy(() -> Power.of(-1, 0.8, 0.05)).withMessageContaining("nonZeroPairs (=-1)");
        assertThatIllegalArgumentException().isThrownBy(() -> Power.ofPairedT(0.5, 1, 0.05)).withMessageContaining("n (=1)");
    }
}
