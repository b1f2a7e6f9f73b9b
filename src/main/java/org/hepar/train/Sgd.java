package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.HashMap;
import java.util.Map;

/** Stochastic gradient descent with momentum: v ← μ v + g + λ w, w ← w - η v; norms and biases are not decayed. */
public record Sgd(double learningRate, double momentum, double weightDecay) implements Optimiser {

    public Sgd {
        new Checks().positive("learning_rate", learningRate).share("momentum", momentum).notNegative("weight_decay", weightDecay).done();
    }

    @Override
    public OptimiserState start() {
        return new State(this);
    }

    private static final class State implements OptimiserState {

        private final Sgd sgd;
        private final Map<String, NDArray> velocities = new HashMap<>();

        State(Sgd sgd) {
            this.sgd = sgd;
        }

        @Override
        public void nextStep() {
            // Nothing depends on the count.
        }

        @Override
        public void update(String name, NDArray parameter, NDArray gradient, double learningRate, double gradientFactor) {
            NDArray velocity = velocities.computeIfAbsent(name, key -> parameter.getManager().zeros(parameter.getShape()));
            parameter.getNDArrayInternal().sgdUpdate(
                    new NDList(parameter, gradient, velocity), new NDList(parameter), (float) learningRate,
                    (float) OptimiserState.decay(name, sgd.weightDecay), (float) gradientFactor, -1, (float) sgd.momentum, false);
        }
    }
}
