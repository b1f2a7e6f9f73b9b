package org.hepar.augment;

/**
 * One drawn change of a slice: plain numbers, so that it can be printed, stored and replayed to equal bits. Spatial
 * ones act about the centre of the slice, in mm; {@link Transforms#apply} composes them into one interpolation.
 */
public sealed interface Transform {

    /** No change. */
    record Unchanged() implements Transform {
    }

    /** A turn about the slice centre; positive from the x axis towards the y axis, clockwise as a slice is shown. */
    record Rotated(double degrees) implements Transform {
    }

    /** A shift of the content by mm towards the back (y) and the patient's left (x). */
    record Translated(double yMm, double xMm) implements Transform {
    }

    /** The content enlarged about the slice centre; a factor below 1 shrinks it. */
    record Scaled(double factor) implements Transform {
    }

    /** Mirrored about the slice centre. */
    record Flipped(Axis axis) implements Transform {
    }

    /**
     * A smooth displacement, drawn anew from its seed each time it is applied.
     *
     * @param sigmaMm smoothness, as in {@link Elastic}
     * @param magnitudeMm standard deviation of the displacement along each axis
     */
    record Deformed(double sigmaMm, double magnitudeMm, long seed) implements Transform {
    }

    /** Gaussian noise, drawn anew from its seed each time it is applied; sigma in multiples of the slice's own. */
    record Noisy(double relativeSigma, long seed) implements Transform {
    }

    /**
     * Lesions grown in the organ, drawn anew from the seed each time they are applied; the rest as in {@link SyntheticLesions}.
     *
     * @param lesions how many
     */
    record Planted(int lesions, double minimumRadiusMm, double maximumRadiusMm, double minimumContrast, double maximumContrast, long seed) implements Transform {
    }

    /** Each value v becomes {@code scale * v + shift}. */
    record Rescaled(double scale, double shift) implements Transform {
    }
}
