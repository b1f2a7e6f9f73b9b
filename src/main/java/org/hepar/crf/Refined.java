package org.hepar.crf;

import java.util.List;
import java.util.Optional;
import org.hepar.volume.Box;
import org.hepar.volume.ProbabilityMap;

/**
 * What a dense CRF made of probabilities, and how it came to rest.
 *
 * @param probability on the grid of its input
 * @param changes for each iteration, the mean |ΔQ| over classes and voxels looked at: large numbers at the end say that it had not come to rest
 * @param box the voxels looked at; empty when nothing was uncertain, and then nothing was changed
 */
public record Refined(ProbabilityMap probability, List<Double> changes, Optional<Box> box) {

    public Refined {
        changes = List.copyOf(changes);
    }
}
