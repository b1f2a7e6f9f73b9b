package org.hepar.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hepar.experiment.Run;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.DetectionAggregate;
import org.hepar.metric.Measure;
import org.hepar.report.Scores;

/** What scores came to, a line for each contract and structure; the report has the rest. */
final class Verdict {

    private Verdict() {
    }

    /** The lines of a run; none while no case is scored. */
    static List<String> of(Path runFolder) {
        return of(Scores.of(Run.read(runFolder)));
    }

    /** Each number is named with its contract, and with what was compared where there are several comparisons. */
    static List<String> of(Scores scores) {
        List<String> lines = new ArrayList<>();
        int name = scores.contracts().stream().mapToInt(String::length).max().orElse(0);
        int label = scores.labels().stream().mapToInt(String::length).max().orElse(0);
        for (String comparison : scores.comparisons()) {
            if (scores.comparisons().size() > 1) {
                lines.add(comparison.replace(":", " by ").replace('_', ' '));
            }
            for (String contract : scores.contracts()) {
                List<CaseScores> cases = scores.of(comparison, contract).stream().map(Scores.Row::scores).toList();
                for (String structure : scores.labels()) {
                    lines.add(String.format(Locale.ROOT, "%-" + name + "s  %-" + label + "s  ", contract, structure) + dice(cases, structure) + found(cases, structure));
                }
            }
        }
        if (!scores.refused().isEmpty()) {
            lines.add(cases(scores.refused().size()) + " could not be scored, in no number above");
        }
        return lines;
    }

    private static String cases(int n) {
        return n + (n == 1 ? " case" : " cases");
    }

    private static String dice(List<CaseScores> cases, String label) {
        Aggregate dice = Aggregate.over(cases, label, Measure.DICE);
        if (dice.used() == 0) {
            return "Dice undefined in " + (dice.undefined() == 1 ? "the only case" : "all " + dice.undefined() + " cases");
        }
        return (dice.used() == 1 ? String.format(Locale.ROOT, "Dice %.3f, 1 case", dice.mean())
                : String.format(Locale.ROOT, "Dice %.3f mean, %.3f median over %d cases", dice.mean(), dice.median(), dice.used()))
                + (dice.missed() == 0 ? "" : " (" + dice.missed() + " missed)") + (dice.undefined() == 0 ? "" : ", undefined in " + dice.undefined() + " more");
    }

    private static String found(List<CaseScores> cases, String label) {
        if (cases.stream().noneMatch(scores -> scores.of(label).detection().isPresent())) {
            return "";
        }
        DetectionAggregate counted = DetectionAggregate.over(cases, label);
        Detection pooled = counted.pooled();
        return String.format(Locale.ROOT, "; %d of %d %s%s found, %d false positive%s", pooled.found(), pooled.references(),
                label, pooled.references() == 1 ? "" : "s", pooled.falsePositives(), pooled.falsePositives() == 1 ? "" : "s")
                + (counted.undefinedCases().isEmpty() ? "" : ", " + cases(counted.undefinedCases().size()) + " without counts");
    }
}
