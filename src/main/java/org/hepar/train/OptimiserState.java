package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.hepar.net.Tensor;

/** Moments and step count of one training, kept by parameter name. */
interface OptimiserState {

    /** Begins the next step, before its first {@link #update}. */
    void nextStep();

    /**
     * Changes one parameter in place.
     *
     * @param gradientFactor multiplies the gradient: below 1 when the global norm is clipped
     */
    void update(String name, NDArray parameter, NDArray gradient, double learningRate, double gradientFactor);

    /** A copy of the moments, {@code kind/parameter} to values; what {@link #restore} takes back to equal bits. */
    Map<String, Tensor> moments();

    /** Goes on after {@code steps} steps with these moments; their arrays live as long as the manager. */
    void restore(NDManager manager, Map<String, Tensor> moments, int steps);

    /** The decay of a parameter: norm scales, shifts and biases are spared unless asked for, since decay is meant for the weights of sums. */
    static double decay(String name, double weightDecay, boolean normsAndBiases) {
        return !normsAndBiases && (name.contains(".norm.") || name.endsWith(".bias")) ? 0 : weightDecay;
    }
}
