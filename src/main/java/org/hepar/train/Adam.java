package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.HashMap;
import java.util.Map;

/**
 * Adam (Kingma &amp; Ba 2015, arXiv 1412.6980, algorithm 1); the weight decay is decoupled (Loshchilov &amp; Hutter 2019,
 * arXiv 1711.05101) and spares norms and biases. ε is added to the bias-corrected root, as in the paper, which matters
 * for the ε = 0.1 of Christ et al.
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) implements Optimiser {

    public Adam {
        new Checks().positive("learning_rate", learningRate).share("beta1", beta1).share("beta2", beta2).positive("epsilon", epsilon).notNegative("weight_decay", weightDecay).done();
    }

    @Override
    public OptimiserState start() {
        return new State(this);
    }

    private static final class State implements OptimiserState {

        private final Adam adam;
        private final Map<String, NDArray> means = new HashMap<>();
        private final Map<String, NDArray> variances = new HashMap<>();
        private int step;

        State(Adam adam) {
            this.adam = adam;
        }

        @Override
        public void nextStep() {
            step++;
        }

        @Override
        public void update(String name, NDArray parameter, NDArray gradient, double learningRate, double gradientFactor) {
            NDArray mean = means.computeIfAbsent(name, key -> parameter.getManager().zeros(parameter.getShape()));
            NDArray variance = variances.computeIfAbsent(name, key -> parameter.getManager().zeros(parameter.getShape()));
            double meanCorrection = 1 - Math.pow(adam.beta1, step);
            double rootCorrection = Math.sqrt(1 - Math.pow(adam.beta2, step));
            // The engine adds ε to the uncorrected root: m/c1 / (√v/√c2 + ε) = (√c2/c1) m / (√v + ε √c2).
            parameter.getNDArrayInternal().adamUpdate(
                    new NDList(parameter, gradient, mean, variance), new NDList(parameter),
                    (float) learningRate, (float) (learningRate * rootCorrection / meanCorrection),
                    (float) OptimiserState.decay(name, adam.weightDecay), (float) gradientFactor, -1,
                    (float) adam.beta1, (float) adam.beta2, (float) (adam.epsilon * rootCorrection), false, true);
        }
    }
}
