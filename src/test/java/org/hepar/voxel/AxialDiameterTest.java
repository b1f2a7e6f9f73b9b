package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.junit.jupiter.api.Test;

class AxialDiameterTest {

    @Test
    void oneVoxelHasTheDiagonalOfItsFace() {
        Mask mask = Masks.drawn(new Spacing(5, 3, 4), new String[] {"...", ".#.", "..."});
        assertThat(AxialDiameter.longestMm(Components.label(mask, Connectivity.SIX))).containsExactly(5);
    }

    @Test
    void lengthAlongTheBodyAxisDoesNotCount() {
        Mask mask = Masks.drawn(new Spacing(50, 3, 4), new String[] {"#"}, new String[] {"#"}, new String[] {"#"});
        assertThat(AxialDiameter.longestMm(Components.label(mask, Connectivity.SIX))).containsExactly(5);
    }

    @Test
    void theLongestSliceDecidesAndEachComponentHasItsOwn() {
        Mask mask = Masks.drawn(new Spacing(2, 3, 1),
                new String[] {"##....#", "......."},
                new String[] {"####..#", "......."});
        assertThat(AxialDiameter.longestMm(Components.label(mask, Connectivity.SIX)))
                .containsExactly(new double[] {5, Math.sqrt(10)}, within(1e-12));
    }

    @Test
    void equalsAllPairsOfCornersOnRandomMasks() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Mask mask = Masks.random(random, Masks.randomGrid(random), 0.1 + 0.5 * random.nextDouble());
            Components components = Components.label(mask, Connectivity.SIX);
            double[] expected = new double[components.count()];
            for (int id = 1; id <= expected.length; id++) {
                expected[id - 1] = allPairs(components, id);
            }
            assertThat(AxialDiameter.longestMm(components)).as("seed %d", seed).containsExactly(expected, within(1e-9));
        }
    }

    private static double allPairs(Components components, int id) {
        Size size = components.grid().size();
        Spacing mm = components.grid().spacing();
        double longest = 0;
        for (int i = 0; i < components.labels().length; i++) {
            for (int j = 0; j < components.labels().length; j++) {
                boolean sameSlice = i / (size.y() * size.x()) == j / (size.y() * size.x());
                if (sameSlice && components.labels()[i] == id && components.labels()[j] == id) {
                    double dy = (1 + Math.abs(i / size.x() % size.y() - j / size.x() % size.y())) * mm.y();
                    double dx = (1 + Math.abs(i % size.x() - j % size.x())) * mm.x();
                    longest = Math.max(longest, Math.hypot(dy, dx));
                }
            }
        }
        return longest;
    }
}
