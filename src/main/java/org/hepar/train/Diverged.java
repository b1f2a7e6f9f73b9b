package org.hepar.train;

import java.util.List;
import java.util.Map;
import org.hepar.net.Tensor;

/**
 * A training whose loss or gradient is no number any more, or whose loss has exploded: at more than {@value #EXPLODING} times the mean of the first
 * epoch, which counts as at least {@value #LEAST_LOSS}. It cannot recover; the batch that showed it is handed out.
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

    Diverged(int step, Training.Step done, double firstLoss, List<Sampling.Choice> slices, Map<String, Tensor> batch) {
        super(what(done, firstLoss) + " at step " + step + ": lower learning_rate or gradient_norm");
        this.step = step;
        this.loss = done.loss();
        this.gradientNorm = done.gradientNorm();
        this.slices = slices.stream().map(choice -> new BatchSlice(choice.caseIndex(), choice.slice())).toList();
        this.batch = Map.copyOf(batch);
    }

    static boolean has(Training.Step done, double firstLoss) {
        return !Double.isFinite(done.loss()) || !Double.isFinite(done.gradientNorm()) || hasExploded(done.loss(), firstLoss);
    }

    private static boolean hasExploded(double loss, double firstLoss) {
        return loss > EXPLODING * Math.max(firstLoss, LEAST_LOSS);
    }

    private static String what(Training.Step done, double firstLoss) {
        if (!Double.isFinite(done.loss())) {
            return "the loss is " + done.loss();
        }
        return hasExploded(done.loss(), firstLoss)
                ? "the loss is " + done.loss() + ", more than " + EXPLODING + " times the " + Math.max(firstLoss, LEAST_LOSS) + " of the first epoch,"
                : "the norm of the gradient is " + done.gradientNorm() + " (the loss is " + done.loss() + ")";
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
