package org.hepar.preprocess;

import java.util.List;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Volume;

/**
 * A step between the scanner's voxels and the network's input, the same in training and in use. It may change the
 * in-plane grid, never the number of slices; image and labels follow the same way.
 */
public sealed interface Preprocessing permits HuWindow, HistogramEqualisation, ResampleInPlane, ResizeInPlane {

    Volume apply(Volume volume);

    LabelMap apply(LabelMap labels);

    /** The steps in order. */
    static Volume apply(List<Preprocessing> steps, Volume volume) {
        Volume result = volume;
        for (Preprocessing step : steps) {
            result = step.apply(result);
        }
        return result;
    }

    /** The steps in order, on image and labels. */
    static LabelledVolume apply(List<Preprocessing> steps, LabelledVolume labelled) {
        LabelMap labels = labelled.labels();
        for (Preprocessing step : steps) {
            labels = step.apply(labels);
        }
        return new LabelledVolume(apply(steps, labelled.volume()), labels);
    }
}
