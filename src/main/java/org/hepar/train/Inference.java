package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.hepar.net.Network;
import org.hepar.net.Weights;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Volume;

/** A network's answer for some slices, padded to the size that the network takes and cut back. */
final class Inference {

    /** Slices are segmented together up to this many pixels, which bounds the memory of the activations. */
    private static final int PIXELS_AT_ONCE = 1 << 17;

    private Inference() {
    }

    /**
     * The answer for a prepared volume.
     *
     * @param channels neighbouring slices that go in as channels
     * @param roundUp the least length from one on of a slice's side that is taken
     * @param open makes what gives the foreground's probability {@code [n,y,x]} for slices {@code [n,c,y,x]}
     */
    static ProbabilityMap segment(Volume prepared, int channels, IntUnaryOperator roundUp, Function<NDManager, UnaryOperator<NDArray>> open) {
        Size size = prepared.grid().size();
        int pixels = size.y() * size.x();
        int together = Math.max(1, PIXELS_AT_ONCE / pixels);
        float[] foreground = new float[size.voxels()];
        try (NDManager manager = Engine.newManager()) {
            UnaryOperator<NDArray> network = open.apply(manager);
            for (int z = 0; z < size.z(); z += together) {
                int slices = Math.min(together, size.z() - z);
                float[] image = withNeighbours(prepared.voxels(), size, z, slices, channels);
                float[] part = foreground(manager, channels, roundUp, network, image, slices, size.y(), size.x());
                System.arraycopy(part, 0, foreground, z * pixels, part.length);
            }
        }
        return ProbabilityMap.ofForeground(prepared.grid(), foreground);
    }

    /** Slices from z on, each with its neighbours as channels; beyond the first and the last slice these are repeated. */
    private static float[] withNeighbours(float[] voxels, Size size, int z, int slices, int channels) {
        int pixels = size.y() * size.x();
        float[] image = new float[slices * channels * pixels];
        for (int i = 0; i < slices * channels; i++) {
            int from = Math.max(0, Math.min(size.z() - 1, z + i / channels + i % channels - channels / 2));
            System.arraycopy(voxels, from * pixels, image, i * pixels, pixels);
        }
        return image;
    }

    /**
     * Probability of the foreground.
     *
     * @param image slices, {@code [n,c,y,x]}, with as many channels as the network takes
     * @return {@code [n,y,x]}
     */
    static float[] foreground(NDManager manager, Network network, Weights weights, float[] image, int slices, int height, int width) {
        return foreground(manager, network.slices(), network::roundUp, probability(network, weights), image, slices, height, width);
    }

    /** What gives a network's probability of the foreground. */
    static UnaryOperator<NDArray> probability(Network network, Weights weights) {
        return batch -> network.logits(weights, batch, false).softmax(1).get(":,1");
    }

    private static float[] foreground(NDManager manager, int channels, IntUnaryOperator roundUp, UnaryOperator<NDArray> network, float[] image, int slices, int height,
            int width) {
        int paddedHeight = roundUp.applyAsInt(height);
        int paddedWidth = roundUp.applyAsInt(width);
        ByteBuffer input = ByteBuffer.allocateDirect(4 * slices * channels * paddedHeight * paddedWidth).order(ByteOrder.nativeOrder());
        FloatBuffer floats = input.asFloatBuffer();
        int top = (paddedHeight - height) / 2;
        int left = (paddedWidth - width) / 2;
        float[] row = new float[width * channels];
        for (int i = 0; i < slices * height; i++) {
            int slice = i / height;
            int y = i % height;
            for (int c = 0; c < channels; c++) {
                for (int x = 0, from = ((slice * channels + c) * height + y) * width; x < width; x++) {
                    row[x * channels + c] = image[from + x];
                }
            }
            floats.put(((slice * paddedHeight + top + y) * paddedWidth + left) * channels, row);
        }
        float[] probability = Engine.compute(() -> {
            try (NDManager own = manager.newSubManager()) {
                return network.apply(own.create(input, new Shape(slices, paddedHeight, paddedWidth, channels), DataType.FLOAT32).transpose(0, 3, 1, 2)).toFloatArray();
            }
        });
        float[] result = new float[slices * height * width];
        for (int i = 0; i < slices * height; i++) {
            System.arraycopy(probability, (i / height * paddedHeight + top + i % height) * paddedWidth + left, result, i * width, width);
        }
        return result;
    }
}
