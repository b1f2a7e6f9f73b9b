package org.hepar.cascade;

import java.util.List;
import org.hepar.crf.Refinement;
import org.hepar.preprocess.HistogramEqualisation;
import org.hepar.preprocess.HuWindow;
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
        requireWindowFirst(preprocessing);
    }

    /** Networks and equalisation take [0,1]: a window must come before any equalisation, and there must be one. */
    private static void requireWindowFirst(List<Preprocessing> steps) {
        for (Preprocessing step : steps) {
            if (step instanceof HuWindow) {
                return;
            }
            if (step instanceof HistogramEqualisation) {
                throw new IllegalArgumentException("preprocessing (=" + steps.size() + " steps) has histogram_equalisation before any hu_window; put a hu_window first");
            }
        }
        throw new IllegalArgumentException("preprocessing (=" + steps.size() + " steps) must hold a hu_window, which maps HU to [0,1]; "
                + "for example {type: hu_window, lower_hu: -100, upper_hu: 400}");
    }
}
