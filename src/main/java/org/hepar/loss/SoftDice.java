package org.hepar.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;

/**
 * One minus the soft Dice of the softmax: 1 - (2 Σpr + s) / (Σp + Σr + s) for each foreground class, averaged (Milletari et
 * al. 2016, arXiv 1606.04797, with plain instead of squared sums in the denominator; Chlebus et al. 2018). Ignored
 * pixels take no part: with labels ignored outside of the dilated liver it is restricted to it.
 *
 * @param over which pixels make one Dice
 * @param smooth s, in pixels: keeps what is empty defined (loss 0 when nothing is predicted where nothing is)
 */
public record SoftDice(Over over, double smooth) implements Loss {

    /** Over what the sums run. */
    public enum Over {
        /** All slices of the batch together. */
        BATCH,
        /** Each slice by itself; the loss is the mean over the slices, those without foreground too. */
        SAMPLE
    }

    public SoftDice {
        if (!(smooth > 0 && Double.isFinite(smooth))) {
            throw new IllegalArgumentException("smooth (=" + smooth + ") must be above 0, for example 1");
        }
    }

    @Override
    public NDArray evaluate(NDArray logits, Target target) {
        NDManager manager = logits.getManager();
        int classes = target.counts().classes();
        int[] summed = over == Over.BATCH ? new int[] {0, 2, 3} : new int[] {2, 3};
        NDArray probability = logits.softmax(1).mul(target.valid());
        NDArray overlap = probability.mul(target.oneHot()).sum(summed);
        NDArray sums = probability.sum(summed).add(target.oneHot().sum(summed));
        NDArray s = manager.full(new Shape(classes), (float) smooth);
        NDArray dice = overlap.add(overlap).add(s).div(sums.add(s));  // [classes] or [n,classes]
        long samples = over == Over.BATCH ? 1 : logits.getShape().get(0);
        float[] share = new float[classes];
        for (int c = 1; c < classes; c++) {
            share[c] = -1f / (samples * (classes - 1));
        }
        return dice.mul(manager.create(share, new Shape(classes))).sum().add(1);
    }

    @Override
    public double atChance(ClassCounts counts) {
        long[][] samples = over == Over.BATCH ? new long[][] {counts.batch()} : counts.slices();
        return Arrays.stream(samples).mapToDouble(this::atChance).average().orElse(0);
    }

    private double atChance(long[] pixels) {
        double predicted = (double) Arrays.stream(pixels).sum() / pixels.length;
        return 1 - Arrays.stream(pixels).skip(1).mapToDouble(r -> (2.0 * r / pixels.length + smooth) / (predicted + r + smooth)).average().orElse(1);
    }

    @Override
    public Optional<String> problemWith(int classes) {
        return Optional.empty();
    }
}
