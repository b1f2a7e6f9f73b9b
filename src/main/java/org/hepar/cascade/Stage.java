package org.hepar.cascade;

import java.util.List;
import org.hepar.crf.Refinement;
import org.hepar.preprocess.Preprocessing;
import org.hepar.train.Training;

/**
 * One of the two networks with what stands before and after it.
 *
 * @param preprocessing from HU to the network's input, in order
 * @param training how the network is learned
 * @param refinement what improves its probabilities, on the grid of the image
 */
public record Stage(List<Preprocessing> preprocessing, Training training, Refinement refinement) {

    public Stage {
        preprocessing = List.copyOf(preprocessing);
    }
}
