package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.hepar.volume.PackedMask;
import org.hepar.volume.Spacing;
import org.hepar.voxel.Masks;
import org.junit.jupiter.api.Test;

class OverlapTest {

    private static final Spacing MM = new Spacing(3, 1, 1);

    @Test
    void countsWhatBothHave() {
        Overlap overlap = Overlap.of(PackedMask.of(Masks.drawn(MM, new String[] {"###."})),
                PackedMask.of(Masks.drawn(MM, new String[] {".###"})));
        assertThat(overlap).isEqualTo(new Overlap(3, 3, 2));
        assertThat(overlap.dice()).isEqualTo(4 / 6.0);
        assertThat(overlap.jaccard()).isEqualTo(0.5);
        assertThat(overlap.voe()).isEqualTo(0.5);
        assertThat(overlap.rvd()).isZero();
    }

    @Test
    void volumeDifferenceIsPositiveWhenTooMuchIsFound() {
        assertThat(new Overlap(10, 15, 10).rvd()).isEqualTo(0.5);
        assertThat(new Overlap(10, 5, 5).rvd()).isEqualTo(-0.5);
    }

    @Test
    void overlapErrorFollowsFromDice() {
        Overlap overlap = new Overlap(1037, 731, 666);
        assertThat(overlap.voe()).isCloseTo(1 - overlap.dice() / (2 - overlap.dice()), within(1e-15));
    }

    @Test
    void twoEmptyMasksAgree() {
        Overlap nothing = new Overlap(0, 0, 0);
        assertThat(nothing.dice()).isEqualTo(1);
        assertThat(nothing.voe()).isZero();
        assertThat(nothing.rvd()).isNaN();
    }

    @Test
    void oneEmptyMaskIsTheWorst() {
        assertThat(new Overlap(5, 0, 0).dice()).isZero();
        assertThat(new Overlap(5, 0, 0).voe()).isEqualTo(1);
        assertThat(new Overlap(5, 0, 0).rvd()).isEqualTo(-1);
        assertThat(new Overlap(0, 5, 0).dice()).isZero();
        assertThat(new Overlap(0, 5, 0).voe()).isEqualTo(1);
        assertThat(new Overlap(0, 5, 0).rvd()).isNaN();
    }

    @Test
    void largeMasksDoNotOverflow() {
        assertThat(new Overlap(2_000_000_000, 2_000_000_000, 2_000_000_000).dice()).isEqualTo(1);
        assertThat(new Overlap(2_000_000_000, 2_000_000_000, 1_000_000_000).voe()).isCloseTo(2 / 3.0, within(1e-15));
    }

    @Test
    void precisionAndRecallAreSharesOfEitherMask() {
        assertThat(new Overlap(10, 4, 3).precision()).isEqualTo(0.75);
        assertThat(new Overlap(10, 4, 3).recall()).isEqualTo(0.3);
        assertThat(new Overlap(10, 0, 0).precision()).isNaN();
        assertThat(new Overlap(0, 4, 0).recall()).isNaN();
    }

    @Test
    void moreInCommonThanThereIsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Overlap(3, 5, 4)).withMessageContaining("intersection (=4)");
    }
}
