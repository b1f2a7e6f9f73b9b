package org.hepar.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.experiment.Run.RefinedStage;
import org.hepar.experiment.Run.ScoredCase;
import org.hepar.metric.SampleScores;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Outcome;
import org.hepar.track.Journal;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;

/** Made run folders: a journal as a run writes it, with made-up scores, and views of an ellipsoid liver. */
final class SampleRun {

    static final LabelScore NO_LESION = SampleScores.label(Outcome.BOTH_EMPTY, 1, 0, Double.NaN, Double.NaN, Double.NaN, 0, 0);
    static final LabelScore MISSED = SampleScores.label(Outcome.MISSED, 0, 1, -1, Double.NaN, Double.NaN, 0, 2.5);
    static final LabelScore FALSE_POSITIVE = SampleScores.label(Outcome.FALSE_POSITIVE, 0, 1, Double.NaN, Double.NaN, Double.NaN, 1.5, 0);

    private final Path folder;
    private final Journal journal;

    SampleRun(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("experiment.yaml"), "name: cascade-of-christ\nseed: 17\nliver:\n  network: {type: unet, depth: 4}\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        journal = Journal.create(folder.resolve("journal.jsonl"));
    }

    SampleRun started() {
        return started(Map.of("seed", "17", "liver.network.depth", "4"));
    }

    SampleRun started(Map<String, String> parameters) {
        journal.record("run_started", Map.of("run_id", "2026-03-01-cascade", "experiment", "cascade-of-christ", "identity", "ab".repeat(32),
                "command", "hepar run experiments/cascade.yaml", "parameters", parameters));
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("java", "17.0.15 (Debian)");
        environment.put("os", "Linux 6.1 amd64");
        environment.put("cpu", "AMD EPYC");
        environment.put("cores", 2);
        environment.put("heap_mb", 3072);
        environment.put("engine", "PyTorch");
        environment.put("engine_version", "2.7.1");
        environment.put("threads", 2);
        environment.put("interop_threads", 1);
        environment.put("device", "cpu");
        environment.put("allocator", "jemalloc");
        environment.put("git_commit", "95dbada0123456789");
        environment.put("git_dirty", false);
        environment.put("hepar_version", "0.1.0");
        journal.record("environment", environment);
        journal.record("cohort", Map.of("name", "lits-mini", "sha256", "cd".repeat(32), "cases", List.of("0", "1", "3", "4", "5", "6", "8", "9")));
        return this;
    }

    SampleRun fold(String name, List<String> training, List<String> test) {
        journal.record("fold_started", Map.of("fold", name, "training", training, "validation", List.of(), "test", test));
        return this;
    }

