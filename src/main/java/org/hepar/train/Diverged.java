package org.hepar.train;

import java.util.List;
import java.util.Map;
import org.hepar.net.Tensor;

/**
 * A training whose loss or gradient is no number any more, or whose loss has exploded: at more than {@value #EXPLODING} times what a network that
 * knows nothing has on the same batch, which counts as at least {@value #LEAST_LOSS}. It cannot recover; the batch that showed it is handed out.
 */
public final class Diverged extends IllegalStateException {

    static final double EXPLODING = 1e4;
    static final double LEAST_LOSS = 1e-3;
    private static final long serialVersionUID = 1;

    private final transient int step;
    private final transient double loss;
    private final transient double gradientNorm;
    private final transient List<BatchSlice> slices;
    private final transient Map<String, Tensor> batch;

    /** One slice of the batch: the place of its case in the training set, and its place in the case, both from 0. */
    public record BatchSlice(int caseIndex, int slice) {
    }

    Diverged(int step, Training.Step done, List<Sampling.Choice> slices, Map<String, Tensor> batch) {
        super(what(done) + " at step " + step + ": lower learning_rate or gradient_norm");
        this.step = step;
        this.loss = done.loss();
        this.gradientNorm = done.gradientNorm();
        this.slices = slices.stream().map(choice -> new BatchSlice(choice.caseIndex(), choice.slice())).toList();
        this.batch = Map.copyOf(batch);
    }

    static boolean has(Training.Step done) {
        return !Double.isFinite(done.loss()) || !Double.isFinite(done.gradientNorm()) || done.loss() > EXPLODING * reference(done);
    }

    private static double reference(Training.Step done) {
        return Math.max(done.lossAtChance(), LEAST_LOSS);
    }

    private static String what(Training.Step done) {
        if (!Double.isFinite(done.loss())) {
            return "the loss is " + done.loss();
        }
        return !Double.isFinite(done.gradientNorm()) ? "the norm of the gradient is " + done.gradientNorm() + " (the loss is " + done.loss() + ")"
                : "the loss is " + done.loss() + ", more than " + EXPLODING + " times the " + reference(done) + " of a network that knows nothing,";
    }

    /** Optimiser step, from 1. */
    public int step() {
        return step;
    }

    public double loss() {
        return loss;
    }

    /** Global; {@code NaN} where the loss is no number. */
    public double gradientNorm() {
        return gradientNorm;
    }

    public List<BatchSlice> slices() {
        return slices;
    }

    /** {@code image} [n,c,y,x] and {@code labels} [n,y,x] (-1 ignored, 0 background, 1 foreground) as the network and the loss saw them. */
    public Map<String, Tensor> batch() {
        return batch;
    }
}
