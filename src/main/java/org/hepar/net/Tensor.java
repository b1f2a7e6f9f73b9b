package org.hepar.net;

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
