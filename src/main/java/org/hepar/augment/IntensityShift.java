package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.config.Requirements;

/**
 * A random contrast and brightness of the whole image: {@code v} becomes {@code scale * v + shift}, scale normal about
 * 1 and shift normal about 0, in units of the preprocessed image. Values are not clipped.
 *
 * @param scaleSigma standard deviation of the scale
 * @param shiftSigma standard deviation of the shift
 * @param probability that a slice is changed at all
 */
public record IntensityShift(double scaleSigma, double shiftSigma, double probability) implements Augmentation {

    public IntensityShift {
        Requirements requirements = new Requirements();
        Draw.requireAtLeastZero(requirements, "scale_sigma", scaleSigma, "0.1 changes the contrast by a tenth");
        Draw.requireAtLeastZero(requirements, "shift_sigma", shiftSigma, "0.1 is a tenth of the image's range");
        Draw.requireProbability(requirements, "intensity_shift", probability);
        requirements.check();
    }

    @Override
    public Transform sample(UniformRandomProvider random) {
        Gaussians normal = new Gaussians(random.nextLong());
        Transform drawn = new Transform.Rescaled(1 + scaleSigma * normal.next(), shiftSigma * normal.next());
        return Draw.withProbability(probability, random, drawn);
    }
}
