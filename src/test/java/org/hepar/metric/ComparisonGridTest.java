package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.junit.jupiter.api.Test;

class ComparisonGridTest {

    @Test
    void resizedMaskKeepsItsSlicesAndItsSpacing() {
        PackedMask resized = ComparisonGrid.IN_PLANE_388.bring(PackedMask.empty(Grid.axial(new Size(3, 512, 300), new Spacing(5, 0.7, 0.7))));
        assertThat(resized.grid().size()).isEqualTo(new Size(3, 388, 388));
        assertThat(resized.grid().spacing()).isEqualTo(new Spacing(5, 0.7, 0.7));
    }

    /**
     * Columns of 512 that Pillow 13's {@code resize((388, 388), NEAREST)} takes, at the four places where a centre falls between two of them
     * (there rounding decides) and at both ends; src/bench/python/contracts_golden.py compares small ones as a whole.
     */
    @Test
    void takesTheColumnsThatPillowTakes() {
        int[] at = {0, 1, 48, 145, 242, 339, 387};
        int[] expected = {0, 1, 64, 191, 319, 447, 511};
        List<Integer> taken = new ArrayList<>();
        for (int column : at) {
            for (int from = 0; from < 512; from++) {
                boolean[] inside = new boolean[512];
                inside[from] = true;
                if (ComparisonGrid.IN_PLANE_388.bring(PackedMask.of(new Mask(Grid.axial(new Size(1, 1, 512), new Spacing(1, 1, 1)), inside)))
                        .at(0, 0, column)) {
                    taken.add(from);
                }
            }
        }
        assertThat(taken.stream().mapToInt(i -> i).toArray()).isEqualTo(expected);
    }

    @Test
    void placesLieWhereTheyLayBeforeResizing() {
        assertThat(ComparisonGrid.REFERENCE.own(7, 512)).isEqualTo(7);
        assertThat(ComparisonGrid.IN_PLANE_388.own(0, 388)).isZero();
        assertThat(ComparisonGrid.IN_PLANE_388.own(387, 512)).isCloseTo(511 - 0.16, within(0.01));
    }
}
