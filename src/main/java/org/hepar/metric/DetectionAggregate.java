package org.hepar.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.stat.Summary;
import org.hepar.volume.LabelMapping;

/**
 * Lesion counts over the cases of a cohort. Pooled (micro): every lesion weighs the same, whichever case it is in. By case (macro): the
 * mean over the cases that have a value. A case of which the contract has no counts is in neither, and is named.
 *
 * @param cases number of cases with counts
 * @param undefinedCases ids of the cases of which the rule gives no counts
 * @param pooled the objects of all cases with counts as those of one case: counts summed, no single lesions
 * @param bySize counts of each size class; empty when the single lesions of a case were not recorded
 * @param macro the mean of each measure over the cases
 */
public record DetectionAggregate(int cases, List<String> undefinedCases, Detection pooled, Map<SizeClass, SizeCount> bySize,
                                 Map<DetectionMeasure, Macro> macro) {

    /**
     * A measure averaged over cases.
     *
     * @param mean NaN if no case has a value
     * @param used cases in the mean
     * @param undefined cases without a value
     */
    public record Macro(double mean, int used, int undefined) {
    }

    public DetectionAggregate {
        undefinedCases = List.copyOf(undefinedCases);
        bySize = bySize.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(bySize));
        macro = Collections.unmodifiableMap(new EnumMap<>(macro));
    }

    /** The lesions of the cases; refuses scores of different contracts. */
    public static DetectionAggregate over(List<CaseScores> cases) {
        return over(cases, LabelMapping.LESION);
    }

    /** The objects of a structure; cases without the structure, or whose contract does not count it, are left out. */
    public static DetectionAggregate over(List<CaseScores> cases, String label) {
        Aggregate.requireOneContract(cases);
        List<Detection> counted = new ArrayList<>();
        List<String> undefinedCases = new ArrayList<>();
        List<Detection> all = new ArrayList<>();
        for (CaseScores scores : cases) {
            Optional.ofNullable(scores.labels().get(label)).flatMap(LabelScore::detection).ifPresent(detection -> {
                all.add(detection);
                if (detection.undefined().isPresent()) {
                    undefinedCases.add(scores.caseId());
                } else {
                    counted.add(detection);
                }
            });
        }
        return new DetectionAggregate(counted.size(), undefinedCases, Detection.pooled(counted), bySize(counted), macro(all));
    }

    private static Map<SizeClass, SizeCount> bySize(List<Detection> cases) {
        List<Map<SizeClass, SizeCount>> each = cases.stream().map(Detection::bySize).toList();
        if (each.stream().anyMatch(Map::isEmpty)) {
            return Map.of();
        }
        Map<SizeClass, SizeCount> sum = new EnumMap<>(SizeCount.of(List.of()));
        each.forEach(counts -> counts.forEach((size, count) -> sum.merge(size, count, SizeCount::plus)));
        return sum;
    }

    private static Map<DetectionMeasure, Macro> macro(List<Detection> cases) {
        Map<DetectionMeasure, Macro> macro = new EnumMap<>(DetectionMeasure.class);
        for (DetectionMeasure measure : DetectionMeasure.values()) {
            double[] defined = cases.stream().mapToDouble(measure::of).filter(value -> !Double.isNaN(value)).toArray();
            macro.put(measure, new Macro(Summary.of(defined).mean(), defined.length, cases.size() - defined.length));
        }
        return macro;
    }

    /** False positive lesions a case; NaN without cases. */
    public double falsePositivesPerCase() {
        return cases == 0 ? Double.NaN : (double) pooled.falsePositives() / cases;
    }

    /** Standard deviation of the Dice of all kept correspondences, dividing by n - 1; NaN for fewer than two. */
    public double sdDiceOfCorrespondences() {
        return Summary.of(pooled.diceOfCorrespondences().stream().mapToDouble(Double::doubleValue).toArray()).standardDeviation();
    }
}
