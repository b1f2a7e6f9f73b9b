package org.hepar.metric;

import java.util.List;

/**
 * A set of reference lesions and a set of predicted lesions that answer to each other.
 *
 * @param references T_ref: component ids of the reference, ascending
 * @param predictions T_out: component ids of the prediction, ascending
 * @param dice of the two sets' voxels, 0 to 1
 */
public record Correspondence(List<Integer> references, List<Integer> predictions, double dice) {

    public Correspondence {
        if (references.isEmpty() || predictions.isEmpty()) {
            throw new IllegalArgumentException("correspondence of references (=" + references + ") and predictions (=" + predictions
                    + ") needs at least one lesion on either side");
        }
        references = List.copyOf(references);
        predictions = List.copyOf(predictions);
    }

    /** Reference lesions too few on the predicted side: |T_ref| - 1. */
    public int mergeError() {
        return references.size() - 1;
    }

    /** Predicted lesions too many: |T_out| - |T_ref|, at least 0. */
    public int splitError() {
        return Math.max(0, predictions.size() - references.size());
    }
}
