package org.hepar.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.hepar.config.Yaml;
import org.hepar.experiment.Experiment;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Mask;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

/** The flow of the cascade with thresholds in place of networks: no engine. */
class FittedCascadeTest {

    private static final Grid GRID = Grid.axial(new Size(4, 20, 20), new Spacing(5, 1, 1));

    /** A stage's preprocessing is a window from 0 to 100 HU; thresholds below are of its [0,1]. */
    private static Cascade cascade(double marginMm, double maskMarginMm) {
        return cascade(new LiverBox(marginMm, maskMarginMm, maskMarginMm, maskMarginMm, new LiverLevel.AsMeasured()));
    }

    private static Cascade cascade(LiverBox box) {
        Cascade shipped = Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, List.of(
                "cascade.liver.preprocessing=[{type: hu_window, lower_hu: 0, upper_hu: 100}]",
                "cascade.lesion.preprocessing=[{type: hu_window, lower_hu: 0, upper_hu: 100}]")).cascade();
        return new Cascade(shipped.liver(), box, shipped.lesion(), shipped.lesionFilter());
    }

    private static Segmenter between(float lower, float upper) {
        return volume -> {
            float[] p = new float[volume.voxels().length];
            for (int i = 0; i < p.length; i++) {
                p[i] = volume.voxels()[i] > lower && volume.voxels()[i] < upper ? 1 : 0;
            }
            return ProbabilityMap.ofForeground(volume.grid(), p);
        };
    }

    /** Liver of 50 HU in [1..3), [4..14), [4..14) with a lesion of 80 HU at its corner, and a second, smaller "liver" elsewhere. */
    private static Volume image() {
        float[] hu = new float[GRID.voxels()];
        for (int z = 1; z < 3; z++) {
            for (int y = 4; y < 14; y++) {
                for (int x = 4; x < 14; x++) {
                    hu[GRID.size().index(z, y, x)] = 50;
                }
            }
        }
        for (int y = 4; y < 6; y++) {
            for (int x = 4; x < 6; x++) {
                hu[GRID.size().index(1, y, x)] = 80;
            }
        }
        hu[GRID.size().index(3, 18, 18)] = 50;
        hu[GRID.size().index(3, 18, 17)] = 80;
        return new Volume(GRID, hu);
    }

    @Test
    void lesionsAreSoughtInTheLargestLiverAndItsMargin() {
        LabelMap labels = new FittedCascade(cascade(3, 2), between(0.4f, 0.6f), between(0.7f, 0.9f)).segment(image()).labels();
        assertThat(labels.grid()).isEqualTo(GRID);
        assertThat(labels.at(1, 4, 4)).as("the corner voxel is 2 mm from the liver").isEqualTo(LabelMap.LESION);
        assertThat(labels.at(2, 4, 4)).isEqualTo(LabelMap.LIVER);
        assertThat(labels.at(3, 18, 18)).as("a second component is no liver").isEqualTo(LabelMap.BACKGROUND);
        assertThat(labels.at(3, 18, 17)).as("a lesion away from the liver").isEqualTo(LabelMap.BACKGROUND);
        assertThat(labels.liver().count()).isEqualTo(200);
        assertThat(labels.lesion().count()).isEqualTo(4);
    }

    @Test
    void aRefinementSeesTheImageInHuAndFillsWhatTheNetworkMissed() {
        String crf = "{type: dense_crf, position_mm: 1, position_weight: 1, appearance_mm: 5, appearance_hu: [10], appearance_weight: 5, iterations: 5, "
                + "normalisation: symmetric, region: whole, probability_floor: 1.0e-5, compatibility: {type: potts}}";
        Cascade shipped = Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, List.of("cascade.liver.preprocessing=[{type: hu_window, lower_hu: 0, upper_hu: 100}]",
                "cascade.lesion.preprocessing=[{type: hu_window, lower_hu: 0, upper_hu: 100}]", "cascade.liver.refinement=" + crf)).cascade();
        Cascade refined = new Cascade(shipped.liver(), new LiverBox(3, 2, 2, 2, new LiverLevel.AsMeasured()), shipped.lesion(), shipped.lesionFilter());
        int missed = GRID.size().index(2, 9, 9);
        Segmenter withAHole = volume -> {
            float[] p = between(0.4f, 0.6f).segment(volume).classes()[1];
            for (int i = 0; i < p.length; i++) {
                p[i] = i == missed ? 0.3f : 0.1f + 0.8f * p[i];
            }
            return ProbabilityMap.ofForeground(volume.grid(), p);
        };
        assertThat(new FittedCascade(cascade(3, 2), withAHole, between(2, 3)).segment(image()).labels().labels()[missed]).isEqualTo(LabelMap.BACKGROUND);
        assertThat(new FittedCascade(refined, withAHole, between(2, 3)).segment(image()).labels().labels()[missed]).isEqualTo(LabelMap.LIVER);
    }

    @Test
    void withoutMarginALesionOutsideTheFoundLiverIsLost() {
        LabelMap labels = new FittedCascade(cascade(0, 0), between(0.4f, 0.6f), between(0.7f, 0.9f)).segment(image()).labels();
        assertThat(labels.lesion().isEmpty()).isTrue();
        assertThat(labels.liver().count()).isEqualTo(196);
    }

    @Test
    void theLesionNetworkSeesTheLowestValueOutsideTheRegion() {
        Segmenter looks = volume -> {
            assertThat(volume.grid().size()).isEqualTo(new Size(4, 16, 16));
            assertThat(volume.at(1, 0, 0)).as("outside of the region").isZero();
            assertThat(volume.at(1, 5, 5)).isEqualTo(0.5f);
            return between(2, 3).segment(volume);
        };
        new FittedCascade(cascade(3, 0), between(0.4f, 0.6f), looks).segment(image());
    }

    @Test
    void aMarginThatReachesAcrossTheImageShowsAllOfIt() {
        LiverBox whole = new LiverBox(1000, 1000, 10, 0, new LiverLevel.AsMeasured());
        Segmenter looks = volume -> {
            assertThat(volume.grid()).isEqualTo(GRID);
            assertThat(volume.at(3, 18, 17)).as("far from the liver").isEqualTo(0.8f);
            return between(0.7f, 0.9f).segment(volume);
        };
        LabelMap labels = new FittedCascade(cascade(whole), between(0.4f, 0.6f), looks).segment(image()).labels();
        assertThat(labels.lesion().isEmpty()).as("an answer is taken inside the found liver only").isTrue();
        boolean[] liver = new boolean[GRID.voxels()];
        liver[GRID.size().index(1, 10, 10)] = true;
        LiverBox.Cut cut = whole.cut(image(), new Mask(GRID, liver));
        assertThat(whole.learned(cut).count()).isEqualTo(balls(10));
        assertThat(whole.answered(cut).count()).isEqualTo(1);
    }

    /** Voxels at most so far from voxel (1, 10, 10), counted one by one. */
    private static int balls(double mm) {
        int count = 0;
        for (int i = 0; i < GRID.voxels(); i++) {
            double z = 5.0 * (i / 400 - 1);
            double y = i / 20 % 20 - 10;
            double x = i % 20 - 10;
            count += z * z + y * y + x * x <= mm * mm ? 1 : 0;
        }
        return count;
    }

    @Test
    void whereNoLiverIsFoundAllIsBackground() {
        Segmenter never = volume -> {
            throw new AssertionError("the lesion network must not be asked");
        };
        LabelMap labels = new FittedCascade(cascade(3, 2), between(2, 3), never).segment(image()).labels();
        assertThat(labels.labels()).containsOnly(LabelMap.BACKGROUND);
    }

    @Test
    void anEmptyLiverCannotBeCutOut() {
        Mask empty = new Mask(GRID, new boolean[GRID.voxels()]);
        assertThatThrownBy(() -> new LiverBox(3, 2, 2, 2, new LiverLevel.AsMeasured()).cut(image(), empty)).hasMessageContaining("no liver");
        assertThatThrownBy(() -> new LiverBox(3, 4, 0, 0, new LiverLevel.AsMeasured())).hasMessageContaining("mask_margin_mm (=4.0)");
        assertThatThrownBy(() -> new LiverBox(-1, 0, 0, 0, new LiverLevel.AsMeasured())).hasMessageContaining("margin_mm (=-1.0)");
        assertThatThrownBy(() -> new LiverBox(9, 6, 7, 8, new LiverLevel.AsMeasured())).hasMessageContaining("loss_margin_mm (=7.0) must be 0 to mask_margin_mm (=6.0)")
                .hasMessageContaining("answer_margin_mm (=8.0)");
    }
}
