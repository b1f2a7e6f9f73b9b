package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * A change of size about the slice centre, one factor for both axes, even between the limits.
 *
 * @param minimum smallest factor, above 0; below 1 shrinks the content
 * @param maximum largest factor
 * @param probability that a slice is scaled at all
 */
public record Scaling(double minimum, double maximum, double probability) implements Augmentation {

    public Scaling {
        Draw.requireAboveZero("minimum", minimum, "0.9 shrinks by a tenth");
        if (!(maximum >= minimum && Double.isFinite(maximum))) {
            throw new IllegalArgumentException("maximum (=" + maximum + ") of scaling must be finite and at least minimum (=" + minimum
                    + "); swap them or raise maximum");
        }
        Draw.requireProbability("scaling", probability);
    }

    @Override
    public Transform sample(UniformRandomProvider random) {
        Transform drawn = new Transform.Scaled(Draw.between(minimum, maximum, random));
        return Draw.withProbability(probability, random, drawn);
    }
}
