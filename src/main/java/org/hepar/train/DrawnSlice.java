package org.hepar.train;

import java.util.List;
import org.hepar.augment.LabelledSlice;
import org.hepar.augment.Transform;

/**
 * A slice as a step gets it: which one it is, what was drawn for it, and what came out.
 *
 * @param choice case and slice, by their places in the training set
 * @param transforms in their order; empty where the slice is shown unchanged
 */
record DrawnSlice(Sampling.Choice choice, List<Transform> transforms, LabelledSlice slice) {

    boolean shows(int label) {
        for (byte each : slice.labels()) {
            if (each == label) {
                return true;
            }
        }
        return false;
    }
}
