package org.hepar.crf;

import java.util.List;
import java.util.Optional;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Volume;

/** Leaves the network's probabilities as they are: the cascade without a conditional random field. */
public record NoRefinement() implements Refinement {

    @Override
    public Refined refine(ProbabilityMap probability, List<Volume> image) {
        return new Refined(probability, List.of(), Optional.empty());
    }
}
