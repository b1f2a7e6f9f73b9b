package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.junit.jupiter.api.Test;

class SeparationTest {

    @Test
    void isMeasuredBetweenTheNearestVoxelCentres() {
        Spacing spacing = new Spacing(5, 2, 0.5);
        Components components = Components.label(Masks.drawn(spacing, new String[] {"##....", "......"}, new String[] {"......", ".....#"}), Connectivity.SIX);
        PackedMask mask = PackedMask.of(Masks.drawn(spacing, new String[] {"......", "...#.."}, new String[] {"......", "......"}));
        assertThat(Separation.smallestMm(components, mask)).containsExactly(Math.hypot(2, 1), Math.hypot(5, 1));
    }

    @Test
    void sharedVoxelsAreAtZeroAndNothingIsAtInfinity() {
        Mask mask = Masks.drawn(new Spacing(1, 1, 1), new String[] {"##.#"});
        Components components = Components.label(mask, Connectivity.SIX);
        assertThat(Separation.smallestMm(components, PackedMask.of(mask))).containsExactly(0, 0);
        assertThat(Separation.smallestMm(components, PackedMask.empty(mask.grid()))).containsOnly(Double.POSITIVE_INFINITY).hasSize(2);
        assertThat(Separation.smallestMm(Components.label(PackedMask.empty(mask.grid()), Connectivity.SIX), PackedMask.of(mask))).isEmpty();
    }

    @Test
    void equalsAllPairsOfVoxelsOnRandomMasks() {
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Mask places = Masks.any(random);
            PackedMask mask = PackedMask.of(Masks.anyOn(random, places.grid()));
            Components components = Components.label(places, Connectivity.TWENTY_SIX);
            double[] expected = allPairs(components, mask);
            double[] actual = Separation.smallestMm(components, mask);
            assertThat(actual).as("seed %d", seed).hasSameSizeAs(expected);
            for (int i = 0; i < expected.length; i++) {
                assertThat(actual[i]).as("seed %d, component %d", seed, i + 1).isCloseTo(expected[i], within(1e-9));
            }
        }
    }

    @Test
    void anotherGridIsRefused() {
        Components components = Components.label(Masks.drawn(new Spacing(1, 1, 1), new String[] {"##"}), Connectivity.SIX);
        PackedMask wider = PackedMask.empty(Grid.axial(new Size(1, 1, 3), new Spacing(1, 1, 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> Separation.smallestMm(components, wider))
                .withMessageContaining("[1,1,2]").withMessageContaining("[1,1,3]");
    }

    private static double[] allPairs(Components components, PackedMask mask) {
        double[] smallest = new double[components.count()];
        Arrays.fill(smallest, Double.POSITIVE_INFINITY);
        Spacing mm = mask.grid().spacing();
        components.forEachRun((id, z, y, x0, x1) -> mask.forEachVoxel((toZ, toY, toX) -> {
            for (int x = x0; x < x1; x++) {
                double dz = (z - toZ) * mm.z();
                double dy = (y - toY) * mm.y();
                double dx = (x - toX) * mm.x();
                smallest[id - 1] = Math.min(smallest[id - 1], Math.sqrt(dz * dz + dy * dy + dx * dx));
            }
        }));
        return smallest;
    }
}
