package org.hepar.augment;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;

/** A random change of training slices, as a distribution. What is drawn from it is a value that can be replayed. */
public sealed interface Augmentation permits Rotation, Translation, Scaling, Flip, Elastic, GaussianNoise, IntensityShift, SyntheticLesions {

    /**
     * Draws one change; {@link Transform.Unchanged} when the probability does not hit. Always takes the same number of
     * values from the generator, hit or not, so that another probability does not shift what others draw after it.
     */
    Transform sample(UniformRandomProvider random);

    /** One change from each, in order. */
    static List<Transform> sampleAll(List<Augmentation> augmentations, UniformRandomProvider random) {
        return augmentations.stream().map(one -> one.sample(random)).toList();
    }
}
