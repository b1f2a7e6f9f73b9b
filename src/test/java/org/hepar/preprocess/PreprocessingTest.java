package org.hepar.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

    private static final List<Preprocessing> EACH = List.of(new HuWindow(-100, 400), new HistogramEqualisation(256),
            new ResampleInPlane(2.5), new ResizeInPlane(12, 10));

    private static Grid grid(int z, int y, int x) {
        return Grid.axial(new Size(z, y, x), new Spacing(5, 1.5, 2));
    }

    private static Volume random(Grid grid, double low, double high, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] voxels = new float[grid.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) random.nextDouble(low, high);
        }
        return new Volume(grid, voxels);
    }

    @Test
    void everyStepMovesImageAndLabelsTogetherAndKeepsTheSlices() {
        Grid grid = grid(3, 20, 14);
        for (Preprocessing step : EACH) {
            Volume image = step.apply(random(grid, 0, 1, 1));
            LabelMap labels = step.apply(new LabelMap(grid, new byte[grid.voxels()]));
            assertThat(new LabelledVolume(image, labels).grid().size().z()).as(step.toString()).isEqualTo(3);
        }
    }

    @Test
    void everyPermittedStepIsTestedHere() {
        assertThat(EACH.stream().map(step -> (Object) step.getClass()))
                .containsExactlyInAnyOrder((Object[]) Preprocessing.class.getPermittedSubclasses());
    }

    @Test
    void stepsRunInTheirOrder() {
        Volume image = random(grid(2, 8, 8), -300, 700, 2);
        Volume chained = Preprocessing.apply(List.of(new HuWindow(-100, 400), new HistogramEqualisation(256)), image);
        assertThat(chained.voxels()).isEqualTo(new HistogramEqualisation(256).apply(new HuWindow(-100, 400).apply(image)).voxels());
        assertThatThrownBy(() -> Preprocessing.apply(List.of(new HistogramEqualisation(256), new HuWindow(-100, 400)), image))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("[0,1]").hasMessageContaining("put a hu_window before it");
    }

    @Test
    void windowClipsAndMapsLinearly() {
        Volume image = new Volume(grid(1, 1, 6), new float[] {-1000, -100, 0, 150, 400, 2000});
        assertThat(new HuWindow(-100, 400).apply(image).voxels()).containsExactly(0, 0, 0.2f, 0.5f, 1, 1);
    }

    @Test
    void equalisedSliceHasAnEvenDistribution() {
        Grid grid = grid(2, 64, 64);
        float[] squared = random(grid, 0, 1, 3).voxels();
        for (int i = 0; i < squared.length; i++) {
            squared[i] *= squared[i];
        }
        float[] even = new HistogramEqualisation(256).apply(new Volume(grid, squared)).voxels();
        for (double level = 0.1; level < 1; level += 0.1) {
            int below = 0;
            for (int i = 0; i < 64 * 64; i++) {
                below += even[i] < level ? 1 : 0;
            }
            assertThat(below / 4096.0).isCloseTo(level, within(0.02));
        }
    }

    /** Four bins, values in the first (half), second and last (a quarter each): read between the edges by hand. */
    @Test
    void equalisationReadsTheCumulativeShareBetweenBinEdges() {
        Volume image = new Volume(grid(1, 2, 2), new float[] {0.125f, 0, 0.375f, 1});
        assertThat(new HistogramEqualisation(4).apply(image).voxels()).containsExactly(0.25f, 0, 0.625f, 1);
    }

    @Test
    void slicesAreEqualisedOnTheirOwnAndAConstantOneStays() {
        Grid grid = grid(2, 8, 8);
        float[] voxels = random(grid, 0, 1, 4).voxels();
        Arrays.fill(voxels, 64, 128, 0.3f);
        float[] result = new HistogramEqualisation(256).apply(new Volume(grid, voxels)).voxels();
        float[] alone = new HistogramEqualisation(256).apply(new Volume(grid(1, 8, 8), Arrays.copyOf(voxels, 64))).voxels();
        assertThat(Arrays.copyOf(result, 64)).isEqualTo(alone);
        assertThat(Arrays.copyOfRange(result, 64, 128)).containsOnly(0.3f);
    }

    @Test
    void resamplingRoundsToWholePixelsAndKeepsTheFieldOfView() {
        Grid after = new ResampleInPlane(2.5).apply(random(grid(3, 21, 13), 0, 1, 5)).grid();
        assertThat(after.size()).isEqualTo(new Size(3, 13, 10));  // 31.5 mm and 26 mm
        assertThat(after.spacing().y() * 13).isCloseTo(31.5, within(1e-9));
        assertThat(after.spacing().x() * 10).isCloseTo(26, within(1e-9));
        assertThat(after.spacing().z()).isEqualTo(5);
    }

    @Test
    void resizingGivesTheSizeAskedFor() {
        assertThat(new ResizeInPlane(32, 16).apply(random(grid(2, 21, 13), 0, 1, 6)).grid().size()).isEqualTo(new Size(2, 32, 16));
    }

    @Test
    void notANumberIsRefusedByEqualisation() {
        assertThatThrownBy(() -> new HistogramEqualisation(8).apply(new Volume(grid(1, 1, 2), new float[] {0, Float.NaN})))
                .hasMessageContaining("NaN");
    }

    @Test
    void impossibleValuesAreRefusedWithTheirNameAndValue() {
        assertThatThrownBy(() -> new HuWindow(400, -100)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lower_hu (=400.0)").hasMessageContaining("upper_hu (=-100.0)");
        assertThatThrownBy(() -> new HuWindow(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HistogramEqualisation(1)).hasMessageContaining("bins (=1)");
        assertThatThrownBy(() -> new ResampleInPlane(0.001)).hasMessage("spacing_mm (=0.001) must be finite and at least 0.05; 1.5 to 3 is usual");
        assertThatThrownBy(() -> new ResampleInPlane(0)).hasMessageContaining("spacing_mm (=0.0)");
        assertThatThrownBy(() -> new ResizeInPlane(0, 5)).hasMessageContaining("height (=0)");
    }
}
