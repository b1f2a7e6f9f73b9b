package org.hepar.augment;

import java.util.Objects;
import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.config.Requirements;

/**
 * A mirror image along one in-plane axis. The liver lies on the right of nearly everybody: flipping left and right
 * shows the network what it will not meet.
 *
 * @param axis along which pixels change places
 * @param probability that a slice is mirrored
 */
public record Flip(Axis axis, double probability) implements Augmentation {

    public Flip {
        Requirements requirements = new Requirements();
        Objects.requireNonNull(axis, "axis of flip is missing; give left_right or front_back");
        Draw.requireProbability(requirements, "flip", probability);
        requirements.check();
    }

    @Override
    public Transform sample(UniformRandomProvider random) {
        return Draw.withProbability(probability, random, new Transform.Flipped(axis));
    }
}
