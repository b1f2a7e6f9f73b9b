package org.hepar.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Class-weighted cross entropy, Christ et al. 2017, eq. 1: the mean over all pixels that count of -ω log P of the
 * reference class. A batch in which nothing counts has loss 0.
 */
public record CrossEntropy(ClassWeights classWeights) implements Loss {

    @Override
    public NDArray evaluate(NDArray logits, Target target) {
        NDManager manager = logits.getManager();
        double[] weights = classWeights.of(target.pixels());
        float[] scaled = new float[weights.length];
        for (int c = 0; c < scaled.length; c++) {
            scaled[c] = (float) (-weights[c] / Math.max(1, target.validPixels()));
        }
        NDArray scale = manager.create(scaled, new Shape(1, scaled.length, 1, 1));
        return logits.logSoftmax(1).mul(target.oneHot().mul(scale)).sum();
    }
}
