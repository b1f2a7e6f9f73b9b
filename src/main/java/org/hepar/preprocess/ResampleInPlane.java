package org.hepar.preprocess;

import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Volume;
import org.hepar.voxel.Resampling;

/**
 * Brings the pixels of a slice to a size in mm, square. The field of view is kept and the number of pixels is whole, so
 * the pixels come out up to half a pixel's share of the slice off the size that was asked for.
 *
 * @param spacingMm distance of pixel centres along both axes of a slice
 */
public record ResampleInPlane(double spacingMm) implements Preprocessing {

    /** A slice of 500 mm has 10,000 pixels a side at that; no CT is finer. */
    private static final double FINEST_MM = 0.05;

    public ResampleInPlane {
        if (!(spacingMm >= FINEST_MM && Double.isFinite(spacingMm))) {
            throw new IllegalArgumentException("spacing_mm (=" + spacingMm + ") must be finite and at least " + FINEST_MM + "; 1.5 to 3 is usual");
        }
    }

    @Override
    public Volume apply(Volume volume) {
        return Resampling.inPlane(volume, height(volume.grid()), width(volume.grid()));
    }

    @Override
    public LabelMap apply(LabelMap labels) {
        return Resampling.inPlane(labels, height(labels.grid()), width(labels.grid()));
    }

    private int height(Grid grid) {
        return pixels(grid.size().y() * grid.spacing().y());
    }

    private int width(Grid grid) {
        return pixels(grid.size().x() * grid.spacing().x());
    }

    private int pixels(double lengthMm) {
        return (int) Math.max(1, Math.round(lengthMm / spacingMm));
    }
}
