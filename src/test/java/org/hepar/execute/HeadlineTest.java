package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Outcome;
import org.hepar.metric.SampleScores;
import org.hepar.report.Scores;
import org.junit.jupiter.api.Test;

class HeadlineTest {

    private static Scores scores(String... contracts) {
        List<Scores.Row> rows = new ArrayList<>();
        for (String contract : contracts) {
            for (double dice : new double[] {0.5, 0.75, 1}) {
                LabelScore liver = SampleScores.label(Outcome.MEASURED, dice, 0.1, 0, 1, 5, 1500, 1500);
                LabelScore lesion = SampleScores.label(Outcome.MISSED, 0, 1, -1, Double.NaN, Double.NaN, 0, 3);
                rows.add(new Scores.Row("a", Scores.PREDICTION, "", SampleScores.scores("c" + dice, contract, liver, lesion,
                        SampleScores.detection(2, 1, 1, 1, 3, 2, 0, 0, List.of(0.5)))));
            }
        }
        return new Scores(rows);
    }

    @Test
    void figuresOfTheFirstContractHaveBareNamesAndUndefinedOnesAreLeftOut() {
        assertThat(Headline.of(scores("christ_2017"))).containsEntry("liver/dice_mean", 0.75).containsEntry("liver/dice_median", 0.75).containsEntry("lesion/dice_mean", 0.0)
                .containsEntry("lesion/recall", 0.5).containsEntry("lesion/false_positives_per_case", 2.0).containsEntry("cases", 3.0)
                .doesNotContainKey("lesion/asd_mm_mean").allSatisfy((name, value) -> assertThat(name).doesNotContain("christ_2017"));
    }

    @Test
    void figuresOfFurtherContractsCarryTheirName() {
        assertThat(Headline.of(scores("christ_2017", "lits_2017"))).containsEntry("liver/dice_mean", 0.75).containsEntry("lits_2017/liver/dice_mean", 0.75)
                .containsEntry("lits_2017/lesion/recall", 0.5).containsEntry("cases", 3.0);
    }

    @Test
    void noCasesHaveNoFigures() {
        assertThat(Headline.of(scores())).isEmpty();
    }
}
