package org.hepar.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.hepar.stat.Summary;
import org.hepar.volume.LabelMapping;

/**
 * Lesion counts over the cases of a cohort. Pooled (micro): every lesion weighs the same, whichever case it is in. By case (macro): the
 * mean over the cases that have a value. A case of which the contract has no counts is in neither, and is named.
 *
 * @param cases number of cases with counts
 * @param undefinedCases ids of the cases of which the rule gives no counts
 * @param references lesions of the references
 * @param referencesAtLeast10Mm large ones of them
 * @param found references found
 * @param foundAtLeast10Mm large ones of them
 * @param predictions predicted lesions
 * @param truePredictions predicted lesions that count as true
 * @param falsePositives predicted lesions that count as false
 * @param merges sum of merge errors
 * @param splits sum of split errors
 * @param meanDiceOfCorrespondences mean over all kept correspondences of all cases; NaN if there is none
 * @param sdDiceOfCorrespondences standard deviation of the same, dividing by n - 1; NaN for fewer than two
 * @param bySize counts of each size class; empty when the single lesions of a case were not recorded
 * @param macro the mean of each measure over the cases
 */
public record DetectionAggregate(int cases, List<String> undefinedCases, int references, int referencesAtLeast10Mm, int found,
                                 int foundAtLeast10Mm, int predictions, int truePredictions, int falsePositives, int merges, int splits,
                                 double meanDiceOfCorrespondences, double sdDiceOfCorrespondences, Map<SizeClass, SizeCount> bySize,
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
        Summary dice = Summary.of(counted.stream().flatMap(d -> d.diceOfCorrespondences().stream()).mapToDouble(Double::doubleValue).toArray());
        return new DetectionAggregate(counted.size(), undefinedCases, sum(counted, Detection::references), sum(counted, Detection::referencesAtLeast10Mm),
                sum(counted, Detection::found), sum(counted, Detection::foundAtLeast10Mm), sum(counted, Detection::predictions),
                sum(counted, Detection::truePredictions), sum(counted, Detection::falsePositives), sum(counted, Detection::merges),
                sum(counted, Detection::splits), dice.mean(), dice.standardDeviation(), bySize(counted), macro(all));
    }

    private static int sum(List<Detection> cases, ToIntFunction<Detection> count) {
        return cases.stream().mapToInt(count).sum();
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

    /** Share of the reference lesions that were found, 0 to 1; NaN without reference lesions. */
    public double recall() {
        return share(found, references);
    }

    /** Share of the large reference lesions that were found, 0 to 1; NaN without large ones. */
    public double recallAtLeast10Mm() {
        return share(foundAtLeast10Mm, referencesAtLeast10Mm);
    }

    /** Share of the predicted lesions that are true, 0 to 1; NaN without predicted lesions. */
    public double precision() {
        return share(truePredictions, truePredictions + falsePositives);
    }

    /** Harmonic mean of the pooled precision and recall, 0 to 1; NaN without lesions. */
    public double f1() {
        return Detection.f1(references, predictions, recall(), precision());
    }

    /** False positive lesions a case; NaN without cases. */
    public double falsePositivesPerCase() {
        return share(falsePositives, cases);
    }

    /** References that were not found. */
    public int missed() {
        return references - found;
    }

    private static double share(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
