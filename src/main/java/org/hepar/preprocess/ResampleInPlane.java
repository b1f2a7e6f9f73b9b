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

    public ResampleInPlane {
        if (!Double.isFinite(spacingMm) || spacingMm <= 0) {
            throw new IllegalArgumentException("spacing_mm (=" + spacingMm + ") must be finite and above 0; 1.5 to 3 is usual");
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
