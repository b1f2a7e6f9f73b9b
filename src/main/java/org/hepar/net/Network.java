package org.hepar.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** An architecture: what an experiment names and {@link #build} turns into arrays of the engine. */
public sealed interface Network permits UNet {

    /** Both sides of an input slice must be multiples of this; the segmenter pads to it. */
    int sizeMultiple();

    /** The next length that the network takes. */
    default int roundUp(int pixels) {
        return (pixels + sizeMultiple() - 1) / sizeMultiple() * sizeMultiple();
    }

    /** Number of trainable values, without building anything. */
    long parameterCount(int classes);

    /** Freshly initialised weights: a pure function of the seed and of each parameter's name. */
    Weights build(NDManager manager, int classes, long seed);

    /**
     * The scores before the softmax.
     *
     * @param weights made by {@link #build} of the same network
     * @param input slices, {@code [n,c,y,x]}; its manager owns all intermediate arrays
     * @param training whether batch statistics and dropout are those of training
     * @return logits, {@code [n,classes,y,x]}
     */
    NDArray logits(Weights weights, NDArray input, boolean training);

    /** Multiply-adds of the convolutions for one slice, forward. */
    double multiplyAdds(int height, int width);

    /** Estimated bytes of activations kept for one training step on a batch of this size. */
    long trainingBytes(int batch, int height, int width);
}
