package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.config.Requirements;

/**
 * Gaussian noise on each pixel of the image, its standard deviation in multiples of the slice's own (each channel by
 * itself). Christ et al. 2017 use 1, the standard deviation of the slice. Values are not clipped.
 *
 * @param relativeSigma at least 0
 * @param probability that a slice gets noise at all
 */
public record GaussianNoise(double relativeSigma, double probability) implements Augmentation {

    public GaussianNoise {
        Requirements requirements = new Requirements();
        Draw.requireAtLeastZero(requirements, "relative_sigma", relativeSigma, "0.1 adds a tenth of the slice's own standard deviation");
        Draw.requireProbability(requirements, "gaussian_noise", probability);
        requirements.check();
    }

    @Override
    public Transform sample(UniformRandomProvider random) {
        Transform drawn = new Transform.Noisy(relativeSigma, random.nextLong());
        return Draw.withProbability(probability, random, drawn);
    }
}
