package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.List;
import org.hepar.config.Yaml;
import org.hepar.experiment.Experiment;
import org.hepar.train.Engine;
import org.junit.jupiter.api.Test;

class PlanTest {

    /** Native slices have the size that they have: they are filled up, to those of the training case with the largest, and that costs time and memory. */
    @Test
    void slicesThatDoNotFitAreFilledUp() {
        Experiment experiment = Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, List.of(
                "cascade.lesion.preprocessing=[{type: hu_window, lower_hu: 0, upper_hu: 200}, {type: resample_in_plane, spacing_mm: 2.1}]"));
        String text = Plan.of(experiment, List.of()).text();
        assertThat(text).contains("slices of 166 x 166", "these are filled up to 168 x 168", "time ", "memory ");
    }

    private static String plan(String... settings) {
        return Plan.of(Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, List.of(settings)), List.of()).text();
    }

    @Test
    void aBatchThatTheMachineCannotHoldIsSaidToBeRefused() {
        assertThat(plan()).doesNotContain("refused", "warning");
        assertThat(plan("cascade.liver.training.sampling.batch_size=500000")).contains(
                "warning     cascade.liver.training.sampling.batch_size (=500000) is above the 398 slices of all training cases of fold 'only'",
                "refused     by run on this machine: cascade.liver.training.sampling.batch_size (=500000) does not fit this machine: a training step takes about ");
    }

    /** As they come out of the preprocessing: never without a pixel. */
    @Test
    void slicesOfOnePixelArePlannedToo() {
        assertThat(plan("cascade.liver.preprocessing=[{type: hu_window, lower_hu: 0, upper_hu: 200}, {type: resample_in_plane, spacing_mm: 10000}]")).contains("slices of 1 x 1,");
    }

    /** Where the lesion network's slices are cut to a box that is not known yet, they may be smaller than assumed. */
    @Test
    void whatIsOnlyAssumedIsNoReasonToRefuse() {
        String text = plan("cascade.lesion.preprocessing=[{type: hu_window, lower_hu: 0, upper_hu: 200}]", "cascade.lesion.training.sampling.batch_size=500000");
        assertThat(text).contains("warning     cascade.lesion.training.sampling.batch_size (=500000) does not fit this machine").doesNotContain("refused");
    }

    @Test
    void aGpuThatIsNotThereIsSaidToBeRefused() {
        assumeFalse(Engine.problemOfGpu().isEmpty());
        assertThat(plan("device=gpu:0")).contains("refused     by run on this machine: device (=gpu:0) cannot be used: ", "set device: cpu");
        assertThat(plan("device=auto")).contains("note        device: auto takes the cpu, since ").doesNotContain("refused");
    }
}
