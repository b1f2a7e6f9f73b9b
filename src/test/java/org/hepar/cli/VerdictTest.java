package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.hepar.metric.SampleScores;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Outcome;
import org.hepar.report.Scores;
import org.junit.jupiter.api.Test;

class VerdictTest {

    private static CaseScores scored(double liverDice, Outcome lesion, double lesionDice, int found, int falsePositives) {
        return SampleScores.scores("a", "christ_2017",
                SampleScores.label(Outcome.MEASURED, liverDice, 0.1, 0, 1, 5, 1500, 1500),
                SampleScores.label(lesion, lesionDice, 0.5, 0, 2, 9, 20, 20),
                SampleScores.detection(4, 2, found, found, found + falsePositives, falsePositives, 0, 0, List.of()));
    }

    private static Scores scores(CaseScores... cases) {
        return new Scores(Stream.of(cases).map(scores -> new Scores.Row("", Scores.PREDICTION, "", scores)).toList());
    }

    @Test
    void liverAndLesionsAreALineEachAndNameTheirContract() {
        assertThat(Verdict.of(scores(scored(0.9, Outcome.MEASURED, 0.6, 3, 1), scored(0.96, Outcome.MISSED, 0, 0, 2)))).containsExactly(
                "christ_2017  liver   Dice 0.930 mean, 0.930 median over 2 cases",
                "christ_2017  lesion  Dice 0.300 mean, 0.300 median over 2 cases (1 missed); 3 of 8 lesions found, 3 false positives");
    }

    @Test
    void aDiceThatNoCaseHasIsSaidInWords() {
        assertThat(Verdict.of(scores(scored(0.9, Outcome.BOTH_EMPTY, Double.NaN, 0, 0)))).element(1).asString().contains("Dice undefined in the only case");
    }

    @Test
    void aRunWithoutScoresHasNoVerdict() {
        assertThat(Verdict.of(scores())).isEmpty();
    }
}
