package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.LabelScore;
import org.hepar.metric.LesionScore;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.metric.SampleScores;
import org.hepar.report.Summary.Average;
import org.hepar.report.Summary.Line;
import org.hepar.volume.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {

    @TempDir
    Path folder;

    private static final CaseScores MISSED = SampleRun.scores("3", SampleRun.measured(0.9, 1200), SampleRun.MISSED,
            SampleScores.detection(3, 1, 0, 0, 0, 0, 0, 0, List.of()));
    private static final CaseScores NO_LESION = SampleRun.scores("4", SampleRun.measured(0.3, 1200), SampleRun.NO_LESION,
            SampleScores.detection(0, 0, 0, 0, 0, 0, 0, 0, List.of()));

    private static Line line(Summary summary, String label, String measure, Average average) {
        return summary.find(Scores.PREDICTION, "christ_2017", label, measure, average).orElseThrow();
    }

    @Test
    void besideEachMeanStandsWhatItRestsOn() {
        Summary summary = Summary.of(ScoresTest.scores(SampleRun.scores("1", 0.9, 0.6), SampleRun.scores("2", 0.8, 0.4), MISSED, NO_LESION));
        Aggregate dice = line(summary, "lesion", "dice", Average.MACRO).aggregate();
        assertThat(dice.mean()).isEqualTo((0.6 + 0.4 + 0 + 1) / 4);
        assertThat(List.of(dice.used(), dice.undefined(), dice.missed(), dice.falsePositive())).containsExactly(4, 0, 1, 0);
        Aggregate asd = line(summary, "lesion", "asd_mm", Average.MACRO).aggregate();
        assertThat(List.of(asd.used(), asd.undefined(), asd.missed(), asd.falsePositive())).containsExactly(2, 2, 1, 0);
    }

    @Test
    void largeLesionsWeighMoreWhenAllVoxelsAreOne() {
        CaseScores small = SampleRun.scores("1", SampleRun.measured(0.9, 1500), SampleScores.label(Outcome.MEASURED, 0.2, 0.9, 0, 1, 2, 1, 1), Detection.none());
        CaseScores large = SampleRun.scores("2", SampleRun.measured(0.9, 1500), SampleScores.label(Outcome.MEASURED, 0.8, 0.3, 0, 1, 2, 9, 9), Detection.none());
        Summary summary = Summary.of(ScoresTest.scores(small, large));
        assertThat(line(summary, "lesion", "dice", Average.MACRO).aggregate().mean()).isCloseTo(0.5, within(1e-12));
        assertThat(line(summary, "lesion", "dice", Average.MICRO).aggregate().mean()).isCloseTo((0.2 * 2 + 0.8 * 18) / 20, within(1e-12));
    }

    @Test
    void lesionRatesArePooledAndAveragedOverCases() {
        Summary summary = Summary.of(ScoresTest.scores(detected("1", SampleScores.detection(4, 2, 3, 2, 5, 1, 2, 1, List.of(0.9, 0.5))),
                detected("2", SampleScores.detection(0, 0, 0, 0, 2, 2, 0, 0, List.of())), detected("3", SampleScores.detection(1, 0, 0, 0, 0, 0, 0, 0, List.of()))));
        assertThat(line(summary, "lesion", "lesion_recall", Average.MICRO).aggregate().mean()).isEqualTo(3 / 5.0);
        assertThat(line(summary, "lesion", "lesion_recall", Average.MACRO).aggregate().mean()).isEqualTo(0.75 / 2);
        assertThat(line(summary, "lesion", "lesion_recall", Average.MACRO).aggregate().undefined()).isEqualTo(1);
        assertThat(line(summary, "lesion", "lesion_precision", Average.MICRO).aggregate().mean()).isEqualTo(4 / 7.0);
        double f1 = 2 * (3 / 5.0) * (4 / 7.0) / (3 / 5.0 + 4 / 7.0);
        assertThat(line(summary, "lesion", "lesion_f1", Average.MICRO).aggregate().mean()).isCloseTo(f1, within(1e-12));
        assertThat(line(summary, "lesion", "false_positive_lesions", Average.MACRO).aggregate().mean()).isEqualTo(1);
        assertThat(line(summary, "lesion", "dice_per_correspondence", Average.MICRO).aggregate().mean()).isCloseTo(0.7, within(1e-12));
        assertThat(summary.lines()).noneMatch(line -> line.label().equals("liver") && line.measure().startsWith("lesion"));
    }

    /** Errors of +2 %, -1 % and 0: root of mean square √(5/3) %, largest 2 %. */
    @Test
    void tumourBurdenErrorHasItsRootMeanSquareAndItsLargest() {
        List<CaseScores> cases = new ArrayList<>();
        for (double error : new double[] {0.02, -0.01, 0}) {
            LabelScore lesion = LabelScore.of(Outcome.MEASURED, Map.of(Measure.DICE, 0.5, Measure.VOLUME_ML, 1.0, Measure.REFERENCE_VOLUME_ML, 1.0, Measure.BURDEN_ERROR, error),
                    Map.of(), Optional.empty());
            cases.add(SampleScores.scores("a", "christ_2017", SampleRun.measured(0.9, 1500), lesion, Detection.none()));
        }
        Summary summary = Summary.of(ScoresTest.scores(cases.toArray(new CaseScores[0])));
        assertThat(line(summary, "lesion", "tumour_burden_error", Average.RMS).aggregate().mean()).isCloseTo(Math.sqrt(5 / 3.0) / 100, within(1e-12));
        assertThat(line(summary, "lesion", "tumour_burden_error_absolute", Average.MACRO).aggregate().values().maximum()).isEqualTo(0.02);
    }

    @Test
    void aMeasureThatTheContractDoesNotKnowHasNoRow() {
        Summary summary = Summary.of(ScoresTest.scores(SampleRun.scores("1", 0.9, 0.6)));
        assertThat(summary.lines()).extracting(Line::measure).contains("dice", "rvd", "rvd_absolute").doesNotContain("hd95_mm", "surface_dice");
    }

    @Test
    void intervalsHoldTheirMeanAndComeOutAgain() {
        CaseScores[] cases = SampleRun.cases(12).toArray(new CaseScores[0]);
        Summary summary = Summary.of(ScoresTest.scores(cases));
        for (Line line : summary.lines()) {
            if (!Double.isNaN(line.low())) {
                assertThat(line.aggregate().mean()).as("%s", line).isBetween(line.low(), line.high());
            }
        }
        assertThat(line(summary, "lesion", "dice", Average.MACRO).low()).isNotNaN();
        assertThat(Summary.of(ScoresTest.scores(cases))).isEqualTo(summary);
    }

    @Test
    void anInfiniteValueLeavesNoInterval() {
        CaseScores infinite = SampleRun.scores("1", SampleRun.measured(0.9, 1500), SampleScores.label(Outcome.MISSED, 0, 1, -1, Double.POSITIVE_INFINITY, 3, 0, 2), Detection.none());
        Line asd = line(Summary.of(ScoresTest.scores(infinite, SampleRun.scores("2", 0.9, 0.5), SampleRun.scores("3", 0.9, 0.4))), "lesion", "asd_mm", Average.MACRO);
        assertThat(asd.aggregate().mean()).isInfinite();
        assertThat(asd.low()).isNaN();
    }

    @Test
    void itReturnsBitForBit() {
        Random random = new Random(3);
        List<CaseScores> cases = new ArrayList<>(List.of(MISSED, NO_LESION));
        for (int i = 0; i < 9; i++) {
            cases.add(SampleRun.scores("c" + i, random.nextDouble(), random.nextDouble()));
        }
        Summary written = Summary.of(ScoresTest.scores(cases.toArray(new CaseScores[0])));
        assertThat(written.write(folder)).isEqualTo(folder.resolve("summary.csv"));
        assertThat(Summary.read(folder)).isEqualTo(written);
    }

    @Test
    void contractsAndComparisonsAreNeverMixed() throws Exception {
        CaseScores other = SampleScores.scores("1", "other", SampleRun.measured(0.5, 100), SampleRun.NO_LESION, Detection.none());
        Scores scores = new Scores(List.of(new Scores.Row("", Scores.PREDICTION, "", SampleRun.scores("1", 0.9, 0.6)), new Scores.Row("", Scores.PREDICTION, "", other),
                new Scores.Row("", "reference_b:reference", "", SampleRun.scores("1", 0.7, 0.6))));
        Summary summary = Summary.of(scores);
        assertThat(summary.find(Scores.PREDICTION, "christ_2017", "liver", "dice", Average.MACRO).orElseThrow().aggregate().mean()).isEqualTo(0.9);
        assertThat(summary.find(Scores.PREDICTION, "other", "liver", "dice", Average.MACRO).orElseThrow().aggregate().mean()).isEqualTo(0.5);
        assertThat(summary.find("reference_b:reference", "christ_2017", "liver", "dice", Average.MACRO).orElseThrow().aggregate().mean()).isEqualTo(0.7);
        assertThat(summary.lines()).allMatch(line -> line.aggregate().used() <= 1);
        summary.write(folder);
        assertThat(Files.readAllLines(folder.resolve(Summary.FILE)).get(0)).startsWith("comparison,contract,label,measure,average,mean,low,high,sd,median,");
    }

    /** Every case has lesions, so AFROC has no case without: it rests on none, and says so. */
    @Test
    void aNumberThatIsUndefinedRestsOnNoCase() {
        List<CaseScores> cases = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            LesionScore reference = new LesionScore(LesionScore.Side.REFERENCE, 1, 8, 1, 12, new Vector(0, 0, 0), true, List.of(1), 0.5, Double.NaN, Double.NaN);
            LesionScore found = new LesionScore(LesionScore.Side.PREDICTION, 1, 8, 1, 12, new Vector(0, 0, 0), true, List.of(1), 0.5, Double.NaN, 0.9);
            cases.add(detected("c" + i, new Detection(1, 1, 1, 1, 1, 1, 0, 0, 0, List.of(0.5), List.of(reference, found))));
        }
        Summary summary = Summary.of(ScoresTest.scores(cases.toArray(new CaseScores[0])));
        Aggregate afroc = line(summary, "lesion", "afroc_area", Average.MICRO).aggregate();
        assertThat(List.of(afroc.used(), afroc.undefined())).containsExactly(0, 4);
        assertThat(line(summary, "lesion", "afroc1_area", Average.MICRO).aggregate().used()).isEqualTo(4);
        for (Line line : summary.lines()) {
            assertThat(line.aggregate().used() == 0).as("%s", line).isEqualTo(Double.isNaN(line.aggregate().mean()));
            assertThat(line.aggregate().used() + line.aggregate().undefined()).as("%s", line).isEqualTo(4);
        }
    }

    private static CaseScores detected(String id, Detection detection) {
        return SampleScores.scores(id, "christ_2017", SampleRun.measured(0.9, 1500), SampleRun.measured(0.5, 20), detection);
    }
}
