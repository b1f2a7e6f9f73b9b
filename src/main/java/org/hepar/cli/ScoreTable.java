package org.hepar.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Measure;
import org.hepar.report.Scores;
import org.hepar.stat.Summary;

/** What scores came to, a few lines for each comparison and contract; the page has the rest. */
final class ScoreTable {

    private ScoreTable() {
    }

    static List<String> of(Scores scores) {
        List<String> lines = new ArrayList<>();
        for (String comparison : scores.comparisons()) {
            for (String contract : scores.contracts()) {
                List<CaseScores> cases = scores.of(comparison, contract).stream().map(Scores.Row::scores).toList();
                lines.add((scores.comparisons().size() == 1 ? "" : comparison.replace(":", " by ").replace('_', ' ') + ", ") + contract + ", " + cases.size()
                        + (cases.size() == 1 ? " case" : " cases"));
                for (String label : scores.labels()) {
                    lines.add(label(label, cases.stream().map(one -> one.of(label)).toList()));
                }
            }
        }
        return lines;
    }

    private static String label(String label, List<LabelScore> scores) {
        List<String> parts = new ArrayList<>();
        for (Measure measure : Measure.headline()) {
            double[] defined = scores.stream().mapToDouble(measure::of).filter(value -> !Double.isNaN(value)).toArray();
            if (defined.length > 0) {
                int undefined = scores.size() - defined.length;
                parts.add(String.format(Locale.ROOT, measure.unit().isEmpty() ? "%s %.3f" : "%s %.2f mm", measure.label(), Summary.of(defined).mean())
                        + (undefined == 0 ? "" : " (" + undefined + " undefined)"));
            }
        }
        List<Detection> counted = scores.stream().flatMap(score -> score.detection().stream()).toList();
        if (!counted.isEmpty()) {
            parts.add(String.format(Locale.ROOT, "%d of %d found, %d false positives", counted.stream().mapToInt(Detection::found).sum(),
                    counted.stream().mapToInt(Detection::references).sum(), counted.stream().mapToInt(Detection::falsePositives).sum()));
        }
        return String.format(Locale.ROOT, "  %-8s", label) + String.join(", ", parts);
    }
}
