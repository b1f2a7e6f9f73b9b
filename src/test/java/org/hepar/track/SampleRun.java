package org.hepar.track;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A plausible run of two folds: what it records, and its files. */
final class SampleRun {

    static final int EPOCHS = 20;
    static final int CASES = 8;

    private SampleRun() {
    }

    static void writeFiles(Path folder, int bytes) throws IOException {
        Path figures = Files.createDirectories(folder.resolve("figures"));
        Files.writeString(folder.resolve("report.html"), "<html><body><h1>sample</h1><p>läsion</p></body></html>");
        Files.writeString(figures.resolve("curves of liver.svg"),
                "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100'><polyline points='0,90 50,40 100,20 200,10' fill='none' stroke='red'/></svg>");
        byte[] large = new byte[bytes];
        new Random(2).nextBytes(large);
        Files.write(figures.resolve("overlay.bin"), large);
        for (String fold : List.of("0", "1")) {
            for (String stage : List.of("liver", "lesion")) {
                Files.write(Files.createDirectories(folder.resolve("fold-" + fold)).resolve(stage + ".safetensors"), new byte[] {1, 2, 3, (byte) fold.charAt(0)});
            }
        }
    }

    static void record(RunLog log, String experiment) {
        record(log, experiment, 0);
    }

    /** Records, with a pause after each. */
    static void record(RunLog log, String experiment, long pauseMillis) {
        RunLog slow = new RunLog() {
            @Override
            public void record(String kind, Map<String, ?> fields) {
                log.record(kind, fields);
                try {
                    Thread.sleep(pauseMillis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void close() {
                log.close();
            }
        };
        start(slow, experiment);
        Random random = new Random(1);
        for (String fold : List.of("0", "1")) {
            slow.record("fold_started", Map.of("fold", fold, "training", List.of("1", "2"), "validation", List.of("3"), "test", List.of("4", "5", "6", "7")));
            for (String stage : List.of("liver", "lesion")) {
                slow.record("stage_started", Map.of("fold", fold, "stage", stage, "parameters", 1234, "epochs", EPOCHS, "steps_per_epoch", 30, "training_slices", 77));
                for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                    double done = 1 - Math.exp(-epoch / 5.0);
                    slow.record("epoch", Map.of("fold", fold, "stage", stage, "epoch", epoch, "step", 30 * epoch,
                            "loss", 1.2 - done + 0.05 * random.nextDouble(), "validation_dice", 0.9 * done + 0.03 * random.nextDouble(),
                            "learning_rate", 1e-3 * (EPOCHS + 1 - epoch) / EPOCHS, "seconds", 2.5, "best", true, "resident_mb", 812.5));
                }
                slow.record("stage_finished", Map.of("fold", fold, "stage", stage, "seconds", 50.0, "chosen_epoch", 19, "weights", "fold-" + fold + "/" + stage + ".safetensors",
                        "weights_sha256", "ab"));
            }
            for (int i = 0; i < CASES / 2; i++) {
                slow.record("case_scored", Map.of("fold", fold, "case", fold + i, "liver", Map.of("dice", 0.93 + i / 200.0, "outcome", "measured"),
                        "lesion", Map.of("dice", i == 3 ? Double.NaN : 0.5 + i / 20.0), "detection", Map.of("found", 2, "references", 3, "false_positives", i)));
            }
            slow.record("fold_finished", Map.of("fold", fold, "metrics", Map.of("liver/dice_mean", 0.9375, "lesion/recall", 2 / 3.0)));
        }
        slow.record("warning", Map.of("message", "case 4: no lesion in the reference"));
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("liver/dice_mean", 0.951);
        summary.put("lesion/dice_mean", 0.64);
        summary.put("lesion/asd_mm_mean", Double.NaN);
        summary.put("cases", CASES);
        slow.record("summary", Map.of("metrics", summary));
        slow.record("run_finished", Map.of("status", "FINISHED", "message", "", "seconds", 201.4, "peak_memory_mb", 1830));
        slow.record("artifact", Map.of("path", "report.html"));
        slow.record("artifact", Map.of("path", "figures"));
    }

    private static void start(RunLog log, String experiment) {
        Map<String, Object> parameters = new TreeMap<>(Map.of("cascade.liver.network.depth", 4, "cascade.filter", "", "seed", 7, "long", "x".repeat(7000)));
        for (int i = 0; i < 120; i++) {
            parameters.put("augmentation[" + i + "].probability", 0.5);
        }
        log.record("run_started", Map.of("run_id", "sample-01", "experiment", experiment, "identity", "e3b0c44298fc1c14",
                "command", "run experiments/sample.yaml", "parameters", parameters, "contracts", Map.of("christ_2017", 1)));
        log.record("environment", Map.of("java", "17.0.15", "engine", "PyTorch", "threads", 2, "device", "cpu", "git_commit", "95dbada", "git_dirty", false, "host", "here", "user", "somebody"));
        log.record("cohort", Map.of("name", "phantom", "sha256", "ab12", "cases", List.of("0", "1", "2", "3")));
    }
}
