package org.hepar.train;

/**
 * {@link Adam} with decoupled weight decay, w ← w - η λ w beside the step (Loshchilov &amp; Hutter 2019, arXiv 1711.05101,
 * algorithm 2, with the schedule in η as PyTorch's AdamW has it).
 *
 * @param decayNormsAndBiases whether the decay also takes the scales and shifts of norms, and biases
 */
public record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean decayNormsAndBiases) implements Optimiser {

    public AdamW {
        AdamState.check(learningRate, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public OptimiserState start() {
        return new AdamState(beta1, beta2, epsilon, weightDecay, decayNormsAndBiases, true);
    }
}
