package org.hepar.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;

/**
 * An architecture: what an experiment names and {@link #build} turns into arrays of the engine. Scores have the size of the slice; a network of
 * valid convolutions mirrors the slice at its borders first. What follows from {@link #layers} is computed without building anything.
 */
public sealed interface Network permits UNet, ChristUNet, ChlebusUNet, AlexFcn {

    /** Neighbouring slices that go in as channels, an odd number: the middle one is segmented. */
    int slices();

    /** Layer by layer, from the slices to the scores of the classes. */
    Layers layers(int classes);

    /** The least length from here on of a slice's side that the network takes; the segmenter pads to it. */
    default int roundUp(int pixels) {
        return layers(2).roundUp(pixels);
    }

    /** Number of trainable values. */
    default long parameterCount(int classes) {
        return layers(classes).parameters().stream().filter(parameter -> parameter.start().isTrained()).mapToLong(Parameter::count).sum();
    }

    /** Multiply-adds of the convolutions for one slice, forward. */
    default double multiplyAdds(int height, int width) {
        return layers(2).multiplyAdds(height, width);
    }

    /**
     * Estimated bytes of activations and their gradients, at its highest, of one training step on a batch of this size: on the way back
     * an activation goes as its gradient comes, so little comes on top of what the way forth has kept.
     */
    default long trainingBytes(int batch, int height, int width) {
        return (long) (1.1 * 4.0 * batch * layers(2).keptValues(height, width));
    }

    /** Freshly initialised weights to be trained: a pure function of the seed and of each parameter's name. */
    default Weights build(NDManager manager, int classes, long seed) {
        return Weights.drawn(manager, layers(classes), seed);
    }

    /**
     * Learned weights for segmenting only, made faster: batch normalisations become part of the convolutions before them.
     *
     * @throws IllegalArgumentException listing every name that is missing, unknown or of another shape
     */
    default Weights load(NDManager manager, int classes, Map<String, Tensor> values) {
        return Weights.folded(manager, layers(classes), values);
    }

    /**
     * The scores before the softmax.
     *
     * @param weights made by {@link #build} or {@link #load} of the same network
     * @param input slices, {@code [n,slices,y,x]}, sides as {@link #roundUp} gives them; its manager owns the result
     * @param training whether batch statistics and dropout are those of training
     * @return logits, {@code [n,classes,y,x]}
     */
    default NDArray logits(Weights weights, NDArray input, boolean training) {
        return weights.run(input, training);
    }

    /**
     * A TorchScript module with these values in it, that PyTorch and libtorch open: slices {@code [n,slices,y,x]} in, logits out.
     *
     * @param metadata kept as JSON in the archive: {@code torch.jit.load(file, _extra_files={"hepar.json": ""})} reads it
     * @return bytes of the file
     */
    default byte[] torchScript(int classes, Map<String, Tensor> values, Map<String, String> metadata) {
        Layers layers = layers(classes);
        Weights.requireFitting(layers, values);
        return Script.module(layers, values, metadata);
    }
}
