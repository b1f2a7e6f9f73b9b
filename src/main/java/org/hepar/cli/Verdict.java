package org.hepar.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.hepar.experiment.Run;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.DetectionAggregate;
import org.hepar.metric.Measure;
import org.hepar.metric.Structure;

/** What a run came to, in a line for the liver and one for the lesions; the report has the rest. */
final class Verdict {

    private Verdict() {
    }

    /** The lines of a run; none while no case is scored. */
    static List<String> of(Path runFolder) {
        return of(Run.read(runFolder).cases().stream().map(Run.ScoredCase::scores).toList());
    }

    static List<String> of(List<CaseScores> cases) {
        if (cases.isEmpty()) {
            return List.of();
        }
        DetectionAggregate lesions = DetectionAggregate.over(cases);
        return Stream.of(
                "liver   " + dice(cases, Structure.LIVER),
                "lesion  " + dice(cases, Structure.LESION) + String.format(Locale.ROOT, "; %d of %d lesions found, %d false positives",
                        lesions.found(), lesions.references(), lesions.falsePositives())).toList();
    }

    private static String dice(List<CaseScores> cases, Structure structure) {
        Aggregate dice = Aggregate.over(cases, structure, Measure.DICE);
        return String.format(Locale.ROOT, "Dice %.3f mean, %.3f median over %d cases", dice.mean(), dice.median(), cases.size())
                + (dice.missed() == 0 ? "" : " (" + dice.missed() + " of them missed)");
    }
}
