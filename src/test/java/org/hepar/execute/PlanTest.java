package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.hepar.config.Yaml;
import org.hepar.experiment.Experiment;
import org.junit.jupiter.api.Test;

class PlanTest {

    /** Native slices have the size that they have: they are filled up, and that costs time and memory. */
    @Test
    void slicesThatDoNotFitAreFilledUp() {
        Experiment experiment = Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, List.of(
                "cascade.lesion.preprocessing=[{type: hu_window, lower_hu: 0, upper_hu: 200}, {type: resample_in_plane, spacing_mm: 2.1}]"));
        String text = Plan.of(experiment, List.of()).text();
        assertThat(text).contains("slices of 145 x 145", "these are filled up to 152 x 152", "time ", "memory ");
    }
}
