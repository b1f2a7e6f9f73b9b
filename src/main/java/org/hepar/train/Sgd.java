package org.hepar.train;

import java.util.List;

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
    public List<String> moments() {
        return momentum > 0 ? List.of("velocity") : List.of();
    }

    /** A velocity of zero before the first step gives the first step of PyTorch, v = g. */
    @Override
    public String update() {
        return "torch._fused_sgd_(w, g, " + (momentum > 0 ? "velocity" : "annotate(List[Tensor], [])") + ", weight_decay=decay, momentum=" + momentum
                + ", lr=rate, dampening=0., nesterov=" + (nesterov ? "True" : "False") + ", maximize=False, is_first_step=False, grad_scale=scale)";
    }
}
