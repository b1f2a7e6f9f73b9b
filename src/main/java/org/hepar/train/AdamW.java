package org.hepar.train;

import java.util.List;

/**
 * {@link Adam} with decoupled weight decay, w ← w - η λ w beside the step (Loshchilov &amp; Hutter 2019, arXiv 1711.05101,
 * algorithm 2, with the schedule in η as PyTorch's AdamW has it).
 *
 * @param decayNormsAndBiases whether the decay also takes the scales and shifts of norms, and biases
 */
public record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, boolean decayNormsAndBiases) implements Optimiser {

    public AdamW {
        Adam.check(learningRate, beta1, beta2, epsilon, weightDecay);
    }

    @Override
    public List<String> moments() {
        return Adam.MOMENTS;
    }

    @Override
    public String update() {
        return Adam.update("_fused_adamw_", beta1, beta2, epsilon);
    }
}
