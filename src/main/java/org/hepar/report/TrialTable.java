package org.hepar.report;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.hepar.experiment.Run.Trial;

/**
 * {@code crf-trials.csv}: a row a trial of each search, with its settings, the measure's mean over the validation cases (undefined values being the worst) and
 * its value in each; in the stored unit, an empty cell where a search does not have the column or the value is undefined.
 */
final class TrialTable {

    static final String FILE = "crf-trials.csv";

    private TrialTable() {
    }

    static String text(List<FoldSearch> searches) {
        TreeSet<String> keys = new TreeSet<>();
        TreeSet<String> cases = new TreeSet<>();
        searches.forEach(found -> {
            keys.addAll(found.search().ranges().keySet());
            cases.addAll(found.search().cases());
        });
        List<String> head = new ArrayList<>(List.of("fold", "stage", "method", "trial", "chosen"));
        head.addAll(keys);
        head.addAll(List.of("measure", "mean", "seconds"));
        cases.forEach(id -> head.add("case_" + id));
        List<List<String>> rows = new ArrayList<>();
        for (FoldSearch found : searches) {
            for (Trial trial : found.search().trials()) {
                List<String> cells = new ArrayList<>(List.of(found.fold(), found.search().stage(), found.search().method(), String.valueOf(trial.number()),
                        trial.number() == found.search().chosen() ? "yes" : "no"));
                keys.forEach(key -> cells.add(Csv.number(trial.settings().getOrDefault(key, Double.NaN))));
                cells.addAll(List.of(found.search().measure(), Csv.number(trial.mean()), Csv.number(trial.seconds())));
                cases.forEach(id -> cells.add(Csv.number(trial.values().getOrDefault(id, Double.NaN))));
                rows.add(cells);
            }
        }
        return Csv.text(head, rows);
    }
}
