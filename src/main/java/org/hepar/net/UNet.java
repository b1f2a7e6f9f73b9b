package org.hepar.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import org.hepar.config.Requirements;

/**
 * A 2D U-Net with same padding (Ronneberger et al. 2015, arXiv 1505.04597): at each level two 3x3 convolutions, each
 * followed by batch normalisation and ReLU; 2x2 maximum pooling down, 2x2 transposed convolution up, skip by
 * concatenation, a 1x1 convolution to the classes.
 *
 * <p>The transposed convolution is a 1x1 convolution to four times the channels and a rearrangement of these to 2x2
 * pixels, which computes the same and which this engine can differentiate (docs/decisions/0003).
 *
 * @param depth number of times the slice is halved, 1 to 7
 * @param baseChannels channels of the first level, doubled at each level
 * @param batchNorm whether convolutions are normalised; without it they have a bias
 * @param dropout probability of dropping an activation after the deepest level and before each convolution up
 */
public record UNet(int depth, int baseChannels, boolean batchNorm, double dropout) implements Network {

    private static final float NORM_EPSILON = 1e-5f;
    /** Share of the running statistics that a step keeps. */
    private static final float NORM_MOMENTUM = 0.9f;

    public UNet {
        new Requirements().require(depth >= 1 && depth <= 7, "depth (=" + depth + ") must be 1 to 7")
                .require(baseChannels >= 1 && baseChannels <= 256, "base_channels (=" + baseChannels + ") must be 1 to 256")
                .require(dropout >= 0 && dropout < 1, "dropout (=" + dropout + ") must be at least 0 and below 1")
                .check();
    }

    @Override
    public int sizeMultiple() {
        return 1 << depth;
    }

    @Override
    public long parameterCount(int classes) {
        long count = 0;
        for (int level = 0; level <= depth; level++) {
            count += convolutionCount(level == 0 ? 1 : channels(level - 1), channels(level))
                    + convolutionCount(channels(level), channels(level));
        }
        for (int level = depth; level > 0; level--) {
            int above = channels(level - 1);
            count += (long) channels(level) * above * 4 + above * 4L
                    + convolutionCount(2 * above, above) + convolutionCount(above, above);
        }
        return count + (long) baseChannels * classes + classes;
    }

    private long convolutionCount(int from, int to) {
        return 9L * from * to + (batchNorm ? 2L * to : to);
    }

    private int channels(int level) {
        return baseChannels << level;
    }

    @Override
    public double multiplyAdds(int height, int width) {
        double sum = 0;
        for (int level = 0; level <= depth; level++) {
            double pixels = (double) height * width / (1L << 2 * level);
            double channels = channels(level);
            sum += pixels * 9 * channels * ((level == 0 ? 1 : channels / 2) + channels);
            if (level < depth) {
                sum += pixels * channels * (9 * 3 * channels + 2 * channels);
            }
        }
        return sum;
    }

    @Override
    public long trainingBytes(int batch, int height, int width) {
        long floats = 0;
        int perConvolution = batchNorm ? 3 : 2;
        for (int level = 0; level <= depth; level++) {
            long pixels = (long) batch * (height >> level) * (width >> level);
            long convolutions = level == depth ? 2 : 4;
            floats += pixels * channels(level) * (convolutions * perConvolution + (level == depth ? 0 : 4));
        }
        return 2 * 4 * floats;
    }

    @Override
    public Weights build(NDManager manager, int classes, long seed) {
        Weights weights = new Weights(manager, seed);
        for (int level = 0; level <= depth; level++) {
            defineBlock(weights, "down" + level, level == 0 ? 1 : channels(level - 1), channels(level));
        }
        for (int level = depth; level > 0; level--) {
            int above = channels(level - 1);
            weights.define("up" + level + ".transposed.weight", new Shape(4L * above, channels(level), 1, 1), channels(level));
            weights.define("up" + level + ".transposed.bias", new Shape(4L * above), 0);
            defineBlock(weights, "up" + level, 2 * above, above);
        }
        weights.define("head.weight", new Shape(classes, baseChannels, 1, 1), baseChannels);
        weights.define("head.bias", new Shape(classes), 0);
        return weights;
    }

    private void defineBlock(Weights weights, String name, int from, int to) {
        defineConvolution(weights, name + ".first", from, to);
        defineConvolution(weights, name + ".second", to, to);
    }

    private void defineConvolution(Weights weights, String name, int from, int to) {
        weights.define(name + ".weight", new Shape(to, from, 3, 3), 9 * from);
        if (batchNorm) {
            weights.defineNorm(name + ".norm", to);
        } else {
            weights.define(name + ".bias", new Shape(to), 0);
        }
    }

    @Override
    public NDArray logits(Weights weights, NDArray input, boolean training) {
        NDArray[] skips = new NDArray[depth];
        NDArray x = input;
        for (int level = 0; level <= depth; level++) {
            x = block(weights, "down" + level, x, training, false);
            if (level < depth) {
                skips[level] = x;
                x = Pool.maxPool2d(x, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false);
            }
        }
        x = drop(x, training);
        for (int level = depth; level > 0; level--) {
            NDArray up = upsample(x, weights.get("up" + level + ".transposed.weight"), weights.get("up" + level + ".transposed.bias"));
            x = block(weights, "up" + level, skips[level - 1].concat(up, 1), training, true);
        }
        return convolve(x, weights.get("head.weight"), weights.get("head.bias"), 0);
    }

    private NDArray block(Weights weights, String name, NDArray input, boolean training, boolean drop) {
        NDArray x = drop ? drop(input, training) : input;
        x = step(weights, name + ".first", x, training);
        return step(weights, name + ".second", drop ? drop(x, training) : x, training);
    }

    private NDArray step(Weights weights, String name, NDArray input, boolean training) {
        NDArray x = convolve(input, weights.get(name + ".weight"), batchNorm ? null : weights.get(name + ".bias"), 1);
        if (batchNorm) {
            x = x.getNDArrayInternal().batchNorm(x, weights.get(name + ".norm.running_mean"), weights.get(name + ".norm.running_var"),
                    weights.get(name + ".norm.weight"), weights.get(name + ".norm.bias"), -1, NORM_MOMENTUM, NORM_EPSILON, training)
                    .singletonOrThrow();
        }
        return Activation.relu(x);
    }

    private NDArray drop(NDArray x, boolean training) {
        return dropout > 0 && training ? Dropout.dropout(x, (float) dropout, true).singletonOrThrow() : x;
    }

    private static NDArray convolve(NDArray x, NDArray weight, NDArray bias, int padding) {
        NDList result = x.getNDArrayInternal().convolution(x, weight, bias, new Shape(1, 1), new Shape(padding, padding), new Shape(1, 1), 1);
        return result.singletonOrThrow();
    }

    /** The 2x2 transposed convolution with stride 2, {@code [n,c,y,x]} to {@code [n,f,2y,2x]}; the weight is {@code [4f,c,1,1]}. */
    static NDArray upsample(NDArray x, NDArray weight, NDArray bias) {
        return unfold(convolve(x, weight, bias, 0));
    }

    /** {@code [n,4f,y,x]} to {@code [n,f,2y,2x]}: channel 4f+2i+j becomes the pixel (i,j) of each 2x2 block. */
    private static NDArray unfold(NDArray wide) {
        Shape shape = wide.getShape();
        long features = shape.get(1) / 4;
        return wide.reshape(shape.get(0), features, 2, 2, shape.get(2), shape.get(3))
                .transpose(0, 1, 4, 2, 5, 3)
                .reshape(shape.get(0), features, 2 * shape.get(2), 2 * shape.get(3));
    }
}
