package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.hepar.voxel.Connectivity;
import org.junit.jupiter.api.Test;

class ContractTest {

    private static final Contract CONTRACT = Contract.CHRIST_2017;
    private static final Grid GRID = Grid.axial(new Size(20, 40, 40), new Spacing(2.5, 0.75, 0.75));

    @Test
    void liverIsTheOrganWithItsLesions() {
        LabelMap reference = with(GRID, LabelMap.LIVER, new Box(2, 2, 2, 12, 22, 22), LabelMap.LESION, new Box(4, 4, 4, 8, 8, 8));
        LabelMap prediction = with(GRID, LabelMap.LIVER, new Box(2, 2, 2, 12, 22, 22));
        CaseScores scores = CONTRACT.score("a", reference, prediction);
        assertThat(scores.liver().dice()).isEqualTo(1);
        assertThat(scores.liver().msdMm()).isZero();
        assertThat(scores.liver().referenceVolumeMl()).isCloseTo(4000 * 2.5 * 0.75 * 0.75 / 1000, within(1e-12));
        assertThat(scores.lesion().outcome()).isEqualTo(Outcome.MISSED);
        assertThat(SampleScores.counts(scores.detection())).isEqualTo(SampleScores.detection(1, 0, 0, 0, 0, 0, 0, 0, List.of()));
    }

    @Test
    void missedStructureHasTheWorstOverlapAndNoDistances() {
        LabelScore score = lesion(with(GRID, LabelMap.LESION, new Box(4, 4, 4, 8, 8, 8)), with(GRID));
        assertThat(SampleScores.headline(score)).isEqualTo(SampleScores.label(Outcome.MISSED, 0, 1, -1, Double.NaN, Double.NaN, 0, 64 * GRID.spacing().voxelMm3() / 1000));
    }

    @Test
    void falsePositiveHasTheWorstOverlapAndNoVolumeDifference() {
        LabelScore score = lesion(with(GRID), with(GRID, LabelMap.LESION, new Box(4, 4, 4, 8, 8, 8)));
        assertThat(SampleScores.headline(score)).isEqualTo(SampleScores.label(Outcome.FALSE_POSITIVE, 0, 1, Double.NaN, Double.NaN, Double.NaN,
                64 * GRID.spacing().voxelMm3() / 1000, 0));
    }

    @Test
    void nothingRightlyFoundIsPerfectOverlap() {
        CaseScores scores = CONTRACT.score("a", with(GRID), with(GRID));
        LabelScore nothing = SampleScores.label(Outcome.BOTH_EMPTY, 1, 0, Double.NaN, Double.NaN, Double.NaN, 0, 0);
        assertThat(SampleScores.headline(scores.liver())).isEqualTo(nothing);
        assertThat(SampleScores.headline(scores.lesion())).isEqualTo(nothing);
        assertThat(scores.detection()).isEqualTo(Detection.none());
    }

    @Test
    void onlyLesionsOfALiverAreEmpty() {
        LabelMap liver = with(GRID, LabelMap.LIVER, new Box(2, 2, 2, 12, 22, 22));
        CaseScores scores = CONTRACT.score("a", liver, liver);
        assertThat(scores.liver().outcome()).isEqualTo(Outcome.MEASURED);
        assertThat(scores.lesion().outcome()).isEqualTo(Outcome.BOTH_EMPTY);
    }

    /** What lies around the organ must not change a number: neither more background nor the border of the array. */
    @Test
    void borderContactMeasuresAsIfThereWereBackgroundBeyond() {
        Grid tight = Grid.axial(new Size(10, 20, 20), GRID.spacing());
        LabelScore atBorder = CONTRACT.score("a", with(tight, LabelMap.LIVER, new Box(0, 0, 0, 10, 20, 20)),
                with(tight, LabelMap.LIVER, new Box(0, 5, 0, 8, 20, 17))).liver();
        LabelScore within = CONTRACT.score("a", with(GRID, LabelMap.LIVER, new Box(5, 10, 10, 15, 30, 30)),
                with(GRID, LabelMap.LIVER, new Box(5, 15, 10, 13, 30, 27))).liver();
        assertThat(atBorder).isEqualTo(within);
        assertThat(atBorder.msdMm()).isGreaterThan(0);
    }

