package org.hepar.train;

import java.util.List;

/** How a step changes the weights. The names mean what they mean in PyTorch; gradients are clipped before ({@link Training#gradientNorm}). */
public sealed interface Optimiser permits Adam, AdamW, Sgd {

    /** Learning rate before the schedule's factor. */
    double learningRate();

    /** λ: the share of a weight that pulls it to zero. */
    double weightDecay();

    /** Whether the decay also takes the scales and shifts of norms, and biases. */
    boolean decayNormsAndBiases();

    /** Names of the running means that it keeps for each parameter. */
    List<String> moments();

    /**
     * The engine's update of some parameters, in TorchScript. It may name the lists {@code w} (parameters), {@code g} (gradients), each of
     * {@link #moments} and {@code n} (for each parameter the number of the step), the numbers {@code rate} and {@code decay}, and the array
     * {@code scale} that gradients are divided by.
     */
    String update();

    /** Fresh state (moments, step count) for one training. */
    default OptimiserState start() {
        return new OptimiserState(this);
    }
}
