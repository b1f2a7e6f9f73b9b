package org.hepar.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hepar.experiment.Run.ScoredCase;
import org.hepar.experiment.Run.Stage;
import org.hepar.experiment.Run.Status;
import org.hepar.metric.SampleScores;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Outcome;
import org.hepar.track.Journal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

    @TempDir
    Path folder;

    private static final ScoredCase SCORED = new ScoredCase(List.of(SampleScores.scores("01", "christ_2017",
            SampleScores.label(Outcome.MEASURED, 0.1 + 0.2, 0.25, -0.5, 1.5, 20, 1400, 1500),
            SampleScores.label(Outcome.MISSED, 0, 1, -1, Double.NaN, Double.NaN, 0, 3),
            SampleScores.detection(2, 1, 0, 0, 1, 1, 0, 0, List.of()))), Map.of("liver", 12.0, "scoring", 0.5), "predictions/01.nii.gz", "ab");

    private Journal journal() {
        return Journal.create(folder.resolve("journal.jsonl"));
    }

    @Test
    void everythingThatARunRecordsIsReadBack() throws Exception {
        Files.writeString(folder.resolve("experiment.yaml"), "seed: 3\n");
        try (Journal journal = journal()) {
            journal.record("run_started", Map.of("run_id", "r1", "experiment", "quick", "identity", "id", "command", "hepar run q.yaml",
                    "parameters", Map.of("seed", "3")));
            journal.record("environment", Map.of("java", "17.0.1", "cores", 2));
            journal.record("cohort", Map.of("name", "phantom", "sha256", "c0", "cases", List.of("01", "02")));
            journal.record("fold_started", Map.of("fold", "a", "training", List.of("02"), "validation", List.of(), "test", List.of("01")));
            journal.record("stage_started", Map.of("fold", "a", "stage", "liver", "parameters", 100, "epochs", 2, "steps_per_epoch", 5,
                    "training_slices", 9));
            journal.record("epoch", Map.of("fold", "a", "stage", "liver", "epoch", 1, "step", 5, "loss", 0.5, "validation_dice", Double.NaN,
                    "validation_on", "training", "learning_rate", 0.01, "seconds", 1.5, "best", true));
            journal.record("stage_finished", Map.of("fold", "a", "stage", "liver", "seconds", 3.5, "chosen_epoch", 1, "validation_dice", 0.9,
                    "weights", "fold-a/liver.safetensors", "weights_sha256", "ff"));
            journal.record("case_scored", SCORED.fields("a"));
            journal.record("warning", Map.of("message", "careful"));
            journal.record("summary", Map.of("metrics", Map.of("liver/dice_mean", 0.3)));
            journal.record("run_finished", Map.of("status", "FINISHED", "message", "", "seconds", 9.5, "peak_memory_mb", 512));
        }
        Run run = Run.read(folder);
        assertThat(run.id()).isEqualTo("r1");
        assertThat(run.experiment()).isEqualTo("quick");
        assertThat(run.status()).isEqualTo(Status.FINISHED);
        assertThat(run.seconds()).isEqualTo(9.5);
        assertThat(run.peakMemoryMb()).isEqualTo(512);
        assertThat(run.parameters()).containsExactly(Map.entry("seed", "3"));
        assertThat(run.environment()).containsEntry("java", "17.0.1").containsEntry("cores", "2");
        assertThat(run.cohort().cases()).containsExactly("01", "02");
        assertThat(run.warnings()).containsExactly("careful");
        assertThat(run.summary()).containsEntry("liver/dice_mean", 0.3);
        assertThat(run.resolvedExperiment()).isEqualTo("seed: 3\n");
        Stage stage = run.folds().get(0).stages().get(0);
        assertThat(stage.parameters()).isEqualTo(100);
        assertThat(stage.chosenEpoch()).isEqualTo(1);
        assertThat(stage.epochs().get(0).step()).isEqualTo(5);
        assertThat(stage.epochs().get(0).validationDice()).isNaN();
        assertThat(run.cases()).containsExactly(SCORED);
    }

    @Test
    void aRunCutOffInATrainingReadsWithWhatIsThere() {
        Journal journal = journal();
        journal.record("run_started", Map.of("run_id", "r1"));
        journal.record("fold_started", Map.of("fold", "a", "training", List.of("02")));
        journal.record("epoch", Map.of("fold", "a", "stage", "liver", "epoch", 1, "step", 5, "loss", 0.5));
        journal.close();
        Run run = Run.read(folder);
        assertThat(run.status()).isEqualTo(Status.UNFINISHED);
        assertThat(run.peakMemoryMb()).isNaN();
        assertThat(run.cases()).isEmpty();
        assertThat(run.folds().get(0).stages().get(0).epochs()).hasSize(1);
        assertThat(run.folds().get(0).stages().get(0).chosenEpoch()).isZero();
        assertThat(run.resolvedExperiment()).isEmpty();
    }

    @Test
    void anEmptyJournalIsARunThatHasNotBegun() {
        journal().close();
        Run run = Run.read(folder);
        assertThat(run.id()).isEqualTo(folder.getFileName().toString());
        assertThat(run.started()).isEmpty();
        assertThat(run.seconds()).isNaN();
    }

    @Test
    void theLaterOfTwoEqualEntriesHolds() {
        Journal journal = journal();
        for (double loss : new double[] {0.5, 0.25}) {
            journal.record("epoch", Map.of("fold", "a", "stage", "liver", "epoch", 1, "loss", loss));
        }
        journal.close();
        assertThat(Run.read(folder).folds().get(0).stages().get(0).epochs()).singleElement()
                .satisfies(epoch -> assertThat(epoch.loss()).isEqualTo(0.25));
    }

    @Test
    void aFolderWithoutJournalIsRefusedInOneLine() {
        assertThatThrownBy(() -> Run.read(folder)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("is no run folder").hasMessageContaining("hepar run").hasMessageNotContaining("\n");
    }

    @Test
    void aFieldOfAWrongKindIsNamed() {
        Journal journal = journal();
        journal.record("epoch", Map.of("fold", "a", "stage", "liver", "epoch", 1, "loss", "low"));
        journal.close();
        assertThatThrownBy(() -> Run.read(folder)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("journal.jsonl").hasMessageContaining("(epoch)").hasMessageContaining("loss (=low) must be a number");
    }

    @Test
    void anUnknownStatusIsNamed() {
        Journal journal = journal();
        journal.record("run_finished", Map.of("status", "asleep"));
        journal.close();
        assertThatThrownBy(() -> Run.read(folder)).hasMessageContaining("status (=asleep) must be one of [FINISHED, FAILED, KILLED, UNFINISHED]");
    }
}
