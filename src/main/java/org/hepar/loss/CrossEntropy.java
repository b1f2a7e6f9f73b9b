package org.hepar.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/**
 * Class-weighted cross entropy, Christ et al. 2017, eq. 1: the mean over all pixels that count of -ω log P of the
 * reference class. A batch in which nothing counts has loss 0.
 */
public record CrossEntropy(ClassWeights classWeights) implements Loss {

    @Override
    public NDArray evaluate(NDArray logits, Target target) {
        double[][] weights = classWeights.of(target.counts());
        int classes = target.counts().classes();
        float[] scaled = new float[weights.length * classes];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (-weights[i / classes][i % classes] / Math.max(1, target.counts().valid()));
        }
        NDArray scale = logits.getManager().create(scaled, new Shape(weights.length, classes, 1, 1));
        return logits.logSoftmax(1).mul(target.oneHot().mul(scale)).sum();
    }

    @Override
    public Optional<String> problemWith(int classes) {
        return classWeights.problemWith(classes).map(problem -> "class_weights." + problem);
    }
}
