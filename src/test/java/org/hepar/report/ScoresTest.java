package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hepar.metric.SampleScores;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.Structure;
import org.hepar.report.Scores.FoldCase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoresTest {

    @TempDir
    Path folder;

    private static final CaseScores MISSED = SampleRun.scores("NA", SampleRun.measured(0.9, 1200), SampleRun.MISSED,
            SampleScores.detection(3, 1, 0, 0, 0, 0, 0, 0, List.of()));
    private static final CaseScores NO_LESION = SampleRun.scores("a, \"b\"", SampleRun.measured(0.1 + 0.2, 1200), SampleRun.NO_LESION,
            SampleScores.detection(0, 0, 0, 0, 0, 0, 0, 0, List.of()));

    private static Scores scores(CaseScores... cases) {
        return new Scores(List.of(cases).stream().map(c -> new FoldCase("1", c)).toList());
    }

    @Test
    void everyCaseReturnsBitForBit() {
        Scores written = scores(SampleRun.scores("01", 1 / 3.0, 0.7), MISSED, NO_LESION);
        Path file = folder.resolve("scores.csv");
        written.write(file);
        assertThat(Scores.read(file)).isEqualTo(written);
    }

    @Test
    void caseIdsStayText() throws Exception {
        Path file = folder.resolve("scores.csv");
        scores(SampleRun.scores("01", 0.9, 0.5)).write(file);
        assertThat(Files.readAllLines(file).get(1)).startsWith("01,1,christ_2017,measured,0.9,");
        assertThat(Scores.read(file).cases().get(0).scores().caseId()).isEqualTo("01");
    }

    @Test
    void undefinedIsAnEmptyCell() throws Exception {
        Path file = folder.resolve("scores.csv");
        scores(MISSED).write(file);
        assertThat(Files.readString(file)).contains(",missed,0.0,1.0,-1.0,,,0.0,2.5,").doesNotContain("NaN");
    }

    @Test
    void noCasesAreATableWithAHeadOnly() {
        Path file = folder.resolve("scores.csv");
        scores().write(file);
        assertThat(Scores.read(file).cases()).isEmpty();
        Summary.of(scores()).write(folder.resolve("summary.csv"));
        assertThat(Summary.read(folder.resolve("summary.csv")).lines()).isEmpty();
    }

    @Test
    void otherColumnsAreNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("scores.csv"), "case,dice\n1,0.5\n");
        assertThatThrownBy(() -> Scores.read(file)).isInstanceOf(UncheckedIOException.class).hasMessageContaining("line 1: columns (=[case, dice])");
        Path damaged = folder.resolve("damaged.csv");
        scores(MISSED).write(damaged);
        Files.writeString(damaged, Files.readString(damaged).replace("0.9,", "many,"));
        assertThatThrownBy(() -> Scores.read(damaged)).isInstanceOf(UncheckedIOException.class).hasMessageContaining("damaged.csv")
                .hasMessageNotContaining("\n");
    }

    @Test
    void summaryCountsWhatStandsBehindEachMean() {
        Summary summary = Summary.of(scores(SampleRun.scores("1", 0.9, 0.6), SampleRun.scores("2", 0.8, 0.4), MISSED, NO_LESION));
        Aggregate dice = summary.of("christ_2017", Structure.LESION, "dice");
        assertThat(dice.mean()).isEqualTo((0.6 + 0.4 + 0 + 1) / 4);
        assertThat(dice.used()).isEqualTo(4);
        assertThat(dice.missed()).isEqualTo(1);
        Aggregate asd = summary.of("christ_2017", Structure.LESION, "asd_mm");
        assertThat(asd.used()).isEqualTo(2);
        assertThat(asd.undefined()).isEqualTo(2);
        Aggregate recall = summary.of("christ_2017", Structure.LESION, "recall");
        assertThat(recall.mean()).isEqualTo(6 / 11.0);
        assertThat(recall.used()).isEqualTo(3);
        assertThat(recall.undefined()).isEqualTo(1);
        assertThat(recall.standardDeviation()).isNaN();
        assertThat(summary.of("christ_2017", Structure.LESION, "false_positives_per_case").mean()).isEqualTo(0.5);
    }

    @Test
    void summaryReturnsBitForBit() {
        Summary written = Summary.of(scores(SampleRun.scores("1", 1 / 3.0, 2 / 3.0), MISSED));
        written.write(folder.resolve("summary.csv"));
        assertThat(Summary.read(folder.resolve("summary.csv"))).isEqualTo(written);
    }

    @Test
    void contractsAreNeverMixed() {
        CaseScores other = SampleScores.scores("1", "other", SampleRun.measured(0.5, 100), SampleRun.NO_LESION, MISSED.detection());
        Summary summary = Summary.of(scores(SampleRun.scores("1", 0.9, 0.6), other));
        assertThat(summary.contracts()).containsExactly("christ_2017", "other");
        assertThat(summary.of("christ_2017", Structure.LIVER, "dice").mean()).isEqualTo(0.9);
        assertThat(summary.of("other", Structure.LIVER, "dice").mean()).isEqualTo(0.5);
    }
}
