package org.hepar.crf;

import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Volume;

/** Leaves the network's probabilities as they are: the cascade without a conditional random field. */
public record NoRefinement() implements Refinement {

    @Override
    public ProbabilityMap refine(ProbabilityMap probability, Volume volume) {
        return probability;
    }
}