    @Test
    void largeLesionsAreThoseOfTenMmAndMore() {
        // 8 columns of 0.75 mm are 6 mm, 10 rows of 0.8 mm are 8 mm: a diagonal of exactly 10 mm.
        Grid grid = Grid.axial(new Size(3, 40, 40), new Spacing(20, 0.8, 0.75));
        LabelMap reference = with(grid, LabelMap.LESION, new Box(1, 1, 1, 2, 11, 9), LabelMap.LESION, new Box(0, 20, 20, 3, 29, 28));
        Detection detection = CONTRACT.score("a", reference, with(grid, LabelMap.LESION, new Box(1, 1, 1, 2, 11, 9))).detection();
        assertThat(detection.references()).isEqualTo(2);
        assertThat(detection.referencesAtLeast10Mm()).isEqualTo(1);
        assertThat(detection.found()).isEqualTo(1);
        assertThat(detection.foundAtLeast10Mm()).isEqualTo(1);
    }

    @Test
    void identicalLesionIsFound() {
        LabelMap lesion = boxes(new Box(2, 2, 2, 18, 38, 38));
        assertThat(SampleScores.counts(CONTRACT.score("a", lesion, lesion).detection())).isEqualTo(SampleScores.detection(1, 1, 1, 1, 1, 0, 0, 0, List.of(1.0)));
    }

    @Test
    void onePredictionTightlyOverThreeReferencesFindsThree() {
        Detection detection = detection(boxes(new Box(2, 2, 2, 18, 38, 12), new Box(2, 2, 14, 18, 38, 24), new Box(2, 2, 26, 18, 38, 36)),
                boxes(new Box(2, 2, 2, 18, 38, 36)));
        assertThat(SampleScores.counts(detection)).isEqualTo(SampleScores.detection(3, 3, 3, 3, 1, 0, 2, 0, List.of(0.9375)));
    }

    @Test
    void onePredictionLooselyOverThreeReferencesFindsNone() {
        Detection detection = detection(boxes(new Box(0, 4, 4, 8, 12, 12), new Box(0, 4, 20, 8, 12, 28), new Box(0, 20, 4, 8, 28, 12)),
                boxes(new Box(0, 0, 0, 20, 40, 40)));
        assertThat(SampleScores.counts(detection)).isEqualTo(SampleScores.detection(3, 0, 0, 0, 1, 1, 0, 0, List.of()));
    }

    @Test
    void twoPredictionsOnOneReferenceAreOneFoundAndOneSplit() {
        Detection detection = detection(boxes(new Box(2, 2, 2, 18, 38, 36)), boxes(new Box(2, 2, 2, 18, 38, 18), new Box(2, 2, 20, 18, 38, 36)));
        assertThat(SampleScores.counts(detection)).isEqualTo(SampleScores.detection(1, 1, 1, 1, 2, 0, 0, 1, List.of(64.0 / 66)));
    }

    @Test
    void withoutReferenceEveryPredictionIsAFalsePositive() {
        assertThat(SampleScores.counts(detection(with(GRID), boxes(new Box(0, 0, 0, 2, 2, 2), new Box(9, 9, 9, 10, 10, 10)))))
                .isEqualTo(SampleScores.detection(0, 0, 0, 0, 2, 2, 0, 0, List.of()));
    }

    @Test
    void otherGridIsRefusedSayingWhatDiffers() {
        Grid shifted = new Grid(GRID.size(), GRID.spacing(), new Vector(0, 0, 2.5), GRID.direction());
        assertThatIllegalArgumentException().isThrownBy(() -> CONTRACT.score("patient-7", with(GRID), with(shifted)))
                .withMessageContaining("case patient-7: the prediction lies on another grid than the reference: origin z 2.5 against 0 mm; resample");
    }

    @Test
    void unknownLabelIsRefusedWithItsPlace() {
        LabelMap kidney = with(GRID, (byte) 3, new Box(4, 5, 6, 5, 6, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> CONTRACT.score("a", with(GRID), kidney))
                .withMessageContaining("label (=3) of the prediction at voxel [4,5,6]");
    }

    @Test
    void isFoundByItsName() {
        assertThat(Contract.named("christ_2017")).isSameAs(Contract.CHRIST_2017);
        assertThat(Contract.known()).containsExactly("christ_2017", "christ_2017_as_coded", "chlebus_2018", "lits_2017", "lits_2017_corrected",
                "medpy_0_4", "medpy_0_5", "deepmind", "monai", "nnunet", "chaos_2019");
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.named("christ2017"))
                .withMessageContaining("(=christ2017)").withMessageContaining("[christ_2017, ").withMessageContaining("did you mean 'christ_2017'?");
    }

