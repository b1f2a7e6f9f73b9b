package org.hepar.train;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hepar.augment.LabelledSlice;
import org.hepar.net.Network;
import org.hepar.net.Weights;

/**
 * The slices on which a network is judged after each epoch, always the same and never augmented: all of each validation
 * case, or where there is none, some of all training cases together, evenly spaced, as if of one case. Read anew each time.
 */
record WatchedSlices(List<List<Place>> cases) {

    /** Slices of the training set that stand in for the validation set of a fold that has none. */
    private static final int STAND_INS = 96;

    /** A slice on disk. */
    record Place(PreparedCase of, int slice) {
    }

    static WatchedSlices of(List<PreparedCase> training, List<PreparedCase> validation) {
        if (!validation.isEmpty()) {
            return new WatchedSlices(validation.stream().map(one -> places(List.of(one), 1)).toList());
        }
        int all = training.stream().mapToInt(PreparedCase::slices).sum();
        return new WatchedSlices(List.of(places(training, Math.max(1, all / STAND_INS))));
    }

    private static List<Place> places(List<PreparedCase> cases, int every) {
        List<Place> places = new ArrayList<>();
        int at = 0;
        for (PreparedCase one : cases) {
            for (int z = 0; z < one.slices(); z++, at++) {
                if (at % every == 0) {
                    places.add(new Place(one, z));
                }
            }
        }
        return places;
    }

    /** Dice of background and foreground, each the mean over the cases; 1 for a class that a case neither has nor is given. */
    List<Double> dice(NDManager manager, Network network, Weights weights) {
        double[] mean = new double[Training.CLASSES];
        for (List<Place> places : cases) {
            long[][] confusion = new long[Training.CLASSES][Training.CLASSES];  // [reference][prediction]
            for (Place place : places) {
                LabelledSlice slice = place.of().slice(place.slice(), network.slices());
                float[] foreground = Inference.foreground(manager, network, weights, slice.image(), 1, slice.height(), slice.width());
                for (int i = 0; i < foreground.length; i++) {
                    if (slice.labels()[i] >= 0) {
                        confusion[slice.labels()[i] == LabelledSlice.FOREGROUND ? 1 : 0][foreground[i] > 0.5f ? 1 : 0]++;
                    }
                }
            }
            for (int c = 0; c < mean.length; c++) {
                long errors = confusion[0][1] + confusion[1][0];
                long both = 2 * confusion[c][c];
                mean[c] += both + errors == 0 ? 1 : (double) both / (both + errors);
            }
        }
        return Arrays.stream(mean).map(sum -> sum / cases.size()).boxed().toList();
    }
}
