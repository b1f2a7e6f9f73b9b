package org.hepar.net;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;

/** Values of a named array in Java memory, single precision, last axis fastest. Never written after construction. */
public record Tensor(long[] shape, float[] values) {

    public Tensor {
        long count = 1;
        for (long length : shape) {
            count *= length;
        }
        if (count != values.length) {
            throw new IllegalArgumentException("a tensor of shape " + java.util.Arrays.toString(shape) + " needs " + count + " values, got " + values.length);
        }
    }

    /** A copy of an array's values; of one on a GPU nothing stays behind in the array's manager. */
    public static Tensor of(NDArray array) {
        long[] shape = array.getShape().getShape();
        if (!array.getDevice().isGpu()) {
            return new Tensor(shape, array.toFloatArray());
        }
        NDArray here = array.toDevice(Device.cpu(), true);
        try {
            return new Tensor(shape, here.toFloatArray());
        } finally {
            // DJL gives the copy a manager of its own below the array's, which would live as long as that one.
            if (here.getManager() != array.getManager()) {
                here.getManager().close();
            } else {
                here.close();
            }
        }
    }

    /** Whether no value is NaN or infinite. */
    public boolean isFinite() {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
