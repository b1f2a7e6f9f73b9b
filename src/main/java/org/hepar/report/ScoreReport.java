package org.hepar.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Collections;
import org.hepar.metric.Contract;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Outcome;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;

/**
 * What is written about a scored folder: {@code cases.csv}, {@code lesions.csv}, {@code summary.csv}, {@code report.html} (one page that holds
 * everything, pictures too) and {@code figures/}. Writing equal scores twice gives equal bytes.
 *
 * @param title head of the page
 * @param facts what a reader has to know of how the numbers came about, by name: folders, label mapping, command, version
 * @param contracts in the order of the tables; the first is the headline
 * @param scores all rows
 * @param notScored cases that could not be scored, a line each with its reason
 * @param drawn cases to show in pictures, the worst first
 * @param warnings a line each
 */
public record ScoreReport(String title, Map<String, String> facts, List<Contract> contracts, Scores scores, List<String> notScored,
                          List<Drawn> drawn, List<String> warnings) {

    public ScoreReport {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        contracts = List.copyOf(contracts);
        notScored = List.copyOf(notScored);
        drawn = List.copyOf(drawn);
        warnings = List.copyOf(warnings);
    }

    /** A case to be shown: only the slices that are drawn are kept, so that the masks themselves need not be. */
    public record Drawn(String caseId, String comparison, List<View> views) {

        /**
         * Keeps what is drawn of a case.
         *
         * @param reference drawn as the outline
         * @param prediction compared with it; on the same grid
         * @param image HU, on the same grid; without one the masks are drawn on a dark ground
         */
        public static Drawn of(String caseId, String comparison, Structures reference, Structures prediction, Optional<Volume> image) {
            return new Drawn(caseId, comparison, List.of());
        }
    }

    /**
     * The rows with the lowest Dice of the label that is named last, the lowest first, under the first contract and in the first comparison; ties by
     * case id. Cases where there was rightly nothing to find, and those without Dice, are left out.
     */
    public static List<Scores.Row> worst(Scores scores, int n) {
        if (scores.rows().isEmpty()) {
            return List.of();
        }
        String label = scores.labels().get(scores.labels().size() - 1);
        return scores.of(scores.comparisons().get(0), scores.contracts().get(0)).stream().filter(row -> {
            LabelScore score = row.scores().labels().get(label);
            return score != null && score.outcome() != Outcome.BOTH_EMPTY && !Double.isNaN(score.dice());
        }).sorted(Comparator.comparingDouble((Scores.Row row) -> row.scores().of(label).dice()).thenComparing(row -> row.scores().caseId())).limit(n).toList();
    }

    /** Writes everything into a folder, which is made where it is not there yet; the files written. */
    public List<Path> write(Path folder) {
        List<Path> files = new ArrayList<>(scores.write(folder));
        Path summary = folder.resolve(Summary.FILE);
        Summary.of(scores).write(summary);
        files.add(summary);
        Path page = folder.resolve("report.html");
        Aside.write(page, "<!DOCTYPE html>\n<title>" + Html.escape(title) + "</title>\n");
        files.add(page);
        return files;
    }
}
