package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.config.Requirements;

/**
 * A turn about the slice centre, even in ± the maximum, in degrees.
 *
 * @param maximumDegrees 0 to 180
 * @param probability that a slice is turned at all
 */
public record Rotation(double maximumDegrees, double probability) implements Augmentation {

    public Rotation {
        Requirements requirements = new Requirements();
        requirements.require(maximumDegrees >= 0 && maximumDegrees <= 180, "maximum_degrees (=" + maximumDegrees
                    + ") must lie in [0,180]; 180 already reaches every turn");
        Draw.requireProbability(requirements, "rotation", probability);
        requirements.check();
    }

    @Override
    public Transform sample(UniformRandomProvider random) {
        Transform drawn = new Transform.Rotated(Draw.between(-maximumDegrees, maximumDegrees, random));
        return Draw.withProbability(probability, random, drawn);
    }
}
