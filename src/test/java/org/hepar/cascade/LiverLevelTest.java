package org.hepar.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

class LiverLevelTest {

    private static final Grid GRID = Grid.axial(new Size(3, 40, 40), new Spacing(5, 1, 1));

    /** All liver: healthy tissue about one intensity, a share of lesions about another, both with noise of 12 HU. */
    private static Volume liver(double healthyHu, double lesionHu, double lesionShare, long seed) {
        Random random = new Random(seed);
        float[] hu = new float[GRID.voxels()];
        for (int i = 0; i < hu.length; i++) {
            hu[i] = (float) ((i < lesionShare * hu.length ? lesionHu : healthyHu) + 12 * random.nextGaussian());
        }
        return new Volume(GRID, hu);
    }

    private static Mask all(boolean inside) {
        boolean[] voxels = new boolean[GRID.voxels()];
        java.util.Arrays.fill(voxels, inside);
        return new Mask(GRID, voxels);
    }

    @Test
    void healthyLiverComesToLieAtTheLevelHoweverMuchOfItIsLesion() {
        for (double healthy : new double[] {45, 92.5, 140}) {
            for (double share : new double[] {0, 0.1, 0.4}) {
                Volume image = liver(healthy, healthy - 60, share, 7);
                float[] shifted = new LiverLevel.Aligned(100).apply(image, all(true)).voxels();
                assertThat(shifted[shifted.length - 1] - image.voxels()[shifted.length - 1]).as("%s HU, %s lesion", healthy, share)
                        .isCloseTo((float) (100 - healthy), within(3f));
                assertThat(shifted[0] - image.voxels()[0]).isCloseTo(shifted[9] - image.voxels()[9], within(1e-4f));
            }
        }
    }

    /** An image that was clipped has many voxels at the ends of its window, or far outside of every liver. */
    @Test
    void whatLiesOutsideOfEveryLiverIsNotCounted() {
        Volume image = liver(80, 80, 0, 3);
        float[] hu = image.voxels().clone();
        java.util.Arrays.fill(hu, 0, hu.length / 3, -1024);
        java.util.Arrays.fill(hu, hu.length / 3, 2 * hu.length / 3, 3000);
        float[] shifted = new LiverLevel.Aligned(100).apply(new Volume(GRID, hu), all(true)).voxels();
        assertThat(shifted[0] + 1024).isCloseTo(20f, within(3f));
    }

    @Test
    void asMeasuredIsTheImageItself() {
        Volume image = liver(80, 20, 0.3, 1);
        assertThat(new LiverLevel.AsMeasured().apply(image, all(true))).isSameAs(image);
    }

    @Test
    void aLevelThatNoLiverHasIsRefused() {
        assertThatThrownBy(() -> new LiverLevel.Aligned(1000)).hasMessageContaining("liver_hu (=1000.0)");
        assertThatThrownBy(() -> new LiverLevel.Aligned(Double.NaN)).hasMessageContaining("liver_hu (=NaN)");
    }
}
