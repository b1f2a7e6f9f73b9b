package org.hepar.net;

import org.hepar.net.Operation.Convolution;
import org.hepar.net.Operation.Dropout;
import org.hepar.net.Operation.Enlargement;
import org.hepar.net.Operation.Input;
import org.hepar.net.Operation.LocalResponse;
import org.hepar.net.Operation.MaxPool;

/**
 * AlexNet (Krizhevsky et al. 2012) made fully convolutional (Long et al. 2015, arXiv 1411.4038, FCN-32s): the baseline of Christ et al. 2017. The
 * slice has a border of 100 zeros, the scores of every 32nd pixel are enlarged bilinearly. Below
 * 31 pixels a side has a single score, which tells no place from another: such slices are not taken.
 *
 * @param slices neighbouring slices that go in, an odd number
 * @param width channels as a share of the paper's (96, 256, 384, 384, 256, 4096, 4096); 1 is the paper's network
 * @param dropout probability of dropping an activation behind each of the last two hidden layers; 0.5 in AlexNet
 */
public record AlexFcn(int slices, double width, double dropout) implements Network {

    private static final int BORDER = 100;
    /** Where the input begins in the enlarged scores: follows from the border, kernels and strides (FCN-AlexNet). */
    private static final int OFFSET = 18;
    private static final int FACTOR = 32;
    /** Channels are multiples of this, so that they can be split into two groups. */
    private static final int MULTIPLE = 4;

    public AlexFcn {
        new Settings(slices, dropout).require(width > 0 && width <= 1, "width (=" + width + ") must be above 0 and at most 1").check();
    }

    @Override
    public Layers layers(int classes) {
        Layers.Builder layers = new Layers.Builder();
        int x = layers.add("input", new Input(slices));
        x = layers.convolve("conv1", new Convolution(channels(96), 11, 4, BORDER, 1, true), Norm.NONE, x);
        x = layers.add("norm1", new LocalResponse(5, 1e-4, 0.75), layers.add("pool1", new MaxPool(3, 2), x));
        x = layers.convolve("conv2", new Convolution(channels(256), 5, 1, 2, 2, true), Norm.NONE, x);
        x = layers.add("norm2", new LocalResponse(5, 1e-4, 0.75), layers.add("pool2", new MaxPool(3, 2), x));
        x = layers.convolve("conv3", new Convolution(channels(384), 3, 1, 1, 1, true), Norm.NONE, x);
        x = layers.convolve("conv4", new Convolution(channels(384), 3, 1, 1, 2, true), Norm.NONE, x);
        x = layers.convolve("conv5", new Convolution(channels(256), 3, 1, 1, 2, true), Norm.NONE, x);
        x = layers.add("pool5", new MaxPool(3, 2), x);
        x = drop(layers, "fc6", layers.convolve("fc6", Convolution.valid(channels(4096), 6, true), Norm.NONE, x));
        x = drop(layers, "fc7", layers.convolve("fc7", Convolution.valid(channels(4096), 1, true), Norm.NONE, x));
        x = layers.add("score", Convolution.valid(classes, 1, true), x);
        layers.add("enlarged", new Enlargement(FACTOR, OFFSET), x, 0);
        return layers.build();
    }

    private int drop(Layers.Builder layers, String name, int input) {
        return dropout > 0 ? layers.add(name + ".dropout", new Dropout(dropout), input) : input;
    }

    private int channels(int inPaper) {
        return (int) Math.max(MULTIPLE, Math.round(inPaper * width / MULTIPLE) * MULTIPLE);
    }
}
