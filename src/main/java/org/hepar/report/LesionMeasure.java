package org.hepar.report;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.hepar.metric.Detection;
import org.hepar.stat.Summary;

/**
 * What is said of the lesions of a case one by one, and of those of all cases pooled: a ratio of two counts. The ratio of a case is
 * undefined where its second count is 0; the pooled ratio is that of both sums (micro), beside the mean over the cases (macro).
 */
enum LesionMeasure {

    RECALL("lesion_recall", "recall", 2, Detection::found, Detection::references),
    RECALL_AT_LEAST_10_MM("lesion_recall_at_least_10_mm", "recall, ≥ 10 mm", 2, Detection::foundAtLeast10Mm, Detection::referencesAtLeast10Mm),
    PRECISION("lesion_precision", "precision", 2, Detection::truePredictions, d -> d.truePredictions() + d.falsePositives()),
    /** Harmonic mean of precision and recall, which are ratios of different counts: it has no ratio of its own. */
    F1("lesion_f1", "F1", 2, d -> Double.NaN, d -> Double.NaN),
    DICE_PER_CORRESPONDENCE("dice_per_correspondence", "Dice per correspondence", 3, d -> d.diceOfCorrespondences().stream().mapToDouble(dice -> dice).sum(),
            d -> d.diceOfCorrespondences().size()),
    FALSE_POSITIVES("false_positive_lesions", "false positives per case", 1, Detection::falsePositives, d -> 1),
    MERGE_ERRORS("merge_errors", "merge errors per case", 2, Detection::merges, d -> 1),
    SPLIT_ERRORS("split_errors", "split errors per case", 2, Detection::splits, d -> 1);

    private final String key;
    private final String words;
    private final int decimals;
    private final ToDoubleFunction<Detection> part;
    private final ToDoubleFunction<Detection> whole;

    LesionMeasure(String key, String words, int decimals, ToDoubleFunction<Detection> part, ToDoubleFunction<Detection> whole) {
        this.key = key;
        this.words = words;
        this.decimals = decimals;
        this.part = part;
        this.whole = whole;
    }

    /** Its column in {@code cases.csv} and its name in {@code summary.csv}. */
    String key() {
        return key;
    }

    String words() {
        return words;
    }

    int decimals() {
        return decimals;
    }

    double part(Detection detection) {
        return part.applyAsDouble(detection);
    }

    double whole(Detection detection) {
        return whole.applyAsDouble(detection);
    }

    /** Of a single case; NaN where it is undefined. */
    double of(Detection detection) {
        return this == F1 ? detection.f1() : whole(detection) == 0 ? Double.NaN : part(detection) / whole(detection);
    }

    /** Of the lesions of all cases at once; its spread is that of the correspondences where the measure is theirs, and none otherwise. */
    Summary pooled(List<Detection> detections) {
        Detection all = sum(detections);
        return this == DICE_PER_CORRESPONDENCE ? Summary.of(all.diceOfCorrespondences().stream().mapToDouble(dice -> dice).toArray())
                : new Summary(1, of(all), Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /** The counts of all cases as if they were one. */
    static Detection sum(List<Detection> detections) {
        ToIntFunction<ToIntFunction<Detection>> sum = count -> detections.stream().mapToInt(count).sum();
        return new Detection(sum.applyAsInt(Detection::references), sum.applyAsInt(Detection::referencesAtLeast10Mm), sum.applyAsInt(Detection::found),
                sum.applyAsInt(Detection::foundAtLeast10Mm), sum.applyAsInt(Detection::predictions), sum.applyAsInt(Detection::truePredictions),
                sum.applyAsInt(Detection::falsePositives), sum.applyAsInt(Detection::merges), sum.applyAsInt(Detection::splits),
                detections.stream().flatMap(each -> each.diceOfCorrespondences().stream()).toList(), List.of());
    }

    /** Whether pooling gives another number than the mean over the cases. */
    boolean isPooled() {
        return this != FALSE_POSITIVES && this != MERGE_ERRORS && this != SPLIT_ERRORS;
    }
}
