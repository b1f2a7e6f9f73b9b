package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hepar.config.Json;
import org.hepar.io.Nifti;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Scores that others published for masks of theirs; read from the folder that HEPAR_DATA names, skipped without it. */
class PublishedScoresTest {

    /**
     * The three definitions of each pair, and its overlap. Exceptions: MedPy and LiTS give no distance when a mask is empty (two of the eight
     * pairs); the maximum of {@code lits_surface} is that of lits_2017_corrected, on the 18-neighbour border: lits_2017 takes it from the
     * 6-neighbour border as the published output of its scorer does, which differs for one pair, the reference with a hole (5.099 for 4.472 mm).
     */
    @Test
    void smallVectorsScoreByAllThreeDefinitions() throws IOException {
        int measured = 0;
        for (Object one : (List<?>) Json.read(Files.readString(data("metrics-reference/small-vectors.json")))) {
            Map<?, ?> pair = (Map<?, ?>) one;
            Map<?, ?> expected = (Map<?, ?>) pair.get("metrics");
            String name = String.valueOf(pair.get("name"));
            CasePair masks = masks(pair);
            Map<String, LabelScore> scores = new HashMap<>();
            masks.score(Contract.all()).forEach(score -> scores.put(score.contract(), score.of("organ")));
            overlap(expected, scores.get("christ_2017"), name);
            deepmind((Map<?, ?>) expected.get("deepmind"), scores.get("deepmind"), masks, name);
            if (expected.get("medpy_connectivity1") instanceof Map<?, ?> medpy) {
                medpy(medpy, scores, masks, name);
                lits((Map<?, ?>) expected.get("lits_surface"), scores, name);
                measured++;
            } else {
                assertThat(scores.get("medpy_0_5").outcome()).as(name).isNotEqualTo(Outcome.MEASURED);
            }
        }
        assertThat(measured).as("pairs with distances").isEqualTo(6);
    }

    private static void overlap(Map<?, ?> expected, LabelScore score, String name) {
        Map<Measure, String> keys = Map.of(Measure.DICE, "dice", Measure.JACCARD, "jaccard", Measure.VOE, "voe", Measure.RVD, "rvd_signed (P-G)/G",
                Measure.RECALL, "recall", Measure.PRECISION, "precision");
        keys.forEach((measure, key) -> {
            if (expected.containsKey(key)) {
                near(score.of(measure), number(expected, key), name + ", " + key);
            }
        });
    }

    private static void medpy(Map<?, ?> expected, Map<String, LabelScore> scores, CasePair masks, String name) {
        double there = number(expected, "asd_gt_to_pred");
        double back = number(expected, "asd_pred_to_gt");
        near(scores.get("medpy_0_5").asdMm(), number(expected, "assd"), name + ", assd");
        near(scores.get("medpy_0_4").asdMm(), (there + back) / 2, name + ", mean of two means");
        for (String contract : List.of("medpy_0_4", "medpy_0_5", "christ_2017")) {
            near(scores.get(contract).msdMm(), number(expected, "hd"), name + ", hd");
            near(scores.get(contract).of(Measure.HD95_MM), number(expected, "hd95"), name + ", hd95");
        }
        Explanation.Surface surface = masks.explain(Contract.named("medpy_0_5"), "organ").surface().orElseThrow();
        near(surface.ofReference().sum() / surface.ofReference().weight(), there, name + ", asd_gt_to_pred");
        near(surface.ofPrediction().sum() / surface.ofPrediction().weight(), back, name + ", asd_pred_to_gt");
    }

    private static void lits(Map<?, ?> expected, Map<String, LabelScore> scores, String name) {
        for (String contract : List.of("lits_2017", "lits_2017_corrected")) {
            near(scores.get(contract).asdMm(), number(expected, "assd"), name + ", assd of " + contract);
            near(scores.get(contract).of(Measure.RMSD_MM), number(expected, "rmsd"), name + ", rmsd of " + contract);
        }
        near(scores.get("lits_2017_corrected").msdMm(), number(expected, "mssd"), name + ", mssd");
        if (!name.equals("reference with an inner hole")) {
            near(scores.get("lits_2017").msdMm(), number(expected, "mssd"), name + ", mssd");
        }
    }

