package org.hepar.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * One minus the soft Dice of the softmax, over the whole batch: 1 - (2 Σpr + s) / (Σp + Σr + s) for each foreground
 * class, averaged (Milletari et al. 2016, arXiv 1606.04797, with plain instead of squared sums in the denominator;
 * Chlebus et al. 2018). Ignored pixels take no part: with labels ignored outside the dilated liver it is restricted to it.
 *
 * @param smooth s, in pixels: keeps an empty batch defined (loss 0 when nothing is predicted)
 */
public record SoftDice(double smooth) implements Loss {

    public SoftDice {
        if (!(smooth > 0 && Double.isFinite(smooth))) {
            throw new IllegalArgumentException("smooth (=" + smooth + ") must be above 0, for example 1");
        }
    }

    @Override
    public NDArray evaluate(NDArray logits, Target target) {
        NDManager manager = logits.getManager();
        int classes = target.pixels().length;
        NDArray probability = logits.softmax(1).mul(target.valid());
        int[] overAllButClass = {0, 2, 3};
        NDArray overlap = probability.mul(target.oneHot()).sum(overAllButClass);
        NDArray sums = probability.sum(overAllButClass).add(target.oneHot().sum(overAllButClass));
        NDArray s = manager.full(new Shape(classes), (float) smooth);
        NDArray dice = overlap.add(overlap).add(s).div(sums.add(s));
        float[] share = new float[classes];
        for (int c = 1; c < classes; c++) {
            share[c] = -1f / (classes - 1);
        }
        return dice.mul(manager.create(share, new Shape(classes))).sum().add(1);
    }
}