    /** A stage with a falling loss; {@code finished} false: it was cut off. */
    SampleRun stage(String fold, String stage, int epochs, boolean finished) {
        journal.record("stage_started", Map.of("fold", fold, "stage", stage, "parameters", 1_942_289L, "epochs", epochs,
                "steps_per_epoch", 60, "training_slices", 412));
        int shift = fold.hashCode() % 7;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("fold", fold);
            fields.put("stage", stage);
            fields.put("epoch", epoch);
            fields.put("step", 60L * epoch);
            fields.put("loss", (0.6 + 0.03 * shift) * Math.exp(-epoch / (5.0 + 0.4 * shift)) + 0.04 + 0.01 * Math.sin(epoch * 1.7 + shift));
            fields.put("validation_dice", epoch == 1 ? Double.NaN : 0.94 - 0.6 * Math.exp(-epoch / (3.0 + 0.3 * shift)) + 0.015 * Math.cos(epoch * 2.1 + shift));
            fields.put("validation_on", "validation");
            fields.put("learning_rate", 0.001);
            fields.put("seconds", 31.4);
            fields.put("best", epoch == epochs - 1);
            fields.put("dice_by_class", Map.of("background", 0.991, stage, 0.9));
            fields.put("gradient_norm", 0.4 + 2.0 / epoch);
            fields.put("gradient_norm_highest", 1.5 + 4.0 / epoch);
            fields.put("slices_per_second", 34.5);
            fields.put("waiting_seconds", 0.125);
            fields.put("ready_batches", 3.9);
            fields.put("resident_mb", 1310.0 + epoch);
            fields.put("foreground_share", 0.625);
            fields.put("draws", Map.of("1", 100, "4", 260));
            journal.record("epoch", fields);
        }
        if (finished) {
            journal.record("stage_finished", Map.of("fold", fold, "stage", stage, "seconds", 941.2, "chosen_epoch", Math.max(1, epochs - 1),
                    "validation_dice", 0.931, "weights", "fold-" + fold + "/" + stage + ".safetensors", "weights_sha256", "ef".repeat(32)));
        }
        return this;
    }

    SampleRun scored(String fold, CaseScores scores) {
        return scored(fold, List.of(scores));
    }

    SampleRun scored(String fold, List<CaseScores> scores) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        seconds.put("liver", 12.5);
        seconds.put("lesion", 4.25);
        seconds.put("refinement", 0.0);
        seconds.put("scoring", 1.75);
        journal.record("case_scored", new ScoredCase(scores, seconds, "predictions/" + Views.fileName(scores.get(0).caseId()) + ".nii.gz",
                "01".repeat(32)).fields(fold));
        return this;
    }

    /** A scored case whose liver was refined: before it had a Dice of so much less. */
    SampleRun refined(String fold, String caseId, double liverDice, double gain) {
        RefinedStage effect = new RefinedStage(measured(liverDice - gain, 1500), measured(liverDice, 1500), List.of(0.02, 0.004, 0.0005), 30_000, 12_000, 0.5);
        Map<String, Object> fields = new ScoredCase(List.of(scores(caseId, liverDice, 0.5)), Map.of("refinement", 2.5), "predictions/" + Views.fileName(caseId) + ".nii.gz", "01".repeat(32),
                Map.of("liver", effect)).fields(fold);
        journal.record("case_scored", fields);
        RefinementViews.write(folder.resolve("views"), caseId, "liver", image(), liver(0.9), liver(0.1));
        return this;
    }

    static PackedMask liver(double error) {
        return Structures.of(prediction(error)).of("liver");
    }

    /** A search on two cases that is judged by VOE; the trial without refinement has 0.12, the others approach 0.1 and leave it again. */
    SampleRun search(String fold, int trials, boolean done) {
        return search(fold, trials, done, 4);
    }

    SampleRun search(String fold, int trials, boolean done, int chosen) {
        Map<String, Object> started = about(fold);
        started.putAll(Map.of("method", "random_search", "trials", Math.max(trials, 20), "measure", "voe", "ranges", Map.of("position_mm", List.of(0.5, 8.0), "appearance_weight", List.of(0.1, 30.0)),
                "cases", List.of("v1", "v2")));
        journal.record("crf_search_started", started);
        for (int trial = 0; trial <= trials; trial++) {
            double mean = trial == 0 ? 0.12 : 0.1 + 0.002 * Math.abs(trial - 4);
            Map<String, Object> fields = about(fold);
            fields.putAll(Map.of("trial", trial, "settings", trial == 0 ? Map.of() : Map.of("position_mm", 0.5 + 0.3 * trial, "appearance_weight", 0.25 * trial),
                    "values", Map.of("v1", mean - 0.01, "v2", mean + 0.01), "mean", mean, "seconds", 2.0));
            journal.record("crf_trial", fields);
        }
        if (done) {
            Map<String, Object> found = about(fold);
            found.putAll(Map.of("trial", chosen, "settings", Map.of("position_mm", 1.7, "appearance_weight", 1.0), "mean", 0.1, "lower", 0.09, "upper", 0.11, "mean_without", 0.12,
                    "refinement", "fold-" + fold + "/liver-refinement.yaml", "refinement_sha256", "ab".repeat(32)));
            journal.record("crf_search_finished", found);
        }
        return this;
    }

    private static Map<String, Object> about(String fold) {
        return new LinkedHashMap<>(Map.of("fold", fold, "stage", "liver"));
    }

    /** One fold whose liver is refined with settings that were searched for. */
    static SampleRun searched(Path folder) {
        SampleRun run = new SampleRun(folder).started().fold("a", List.of("1"), List.of("2", "3", "4", "5")).stage("a", "liver", 3, true).search("a", 12, true);
        return run.refined("a", "2", 0.95, 0.03).refined("a", "3", 0.96, 0.02).refined("a", "4", 0.93, 0.01).refined("a", "5", 0.94, 0.005);
    }

    SampleRun views(String caseId, double error) {
        Views.write(folder.resolve("views"), caseId, image(), prediction(error));
        return this;
    }

    SampleRun warning(String message) {
        journal.record("warning", Map.of("message", message));
        return this;
    }

    SampleRun finished(String status, String message) {
        journal.record("run_finished", Map.of("status", status, "message", message, "seconds", 4321.5, "peak_memory_mb", 3456));
        return this;
    }

    Path close() {
        journal.close();
        return folder;
    }

    static CaseScores scores(String caseId, double liverDice, double lesionDice) {
        return scores(caseId, measured(liverDice, 1500), measured(lesionDice, 30), SampleScores.detection(4, 2, 3, 2, 5, 1, 0, 1, List.of(0.7, 0.65, 0.81)));
    }

    static CaseScores scores(String caseId, LabelScore liver, LabelScore lesion, Detection detection) {
        return SampleScores.scores(caseId, "christ_2017", liver, lesion, detection);
    }

    /** Scores that belong together: VOE follows from the Dice, the rest is made up from it. */
    static LabelScore measured(double dice, double ml) {
        return SampleScores.label(Outcome.MEASURED, dice, 1 - dice / (2 - dice), (0.9 - dice) * 0.6, 12 * (1 - dice), 90 * (1 - dice) + 4, ml * 1.02, ml);
    }

    /** 12 slices of an anisotropic body with an ellipsoid liver at the patient's right and two lesions. */
    static LabelledVolume image() {
        Grid grid = new Grid(new Size(12, 120, 150), new Spacing(5, 2.2, 2.0), new Vector(-150, -130, -400), Direction.AXIAL);
        float[] hu = new float[grid.voxels()];
        byte[] labels = labels(grid, 0);
        for (int i = 0; i < hu.length; i++) {
            int y = i / 150 % 120;
            int x = i % 150;
            boolean body = square((y - 60) / 50.0) + square((x - 75) / 70.0) < 1;
            boolean spine = square((y - 92) / 9.0) + square((x - 75) / 9.0) < 1;
            double tissue = labels[i] == LabelMap.LIVER ? 110 : labels[i] == LabelMap.LESION ? 60 : spine ? 400 : 30;
            hu[i] = (float) ((body ? tissue : -1000) + 12 * Math.sin(i * 12.9898) * Math.cos(i * 0.731));
        }
        return new LabelledVolume(new Volume(grid, hu), new LabelMap(grid, labels));
    }

    static LabelMap prediction(double error) {
        Grid grid = image().grid();
        return new LabelMap(grid, labels(grid, error));
    }

    private static byte[] labels(Grid grid, double error) {
        byte[] labels = new byte[grid.voxels()];
        for (int z = 0, i = 0; z < 12; z++) {
            for (int y = 0; y < 120; y++) {
                for (int x = 0; x < 150; x++, i++) {
                    boolean liver = square((z - 6) / 6.0) + square((y - 55 - 6 * error) / 30.0) + square((x - 50 - 9 * error) / 34.0) < 1;
                    boolean lesion = square((z - 4) / 2.0) + square((y - 50) / 7.0) + square((x - 42 - 5 * error) / 7.0) < 1
                            || error < 0.5 && square((z - 8) / 1.5) + square((y - 62) / 4.0) + square((x - 62) / 4.0) < 1;
                    labels[i] = lesion && liver ? LabelMap.LESION : liver ? LabelMap.LIVER : LabelMap.BACKGROUND;
                }
            }
        }
        return labels;
    }

    private static double square(double value) {
        return value * value;
    }

    /** Two folds, eight patients: one without lesion, one missed, one false positive. */
    static Path whole(Path folder) {
        SampleRun run = new SampleRun(folder).started();
        List<String> a = List.of("0", "3", "5", "8");
        List<String> b = List.of("1", "4", "6", "9");
        run.fold("a", b, a).stage("a", "liver", 25, true).stage("a", "lesion", 30, true);
        List<CaseScores> first = List.of(scores("0", 0.951, 0.62), scores("3", measured(0.944, 1400), MISSED,
                SampleScores.detection(1, 0, 0, 0, 0, 0, 0, 0, List.of())), scores("5", measured(0.962, 1700), NO_LESION,
                SampleScores.detection(0, 0, 0, 0, 0, 0, 0, 0, List.of())), scores("8", 0.937, 0.48));
        List<CaseScores> second = List.of(scores("1", 0.958, 0.55), scores("4", 0.652, 0.71), scores("6", 0.941, 0.33),
                scores("9", measured(0.929, 1200), FALSE_POSITIVE, SampleScores.detection(0, 0, 0, 0, 2, 2, 0, 0, List.of())));
        first.forEach(scores -> run.scored("a", scores).views(scores.caseId(), 1 - scores.lesion().dice()));
        run.warning("MLflow at http://127.0.0.1:5000 did not answer; the run goes on without it");
        run.fold("b", a, b).stage("b", "liver", 25, true).stage("b", "lesion", 30, true);
        second.forEach(scores -> run.scored("b", scores).views(scores.caseId(), 1 - scores.lesion().dice()));
        return run.finished("FINISHED", "").close();
    }

    static List<CaseScores> cases(int count) {
        List<CaseScores> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            cases.add(scores("case " + i, 0.9 + 0.01 * (i % 7), 0.3 + 0.07 * (i % 6)));
        }
        return cases;
    }
}
