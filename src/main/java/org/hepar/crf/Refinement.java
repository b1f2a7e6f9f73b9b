package org.hepar.crf;

import java.util.List;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Volume;

/**
 * Gives each voxel new probabilities, from a network's and from the image.
 *
 * <p>The result lies on the grid of its input and has its classes, in [0,1] and summing to 1 in each voxel; neither input
 * is written.
 */
public sealed interface Refinement extends RefinementChoice permits NoRefinement, DenseCrf {

    /**
     * The refined probabilities and how they came about.
     *
     * @param probability as a network gives them
     * @param image its channels on the grid of the probabilities; of CT the one, in HU
     */
    Refined refine(ProbabilityMap probability, List<Volume> image);

    /** The refined probabilities, from an image of one channel. */
    default ProbabilityMap refine(ProbabilityMap probability, Volume image) {
        return refine(probability, List.of(image)).probability();
    }
}
