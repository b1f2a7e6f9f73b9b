package org.hepar.lesion;

import org.hepar.volume.LabelMap;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Volume;

/** Keeps every candidate: the cascade without a lesion filter. */
public record NoFilter() implements LesionFilter {

    @Override
    public LabelMap apply(LabelMap labels, ProbabilityMap lesion, Volume volume) {
        return labels;
    }
}
