package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.hepar.net.Tensor;

/** The state of {@link Adam} and {@link AdamW}, which differ in what the weight decay changes: the gradient, or the weight itself. */
final class AdamState implements OptimiserState {

    private final float beta1;
    private final float beta2;
    private final double epsilon;
    private final double weightDecay;
    private final boolean decayNormsAndBiases;
    private final boolean decoupled;
    private final Moments moments = new Moments();
    private int step;

    AdamState(double beta1, double beta2, double epsilon, double weightDecay, boolean decayNormsAndBiases, boolean decoupled) {
        this.beta1 = (float) beta1;
        this.beta2 = (float) beta2;
        this.epsilon = epsilon;
        this.weightDecay = weightDecay;
        this.decayNormsAndBiases = decayNormsAndBiases;
        this.decoupled = decoupled;
    }

    /** @throws IllegalArgumentException with a line for each setting that is out of range */
    static void check(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        new Checks().positive("learning_rate", learningRate).share("beta1", beta1).share("beta2", beta2).positive("epsilon", epsilon)
                .notNegative("weight_decay", weightDecay).done();
    }

    @Override
    public void nextStep() {
        step++;
    }

    @Override
    public void update(String name, NDArray parameter, NDArray gradient, double learningRate, double gradientFactor) {
        NDArray mean = moments.of("mean", name, parameter);
        NDArray variance = moments.of("variance", name, parameter);
        // The engine averages with 1 - β in single precision; correcting with the same β leaves no bias.
        double meanCorrection = 1 - StrictMath.pow(beta1, step);
        double rootCorrection = StrictMath.sqrt(1 - StrictMath.pow(beta2, step));
        // The engine adds ε to the uncorrected root: m/c1 / (√v/√c2 + ε) = (√c2/c1) m / (√v + ε √c2).
        parameter.getNDArrayInternal().adamUpdate(
                new NDList(parameter, gradient, mean, variance), new NDList(parameter),
                (float) learningRate, (float) (learningRate * rootCorrection / meanCorrection),
                (float) OptimiserState.decay(name, weightDecay, decayNormsAndBiases), (float) gradientFactor, -1,
                beta1, beta2, (float) (epsilon * rootCorrection), false, decoupled);
    }

    @Override
    public Map<String, Tensor> moments() {
        return moments.values();
    }

    @Override
    public void restore(NDManager manager, Map<String, Tensor> values, int steps) {
        moments.restore(manager, values);
        step = steps;
    }
}
