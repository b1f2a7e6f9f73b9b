package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Masks;
import org.hepar.voxel.Morphology;
import org.junit.jupiter.api.Test;

class SurfaceDistancesTest {

    @Test
    void meanIsPooledOverBothSurfacesAndNotTheMeanOfTwoMeans() {
        Spacing mm = new Spacing(4, 1, 2);
        SurfaceDistances distances = SurfaceDistances.between(Masks.drawn(mm, new String[] {"#...."}),
                Masks.drawn(mm, new String[] {"###.."}), Connectivity.SIX);
        assertThat(distances.ofReference()).containsExactly(0);
        assertThat(distances.ofPrediction()).containsExactly(0, 2, 4);
        assertThat(distances.pooledMeanMm()).isEqualTo(6 / 4.0);
        assertThat(distances.maximumMm()).isEqualTo(4);
    }

    @Test
    void maximumLooksBothWays() {
        Spacing mm = new Spacing(1, 1, 3);
        Mask near = Masks.drawn(mm, new String[] {"#....."});
        Mask farToo = Masks.drawn(mm, new String[] {"#....#"});
        assertThat(SurfaceDistances.between(near, farToo, Connectivity.SIX).maximumMm()).isEqualTo(15);
        assertThat(SurfaceDistances.between(farToo, near, Connectivity.SIX).maximumMm()).isEqualTo(15);
    }

    @Test
    void slicesApartAreMeasuredByTheirSpacing() {
        Spacing mm = new Spacing(5, 0.7, 0.7);
        SurfaceDistances distances = SurfaceDistances.between(Masks.drawn(mm, new String[] {"#"}, new String[] {"."}),
                Masks.drawn(mm, new String[] {"."}, new String[] {"#"}), Connectivity.SIX);
        assertThat(distances.pooledMeanMm()).isEqualTo(5);
        assertThat(distances.maximumMm()).isEqualTo(5);
    }

    @Test
    void equalAllPairsOfSurfaceVoxels() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            Grid grid = Masks.randomGrid(random);
            Mask a = Masks.random(random, grid, random.nextDouble());
            Mask b = Masks.random(random, grid, random.nextDouble());
            if (!a.isEmpty() && !b.isEmpty()) {
                for (Connectivity connectivity : Connectivity.values()) {
                    SurfaceDistances distances = SurfaceDistances.between(a, b, connectivity);
                    assertThat(distances.ofReference()).as("reference, seed %d, %s", seed, connectivity)
                            .containsExactly(allPairs(a, b, connectivity), within(1e-9));
                    assertThat(distances.ofPrediction()).as("prediction, seed %d, %s", seed, connectivity)
                            .containsExactly(allPairs(b, a, connectivity), within(1e-9));
                }
            }
        }
    }

    @Test
    void anEmptyMaskHasNoDistances() {
        Spacing mm = new Spacing(1, 1, 1);
        Mask empty = Masks.drawn(mm, new String[] {".."});
        Mask one = Masks.drawn(mm, new String[] {"#."});
        assertThatIllegalArgumentException().isThrownBy(() -> SurfaceDistances.between(empty, one, Connectivity.SIX))
                .withMessageContaining("surface of the reference");
        assertThatIllegalArgumentException().isThrownBy(() -> SurfaceDistances.between(one, empty, Connectivity.SIX))
                .withMessageContaining("surface of the prediction");
    }

    private static double[] allPairs(Mask from, Mask to, Connectivity connectivity) {
        boolean[] starts = Morphology.surface(from, connectivity).voxels();
        boolean[] ends = Morphology.surface(to, connectivity).voxels();
        Size size = from.grid().size();
        Spacing mm = from.grid().spacing();
        double[] nearest = new double[Morphology.surface(from, connectivity).count()];
        for (int i = 0, n = 0; i < starts.length; i++) {
            if (starts[i]) {
                double squared = Double.POSITIVE_INFINITY;
                for (int j = 0; j < ends.length; j++) {
                    if (ends[j]) {
                        double dz = (i / (size.y() * size.x()) - j / (size.y() * size.x())) * mm.z();
                        double dy = (i / size.x() % size.y() - j / size.x() % size.y()) * mm.y();
                        double dx = (i % size.x() - j % size.x()) * mm.x();
                        squared = Math.min(squared, dz * dz + dy * dy + dx * dx);
                    }
                }
                nearest[n++] = Math.sqrt(squared);
            }
        }
        return nearest;
    }
}
