package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.hepar.augment.LabelledSlice;
import org.hepar.loss.ClassCounts;
import org.hepar.loss.Target;
import org.hepar.net.Tensor;

/**
 * A batch in direct buffers that the engine reads in place: filled before the forward pass, untouched until the
 * backward pass is done, then filled anew. Slices smaller than the batch's are centred and filled up with 0, ignored.
 */
final class Batch {

    private final int size;
    private final int channels;
    private final int classes;
    private final int height;
    private final int width;
    private final ByteBuffer image;
    private final ByteBuffer oneHot;
    private final ByteBuffer valid;
    private final long[] dataSetPixels;
    private long[][] pixels;

    /**
     * @param channels slices that go in as one
     * @param dataSetPixels pixels of each class in the training set, zeros where no loss asks for them
     */
    Batch(int size, int channels, int classes, int height, int width, long[] dataSetPixels) {
        this.size = size;
        this.channels = channels;
        this.classes = classes;
        this.height = height;
        this.width = width;
        image = floats(size * channels);
        oneHot = floats(size * classes);
        valid = floats(size);
        this.dataSetPixels = dataSetPixels.clone();
        pixels = new long[size][classes];
    }

    private ByteBuffer floats(int planes) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(planes, 4 * height * width)).order(ByteOrder.nativeOrder());
    }

    void fill(List<LabelledSlice> slices) {
        FloatBuffer imageFloats = image.asFloatBuffer();
        FloatBuffer oneHotFloats = oneHot.asFloatBuffer();
        FloatBuffer validFloats = valid.asFloatBuffer();
        float[] plane = new float[height * width];
        float[] seen = new float[channels * plane.length];
        byte[] labels = new byte[height * width];
        pixels = new long[size][classes];
        for (int n = 0; n < size; n++) {
            centre(slices.get(n), seen, labels);
            imageFloats.put(seen);
            for (int c = 0; c < classes; c++) {
                for (int i = 0; i < plane.length; i++) {
                    boolean own = labels[i] == c;
                    plane[i] = own ? 1 : 0;
                    pixels[n][c] += own ? 1 : 0;
                }
                oneHotFloats.put(plane);
            }
            for (int i = 0; i < plane.length; i++) {
                plane[i] = labels[i] >= 0 ? 1 : 0;
            }
            validFloats.put(plane);
        }
    }

    /** The image with its channels last, and the labels. */
    private void centre(LabelledSlice slice, float[] seen, byte[] labels) {
        java.util.Arrays.fill(seen, 0);
        java.util.Arrays.fill(labels, LabelledSlice.IGNORED);
        int top = (height - slice.height()) / 2;
        int left = (width - slice.width()) / 2;
        for (int y = 0; y < slice.height(); y++) {
            int to = (top + y) * width + left;
            System.arraycopy(slice.labels(), y * slice.width(), labels, to, slice.width());
            for (int c = 0, from = y * slice.width(); c < channels; c++, from += slice.pixels()) {
                for (int x = 0; x < slice.width(); x++) {
                    seen[(to + x) * channels + c] = slice.image()[from + x];
                }
            }
        }
    }

    /** A copy in Java memory: {@code image} [n,c,y,x], {@code labels} [n,y,x] with -1 where a pixel is ignored. */
    Map<String, Tensor> copy() {
        int plane = height * width;
        float[] imageValues = new float[size * channels * plane];
        FloatBuffer channelsLast = image.asFloatBuffer();
        for (int i = 0; i < imageValues.length; i++) {
            int n = i / plane / channels;
            imageValues[i] = channelsLast.get((n * plane + i % plane) * channels + i / plane % channels);
        }
        float[] labels = new float[size * plane];
        FloatBuffer oneHotFloats = oneHot.asFloatBuffer();
        FloatBuffer validFloats = valid.asFloatBuffer();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = validFloats.get(i) == 0 ? LabelledSlice.IGNORED : 0;
            for (int c = 1; c < classes; c++) {
                labels[i] += c * oneHotFloats.get((i / plane * classes + c) * plane + i % plane);
            }
        }
        return Map.of("image", new Tensor(new long[] {size, channels, height, width}, imageValues),
                "labels", new Tensor(new long[] {size, height, width}, labels));
    }

    /** The image, {@code [n,c,y,x]}, its channels last in memory. */
    NDArray image(NDManager manager) {
        return manager.create(image, new Shape(size, height, width, channels), DataType.FLOAT32).transpose(0, 3, 1, 2);
    }

    Target target(NDManager manager) {
        return new Target(manager.create(oneHot, new Shape(size, classes, height, width), DataType.FLOAT32),
                manager.create(valid, new Shape(size, 1, height, width), DataType.FLOAT32), new ClassCounts(pixels, dataSetPixels));
    }
}
