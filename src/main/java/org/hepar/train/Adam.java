package org.hepar.train;

import java.util.List;

/**
 * Adam (Kingma &amp; Ba 2015, arXiv 1412.6980, algorithm 1); the weight decay λw is added to the gradient, so that the
 * moments see it (L2, as PyTorch's Adam has it; {@link AdamW} decays the weights instead). ε is added to the
 * bias-corrected root, as in the paper, which matters for the ε = 0.1 of Christ et al.
 *
 * @param decayNormsAndBiases whether the decay also takes the scales and shifts of norms, and biases
 */
public record Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean decayNormsAndBiases) implements Optimiser {

    static final List<String> MOMENTS = List.of("mean", "variance");

    public Adam {
        check(learningRate, beta1, beta2, epsilon, weightDecay);
    }

    /** @throws IllegalArgumentException with a line for each setting that is out of range */
    static void check(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        new Checks().positive("learning_rate", learningRate).share("beta1", beta1).share("beta2", beta2).positive("epsilon", epsilon)
                .notNegative("weight_decay", weightDecay).done();
    }

    @Override
    public List<String> moments() {
        return MOMENTS;
    }

    @Override
    public String update() {
        return update("_fused_adam_", beta1, beta2, epsilon);
    }

    /** The call that both forms of Adam have. */
    static String update(String function, double beta1, double beta2, double epsilon) {
        return "torch." + function + "(w, g, mean, variance, annotate(List[Tensor], []), n, lr=rate, beta1=" + beta1 + ", beta2=" + beta2
                + ", weight_decay=decay, eps=" + epsilon + ", amsgrad=False, maximize=False, grad_scale=scale)";
    }
}
