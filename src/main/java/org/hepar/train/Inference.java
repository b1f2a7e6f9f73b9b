package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.hepar.net.Network;
import org.hepar.net.Weights;

/** A network's answer for some slices, padded to the size that the network takes and cut back. */
final class Inference {

    private Inference() {
    }

    /**
     * Probability of the foreground.
     *
     * @param image slices, {@code [n,c,y,x]}, with as many channels as the network takes
     * @return {@code [n,y,x]}
     */
    static float[] foreground(NDManager manager, Network network, Weights weights, float[] image, int slices, int height, int width) {
        int channels = network.slices();
        int paddedHeight = network.roundUp(height);
        int paddedWidth = network.roundUp(width);
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
        float[] result = new float[slices * height * width];
        try (NDManager own = manager.newSubManager()) {
            NDArray batch = own.create(input, new Shape(slices, paddedHeight, paddedWidth, channels), DataType.FLOAT32).transpose(0, 3, 1, 2);
            float[] probability = network.logits(weights, batch, false).softmax(1).get(":,1").toFloatArray();
            for (int i = 0; i < slices * height; i++) {
                System.arraycopy(probability, (i / height * paddedHeight + top + i % height) * paddedWidth + left, result, i * width, width);
            }
        }
        return result;
    }
}
