package org.hepar.track;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Pushes a run of many pages and points to a server and says how fast and with how much heap: {@code FOLDER ADDRESS PAGES STEPS}, twenty curves a page. Run by
 * {@code src/bench/mlflow_volume.sh}, in turn with MLflow's Python client.
 */
final class VolumeBenchmark {

    private static final int CLASSES = 8;
    private static final int CURVES = 20;

    private VolumeBenchmark() {
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        URI server = URI.create(arguments[1]);
        int pages = Integer.parseInt(arguments[2]);
        int steps = Integer.parseInt(arguments[3]);
        if (!Files.exists(folder.resolve("journal.jsonl"))) {
            write(folder, pages, steps);
        }
        long began = System.nanoTime();
        String sent = Mlflow.push(server, folder, false, System.out::println);
        double seconds = (System.nanoTime() - began) / 1e9;
        double peak = ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> pool.getType() == MemoryType.HEAP).mapToLong(pool -> pool.getPeakUsage().getUsed()).sum() / 1e6;
        System.out.printf("hepar   %s in %.1f s: %.0f points a second, at most %.0f MB of heap%n", sent, seconds, (double) pages * steps * CURVES / seconds, peak);
        began = System.nanoTime();
        Mlflow.Verification verification = Mlflow.verify(server, folder);
        System.out.printf("hepar   verified in %.1f s: %s, %s%n", (System.nanoTime() - began) / 1e9, verification.counts(), verification.isEqual() ? "equal" : verification.differences());
    }

    private static void write(Path folder, int pages, int steps) {
        try (Journal journal = Journal.create(folder.resolve("journal.jsonl"))) {
            journal.record("run_started", Map.of("run_id", "volume", "experiment", "volume", "parameters", Map.of()));
            for (int page = 0; page < pages; page++) {
                String fold = Integer.toString(page / 2);
                String stage = page % 2 == 0 ? "liver" : "lesion";
                journal.record("stage_started", Map.of("fold", fold, "stage", stage, "epochs", steps));
                for (int step = 1; step <= steps; step++) {
                    journal.record("epoch", epoch(fold, stage, step));
                }
            }
            journal.record("run_finished", Map.of("status", "FINISHED", "message", "", "seconds", 1.0));
        }
    }

    private static Map<String, Object> epoch(String fold, String stage, int step) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fold", fold);
        fields.put("stage", stage);
        fields.put("step", step);
        for (String name : List.of("loss", "learning_rate", "gradient_norm", "gradient_norm_highest", "slices_per_second", "foreground_share", "epoch", "validation_dice",
                "resident_mb", "cpu_percent", "waiting_seconds", "ready_batches")) {
            fields.put(name, name.length() / (step + 1.0));
        }
        Map<String, Object> dice = new LinkedHashMap<>();
        for (int i = 0; i < CLASSES; i++) {
            dice.put("class" + i, i / (step + 1.0));
        }
        fields.put("dice_by_class", dice);
        return fields;
    }
}
