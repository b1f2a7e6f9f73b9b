package org.hepar.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.hepar.metric.Detection;
import org.hepar.metric.DetectionMeasure;
import org.hepar.metric.SizeClass;
import org.hepar.metric.SizeCount;
import org.hepar.stat.Bootstrap;
import org.hepar.stat.BootstrapInterval;

/**
 * How a {@link DetectionMeasure} is printed, and the interval of its pooled value: cases are drawn whole, because the lesions of a patient
 * resemble each other.
 *
 * @param measure what is measured
 * @param words in a table, behind the name of the objects
 * @param decimals as printed
 */
record LesionMeasure(DetectionMeasure measure, String words, int decimals) {

    static final List<LesionMeasure> ALL = Arrays.stream(DetectionMeasure.values()).map(LesionMeasure::of).toList();

    static LesionMeasure of(DetectionMeasure measure) {
        return switch (measure) {
            case RECALL -> new LesionMeasure(measure, "recall", 2);
            case RECALL_AT_LEAST_10_MM -> new LesionMeasure(measure, "recall, ≥ 10 mm", 2);
            case PRECISION -> new LesionMeasure(measure, "precision", 2);
            case F1 -> new LesionMeasure(measure, "F1", 2);
            case FALSE_POSITIVES -> new LesionMeasure(measure, "false positives per case", 1);
            case MERGE_ERRORS -> new LesionMeasure(measure, "merge errors per case", 2);
            case SPLIT_ERRORS -> new LesionMeasure(measure, "split errors per case", 2);
            case DICE_PER_CORRESPONDENCE -> new LesionMeasure(measure, "Dice per correspondence", 3);
        };
    }

    /** The measure of a key; nothing for other keys. */
    static Optional<LesionMeasure> named(String key) {
        return ALL.stream().filter(known -> known.key().equals(key)).findFirst();
    }

    String key() {
        return measure.key();
    }

    /** Whether pooling gives another number than the mean over the cases. */
    boolean isPooled() {
        return measure != DetectionMeasure.FALSE_POSITIVES && measure != DetectionMeasure.MERGE_ERRORS && measure != DetectionMeasure.SPLIT_ERRORS;
    }

    /** The interval of the pooled value over the cases of which the rule gives counts. */
    BootstrapInterval pooledInterval(Bootstrap bootstrap, List<Detection> cases) {
        return switch (measure) {
            case RECALL -> ratio(bootstrap, cases, Detection::found, Detection::references);
            case RECALL_AT_LEAST_10_MM -> ratio(bootstrap, cases, Detection::foundAtLeast10Mm, Detection::referencesAtLeast10Mm);
            case PRECISION -> ratio(bootstrap, cases, Detection::truePredictions, d -> d.truePredictions() + d.falsePositives());
            case F1 -> bootstrap.ofMembers(cases.size(), members -> f1(Arrays.stream(members).mapToObj(cases::get).toList()));
            case FALSE_POSITIVES -> ratio(bootstrap, cases, Detection::falsePositives, d -> 1);
            case MERGE_ERRORS -> ratio(bootstrap, cases, Detection::merges, d -> 1);
            case SPLIT_ERRORS -> ratio(bootstrap, cases, Detection::splits, d -> 1);
            case DICE_PER_CORRESPONDENCE -> ratio(bootstrap, cases, d -> d.diceOfCorrespondences().stream().mapToDouble(dice -> dice).sum(),
                    d -> d.diceOfCorrespondences().size());
        };
    }

    /** F1 of the counts of these cases together. */
    private static double f1(List<Detection> cases) {
        int references = 0;
        int found = 0;
        int predictions = 0;
        int truePredictions = 0;
        int falsePositives = 0;
        for (Detection each : cases) {
            references += each.references();
            found += each.found();
            predictions += each.predictions();
            truePredictions += each.truePredictions();
            falsePositives += each.falsePositives();
        }
        return new Detection(references, 0, found, 0, predictions, truePredictions, falsePositives, 0, 0, List.of(), List.of()).f1();
    }

    /** A ratio of two counts over all cases. */
    static BootstrapInterval ratio(Bootstrap bootstrap, List<Detection> cases, ToDoubleFunction<Detection> part, ToDoubleFunction<Detection> whole) {
        return bootstrap.ofRatio(cases.stream().mapToDouble(part).toArray(), cases.stream().mapToDouble(whole).toArray());
    }

    /** The counts of a size class in a case; none where single lesions were not recorded. */
    static SizeCount count(Detection detection, SizeClass size) {
        Map<SizeClass, SizeCount> counts = detection.bySize();
        return counts.getOrDefault(size, new SizeCount(0, 0, 0, 0));
    }
}
