package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.config.Requirements;

/**
 * A shift, even in ± the maximum along each in-plane axis, in mm.
 *
 * @param maximumMm at least 0
 * @param probability that a slice is shifted at all
 */
public record Translation(double maximumMm, double probability) implements Augmentation {

    public Translation {
        Requirements requirements = new Requirements();
        Draw.requireAtLeastZero(requirements, "maximum_mm", maximumMm, "a slice of a patient is about 400 mm wide");
        Draw.requireProbability(requirements, "translation", probability);
        requirements.check();
    }

    @Override
    public Transform sample(UniformRandomProvider random) {
        double yMm = Draw.between(-maximumMm, maximumMm, random);
        double xMm = Draw.between(-maximumMm, maximumMm, random);
        return Draw.withProbability(probability, random, new Transform.Translated(yMm, xMm));
    }
}
