package org.hepar.crf;

/** Exponentials by products alone, so that the compiler can make several at a time; right to 2e-6 of their value where that is
 * 1e-5 to 1e5, and to 1e-10 of a probability beyond. */
final class Exponential {

    /** Odds beyond e³⁰ are as good as certain: 1 less such a probability is 1 in single precision. */
    private static final float MOST = 30;
    private static final float PART = 1f / 16;
    private static final float LOG_TWO = (float) Math.log(2);
    private static final int BITS_OF_ROOT_OF_HALF = Float.floatToRawIntBits((float) Math.sqrt(0.5));
    private static final int FRACTION_BITS = 23;

    private Exponential() {
    }

    /** to = 1 / (1 + exp(−x)). */
    static void logistic(float[] to, float[] x) {
        for (int i = 0; i < to.length; i++) {
            to[i] = 1 / (1 + of(Math.max(-MOST, Math.min(MOST, -x[i]))));
        }
    }

    /** to = exp(−x), for x of 0 or above. */
    static void ofNegative(float[] to, float[] x) {
        for (int i = 0; i < to.length; i++) {
            to[i] = of(Math.max(-MOST, -x[i]));
        }
    }

    /** to = exp(x − y), for x of at most y. */
    static void ofDifference(float[] to, float[] x, float[] y) {
        for (int i = 0; i < to.length; i++) {
            to[i] = of(Math.max(-MOST, x[i] - y[i]));
        }
    }

    /**
     * to = its logarithm, for numbers of 1e-37 or above; right to 1e-7 of it, or of 1.
     *
     * @param powersOfTwo room for as many numbers
     */
    static void logarithm(float[] to, float[] powersOfTwo) {
        for (int i = 0; i < to.length; i++) {
            int bits = Float.floatToRawIntBits(to[i]);
            int power = bits - BITS_OF_ROOT_OF_HALF >> FRACTION_BITS;
            powersOfTwo[i] = power;
            to[i] = Float.intBitsToFloat(bits - (power << FRACTION_BITS));
        }
        for (int i = 0; i < to.length; i++) {
            float s = (to[i] - 1) / (to[i] + 1);
            float square = s * s;
            to[i] = powersOfTwo[i] * LOG_TWO + 2 * s * (1 + square * (1f / 3 + square * (1f / 5 + square * (1f / 7 + square * (1f / 9)))));
        }
    }

    private static float of(float x) {
        float part = PART * x;
        float e = 1 + part * (1 + part * (1f / 2 + part * (1f / 6 + part * (1f / 24 + part * (1f / 120 + part * (1f / 720 + part * (1f / 5040 + part * (1f / 40320))))))));
        e *= e;
        e *= e;
        e *= e;
        e *= e;
        return e;
    }
}
