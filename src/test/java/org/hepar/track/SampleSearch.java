package org.hepar.track;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plausible run of one fold whose liver is refined with settings that are searched for: what it records. */
final class SampleSearch {

    static final int TRIALS = 3;
    /** VOE of each trial, the first without refinement. */
    private static final double[] VOE = {0.12, 0.125, 0.09, 0.10};

    private SampleSearch() {
    }

    static void start(RunLog log, String experiment) {
        log.record("run_started", Map.of("run_id", "searched-01", "experiment", experiment, "parameters", Map.of("seed", 1)));
        log.record("cohort", Map.of("name", "phantom", "sha256", "ab12", "cases", List.of("1", "2", "3", "4", "5")));
        log.record("fold_started", Map.of("fold", "a", "training", List.of("1"), "validation", List.of("2", "3"), "test", List.of("4", "5")));
        Map<String, Object> fields = about();
        fields.putAll(Map.of("method", "random_search", "trials", TRIALS, "measure", "voe", "ranges", Map.of("position_mm", List.of(0.5, 8.0)), "cases", List.of("2", "3")));
        log.record("crf_search_started", fields);
    }

    static void trial(RunLog log, int number) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("2", VOE[number] - 0.01);
        values.put("3", VOE[number] + 0.01);
        Map<String, Object> fields = about();
        fields.putAll(Map.of("trial", number, "settings", number == 0 ? Map.of() : Map.of("position_mm", (double) number), "values", values, "mean", VOE[number], "seconds", 1.5));
        log.record("crf_trial", fields);
    }

    static void end(RunLog log) {
        Map<String, Object> found = about();
        found.putAll(Map.of("trial", 2, "settings", Map.of("position_mm", 2.0), "mean", 0.09, "lower", 0.08, "upper", 0.10, "mean_without", 0.12, "refinement", "fold-a/liver-refinement.yaml",
                "refinement_sha256", "cd"));
        log.record("crf_search_finished", found);
        scored(log, "4", 0.92, 0.94);
        scored(log, "5", 0.90, 0.96);
        log.record("fold_finished", Map.of("fold", "a", "metrics", Map.of("liver/dice_mean", 0.95)));
        log.record("summary", Map.of("metrics", Map.of("liver/dice_mean", 0.95)));
        log.record("run_finished", Map.of("status", "FINISHED"));
    }

    static void scored(RunLog log, String id, double before, double after) {
        log.record("case_scored", Map.of("fold", "a", "case", id, "liver", Map.of("dice", after), "refined", Map.of("liver", Map.of("before", Map.of("outcome", "measured", "dice", before, "voe", 0.2),
                "after", Map.of("outcome", "measured", "dice", after, "voe", 0.1), "changes", List.of(0.1, 0.01, 0.001), "added", 12, "removed", 3, "looked_at", 0.5))));
    }

    private static Map<String, Object> about() {
        return new LinkedHashMap<>(Map.of("fold", "a", "stage", "liver"));
    }
}
