package org.hepar.metric;

import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** A number that says how well lesions were found, of one case and of all cases pooled. */
public enum DetectionMeasure {

    RECALL("lesion_recall", "Lesion recall", Undefined.NO_REFERENCE_LESION, Detection::recall),
    RECALL_AT_LEAST_10_MM("lesion_recall_at_least_10_mm", "Lesion recall >= 10 mm", Undefined.NO_LARGE_REFERENCE_LESION, Detection::recallAtLeast10Mm),
    PRECISION("lesion_precision", "Lesion precision", Undefined.NO_PREDICTED_LESION, Detection::precision),
    F1("lesion_f1", "Lesion F1", Undefined.NO_LESION, Detection::f1),
    FALSE_POSITIVES("false_positive_lesions", "False positives per case", Undefined.NOT_IN_CONTRACT, detection -> count(detection, detection.falsePositives())),
    MERGE_ERRORS("merge_errors", "Merge errors", Undefined.NOT_IN_CONTRACT, detection -> count(detection, detection.merges())),
    SPLIT_ERRORS("split_errors", "Split errors", Undefined.NOT_IN_CONTRACT, detection -> count(detection, detection.splits())),
    DICE_PER_CORRESPONDENCE("dice_per_correspondence", "Dice per correspondence", Undefined.NO_CORRESPONDENCE, Detection::meanDiceOfCorrespondences);

    private final String key;
    private final String label;
    private final Undefined withoutObjects;
    private final ToDoubleFunction<Detection> ofCase;

    DetectionMeasure(String key, String label, Undefined withoutObjects, ToDoubleFunction<Detection> ofCase) {
        this.key = key;
        this.label = label;
        this.withoutObjects = withoutObjects;
        this.ofCase = ofCase;
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

    /** Why a case has no value: the rule gives it no counts, or there is nothing to divide by; empty where it has one. */
    public Optional<Undefined> undefined(Detection detection) {
        return Double.isNaN(of(detection)) ? detection.undefined().or(() -> Optional.of(withoutObjects)) : Optional.empty();
    }

    /**
     * Of all cases as one (micro): every lesion, and for the Dice every correspondence, weighs the same; false positives a case, merge
     * and split errors in sum. NaN where it is not defined.
     */
    public double pooled(DetectionAggregate aggregate) {
        return this == FALSE_POSITIVES ? aggregate.falsePositivesPerCase() : of(aggregate.pooled());
    }

    private static double count(Detection detection, int count) {
        return detection.undefined().isPresent() ? Double.NaN : count;
    }
}
