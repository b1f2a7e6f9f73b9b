package org.hepar.preprocess;

import org.hepar.volume.LabelMap;
import org.hepar.volume.Volume;

/**
 * Clips to a window of intensities, in HU, and maps the window linearly to [0,1]: Christ et al. 2017 take -100 to 400 HU,
 * which leaves out the differences within air and within dense bone.
 *
 * @param lowerHu becomes 0, and so does everything below
 * @param upperHu becomes 1, and so does everything above
 */
public record HuWindow(double lowerHu, double upperHu) implements Preprocessing {

    public HuWindow {
        if (!Double.isFinite(lowerHu) || !Double.isFinite(upperHu) || lowerHu >= upperHu) {
            throw new IllegalArgumentException("lower_hu (=" + lowerHu + ") must be below upper_hu (=" + upperHu
                    + ") and both finite; Christ et al. 2017 use -100 and 400");
        }
    }

    @Override
    public Volume apply(Volume volume) {
        float[] hu = volume.voxels();
        float[] result = new float[hu.length];
        double scale = 1 / (upperHu - lowerHu);
        for (int i = 0; i < hu.length; i++) {
            result[i] = (float) Math.min(1, Math.max(0, (hu[i] - lowerHu) * scale));
        }
        return new Volume(volume.grid(), result);
    }

    /** The image in HU with everything beyond the window at its ends. */
    public Volume clip(Volume volume) {
        float[] hu = volume.voxels().clone();
        for (int i = 0; i < hu.length; i++) {
            hu[i] = (float) Math.min(upperHu, Math.max(lowerHu, hu[i]));
        }
        return new Volume(volume.grid(), hu);
    }

    @Override
    public LabelMap apply(LabelMap labels) {
        return labels;
    }
}
