package org.hepar.crf;

import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Volume;

/**
 * Gives each voxel new probabilities, from a network's and from the image.
 *
 * <p>The result lies on the grid of its input and has its classes, in [0,1] and summing to 1 in each voxel; neither input
 * is written.
 */
public sealed interface Refinement permits NoRefinement, DenseCrf {

    /**
     * The refined probabilities.
     *
     * @param probability as the network gives them
     * @param volume the image in HU, on the same grid
     */
    ProbabilityMap refine(ProbabilityMap probability, Volume volume);
}
