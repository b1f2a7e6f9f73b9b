package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.config.Requirements;

/**
 * A change of size about the slice centre, one factor for both axes, even between the limits.
 *
 * @param minimum smallest factor, above 0; below 1 shrinks the content
 * @param maximum largest factor
 * @param probability that a slice is scaled at all
 */
public record Scaling(double minimum, double maximum, double probability) implements Augmentation {

    public Scaling {
        Requirements requirements = new Requirements();
        Draw.requireAboveZero(requirements, "minimum", minimum, "0.9 shrinks by a tenth");
        requirements.require(maximum >= minimum && Double.isFinite(maximum), "maximum (=" + maximum + ") of scaling must be finite and at least minimum (=" + minimum
                    + "); swap them or raise maximum");
        Draw.requireProbability(requirements, "scaling", probability);
        requirements.check();
    }

    @Override
    public Transform sample(UniformRandomProvider random) {
        Transform drawn = new Transform.Scaled(Draw.between(minimum, maximum, random));
        return Draw.withProbability(probability, random, drawn);
    }
}
