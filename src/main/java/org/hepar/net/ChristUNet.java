package org.hepar.net;

import org.hepar.net.Operation.Concatenation;
import org.hepar.net.Operation.Convolution;
import org.hepar.net.Operation.Dropout;
import org.hepar.net.Operation.Input;
import org.hepar.net.Operation.MaxPool;
import org.hepar.net.Operation.ReflectPad;
import org.hepar.net.Operation.Transposed;

/**
 * The U-Net of Christ et al. 2017 (arXiv 1702.05970, section 2.2), which is that of Ronneberger et al. 2015 (arXiv 1505.04597, Fig. 1): 19 convolutions,
 * 18 of them 3x3 and valid, so that 572 pixels become 388; the slice is mirrored by {@value #MARGIN} pixels first. Four times halved.
 *
 * @param slices neighbouring slices that go in, an odd number
 * @param baseChannels channels of the first level, doubled at each level; 64 in the paper
 * @param norm what is normalised; nothing in the paper
 * @param dropout probability of dropping an activation at the two deepest levels of the way down; 0.5 in Ronneberger's
 */
public record ChristUNet(int slices, int baseChannels, Norm norm, double dropout) implements Network {

    private static final int DEPTH = 4;
    private static final int MARGIN = 92;

    public ChristUNet {
        new Settings(slices, dropout).baseChannels(baseChannels, norm).check();
    }

    @Override
    public Layers layers(int classes) {
        Layers.Builder layers = new Layers.Builder();
        int[] skips = new int[DEPTH];
        int x = layers.add("border", new ReflectPad(MARGIN), layers.add("input", new Input(slices)));
        for (int level = 0; level <= DEPTH; level++) {
            x = step(layers, "down" + level + ".second", step(layers, "down" + level + ".first", x, level), level);
            if (dropout > 0 && level >= DEPTH - 1) {
                x = layers.add("down" + level + ".dropout", new Dropout(dropout), x);
            }
            if (level < DEPTH) {
                skips[level] = x;
                x = layers.add("pool" + (level + 1), new MaxPool(2, 2), x);
            }
        }
        for (int level = DEPTH - 1; level >= 0; level--) {
            String name = "up" + (level + 1);
            int up = layers.add(name + ".transposed", new Transposed(baseChannels << level, 2), x);
            x = layers.add(name + ".skip", new Concatenation(), skips[level], up);
            x = step(layers, name + ".second", step(layers, name + ".first", x, level), level);
        }
        layers.add("head", Convolution.valid(classes, 1, true), x);
        return layers.build();
    }

    private int step(Layers.Builder layers, String name, int input, int level) {
        return layers.convolve(name, Convolution.valid(baseChannels << level, 3, norm == Norm.NONE), norm, input);
    }
}