    @Test
    void severalAreFoundByTheirNamesInOrder() {
        assertThat(Contract.parse("lits_2017, christ_2017").stream().map(Contract::name)).containsExactly("lits_2017", "christ_2017");
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.parse("christ_2017,lits2017")).withMessageContaining("did you mean 'lits_2017'?");
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.parse("monai,monai")).withMessageContaining("monai twice");
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.parse("monai,,nnunet")).withMessageContaining("comma");
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.parse("")).withMessageContaining("(=)");
    }

    @Test
    void anotherToleranceIsAnotherContract() {
        Contract wider = Contract.CHRIST_2017.withTolerance(3);
        assertThat(wider.name()).isEqualTo("christ_2017+tolerance_3mm");
        assertThat(wider.rules()).containsEntry("tolerance", "3 mm");
        assertThat(Contract.named("christ_2017+tolerance_3mm")).isEqualTo(wider);
        assertThat(wider.withTolerance(2.5).name()).isEqualTo("christ_2017+tolerance_2.5mm");
        assertThat(wider.withTolerance(1)).isSameAs(Contract.CHRIST_2017);
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.named("nnunet").withTolerance(3)).withMessageContaining("no surface Dice");
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.CHRIST_2017.withTolerance(-1)).withMessageContaining("(=-1.0 mm)");
    }

    @Test
    void everyContractHasARuleForEveryTopic() {
        for (Contract contract : Contract.all()) {
            assertThat(contract.rules().keySet()).as(contract.name()).containsExactlyElementsOf(Contract.CHRIST_2017.rules().keySet());
            assertThat(contract.rules().values()).as(contract.name()).doesNotContain("", null);
        }
    }

    @Test
    void noTwoContractsHaveTheSameRules() {
        assertThat(Contract.all().stream().map(contract -> contract.rules().toString()).distinct()).hasSize(Contract.all().size());
    }

    @Test
    void itsRulesInWordsNameItsNumbers() {
        assertThat(Contract.named("lits_2017").rules().get("surface")).contains("18 neighbours");
        assertThat(Contract.named("lits_2017").rules().get("surface of the maximum")).contains("6 neighbours");
    }

    @Test
    void aVariantCarriesItsRuleInItsName() {
        Contract variant = Contract.named("christ_2017+dice_0.3+connectivity_6");
        assertThat(variant.name()).isEqualTo("christ_2017+dice_0.3+connectivity_6");
        assertThat(variant.detection()).contains(DetectionRules.CHLEBUS_2018.with("dice_0.3").with("connectivity_6"));
        assertThat(variant.surface()).isEqualTo(CONTRACT.surface());
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.named("monai+foo")).withMessage("variant (=foo) of contract monai is not known; "
                + "it has tolerance_3mm (any number)");
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.named("nnunet+connectivity_6")).withMessageEndingWith("it has none: use nnunet");
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.named("christ_2017+foo")).withMessageContaining("tolerance_3mm (any number), dice_0 to below 1");
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.named("christ_2017+overlap_0")).withMessageContaining("variant (=overlap_0)");
        assertThatIllegalArgumentException().isThrownBy(() -> Contract.named("christ+dice_0.3")).withMessageContaining("contract (=christ)");
    }

    private static LabelScore lesion(LabelMap reference, LabelMap prediction) {
        return CONTRACT.score("a", reference, prediction).lesion();
    }

    private static Detection detection(LabelMap reference, LabelMap prediction) {
        return CONTRACT.score("a", reference, prediction).detection();
    }

    private static LabelMap boxes(Box... boxes) {
        Object[] labelled = new Object[2 * boxes.length];
        for (int i = 0; i < boxes.length; i++) {
            labelled[2 * i] = LabelMap.LESION;
            labelled[2 * i + 1] = boxes[i];
        }
        return with(GRID, labelled);
    }

    /** Background with boxes of labels: label, box, label, box; later ones over earlier ones. */
    private static LabelMap with(Grid grid, Object... labelledBoxes) {
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labelledBoxes.length; i += 2) {
            Box box = (Box) labelledBoxes[i + 1];
            for (int z = box.z0(); z < box.z1(); z++) {
                for (int y = box.y0(); y < box.y1(); y++) {
                    for (int x = box.x0(); x < box.x1(); x++) {
                        labels[grid.size().index(z, y, x)] = (byte) labelledBoxes[i];
                    }
                }
            }
        }
        return new LabelMap(grid, labels);
    }
}
