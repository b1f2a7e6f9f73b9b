package org.hepar.train;

import ai.djl.ndarray.NDArray;

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

    /** Norm scales, shifts and biases are not decayed: decay is meant for the weights of sums. */
    static double decay(String name, double weightDecay) {
        return name.contains(".norm.") || name.endsWith(".bias") ? 0 : weightDecay;
    }
}
