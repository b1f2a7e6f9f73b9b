package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import org.hepar.net.TorchscriptModule;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Volume;

/**
 * A TorchScript file as a {@link Segmenter} of prepared volumes: slices {@code [n,slices,y,x]} in, logits {@code [n,classes,y,x]} out.
 * The file is opened anew for each volume.
 *
 * @param slices neighbouring slices that go in as channels
 * @param sideMultiple what the sides of a slice have to be a multiple of
 * @param foreground the classes whose probabilities are summed
 */
public record TorchscriptSegmenter(Path file, int slices, int sideMultiple, int classes, List<Integer> foreground) implements Segmenter {

    private static final float ROUNDING = 1e-3f;

    @Override
    public ProbabilityMap segment(Volume prepared) {
        return Inference.segment(prepared, slices, this::roundUp, manager -> {
            TorchscriptModule module = TorchscriptModule.open(manager, file);
            return batch -> foreground(module.run(batch).softmax(1));
        });
    }

    private NDArray foreground(NDArray probabilities) {
        NDArray sum = probabilities.get(":," + foreground.get(0));
        for (int c : foreground.subList(1, foreground.size())) {
            sum = sum.add(probabilities.get(":," + c));
        }
        return sum;
    }

    private int roundUp(int pixels) {
        return (pixels + sideMultiple - 1) / sideMultiple * sideMultiple;
    }

    /**
     * Opens the file and tries it on two slices of about this size.
     *
     * @throws IllegalArgumentException when it is no TorchScript file, or takes or gives something else than said
     */
    public void check(int height, int width) {
        try (NDManager manager = Engine.newManager()) {
            TorchscriptModule module = TorchscriptModule.open(manager, file);
            Shape given = new Shape(2, slices, roundUp(height), roundUp(width));
            NDArray scores = module.run(manager.randomUniform(0, 1, given));
            Shape expected = new Shape(2, classes, given.get(2), given.get(3));
            if (!scores.getShape().equals(expected)) {
                throw new IllegalArgumentException(file + " gives an array " + scores.getShape() + " for slices " + given + ", expected logits [n,classes,y,x] = " + expected
                        + "; set classes, slices and side_multiple as the network has them");
            }
            if (scores.getDataType() != DataType.FLOAT32) {
                throw new IllegalArgumentException(file + " gives numbers of type " + scores.getDataType() + ", expected single precision; convert the network with .float()");
            }
            requireLogits(scores.toFloatArray(), (int) (given.get(2) * given.get(3)));
        }
    }

    /** Probabilities would be softened by a second softmax in silence. */
    private void requireLogits(float[] scores, int pixels) {
        boolean probabilities = true;
        for (int pixel = 0; pixel < pixels; pixel++) {
            float sum = 0;
            for (int c = 0; c < classes; c++) {
                float score = scores[c * pixels + pixel];
                if (!Float.isFinite(score)) {
                    throw new IllegalArgumentException(file + " gives values that are NaN or infinite for slices of values in [0,1]");
                }
                probabilities &= score >= 0 && score <= 1;
                sum += score;
            }
            probabilities &= Math.abs(sum - 1) < ROUNDING;
        }
        if (probabilities) {
            throw new IllegalArgumentException(file + " gives probabilities (0 to 1, their sum 1), expected logits; leave its softmax out");
        }
    }
}
