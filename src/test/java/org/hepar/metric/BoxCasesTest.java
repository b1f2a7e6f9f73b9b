package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.metric.LitsMatching.Form;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.hepar.voxel.Connectivity;
import org.junit.jupiter.api.Test;

/**
 * Five cases of boxes in a volume of 20x40x40 voxels, counted by three rules: TP/FP/FN as the LiTS scorer's own code gives them at its two
 * thresholds, its faults included, and as Chlebus et al. 2018 would count.
 */
class BoxCasesTest {

    private static final Grid GRID = Grid.axial(new Size(20, 40, 40), new Spacing(1, 1, 1));
    private static final DetectionRules CHLEBUS = DetectionRules.CHLEBUS_2018;
    private static final DetectionRules LITS_HALF = DetectionRules.LITS_2017;
    private static final DetectionRules LITS_ANY = LITS_HALF.with("overlap_0");
    private static final DetectionRules CORRECTED_HALF = DetectionRules.LITS_2017_CORRECTED;

    @Test
    void identical() {
        PackedMask lesion = boxes(new Box(2, 2, 2, 18, 38, 38));
        for (DetectionRules rules : List.of(LITS_ANY, LITS_HALF, CORRECTED_HALF, CHLEBUS)) {
            assertThat(counts(lesion, lesion, rules)).containsExactly(1, 0, 0);
        }
    }

    @Test
    void onePredictionTightlyOverThreeReferences() {
        PackedMask references = boxes(new Box(2, 2, 2, 18, 38, 12), new Box(2, 2, 14, 18, 38, 24), new Box(2, 2, 26, 18, 38, 36));
        PackedMask prediction = boxes(new Box(2, 2, 2, 18, 38, 36));
        for (DetectionRules rules : List.of(LITS_ANY, LITS_HALF, CORRECTED_HALF)) {
            assertThat(counts(references, prediction, rules)).containsExactly(1, 0, 2);
        }
        assertThat(counts(references, prediction, CHLEBUS)).containsExactly(3, 0, 0);
        Detection chlebus = detection(references, prediction, CHLEBUS);
        assertThat(List.of(chlebus.merges(), chlebus.splits())).containsExactly(2, 0);
        assertThat(chlebus.diceOfCorrespondences()).containsExactly(0.9375);
    }

    @Test
    void onePredictionLooselyOverThreeReferences() {
        PackedMask references = boxes(new Box(0, 4, 4, 8, 12, 12), new Box(0, 4, 20, 8, 12, 28), new Box(0, 20, 4, 8, 28, 12));
        PackedMask prediction = boxes(new Box(0, 0, 0, 20, 40, 40));
        assertThat(counts(references, prediction, LITS_ANY)).containsExactly(1, 0, 2);
        assertThat(counts(references, prediction, LITS_HALF)).containsExactly(-2, 3, 5);
        assertThat(counts(references, prediction, CORRECTED_HALF)).containsExactly(0, 1, 3);
        assertThat(counts(references, prediction, CHLEBUS)).containsExactly(0, 1, 3);
        Detection asItIs = detection(references, prediction, LITS_HALF);
        assertThat(List.of(asItIs.recall(), asItIs.precision(), asItIs.f1())).containsExactly(-2 / 3.0, -2.0, 0.0);
    }

    @Test
    void twoPredictionsOnOneReference() {
        PackedMask reference = boxes(new Box(2, 2, 2, 18, 38, 36));
        PackedMask predictions = boxes(new Box(2, 2, 2, 18, 38, 18), new Box(2, 2, 20, 18, 38, 36));
        for (DetectionRules rules : List.of(LITS_ANY, LITS_HALF, CORRECTED_HALF)) {
            assertThat(counts(reference, predictions, rules)).containsExactly(1, 1, 0);
        }
        assertThat(counts(reference, predictions, CHLEBUS)).containsExactly(1, 0, 0);
        Detection chlebus = detection(reference, predictions, CHLEBUS);
        assertThat(List.of(chlebus.merges(), chlebus.splits())).containsExactly(0, 1);
        assertThat(chlebus.diceOfCorrespondences().get(0)).isCloseTo(0.970, within(5e-4));
    }

    @Test
    void noReference() {
        PackedMask predictions = boxes(new Box(2, 2, 2, 18, 38, 18), new Box(2, 2, 20, 18, 38, 36));
        for (DetectionRules rules : List.of(LITS_ANY, LITS_HALF)) {
            Detection failed = detection(boxes(), predictions, rules);
            assertThat(failed.undefined()).contains(Undefined.NO_REFERENCE);
            assertThat(failed.predictions()).isEqualTo(2);
            assertThat(List.of(failed.recall(), failed.precision(), failed.f1())).containsOnly(Double.NaN);
        }
        for (DetectionRules rules : List.of(CORRECTED_HALF, CORRECTED_HALF.with("overlap_0"), CHLEBUS)) {
            assertThat(counts(boxes(), predictions, rules)).containsExactly(0, 2, 0);
        }
    }

    @Test
    void thresholdsAreThoseOfTheScorer() {
        assertThat(LITS_HALF.matching()).isEqualTo(new LitsMatching(0.5, Form.AS_IT_IS));
        assertThat(LITS_ANY.matching()).isEqualTo(new LitsMatching(0, Form.AS_IT_IS));
        assertThat(LITS_HALF.connectivity()).isEqualTo(Connectivity.SIX);
        assertThat(CHLEBUS.matching()).isEqualTo(new ChlebusMatching(0.2, ChlebusMatching.Hit.ABOVE));
    }

    private static List<Integer> counts(PackedMask reference, PackedMask prediction, DetectionRules rules) {
        Detection detection = detection(reference, prediction, rules);
        assertThat(detection.undefined()).isEmpty();
        return List.of(detection.found(), detection.falsePositives(), detection.missed());
    }

    private static Detection detection(PackedMask reference, PackedMask prediction, DetectionRules rules) {
        return new LesionSides(structures(reference), structures(prediction), Optional.empty()).count(LabelMapping.LESION, rules);
    }

    private static Structures structures(PackedMask lesion) {
        Map<String, PackedMask> masks = new LinkedHashMap<>();
        masks.put(LabelMapping.LESION, lesion);
        return new Structures(GRID, masks);
    }

    private static PackedMask boxes(Box... boxes) {
        PackedMask mask = PackedMask.empty(GRID);
        for (Box box : boxes) {
            for (int z = box.z0(); z < box.z1(); z++) {
                for (int y = box.y0(); y < box.y1(); y++) {
                    mask.fill(z, y, box.x0(), box.x1());
                }
            }
        }
        return mask;
    }
}
