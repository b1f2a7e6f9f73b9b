package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hepar.metric.DetectionAggregate.Macro;
import org.hepar.metric.LesionScore.Side;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Vector;
import org.junit.jupiter.api.Test;

class DetectionAggregateTest {

    private static final LabelScore EMPTY = SampleScores.label(Outcome.BOTH_EMPTY, 1, 0, Double.NaN, Double.NaN, Double.NaN, 0, 0);

    @Test
    void lesionsArePooledOverCases() {
        DetectionAggregate all = over(SampleScores.detection(4, 2, 3, 2, 5, 1, 2, 1, List.of(0.9, 0.5)),
                SampleScores.detection(0, 0, 0, 0, 2, 2, 0, 0, List.of()));
        assertThat(List.of(all.cases(), all.pooled().references(), all.pooled().referencesAtLeast10Mm(), all.pooled().found(), all.pooled().foundAtLeast10Mm(), all.pooled().predictions(),
                all.pooled().truePredictions(), all.pooled().falsePositives(), all.pooled().merges(), all.pooled().splits(), all.pooled().missed())).containsExactly(2, 4, 2, 3, 2, 7, 4, 3, 2, 1, 1);
        assertThat(all.pooled().meanDiceOfCorrespondences()).isCloseTo(0.7, within(1e-12));
        assertThat(all.sdDiceOfCorrespondences()).isCloseTo(Math.sqrt(0.08), within(1e-12));
        assertThat(all.pooled().recall()).isEqualTo(0.75);
        assertThat(all.pooled().recallAtLeast10Mm()).isEqualTo(1);
        assertThat(all.pooled().precision()).isEqualTo(4 / 7.0);
        assertThat(all.pooled().f1()).isCloseTo(2 * 0.75 * 4 / 7 / (0.75 + 4 / 7.0), within(1e-12));
        assertThat(all.falsePositivesPerCase()).isEqualTo(1.5);
    }

    @Test
    void casesWithoutAValueAreInNoMeanAndAreCounted() {
        DetectionAggregate all = over(SampleScores.detection(4, 2, 3, 2, 5, 1, 2, 1, List.of(0.9, 0.5)),
                SampleScores.detection(0, 0, 0, 0, 2, 2, 0, 0, List.of()), SampleScores.detection(1, 0, 0, 0, 0, 0, 0, 0, List.of()), Detection.none());
        assertThat(all.macro()).containsEntry(DetectionMeasure.RECALL, new Macro(0.375, 2, 2))
                .containsEntry(DetectionMeasure.RECALL_AT_LEAST_10_MM, new Macro(1, 1, 3))
                .containsEntry(DetectionMeasure.PRECISION, new Macro(0.4, 2, 2))
                .containsEntry(DetectionMeasure.FALSE_POSITIVES, new Macro(0.75, 4, 0))
                .containsEntry(DetectionMeasure.DICE_PER_CORRESPONDENCE, new Macro(0.7, 1, 3));
        Macro f1 = all.macro().get(DetectionMeasure.F1);
        assertThat(f1.mean()).isCloseTo(2 * 0.75 * 0.8 / 1.55 / 3, within(1e-12));
        assertThat(List.of(f1.used(), f1.undefined())).containsExactly(3, 1);
    }

    @Test
    void aCaseWithoutCountsIsNamedAndInNeitherMean() {
        Detection failed = new Detection(0, 0, 0, 0, 3, 0, 0, 0, 0, List.of(), List.of(), Optional.of(Undefined.NO_REFERENCE));
        DetectionAggregate all = DetectionAggregate.over(List.of(
                scores("a", SampleScores.detection(2, 0, 1, 0, 2, 1, 0, 0, List.of(0.5))), scores("b", failed)));
        assertThat(all.undefinedCases()).containsExactly("b");
        assertThat(List.of(all.cases(), all.pooled().predictions(), all.pooled().falsePositives())).containsExactly(1, 2, 1);
        assertThat(all.falsePositivesPerCase()).isEqualTo(1);
        assertThat(all.macro().values()).extracting(Macro::undefined).contains(1).doesNotContain(0);
        for (DetectionMeasure measure : DetectionMeasure.values()) {
            assertThat(measure.of(failed)).as("%s", measure).isNaN();
        }
    }

    @Test
    void sharesOfNothingAreUndefined() {
        DetectionAggregate none = DetectionAggregate.over(List.of());
        assertThat(new double[] {none.pooled().recall(), none.pooled().recallAtLeast10Mm(), none.pooled().precision(), none.pooled().f1(), none.falsePositivesPerCase(),
                none.pooled().meanDiceOfCorrespondences(), none.sdDiceOfCorrespondences()}).containsOnly(Double.NaN);
        assertThat(none.macro()).containsEntry(DetectionMeasure.RECALL, new Macro(Double.NaN, 0, 0));
    }

    @Test
    void casesThatCountNothingAreLeftOut() {
        CaseScores liverOnly = new CaseScores("a", "christ_2017", Map.of(LabelMapping.LIVER, EMPTY));
        CaseScores uncounted = new CaseScores("b", "christ_2017", Map.of(LabelMapping.LESION, EMPTY));
        assertThat(DetectionAggregate.over(List.of(liverOnly, uncounted))).isEqualTo(DetectionAggregate.over(List.of()));
    }

