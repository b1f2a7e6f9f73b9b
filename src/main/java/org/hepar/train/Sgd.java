package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.hepar.net.Tensor;

/**
 * Stochastic gradient descent with momentum: g ← g + λ w, v ← μ v + g, w ← w - η v; with Nesterov's look ahead
 * w ← w - η (g + μ v) (Sutskever et al. 2013, in PyTorch's form).
 *
 * @param decayNormsAndBiases whether the decay also takes the scales and shifts of norms, and biases
 */
public record Sgd(double learningRate, double momentum, boolean nesterov, double weightDecay, boolean decayNormsAndBiases) implements Optimiser {

    public Sgd {
        new Checks().positive("learning_rate", learningRate).share("momentum", momentum).notNegative("weight_decay", weightDecay)
                .require(!nesterov || momentum > 0, "nesterov (=true) must have a momentum above 0; set nesterov: false or a momentum").done();
    }

    @Override
    public OptimiserState start() {
        return new State(this);
    }

    private static final class State implements OptimiserState {

        private static final String VELOCITY = "velocity";

        private final Sgd sgd;
        private final Moments moments = new Moments();

        State(Sgd sgd) {
            this.sgd = sgd;
        }

        @Override
        public void nextStep() {
            // Nothing depends on the count.
        }

        /**
         * The engine's own step keeps η inside v, which is another step as soon as a schedule changes η, and knows no Nesterov.
         * The numbers are arrays of the step's manager, since plain ones are unsafe (docs/decisions/0003).
         */
        @Override
        public void update(String name, NDArray parameter, NDArray gradient, double learningRate, double gradientFactor) {
            NDManager step = gradient.getManager();
            double decay = OptimiserState.decay(name, sgd.weightDecay, sgd.decayNormsAndBiases);
            NDArray g = gradient.mul(number(step, gradientFactor));
            if (decay > 0) {
                g.addi(number(step, decay).mul(parameter));
            }
            if (sgd.momentum > 0) {
                NDArray momentum = number(step, sgd.momentum);
                NDArray velocity = moments.of(VELOCITY, name, parameter);
                velocity.muli(momentum).addi(g);
                g = sgd.nesterov ? g.addi(momentum.mul(velocity)) : velocity;
            }
            // Without momentum the engine's step is w ← w - η g; it also clears the gradient, which would add up otherwise.
            parameter.getNDArrayInternal().sgdUpdate(new NDList(parameter, g), new NDList(parameter), (float) learningRate, 0, 1, -1, 0, false);
        }

        private static NDArray number(NDManager manager, double value) {
            return manager.full(new Shape(1), (float) value);
        }

        @Override
        public Map<String, Tensor> moments() {
            return moments.values();
        }

        @Override
        public void restore(NDManager manager, Map<String, Tensor> values, int steps) {
            moments.restore(manager, values);
        }
    }
}