    private static void deepmind(Map<?, ?> expected, LabelScore score, CasePair masks, String name) {
        near(score.asdMm(), (number(expected, "avg_gt_to_pred") + number(expected, "avg_pred_to_gt")) / 2, name + ", mean of both averages");
        near(score.msdMm(), number(expected, "hausdorff_100"), name + ", hausdorff_100");
        near(score.of(Measure.HD95_MM), number(expected, "hausdorff_95"), name + ", hausdorff_95");
        masks.explain(Contract.named("deepmind"), "organ").surface().ifPresent(surface -> {
            near(surface.ofReference().sum() / surface.ofReference().weight(), number(expected, "avg_gt_to_pred"), name + ", avg_gt_to_pred");
            near(surface.ofPrediction().sum() / surface.ofPrediction().weight(), number(expected, "avg_pred_to_gt"), name + ", avg_pred_to_gt");
        });
        for (String mm : List.of("0.5", "1", "2", "3", "5")) {
            Contract contract = Contract.named("deepmind").withTolerance(Double.parseDouble(mm));
            near(masks.score(List.of(contract)).get(0).of("organ").of(Measure.SURFACE_DICE), number(expected, "surface_dice_" + mm + "mm"),
                    name + ", surface Dice at " + mm + " mm");
        }
    }

    /** To 1e-9 of the number; NaN where it is NaN, infinite where it is infinite. */
    private static void near(double value, double expected, String what) {
        if (Double.isNaN(expected) || Double.isInfinite(expected)) {
            assertThat(value).as(what).isEqualTo(Double.valueOf(expected));
        } else {
            assertThat(value).as(what).isCloseTo(expected, within(1e-9 * Math.abs(expected) + 1e-15));
        }
    }

    /** The lesion scores that the official LiTS scorer published for a submission to its training case 0. */
    @Test
    void litsSubmissionScoresAsPublished() {
        LabelMap reference = Nifti.readLabels(data("lits-scoring/reference-segmentation-0.nii.gz")).labels();
        LabelMap prediction = Nifti.readLabels(data("lits-scoring/submission-segmentation-0.nii.gz")).labels();
        LabelScore lesion = Contract.named("lits_2017").score("0", reference, prediction).lesion();
        assertThat(lesion.dice()).isCloseTo(0.589466, within(1e-5));
        assertThat(lesion.voe()).isCloseTo(0.582097, within(1e-5));
        assertThat(lesion.rvd()).isCloseTo(1.392898, within(1e-5));
        assertThat(lesion.asdMm()).isCloseTo(6.995965, within(1e-5));
        assertThat(lesion.msdMm()).isCloseTo(159.372415, within(1e-5));
    }

    private static Path data(String file) {
        String root = System.getenv("HEPAR_DATA");
        Assumptions.assumeTrue(root != null && Files.exists(Path.of(root, file)),
                "skipped: set HEPAR_DATA to a folder that holds " + file);
        return Path.of(root, file);
    }

    private static CasePair masks(Map<?, ?> pair) {
        PackedMask reference = mask(pair, "gt_indices");
        PackedMask prediction = mask(pair, "pred_indices");
        return new CasePair("pair", new Structures(reference.grid(), Map.of("organ", reference)),
                new Structures(prediction.grid(), Map.of("organ", prediction)));
    }

    private static PackedMask mask(Map<?, ?> pair, String indices) {
        double[] shape = numbers(pair.get("shape"));
        double[] mm = numbers(pair.get("spacing"));
        Grid grid = Grid.axial(new Size((int) shape[0], (int) shape[1], (int) shape[2]), new Spacing(mm[0], mm[1], mm[2]));
        boolean[] inside = new boolean[grid.voxels()];
        for (double index : numbers(pair.get(indices))) {
            inside[(int) index] = true;
        }
        return PackedMask.of(new Mask(grid, inside));
    }

    /** A number, or one of the words nan and inf. */
    private static double number(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value instanceof Number number ? number.doubleValue()
                : value.equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN;
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list).stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
    }
}
