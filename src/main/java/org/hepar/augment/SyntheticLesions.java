package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.config.Requirements;

/**
 * Lesions that are not there: smooth blobs of another intensity inside the organ, learned as lesions. A few patients show a few sizes and contrasts of
 * lesions only; a network trained on small ones takes a large one for something else. That networks learn from made lesions what serves on real ones
 * is shown by Hu et al., <em>Label-free liver tumor segmentation</em>, CVPR 2023; the shapes here are simpler.
 *
 * <p>For a network that looks for lesions they grow in {@link LabelledSlice#ORGAN} and become foreground; for one that looks for the organ they
 * grow in the foreground, which they stay. Slices that show neither are left as they are.
 *
 * @param most lesions in a slice; 1 to so many are drawn
 * @param minimumRadiusMm of the smallest, above 0
 * @param maximumRadiusMm of the largest; the logarithm of the radius is drawn evenly
 * @param minimumContrast lesion less organ, in units of the preprocessed image; below 0 for lesions darker than the liver
 * @param maximumContrast drawn evenly up to here
 * @param probability that a slice gets any
 */
public record SyntheticLesions(int most, double minimumRadiusMm, double maximumRadiusMm, double minimumContrast, double maximumContrast, double probability)
        implements Augmentation {

    public SyntheticLesions {
        Requirements requirements = new Requirements();
        requirements.require(most >= 1 && most <= 100, "most (=" + most + ") must be 1 to 100; 3 is usual");
        Draw.requireAboveZero(requirements, "minimum_radius_mm", minimumRadiusMm, "3 mm are the smallest lesions that a slice shows well");
        requirements.require(maximumRadiusMm >= minimumRadiusMm && Double.isFinite(maximumRadiusMm),
                "maximum_radius_mm (=" + maximumRadiusMm + ") must be finite and at least minimum_radius_mm (=" + minimumRadiusMm + ")");
        requirements.require(Double.isFinite(minimumContrast), "minimum_contrast (=" + minimumContrast + ") must be finite; -0.2 is 40 HU darker in a window of 200 HU");
        requirements.require(maximumContrast >= minimumContrast && Double.isFinite(maximumContrast),
                "maximum_contrast (=" + maximumContrast + ") must be finite and at least minimum_contrast (=" + minimumContrast + ")");
        Draw.requireProbability(requirements, "synthetic_lesions", probability);
        requirements.check();
    }

    @Override
    public Transform sample(UniformRandomProvider random) {
        Transform drawn = new Transform.Planted(1 + random.nextInt(most), minimumRadiusMm, maximumRadiusMm, minimumContrast, maximumContrast, random.nextLong());
        return Draw.withProbability(probability, random, drawn);
    }
}
