package org.hepar.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hepar.experiment.Run.ScoredCase;
import org.hepar.experiment.Run.Stage;
import org.hepar.experiment.Run.Status;
import org.hepar.metric.SampleScores;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.LabelScore;
import org.hepar.metric.LesionScore;
import org.hepar.metric.LesionScore.Side;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.metric.Undefined;
import org.hepar.track.Journal;
import org.hepar.volume.Vector;
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

    /** Every measure with any reason, an infinite distance, single lesions, and a second contract that counts no lesions. */
    @Test
    void scoresOfSeveralContractsAreReadBackWithReasonsInfinitiesAndLesions() {
        LesionScore found = new LesionScore(Side.REFERENCE, 1, 12, 0.1 + 0.2, 11.5, new Vector(1, -2, 3.25), true, List.of(1, 2), 0.75, Double.NaN, Double.NaN);
        LesionScore wrong = new LesionScore(Side.PREDICTION, 3, 4, 0.125, 2, new Vector(0, 0, 0), false, List.of(), Double.NaN, 3.5, 0.875);
        Detection detection = new Detection(1, 1, 1, 1, 3, 2, 1, 0, 1, List.of(0.75), List.of(found, wrong));
        LabelScore liver = LabelScore.of(Outcome.MEASURED, Map.of(Measure.DICE, 0.9, Measure.HD95_MM, 4.5), Map.of(Measure.BURDEN, Undefined.NO_LIVER), Optional.empty());
        LabelScore lesion = LabelScore.of(Outcome.MISSED, Map.of(Measure.DICE, 0.0, Measure.ASD_MM, Double.POSITIVE_INFINITY, Measure.RVD, Double.NEGATIVE_INFINITY),
                Map.of(Measure.VOE, Undefined.NOT_IN_CONTRACT), Optional.empty());
        ScoredCase scored = new ScoredCase(List.of(SampleScores.scores("01", "christ_2017", liver, lesion, detection),
                new CaseScores("01", "nnunet", Map.of("liver", liver, "lesion", lesion))), Map.of("scoring", 0.5), "predictions/01.nii.gz", "ab");
        try (Journal journal = journal()) {
            journal.record("run_started", Map.of("run_id", "r1", "contracts", new TreeMap<>(Map.of("christ_2017", 1, "nnunet", 2))));
            journal.record("case_scored", scored.fields("a"));
        }
        Run run = Run.read(folder);
        assertThat(run.contracts()).containsExactly(Map.entry("christ_2017", 1), Map.entry("nnunet", 2));
        assertThat(run.cases()).containsExactly(scored);
        assertThat(run.cases().get(0).scores().get(1).lesion().detection()).isEmpty();
    }

    /** A line that hepar 0.1.0 wrote, before measures had reasons. */
    @Test
    void anOlderJournalSaysWhatItKnewAndTheRestWasNotRecorded() {
        Map<String, Object> lesion = new HashMap<>(Map.of("outcome", "missed", "dice", 0.0, "voe", 1.0, "rvd", -1.0, "volume_ml", 0.0, "reference_volume_ml", 3.1));
        lesion.put("asd_mm", null);
        lesion.put("msd_mm", null);
        Map<String, Object> liver = Map.of("outcome", "measured", "dice", 0.961, "voe", 0.075, "rvd", -0.012, "asd_mm", 0.9, "msd_mm", 9.8, "volume_ml", 1402.5,
                "reference_volume_ml", 1419.6);
        Map<String, Object> detection = Map.of("references", 1, "references_at_least_10_mm", 1, "found", 0, "found_at_least_10_mm", 0, "predictions", 5,
                "false_positives", 3, "merges", 0, "splits", 0, "dice_of_correspondences", List.of());
        try (Journal journal = journal()) {
            journal.record("case_scored", Map.of("fold", "a", "case", "p02", "contract", "christ_2017", "seconds", Map.of("liver", 1.1), "prediction",
                    "predictions/p02.nii.gz", "prediction_sha256", "9f", "liver", liver, "lesion", lesion, "detection", detection));
        }
        Run run = Run.read(folder);
        CaseScores scores = run.cases().get(0).headline();
        assertThat(scores.lesion().undefined()).containsEntry(Measure.ASD_MM, Undefined.NO_PREDICTION).containsEntry(Measure.HD95_MM, Undefined.NOT_RECORDED)
                .containsEntry(Measure.JACCARD, Undefined.NOT_RECORDED).doesNotContainKey(Measure.DICE);
        assertThat(scores.liver().undefined()).containsEntry(Measure.SURFACE_DICE, Undefined.NOT_RECORDED);
        assertThat(scores.detection().truePredictions()).isEqualTo(2);
        assertThat(scores.detection().lesions()).isEmpty();
        assertThat(run.contracts()).isEmpty();
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
