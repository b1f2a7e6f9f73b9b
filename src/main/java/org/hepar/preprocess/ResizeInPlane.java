package org.hepar.preprocess;

import org.hepar.volume.LabelMap;
import org.hepar.volume.Volume;
import org.hepar.voxel.Resampling;

/**
 * Brings slices to a number of pixels over the same field of view, whatever size in mm the pixels then have. Pixels need
 * not come out square.
 *
 * @param height rows of a slice
 * @param width columns of a slice
 */
public record ResizeInPlane(int height, int width) implements Preprocessing {

    public ResizeInPlane {
        if (height < 1 || width < 1 || height > 8192 || width > 8192) {
            throw new IllegalArgumentException("height (=" + height + ") and width (=" + width
                    + ") must be from 1 to 8192 pixels; 256 is usual");
        }
    }

    @Override
    public Volume apply(Volume volume) {
        return Resampling.inPlane(volume, height, width);
    }

    @Override
    public LabelMap apply(LabelMap labels) {
        return Resampling.inPlane(labels, height, width);
    }
}
