package org.hepar.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepar.metric.CaseScores;
import org.hepar.metric.DetectionAggregate;
import org.hepar.metric.Measure;
import org.hepar.report.Summary.Average;
import org.hepar.report.Summary.Line;

/**
 * The rows of one comparison under one contract, and their lines of the summary: all that a column of a table may rest on.
 *
 * @param rows at least one
 */
record ScoreBlock(String comparison, String contract, List<Scores.Row> rows, List<Line> lines) {

    /** The blocks of all scores that have rows, comparison by comparison, contract by contract. */
    static List<ScoreBlock> of(Scores scores, Summary summary) {
        List<ScoreBlock> blocks = new ArrayList<>();
        for (String comparison : scores.comparisons()) {
            for (String contract : scores.contracts()) {
                List<Scores.Row> rows = scores.of(comparison, contract);
                if (!rows.isEmpty()) {
                    blocks.add(new ScoreBlock(comparison, contract, rows, summary.lines().stream()
                            .filter(line -> line.comparison().equals(comparison) && line.contract().equals(contract)).toList()));
                }
            }
        }
        return blocks;
    }

    List<CaseScores> cases() {
        return rows.stream().map(Scores.Row::scores).toList();
    }

    /** The structures scored. */
    List<String> labels() {
        return rows.stream().flatMap(row -> row.scores().labels().keySet().stream()).distinct().toList();
    }

    /** Those that are counted one by one. */
    List<String> counted() {
        return labels().stream().filter(label -> rows.stream().anyMatch(row -> row.scores().of(label).detection().isPresent())).toList();
    }

    /** The objects of a structure over all cases. */
    DetectionAggregate pooled(String label) {
        return DetectionAggregate.over(cases(), label);
    }

    /** The line of a measure; empty where the contract does not know it. */
    Optional<Line> find(String label, String measure, Average average) {
        return lines.stream().filter(line -> line.label().equals(label) && line.measure().equals(measure) && line.average() == average).findFirst();
    }

    /** The headline measures that the contract knows; Dice, where it knows none. */
    List<Measure> headline(String label) {
        List<Measure> known = Measure.headline().stream().filter(measure -> find(label, measure.key(), Average.MACRO).isPresent()).toList();
        return known.isEmpty() ? List.of(Measure.DICE) : known;
    }
}
