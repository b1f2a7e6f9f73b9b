package org.hepar.metric;

import java.util.function.ToDoubleFunction;

/** A number that says how well lesions were found, of one case and of all cases pooled. */
public enum DetectionMeasure {

    RECALL("lesion_recall", "Lesion recall", Detection::recall, DetectionAggregate::recall),
    RECALL_AT_LEAST_10_MM("lesion_recall_at_least_10_mm", "Lesion recall >= 10 mm", Detection::recallAtLeast10Mm,
            DetectionAggregate::recallAtLeast10Mm),
    PRECISION("lesion_precision", "Lesion precision", Detection::precision, DetectionAggregate::precision),
    F1("lesion_f1", "Lesion F1", Detection::f1, DetectionAggregate::f1),
    FALSE_POSITIVES("false_positive_lesions", "False positives per case", detection -> count(detection, detection.falsePositives()),
            DetectionAggregate::falsePositivesPerCase),
    MERGE_ERRORS("merge_errors", "Merge errors", detection -> count(detection, detection.merges()), DetectionAggregate::merges),
    SPLIT_ERRORS("split_errors", "Split errors", detection -> count(detection, detection.splits()), DetectionAggregate::splits),
    DICE_PER_CORRESPONDENCE("dice_per_correspondence", "Dice per correspondence", Detection::meanDiceOfCorrespondences,
            DetectionAggregate::meanDiceOfCorrespondences);

    private final String key;
    private final String label;
    private final ToDoubleFunction<Detection> ofCase;
    private final ToDoubleFunction<DetectionAggregate> pooled;

    DetectionMeasure(String key, String label, ToDoubleFunction<Detection> ofCase, ToDoubleFunction<DetectionAggregate> pooled) {
        this.key = key;
        this.label = label;
        this.ofCase = ofCase;
        this.pooled = pooled;
    }

    /** Its column in files. */
    public String key() {
        return key;
    }

    /** Its name in a table. */
    public String label() {
        return label;
    }

    /** Of one case; NaN where it is not defined. */
    public double of(Detection detection) {
        return ofCase.applyAsDouble(detection);
    }

    /**
     * Of all cases as one (micro): every lesion, and for the Dice every correspondence, weighs the same; false positives a case, merge
     * and split errors in sum. NaN where it is not defined.
     */
    public double pooled(DetectionAggregate aggregate) {
        return pooled.applyAsDouble(aggregate);
    }

    private static double count(Detection detection, int count) {
        return detection.undefined().isPresent() ? Double.NaN : count;
    }
}
