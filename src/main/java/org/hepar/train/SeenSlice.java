package org.hepar.train;

import java.util.List;
import org.hepar.augment.LabelledSlice;
import org.hepar.augment.Transform;

/**
 * A training slice before and after what was drawn for it.
 *
 * @param caseIndex place of its case among the training cases
 * @param slice its number, from 0
 * @param before as prepared
 * @param transforms as drawn, in their order
 * @param after as the network sees it
 */
public record SeenSlice(int caseIndex, int slice, LabelledSlice before, List<Transform> transforms, LabelledSlice after) {
}
