package org.hepar.execute;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.DetectionAggregate;
import org.hepar.metric.Measure;
import org.hepar.report.Scores;
import org.hepar.volume.LabelMapping;

/**
 * The final figures of a run by name, such as {@code liver/dice_mean} or {@code lesion/recall} under the first contract, and
 * {@code lits_2017/liver/dice_mean} under a further one; undefined ones are left out.
 */
final class Headline {

    private Headline() {
    }

    static Map<String, Double> of(Scores scores) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (String contract : scores.contracts()) {
            String prefix = contract.equals(scores.contracts().get(0)) ? "" : contract + "/";
            of(scores.of(Scores.PREDICTION, contract).stream().map(Scores.Row::scores).toList()).forEach((name, value) -> metrics.put(prefix + name, value));
        }
        if (!metrics.isEmpty()) {
            metrics.put("cases", (double) scores.of(Scores.PREDICTION, scores.contracts().get(0)).size());
        }
        return metrics;
    }

    private static Map<String, Double> of(List<CaseScores> cases) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (String label : List.of(LabelMapping.LIVER, LabelMapping.LESION)) {
            for (Measure measure : Measure.headline()) {
                Aggregate aggregate = Aggregate.over(cases, label, measure);
                put(metrics, label + "/" + measure.key() + "_mean", aggregate.mean());
                put(metrics, label + "/" + measure.key() + "_median", aggregate.median());
            }
        }
        if (cases.stream().anyMatch(scores -> scores.lesion().detection().isPresent())) {
            DetectionAggregate detection = DetectionAggregate.over(cases);
            put(metrics, "lesion/recall", detection.pooled().recall());
            put(metrics, "lesion/recall_at_least_10_mm", detection.pooled().recallAtLeast10Mm());
            put(metrics, "lesion/false_positives_per_case", detection.falsePositivesPerCase());
        }
        return metrics;
    }

    private static void put(Map<String, Double> metrics, String name, double value) {
        if (!Double.isNaN(value)) {
            metrics.put(name, value);
        }
    }
}
