package org.hepar.crf;

/**
 * Sums of lines: arrays of equal length that are added number by number.
 *
 * <p>All loops run over one index that counts from 0 in every array. Java 17 turns only such loops into vector instructions; with an offset into one of the
 * arrays they take five to eight times as long (measured). So what is filtered is kept as an array of lines, and turned where the filter runs along them.
 */
final class Lines {

    private Lines() {
    }

    /** to = the larger of to and other. */
    static void larger(float[] to, float[] other) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.max(to[i], other[i]);
        }
    }

    /** to = the larger of to and the distance of other from a middle. */
    static void farther(float[] to, float[] other, float middle) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.max(to[i], Math.abs(other[i] - middle));
        }
    }

    /** to /= by. */
    static void divide(float[] to, float[] by) {
        for (int i = 0; i < to.length; i++) {
            to[i] /= by[i];
        }
    }

    /** to += w from. */
    static void add(float[] to, float[] from, float w) {
        for (int i = 0; i < to.length; i++) {
            to[i] += w * from[i];
        }
    }

    /** to += Σₖ w[k] from[k], of n lines. */
    static void add(float[] to, float[][] from, float[] w, int n) {
        int k = 0;
        for (; k + 4 <= n; k += 4) {
            add(to, from[k], from[k + 1], from[k + 2], from[k + 3], w[k], w[k + 1], w[k + 2], w[k + 3]);
        }
        for (; k < n; k++) {
            add(to, from[k], w[k]);
        }
    }

    /** to = Σₖ w[k] from[first + k stride], of n lines. */
    static void sum(float[] to, float[][] from, int first, int stride, float[] w, int n) {
        int at = first;
        int k = 0;
        if (n >= 4) {
            first(to, from[at], from[at + stride], from[at + 2 * stride], from[at + 3 * stride], w[0], w[1], w[2], w[3]);
            k = 4;
        } else if (n == 3) {
            first(to, from[at], from[at + stride], from[at + 2 * stride], w[0], w[1], w[2]);
            k = 3;
        } else {
            first(to, from[at], w[0]);
            k = 1;
        }
        for (at += k * stride; k + 4 <= n; k += 4, at += 4 * stride) {
            add(to, from[at], from[at + stride], from[at + 2 * stride], from[at + 3 * stride], w[k], w[k + 1], w[k + 2], w[k + 3]);
        }
        for (; k < n; k++, at += stride) {
            add(to, from[at], w[k]);
        }
    }

    /** to = Σₖ taps[|k|] from[at + k], as far as there are n lines. */
    static void filter(float[] to, float[][] from, int at, int n, float[] taps) {
        first(to, from[at], taps[0]);
        int both = Math.min(taps.length - 1, Math.min(at, n - 1 - at));
        int k = 1;
        for (; k + 1 <= both; k += 2) {
            addPairs(to, from[at - k], from[at + k], from[at - k - 1], from[at + k + 1], taps[k], taps[k + 1]);
        }
        for (; k <= both; k++) {
            add(to, from[at - k], taps[k]);
            add(to, from[at + k], taps[k]);
        }
        for (; k < taps.length && at - k >= 0; k++) {
            add(to, from[at - k], taps[k]);
        }
        for (; k < taps.length && at + k < n; k++) {
            add(to, from[at + k], taps[k]);
        }
    }

    private static void first(float[] to, float[] a, float u) {
        for (int i = 0; i < to.length; i++) {
            to[i] = u * a[i];
        }
    }

    private static void first(float[] to, float[] a, float[] b, float[] c, float u, float v, float w) {
        for (int i = 0; i < to.length; i++) {
            to[i] = u * a[i] + v * b[i] + w * c[i];
        }
    }

    private static void first(float[] to, float[] a, float[] b, float[] c, float[] d, float u, float v, float w, float x) {
        for (int i = 0; i < to.length; i++) {
            to[i] = u * a[i] + v * b[i] + w * c[i] + x * d[i];
        }
    }

    private static void add(float[] to, float[] a, float[] b, float[] c, float[] d, float u, float v, float w, float x) {
        for (int i = 0; i < to.length; i++) {
            to[i] += u * a[i] + v * b[i] + w * c[i] + x * d[i];
        }
    }

    private static void addPairs(float[] to, float[] a, float[] b, float[] c, float[] d, float u, float v) {
        for (int i = 0; i < to.length; i++) {
            to[i] += u * (a[i] + b[i]) + v * (c[i] + d[i]);
        }
    }
}
