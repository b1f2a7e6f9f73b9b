package org.hepar.execute;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.DetectionAggregate;
import org.hepar.metric.Measure;
import org.hepar.metric.Structure;

/** The final figures of a run by name, such as {@code liver/dice_mean} or {@code lesion/recall}; undefined ones are left out. */
final class Headline {

    private Headline() {
    }

    static Map<String, Double> of(List<CaseScores> cases) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (cases.isEmpty()) {
            return metrics;
        }
        for (Structure structure : Structure.values()) {
            for (Measure measure : Measure.headline()) {
                Aggregate aggregate = Aggregate.over(cases, structure, measure);
                String name = structure.key() + "/" + measure.key();
                put(metrics, name + "_mean", aggregate.mean());
                put(metrics, name + "_median", aggregate.median());
            }
        }
        DetectionAggregate detection = DetectionAggregate.over(cases);
        put(metrics, "lesion/recall", detection.recall());
        put(metrics, "lesion/recall_at_least_10_mm", detection.recallAtLeast10Mm());
        put(metrics, "lesion/false_positives_per_case", detection.falsePositivesPerCase());
        put(metrics, "cases", cases.size());
        return metrics;
    }

    private static void put(Map<String, Double> metrics, String name, double value) {
        if (!Double.isNaN(value)) {
            metrics.put(name, value);
        }
    }
}
