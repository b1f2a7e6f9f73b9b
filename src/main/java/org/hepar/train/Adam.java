package org.hepar.train;

/**
 * Adam (Kingma &amp; Ba 2015, arXiv 1412.6980, algorithm 1); the weight decay λw is added to the gradient, so that the
 * moments see it (L2, as PyTorch's Adam has it; {@link AdamW} decays the weights instead). ε is added to the
 * bias-corrected root, as in the paper, which matters for the ε = 0.1 of Christ et al.
 *
 * @param decayNormsAndBiases whether the decay also takes the scales and shifts of norms, and biases
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean decayNormsAndBiases) implements Optimiser {

    public Adam {
        AdamState.check(learningRate, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public OptimiserState start() {
        return new AdamState(beta1, beta2, epsilon, weightDecay, decayNormsAndBiases, false);
    }
}
