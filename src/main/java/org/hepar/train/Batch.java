package org.hepar.train;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.hepar.augment.LabelledSlice;
import org.hepar.loss.Target;
import org.hepar.net.Tensor;

/**
 * A batch in direct buffers that the engine reads in place: filled before the forward pass, untouched until the
 * backward pass is done, then filled anew. Slices smaller than the batch's are centred and filled up with 0, background.
 */
final class Batch {

    private final int size;
    private final int classes;
    private final int height;
    private final int width;
    private final ByteBuffer image;
    private final ByteBuffer oneHot;
    private final ByteBuffer valid;
    private final long[] pixels;

    Batch(int size, int classes, int height, int width) {
        this.size = size;
        this.classes = classes;
        this.height = height;
        this.width = width;
        image = floats(size);
        oneHot = floats(size * classes);
        valid = floats(size);
        pixels = new long[classes];
    }

    private ByteBuffer floats(int planes) {
        return ByteBuffer.allocateDirect(Math.multiplyExact(planes, 4 * height * width)).order(ByteOrder.nativeOrder());
    }

    void fill(List<LabelledSlice> slices) {
        int plane = height * width;
        FloatBuffer imageFloats = image.asFloatBuffer();
        FloatBuffer oneHotFloats = oneHot.asFloatBuffer();
        FloatBuffer validFloats = valid.asFloatBuffer();
        java.util.Arrays.fill(pixels, 0);
        for (int n = 0; n < size; n++) {
            LabelledSlice slice = slices.get(n);
            int top = (height - slice.height()) / 2;
            int left = (width - slice.width()) / 2;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int sy = y - top;
                    int sx = x - left;
                    boolean inside = sy >= 0 && sy < slice.height() && sx >= 0 && sx < slice.width();
                    int from = sy * slice.width() + sx;
                    int label = inside ? slice.labels()[from] : 0;
                    int at = y * width + x;
                    imageFloats.put(n * plane + at, inside ? slice.image()[from] : 0);
                    validFloats.put(n * plane + at, label >= 0 ? 1 : 0);
                    for (int c = 0; c < classes; c++) {
                        oneHotFloats.put((n * classes + c) * plane + at, label == c ? 1 : 0);
                    }
                    if (label >= 0) {
                        pixels[label]++;
                    }
                }
            }
        }
    }

    /** A copy in Java memory: {@code image} [n,c,y,x], {@code labels} [n,y,x] with -1 where a pixel is ignored. */
    Map<String, Tensor> copy() {
        float[] pixelValues = new float[image.capacity() / 4];
        image.asFloatBuffer().get(pixelValues);
        int plane = height * width;
        float[] labels = new float[size * plane];
        FloatBuffer oneHotFloats = oneHot.asFloatBuffer();
        FloatBuffer validFloats = valid.asFloatBuffer();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = validFloats.get(i) == 0 ? -1 : 0;
            for (int c = 1; c < classes; c++) {
                labels[i] += c * oneHotFloats.get((i / plane * classes + c) * plane + i % plane);
            }
        }
        return Map.of("image", new Tensor(new long[] {size, pixelValues.length / labels.length, height, width}, pixelValues),
                "labels", new Tensor(new long[] {size, height, width}, labels));
    }

    ai.djl.ndarray.NDArray image(NDManager manager) {
        return manager.create(image, new Shape(size, 1, height, width), DataType.FLOAT32);
    }

    Target target(NDManager manager) {
        return new Target(manager.create(oneHot, new Shape(size, classes, height, width), DataType.FLOAT32),
                manager.create(valid, new Shape(size, 1, height, width), DataType.FLOAT32), pixels.clone());
    }
}
