package org.hepar.lesion;

import org.hepar.volume.LabelMap;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Volume;

/**
 * Decides for each lesion candidate, a connected component of lesion voxels, whether it stays.
 *
 * <p>Labels of a rejected candidate become liver; no other voxel changes. No input is written.
 */
public sealed interface LesionFilter permits NoFilter {

    /**
     * The label map without the candidates that are rejected.
     *
     * @param labels liver and lesion candidates, on the grid of the image
     * @param lesion probabilities of the lesion network on the box that it saw, a part of the image's grid; class 1 is lesion
     * @param volume the image in HU, on the same grid
     */
    LabelMap apply(LabelMap labels, ProbabilityMap lesion, Volume volume);
}
