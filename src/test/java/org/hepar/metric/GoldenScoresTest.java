package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hepar.config.Json;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.junit.jupiter.api.Test;

/** Scores of masks made and measured by SciPy and MedPy 0.5.2; src/bench/python/metrics_golden.py wrote them. */
class GoldenScoresTest {

    @Test
    void equalThoseOfSciPyAndMedPy() throws IOException {
        List<?> cases = (List<?>) Json.read(text());
        assertThat(cases).hasSize(17);
        for (Object one : cases) {
            Map<?, ?> golden = (Map<?, ?>) one;
            LabelMap reference = labels(golden, "reference_runs");
            LabelMap prediction = labels(golden, "prediction_runs");
            CaseScores scores = Contract.CHRIST_2017.score("golden", reference, prediction);
            for (Measure measure : Measure.headline()) {
                double expected = ((Number) golden.get(measure.key())).doubleValue();
                assertThat(measure.of(scores.lesion())).as("%s of lesion, %s", measure, golden.get("name")).isCloseTo(expected, within(1e-9));
                assertThat(measure.of(scores.liver())).as("%s of liver, %s", measure, golden.get("name")).isCloseTo(expected, within(1e-9));
            }
        }
    }

    private static String text() throws IOException {
        try (InputStream golden = GoldenScoresTest.class.getResourceAsStream("golden.json")) {
            return new String(golden.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Run lengths in scan order, beginning with background, as lesion labels. */
    private static LabelMap labels(Map<?, ?> golden, String runsKey) {
        double[] size = numbers(golden.get("size_zyx"));
        double[] mm = numbers(golden.get("spacing_zyx_mm"));
        Grid grid = Grid.axial(new Size((int) size[0], (int) size[1], (int) size[2]), new Spacing(mm[0], mm[1], mm[2]));
        byte[] labels = new byte[grid.voxels()];
        int at = 0;
        byte label = LabelMap.BACKGROUND;
        for (double run : numbers(golden.get(runsKey))) {
            Arrays.fill(labels, at, at + (int) run, label);
            at += (int) run;
            label = (byte) (LabelMap.LESION - label);
        }
        assertThat(at).as("%s of %s fill the volume", runsKey, golden.get("name")).isEqualTo(labels.length);
        return new LabelMap(grid, labels);
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list).stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
    }
}
