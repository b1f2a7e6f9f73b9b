package org.hepar.net;

import org.hepar.net.Operation.Concatenation;
import org.hepar.net.Operation.Convolution;
import org.hepar.net.Operation.Dropout;
import org.hepar.net.Operation.Input;
import org.hepar.net.Operation.MaxPool;
import org.hepar.net.Operation.Transposed;

/**
 * A 2D U-Net with same padding (Ronneberger et al. 2015, arXiv 1505.04597): at each level two 3x3 convolutions, each normalised and followed by
 * ReLU; 2x2 maximum pooling down, 2x2 transposed convolution up, skip by concatenation, a 1x1 convolution to the classes.
 *
 * @param slices neighbouring slices that go in, an odd number
 * @param depth number of times the slice is halved, 1 to 7
 * @param baseChannels channels of the first level, doubled at each level
 * @param norm what is normalised; without it convolutions have a bias
 * @param dropout probability of dropping an activation after the deepest level and before each convolution up
 */
public record UNet(int slices, int depth, int baseChannels, Norm norm, double dropout) implements Network {

    public UNet {
        new Settings(slices, dropout).baseChannels(baseChannels, norm)
                .require(depth >= 1 && depth <= 7, "depth (=" + depth + ") must be 1 to 7").check();
    }

    @Override
    public Layers layers(int classes) {
        Layers.Builder layers = new Layers.Builder();
        int[] skips = new int[depth];
        int x = layers.add("input", new Input(slices));
        for (int level = 0; level <= depth; level++) {
            x = step(layers, "down" + level + ".first", x, level);
            x = step(layers, "down" + level + ".second", x, level);
            if (level < depth) {
                skips[level] = x;
                x = layers.add("pool" + (level + 1), new MaxPool(2, 2), x);
            }
        }
        x = drop(layers, "down" + depth, x);
        for (int level = depth - 1; level >= 0; level--) {
            String name = "up" + (level + 1);
            int up = layers.add(name + ".transposed", new Transposed(channels(level), 2), x);
            x = layers.add(name + ".skip", new Concatenation(), skips[level], up);
            x = step(layers, name + ".first", drop(layers, name + ".first", x), level);
            x = step(layers, name + ".second", drop(layers, name + ".second", x), level);
        }
        layers.add("head", Convolution.same(classes, 1, true), x);
        return layers.build();
    }

    private int step(Layers.Builder layers, String name, int input, int level) {
        return layers.convolve(name, Convolution.same(channels(level), 3, norm == Norm.NONE), norm, input);
    }

    private int drop(Layers.Builder layers, String name, int input) {
        return dropout > 0 ? layers.add(name + ".dropout", new Dropout(dropout), input) : input;
    }

    private int channels(int level) {
        return baseChannels << level;
    }
}
