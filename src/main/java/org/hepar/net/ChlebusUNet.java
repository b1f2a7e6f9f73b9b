package org.hepar.net;

import org.hepar.net.Operation.Addition;
import org.hepar.net.Operation.Concatenation;
import org.hepar.net.Operation.Convolution;
import org.hepar.net.Operation.Dropout;
import org.hepar.net.Operation.Input;
import org.hepar.net.Operation.ReflectPad;
import org.hepar.net.Operation.Transposed;

/**
 * The network of Chlebus et al. 2018 (Sci Rep 8:15497, Methods): four levels, at each two valid 3x3 convolutions, each followed by batch normalisation
 * and ReLU; 2x2 convolutions with stride 2 down, 2x2 transposed convolutions up; long skips by concatenation, short ones by addition; dropout
 * before each convolution of the way up. The slice is mirrored by {@value #MARGIN} pixels first; a pixel depends on a square of 92 (of 100 at some places).
 *
 * <p>What the paper leaves open is ours: the channels (powers of two of {@code baseChannels}), that the short skip adds what enters a level's two
 * convolutions, cut to size, to what leaves them, brought to their channels by a 1x1 convolution where they differ, before the last ReLU.
 *
 * @param slices neighbouring slices that go in, an odd number
 * @param baseChannels channels of the first level, doubled at each level
 * @param dropout probability of dropping an activation; 0.5 in the paper
 */
public record ChlebusUNet(int slices, int baseChannels, double dropout) implements Network {

    private static final int LEVELS = 4;
    private static final int MARGIN = 44;

    public ChlebusUNet {
        new Settings(slices, dropout).baseChannels(baseChannels, Norm.BATCH).check();
    }

    @Override
    public Layers layers(int classes) {
        Layers.Builder layers = new Layers.Builder();
        int[] skips = new int[LEVELS];
        int x = layers.add("border", new ReflectPad(MARGIN), layers.add("input", new Input(slices)));
        for (int level = 0; level < LEVELS; level++) {
            x = block(layers, "down" + level, x, x, level, false);
            if (level < LEVELS - 1) {
                skips[level] = x;
                x = layers.convolve("down" + (level + 1) + ".strided", new Convolution(channels(level + 1), 2, 2, 0, 1, false), Norm.BATCH, x);
            }
        }
        for (int level = LEVELS - 2; level >= 0; level--) {
            String name = "up" + (level + 1);
            int up = layers.add(name + ".transposed", new Transposed(channels(level), 2), x);
            x = block(layers, name, layers.add(name + ".skip", new Concatenation(), skips[level], up), up, level, true);
        }
        layers.add("head", Convolution.valid(classes, 1, true), x);
        return layers.build();
    }

    /** Two convolutions, and what enters them added to what leaves them. */
    private int block(Layers.Builder layers, String name, int input, int entering, int level, boolean drop) {
        int x = drop ? layers.add(name + ".first.dropout", new Dropout(dropout), input) : input;
        x = layers.convolve(name + ".first", Convolution.valid(channels(level), 3, false), Norm.BATCH, x);
        x = drop ? layers.add(name + ".second.dropout", new Dropout(dropout), x) : x;
        x = layers.add(name + ".second", Convolution.valid(channels(level), 3, false), x);
        x = layers.add(name + ".second.norm", new Operation.Normalisation(Norm.BATCH), x);
        int skip = layers.channels(entering) == channels(level) ? entering
                : layers.add(name + ".short", Convolution.valid(channels(level), 1, true), entering);
        return layers.add(name + ".relu", new Operation.Relu(), layers.add(name + ".sum", new Addition(), skip, x));
    }

    private int channels(int level) {
        return baseChannels << level;
    }
}
