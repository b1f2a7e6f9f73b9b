package org.hepar.cascade;

import java.util.ArrayList;
import java.util.List;
import org.hepar.config.Yaml;
import org.hepar.crf.Refinement;
import org.hepar.net.Layers;
import org.hepar.net.Network;
import org.hepar.preprocess.HistogramEqualisation;
import org.hepar.preprocess.HuWindow;
import org.hepar.preprocess.Preprocessing;
import org.hepar.preprocess.ResampleInPlane;
import org.hepar.preprocess.ResizeInPlane;
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
        ResizeInPlane size = fixedSize(preprocessing);
        if (size != null) {
            requireFitting(size, training.network());
        }
    }

    /** Where slices come out in one size whatever the image; null where their size follows from the image. */
    private static ResizeInPlane fixedSize(List<Preprocessing> steps) {
        ResizeInPlane size = null;
        for (Preprocessing step : steps) {
            size = step instanceof ResizeInPlane resize ? resize : step instanceof ResampleInPlane ? null : size;
        }
        return size;
    }

    /** Who chooses the size can choose one that fits; slices of a size that follows from the image are filled up instead. */
    private static void requireFitting(ResizeInPlane size, Network network) {
        Layers layers = network.layers(2);
        List<String> problems = new ArrayList<>();
        if (!layers.fits(size.height())) {
            problems.add(problem(size.height() == size.width() ? "height and width" : "height", size.height(), layers));
        }
        if (size.width() != size.height() && !layers.fits(size.width())) {
            problems.add(problem("width", size.width(), layers));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("resize_in_plane gives slices of " + size.height() + " x " + size.width() + " pixels, which the network ("
                    + String.join(", ", Yaml.canonical(network).strip().split("\\R")) + ") does not take: " + String.join(", ", problems));
        }
    }

    private static String problem(String side, int length, Layers layers) {
        List<Integer> nearest = layers.nearest(length);
        return side + " (=" + length + ") must be " + (nearest.size() > 1 ? nearest.get(0) + " or " + nearest.get(1)
                : "at least " + nearest.get(0) + ": enlarge it, or halve less often in the network");
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
