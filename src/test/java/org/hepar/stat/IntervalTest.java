package org.hepar.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class IntervalTest {

    @Test
    void endsBelong() {
        Interval interval = new Interval(-1, 2, 0.95);
        assertThat(interval.contains(-1)).isTrue();
        assertThat(interval.contains(2)).isTrue();
        assertThat(interval.contains(2.1)).isFalse();
        assertThat(interval.contains(Double.NaN)).isFalse();
    }

    @Test
    void undefinedContainsNothing() {
        assertThat(Interval.undefined(0.95).isDefined()).isFalse();
        assertThat(Interval.undefined(0.95).contains(0)).isFalse();
    }

    @Test
    void endsInTheWrongOrderOrHalfDefinedAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Interval(2, 1, 0.95)).withMessageContaining("[2.0, 1.0]");
        assertThatIllegalArgumentException().isThrownBy(() -> new Interval(Double.NaN, 1, 0.95)).withMessageContaining("NaN at both ends");
        assertThatIllegalArgumentException().isThrownBy(() -> new Interval(0, 1, 95)).withMessageContaining("level (=95.0)");
    }
}
