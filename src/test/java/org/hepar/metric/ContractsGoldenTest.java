package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hepar.config.Json;
import org.hepar.volume.Grid;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every contract against the tool whose rules it has, on small masks: values, infinities and failures. MedPy 0.4.0 and 0.5.2, DeepMind's
 * surface-distance 0.1, MONAI 1.6.1 and independent versions of the others; src/bench/python/contracts_golden.py wrote them.
 */
class ContractsGoldenTest {

    /** MONAI answers in single precision. */
    private static final Map<String, Double> TOLERANCE = Map.of("monai", 1e-6);

    private static Map<?, ?> golden;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream file = ContractsGoldenTest.class.getResourceAsStream("contracts.json")) {
            golden = (Map<?, ?>) Json.read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void everyContractGivesWhatItsToolGives() {
        Set<String> seen = new HashSet<>();
        for (Object one : (List<?>) golden.get("cases")) {
            Map<?, ?> masks = (Map<?, ?>) one;
            List<CaseScores> scores = pair(masks).score(Contract.all());
            for (CaseScores score : scores) {
                Map<?, ?> expected = (Map<?, ?>) ((Map<?, ?>) masks.get("scores")).get(score.contract());
                if (expected != null) {
                    seen.add(score.contract());
                    compare(score, expected, String.valueOf(masks.get("name")));
                }
            }
        }
        assertThat(Contract.known()).containsAll(seen);
        assertThat(seen).hasSize(Contract.known().size() - 1);  // chlebus_2018 has no tool
    }

    private static void compare(CaseScores scores, Map<?, ?> expected, String name) {
        LabelScore score = scores.of("organ");
        Set<String> known = new HashSet<>();
        for (Measure measure : Measure.values()) {
            if (score.undefined().get(measure) != Undefined.NOT_IN_CONTRACT) {
                known.add(measure.key());
            }
            if (!expected.containsKey(measure.key())) {
                continue;
            }
            Object value = expected.get(measure.key());
            String what = scores.contract() + ", " + name + ", " + measure.key();
            if (value == null) {
                assertThat(score.undefined()).as(what).containsKey(measure);
                assertThat(score.undefined().get(measure)).as(what).isNotEqualTo(Undefined.NOT_IN_CONTRACT);
            } else if (value.equals("inf")) {
                assertThat(score.of(measure)).as(what).isInfinite();
            } else {
                double number = ((Number) value).doubleValue();
                assertThat(score.of(measure)).as(what).isCloseTo(number,
                        within(TOLERANCE.getOrDefault(scores.contract(), 1e-9) * Math.max(1e-3, Math.abs(number))));
            }
        }
        known.removeAll(Set.of("volume_ml", "reference_volume_ml", "tumour_burden", "reference_tumour_burden", "tumour_burden_error", "voxels", "reference_voxels"));
        assertThat(known).as("measures of %s, %s", scores.contract(), name).isEqualTo(expected.keySet());
    }

    @Test
    void surfaceElementsHaveTheAreasOfDeepMindsTable() {
        for (Object one : (List<?>) golden.get("elements")) {
            double[] mm = numbers(((Map<?, ?>) one).get("spacing_zyx_mm"));
            double[] areas = numbers(((Map<?, ?>) one).get("areas_mm2"));
            double[] ours = SurfaceElements.areasMm2(new Spacing(mm[0], mm[1], mm[2]));
            assertThat(areas).hasSize(256);
            for (int code = 0; code < 256; code++) {
                assertThat(ours[code]).as("area of neighbourhood %d at %s mm", code, Arrays.toString(mm))
                        .isCloseTo(areas[code], within(1e-12 * Math.max(1, areas[code])));
            }
        }
    }

    private static CasePair pair(Map<?, ?> masks) {
        PackedMask reference = mask(masks, "reference_runs");
        PackedMask prediction = mask(masks, "prediction_runs");
        return new CasePair("golden", new Structures(reference.grid(), Map.of("organ", reference)),
                new Structures(prediction.grid(), Map.of("organ", prediction)));
    }

    /** Run lengths in scan order, beginning with background. */
    private static PackedMask mask(Map<?, ?> masks, String runsKey) {
        double[] size = numbers(masks.get("size_zyx"));
        double[] mm = numbers(masks.get("spacing_zyx_mm"));
        Grid grid = Grid.axial(new Size((int) size[0], (int) size[1], (int) size[2]), new Spacing(mm[0], mm[1], mm[2]));
        boolean[] inside = new boolean[grid.voxels()];
        int at = 0;
        boolean now = false;
        for (double run : numbers(masks.get(runsKey))) {
            Arrays.fill(inside, at, at + (int) run, now);
            at += (int) run;
            now = !now;
        }
        assertThat(at).as("%s of %s fill the volume", runsKey, masks.get("name")).isEqualTo(inside.length);
        return PackedMask.of(new Mask(grid, inside));
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list).stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
    }
}
