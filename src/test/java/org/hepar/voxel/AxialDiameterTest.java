package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.junit.jupiter.api.Test;

class AxialDiameterTest {

    /** Lengths here are below 2 m, so that this is 1e-12 relative for those above 1 mm. */
    private static final Offset<Double> RELATIVE = within(1e-12);

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
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Components components = Components.label(Masks.any(random), Connectivity.values()[random.nextInt(3)]);
            assertThat(AxialDiameter.longestMm(components)).as("seed %d", seed).containsExactly(allPairs(components), RELATIVE);
        }
    }

    @Test
    void aSmallSliceAfterALargeOneChangesNothing() {
        Mask mask = Masks.drawn(new Spacing(1, 1, 1), new String[] {"####", "...."}, new String[] {"##..", "##.."}, new String[] {"....", "####"});
        assertThat(AxialDiameter.longestMm(Components.label(mask, Connectivity.TWENTY_SIX))).containsExactly(new double[] {Math.sqrt(17)}, RELATIVE);
    }

    private static double[] allPairs(Components components) {
        Size size = components.grid().size();
        Spacing mm = components.grid().spacing();
        int[] labels = Masks.labels(components);
        double[] longest = new double[components.count()];
        int plane = size.y() * size.x();
        for (int i = 0; i < labels.length; i++) {
            for (int j = i / plane * plane; labels[i] > 0 && j < (i / plane + 1) * plane; j++) {
                if (labels[i] == labels[j]) {
                    double dy = (1 + Math.abs(i / size.x() % size.y() - j / size.x() % size.y())) * mm.y();
                    double dx = (1 + Math.abs(i % size.x() - j % size.x())) * mm.x();
                    longest[labels[i] - 1] = Math.max(longest[labels[i] - 1], Math.hypot(dy, dx));
                }
            }
        }
        return longest;
    }
}
