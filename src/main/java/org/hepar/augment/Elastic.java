package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.config.Requirements;

/**
 * A smooth random deformation in mm: Gaussian displacements smoothed by a cubic B-spline, which stands for the Gaussian
 * filter of Simard et al., <em>Best practices for convolutional neural networks</em>, ICDAR 2003, section 2.
 *
 * @param sigmaMm standard deviation of the smoothing kernel; bumps of the field are about twice as wide
 * @param magnitudeMm standard deviation of the displacement along each axis. Above a third of sigma the field begins to fold
 * @param probability that a slice is deformed at all
 */
public record Elastic(double sigmaMm, double magnitudeMm, double probability) implements Augmentation {

    public Elastic {
        Requirements requirements = new Requirements();
        Draw.requireAboveZero(requirements, "sigma_mm", sigmaMm, "8 mm bends on the scale of a liver segment");
        Draw.requireAtLeastZero(requirements, "magnitude_mm", magnitudeMm, "a quarter to a half of sigma_mm deforms visibly");
        Draw.requireProbability(requirements, "elastic", probability);
        requirements.check();
    }

    @Override
    public Transform sample(UniformRandomProvider random) {
        Transform drawn = new Transform.Deformed(sigmaMm, magnitudeMm, random.nextLong());
        return Draw.withProbability(probability, random, drawn);
    }
}
