package org.hepar.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GaussiansTest {

    @Test
    void momentsAndTailsAreThoseOfTheNormalDistribution() {
        int n = 1_000_000;
        Gaussians normal = new Gaussians(123);
        double[] moments = new double[5];
        int beyond1 = 0, beyond2 = 0, beyondTail = 0;
        for (int i = 0; i < n; i++) {
            double x = normal.next();
            for (int k = 1; k <= 4; k++) {
                moments[k] += Math.pow(x, k) / n;
            }
            beyond1 += Math.abs(x) > 1 ? 1 : 0;
            beyond2 += Math.abs(x) > 2 ? 1 : 0;
            beyondTail += Math.abs(x) > 3.6541528853610088 ? 1 : 0;
        }
        // Four standard errors each: √(1, 2, 15, 96) / 1000.
        assertThat(moments[1]).isCloseTo(0, within(0.004));
        assertThat(moments[2]).isCloseTo(1, within(0.006));
        assertThat(moments[3]).isCloseTo(0, within(0.016));
        assertThat(moments[4]).isCloseTo(3, within(0.04));
        assertThat(beyond1 / (double) n).isCloseTo(0.317311, within(0.0019));
        assertThat(beyond2 / (double) n).isCloseTo(0.045500, within(0.0009));
        assertThat(beyondTail).isBetween(258 - 65, 258 + 65);  // 2.58e-4
    }
}