    @Test
    void countsBySizeAreSummed() {
        DetectionAggregate all = over(detection(lesion(Side.REFERENCE, 12, true), lesion(Side.PREDICTION, 8, true)),
                detection(lesion(Side.REFERENCE, 15, false), lesion(Side.PREDICTION, 30, false)));
        assertThat(all.bySize()).isEqualTo(Map.of(SizeClass.SMALL, new SizeCount(0, 0, 1, 0), SizeClass.MEDIUM, new SizeCount(2, 1, 0, 0),
                SizeClass.LARGE, new SizeCount(0, 0, 1, 1)));
        assertThat(over(detection(lesion(Side.REFERENCE, 12, true)), SampleScores.detection(1, 0, 1, 0, 1, 0, 0, 0, List.of(1.0))).bySize()).isEmpty();
    }

    /**
     * The arithmetic behind Table 1 of Chlebus et al. 2018 (30 test cases): 137 lesions in the LiTS reference; FCN: recall 0.72, 138 false
     * positives; FCN + RF: 117 of them removed (85 %), and 13 true ones with them: recall 0.63, 0.7 a case.
     */
    @Test
    void countsOfTheFilteredNetworkGiveThePublishedTable() {
        DetectionAggregate network = cohort(30, 137, 99, 138, 12, 14);
        assertThat(rounded(network.pooled().recall(), 2)).isEqualTo("0.72");
        assertThat(rounded(network.falsePositivesPerCase(), 1)).isEqualTo("4.6");
        assertThat(List.of(network.pooled().merges(), network.pooled().splits())).containsExactly(12, 14);
        DetectionAggregate filtered = cohort(30, 137, 99 - 13, 138 - 117, 11, 10);
        assertThat(rounded(filtered.pooled().recall(), 2)).isEqualTo("0.63");
        assertThat(rounded(filtered.falsePositivesPerCase(), 1)).isEqualTo("0.7");
        assertThat(List.of(filtered.pooled().found(), filtered.pooled().falsePositives())).containsExactly(86, 21);
        assertThat(rounded(100 - 100.0 * filtered.pooled().falsePositives() / network.pooled().falsePositives(), 0)).isEqualTo("85");
    }

    /**
     * Its filter decides about outputs, not about references: 99 references found with 12 merge and 14 split errors are 101 true outputs, so it
     * decides about 138 + 101. Its published accuracy of 87 % then says that the 13 lesions were lost with 10 outputs: were each an output of
     * its own, it would be 86 %.
     */
    @Test
    void accuracyOfTheFilterFollowsFromThePooledCounts() {
        DetectionAggregate network = cohort(30, 137, 99, 138, 12, 14);
        assertThat(List.of(network.pooled().truePredictions(), network.pooled().predictions())).containsExactly(101, 239);
        assertThat(rounded(100.0 * (117 + 101 - 10) / network.pooled().predictions(), 0)).isEqualTo("87");
        assertThat(rounded(100.0 * (117 + 101 - 13) / network.pooled().predictions(), 0)).isEqualTo("86");
    }

    @Test
    void falsePositivesOfTheOtherReaderGiveThePublishedRates() {
        assertThat(rounded(cohort(30, 200, 94, 142, 7, 13).falsePositivesPerCase(), 1)).isEqualTo("4.7");
        assertThat(rounded(cohort(30, 137, 126, 78, 11, 5).falsePositivesPerCase(), 1)).isEqualTo("2.6");
        assertThat(rounded(cohort(30, 137, 126, 78, 11, 5).pooled().recall(), 2)).isEqualTo("0.92");
    }

    /** Counts spread unevenly over cases; a merge is one true prediction less than references found, a split one more. */
    private static DetectionAggregate cohort(int cases, int references, int found, int falsePositives, int merges, int splits) {
        List<CaseScores> scores = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            int f = part(found, cases, i);
            int wrong = part(falsePositives, cases, cases - 1 - i);
            int split = part(splits, cases, i);
            int merged = part(merges, cases, i);
            int right = f + split - merged;
            scores.add(scores("case " + i, new Detection(f + part(references - found, cases, cases - 1 - i), 0, f, 0, right + wrong, right, wrong,
                    merged, split, List.of(), List.of())));
        }
        return DetectionAggregate.over(scores);
    }

    /** The share of case i when a number is spread over cases, most to the last ones. */
    private static int part(int of, int cases, int i) {
        return of * (i + 1) * (i + 1) / (cases * cases) - of * i * i / (cases * cases);
    }

    private static String rounded(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static DetectionAggregate over(Detection... detections) {
        List<CaseScores> cases = new ArrayList<>();
        for (Detection detection : detections) {
            cases.add(scores("case " + cases.size(), detection));
        }
        return DetectionAggregate.over(cases);
    }

    private static CaseScores scores(String caseId, Detection detection) {
        return SampleScores.scores(caseId, "christ_2017", EMPTY, EMPTY, detection);
    }

    private static Detection detection(LesionScore... lesions) {
        int references = (int) List.of(lesions).stream().filter(l -> l.side() == Side.REFERENCE).count();
        return new Detection(references, 0, 0, 0, lesions.length - references, 0, 0, 0, 0, List.of(), List.of(lesions));
    }

    private static LesionScore lesion(Side side, double diameterMm, boolean matched) {
        return new LesionScore(side, 1, 1, 1, diameterMm, new Vector(0, 0, 0), matched, matched ? List.of(1) : List.of(), matched ? 1 : Double.NaN,
                Double.NaN, Double.NaN);
    }
}
