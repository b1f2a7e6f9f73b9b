package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.hepar.config.Json;
import org.hepar.io.Nifti;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Scores that others published for masks of theirs; read from the folder that HEPAR_DATA names, skipped without it. */
class PublishedScoresTest {

    private static final Offset<Double> ROUNDING = within(1e-9);

    /**
     * All five measures of MedPy 0.5.2 (6-neighbour border, pooled mean), whose definitions are ours. Exceptions: MedPy
     * gives no value when a mask is empty (two of the eight pairs), so there only the overlap is compared.
     */
    @Test
    void smallVectorsScoreAsInMedPy() throws IOException {
        List<?> pairs = (List<?>) Json.read(Files.readString(data("metrics-reference/small-vectors.json")));
        int measured = 0;
        for (Object one : pairs) {
            Map<?, ?> pair = (Map<?, ?>) one;
            Map<?, ?> expected = (Map<?, ?>) pair.get("metrics");
            LabelScore score = Contract.CHRIST_2017.score("pair", labels(pair, "gt_indices"), labels(pair, "pred_indices")).lesion();
            if (expected.containsKey("dice")) {
                assertThat(score.dice()).as("Dice, %s", pair.get("name")).isCloseTo(number(expected, "dice"), ROUNDING);
                assertThat(score.voe()).as("VOE, %s", pair.get("name")).isCloseTo(number(expected, "voe"), ROUNDING);
                assertThat(score.rvd()).as("RVD, %s", pair.get("name")).isCloseTo(number(expected, "rvd_signed (P-G)/G"), ROUNDING);
            } else {
                assertThat(score.outcome()).as("%s", pair.get("name")).isEqualTo(Outcome.BOTH_EMPTY);
            }
            if (expected.get("medpy_connectivity1") instanceof Map<?, ?> distances) {
                assertThat(score.asdMm()).as("ASD, %s", pair.get("name")).isCloseTo(number(distances, "assd"), ROUNDING);
                assertThat(score.msdMm()).as("MSD, %s", pair.get("name")).isCloseTo(number(distances, "hd"), ROUNDING);
                measured++;
            } else {
                assertThat(score.outcome()).as("%s", pair.get("name")).isNotEqualTo(Outcome.MEASURED);
            }
        }
        assertThat(measured).as("pairs with distances").isEqualTo(6);
    }

    /**
     * Lesion scores of the official LiTS scorer for a submission to its training case 0. Exception: its ASD (6.995965 mm)
     * is measured on the 18-neighbour erosion border and is not ours.
     */
    @Test
    void litsSubmissionScoresAsPublished() {
        LabelMap reference = Nifti.readLabels(data("lits-scoring/reference-segmentation-0.nii.gz")).labels();
        LabelMap prediction = Nifti.readLabels(data("lits-scoring/submission-segmentation-0.nii.gz")).labels();
        LabelScore lesion = Contract.CHRIST_2017.score("0", reference, prediction).lesion();
        assertThat(lesion.dice()).isCloseTo(0.589466, within(1e-5));
        assertThat(lesion.voe()).isCloseTo(0.582097, within(1e-5));
        assertThat(lesion.rvd()).isCloseTo(1.392898, within(1e-5));
        assertThat(lesion.msdMm()).isCloseTo(159.372415, within(1e-5));
    }

    private static Path data(String file) {
        String root = System.getenv("HEPAR_DATA");
        Assumptions.assumeTrue(root != null && Files.exists(Path.of(root, file)),
                "skipped: set HEPAR_DATA to a folder that holds " + file);
        return Path.of(root, file);
    }

    private static LabelMap labels(Map<?, ?> pair, String indices) {
        double[] shape = numbers(pair.get("shape"));
        double[] mm = numbers(pair.get("spacing"));
        Grid grid = Grid.axial(new Size((int) shape[0], (int) shape[1], (int) shape[2]), new Spacing(mm[0], mm[1], mm[2]));
        byte[] labels = new byte[grid.voxels()];
        for (double index : numbers(pair.get(indices))) {
            labels[(int) index] = LabelMap.LESION;
        }
        return new LabelMap(grid, labels);
    }

    private static double number(Map<?, ?> map, String key) {
        return ((Number) map.get(key)).doubleValue();
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list).stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
    }
}
