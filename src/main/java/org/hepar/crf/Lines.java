package org.hepar.crf;

/**
 * Sums of lines: arrays of equal length that are added number by number.
 *
 * <p>All loops run over one index that counts from 0 in every array. Java 17 turns only such loops into vector instructions; with an offset into one of the
 * arrays they take five to eight times as long (measured). So what is filtered is kept as an array of lines, and turned where the filter runs along them.
 */
final class Lines {

    /** Lines that are best added at once: more are no longer made vector instructions, fewer read and write the sums more often. */
    static final int AT_A_TIME = 4;

    private Lines() {
    }

    /** to = the larger of to and other. */
    static void larger(float[] to, float[] other) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.max(to[i], other[i]);
        }
    }

    /** to = the larger of to and a least value. */
    static void atLeast(float[] to, float least) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.max(to[i], least);
        }
    }

    /** to = the smaller of to and other. */
    static void smaller(float[] to, float[] other) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.min(to[i], other[i]);
        }
    }

    /** to += the distance of a from b. */
    static void addDistance(float[] to, float[] a, float[] b) {
        for (int i = 0; i < to.length; i++) {
            to[i] += Math.abs(a[i] - b[i]);
        }
    }

    /** to = the larger of to and the distance of other from a middle. */
    static void farther(float[] to, float[] other, float middle) {
        for (int i = 0; i < to.length; i++) {
            to[i] = Math.max(to[i], Math.abs(other[i] - middle));
        }
    }

    /** to = its square root. */
    static void squareRoot(float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = (float) Math.sqrt(to[i]);
        }
    }

    /** to = 1 / to. */
    static void invert(float[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = 1 / to[i];
        }
    }

    /** to *= by. */
    static void multiply(float[] to, float[] by) {
        for (int i = 0; i < to.length; i++) {
            to[i] *= by[i];
        }
    }

    /** to = w from + c. */
    static void line(float[] to, float[] from, float w, float c) {
        for (int i = 0; i < to.length; i++) {
            to[i] = w * from[i] + c;
        }
    }

    /** to = a / b. */
    static void ratio(float[] to, float[] a, float[] b) {
        for (int i = 0; i < to.length; i++) {
            to[i] = a[i] / b[i];
        }
    }

    /** to += |a|. */
    static void addMagnitude(float[] to, float[] a) {
        for (int i = 0; i < to.length; i++) {
            to[i] += Math.abs(a[i]);
        }
    }

    /** to += w from. */
    static void add(float[] to, float[] from, float w) {
        for (int i = 0; i < to.length; i++) {
            to[i] += w * from[i];
        }
    }

    /** to += u a + v b. */
    static void add(float[] to, float[] a, float[] b, float u, float v) {
        for (int i = 0; i < to.length; i++) {
            to[i] += u * a[i] + v * b[i];
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

    /** to = Σₖ w[k] from[first + k], of n lines. */
    static void sum(float[] to, float[][] from, int first, float[] w, int n) {
        int k = 0;
        if (n >= 4) {
            first(to, from[first], from[first + 1], from[first + 2], from[first + 3], w[0], w[1], w[2], w[3]);
            k = 4;
        } else if (n == 3) {
            first(to, from[first], from[first + 1], from[first + 2], w[0], w[1], w[2]);
            k = 3;
        } else {
            first(to, from[first], w[0]);
            k = 1;
        }
        for (; k + 4 <= n; k += 4) {
            int at = first + k;
            add(to, from[at], from[at + 1], from[at + 2], from[at + 3], w[k], w[k + 1], w[k + 2], w[k + 3]);
        }
        for (; k < n; k++) {
            add(to, from[first + k], w[k]);
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

    /** to += the sum of w[k] from[k] of {@value #AT_A_TIME} lines from a first one on. */
    static void addSome(float[] to, float[][] from, float[] w, int k) {
        if (w[k] != 0 || w[k + 1] != 0 || w[k + 2] != 0 || w[k + 3] != 0) {
            add(to, from[k], from[k + 1], from[k + 2], from[k + 3], w[k], w[k + 1], w[k + 2], w[k + 3]);
        }
    }

    /** to[j][toStart + i] = from[i][fromStart + j]: eight lines at a time, as each line of to is then looked up an eighth as often. */
    static void transpose(float[][] from, int fromStart, float[][] to, int toStart) {
        int i = 0;
        for (; i + 8 <= from.length; i += 8) {
            transpose(from[i], from[i + 1], from[i + 2], from[i + 3], from[i + 4], from[i + 5], from[i + 6], from[i + 7], fromStart, to, toStart + i);
        }
        for (; i < from.length; i++) {
            for (int j = 0; j < to.length; j++) {
                to[j][toStart + i] = from[i][fromStart + j];
            }
        }
    }

    private static void transpose(float[] a, float[] b, float[] c, float[] d, float[] e, float[] f, float[] g, float[] h, int start, float[][] to, int at) {
        for (int j = 0; j < to.length; j++) {
            float[] line = to[j];
            line[at] = a[start + j];
            line[at + 1] = b[start + j];
            line[at + 2] = c[start + j];
            line[at + 3] = d[start + j];
            line[at + 4] = e[start + j];
            line[at + 5] = f[start + j];
            line[at + 6] = g[start + j];
            line[at + 7] = h[start + j];
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
