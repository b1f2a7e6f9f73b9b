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
    public double atChance(ClassCounts counts) {
        double[][] weights = classWeights.of(counts);
        double sum = 0;
        for (int n = 0; n < counts.slices().length; n++) {
            for (int c = 0; c < counts.classes(); c++) {
                sum += weights[n % weights.length][c] * counts.slices()[n][c];
            }
        }
        return Math.log(counts.classes()) * sum / Math.max(1, counts.valid());
    }

    @Override
    public Optional<String> problemWith(int classes) {
        return classWeights.problemWith(classes).map(problem -> "class_weights." + problem);
    }
}
