package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;

/**
 * A turn about the slice centre, even in ± the maximum, in degrees.
 *
 * @param maximumDegrees 0 to 180
 * @param probability that a slice is turned at all
 */
public record Rotation(double maximumDegrees, double probability) implements Augmentation {

    public Rotation {
        if (!(maximumDegrees >= 0 && maximumDegrees <= 180)) {
            throw new IllegalArgumentException("maximum_degrees (=" + maximumDegrees
                    + ") must lie in [0,180]; 180 already reaches every turn");
        }
        Draw.requireProbability("rotation", probability);
    }

    @Override
    public Transform sample(UniformRandomProvider random) {
        Transform drawn = new Transform.Rotated(Draw.between(-maximumDegrees, maximumDegrees, random));
        return Draw.withProbability(probability, random, drawn);
    }
}
