package org.hepar.crf;

import java.util.Arrays;

/** Sums over stretches of arrays, in loops that the compiler turns into vector instructions; always in the same order. */
final class Lines {

    private Lines() {
    }

    /** to[i] += w from[i] over n numbers. */
    static void add(float[] to, int at, float[] from, int start, float w, int n) {
        for (int i = 0; i < n; i++) {
            to[at + i] += w * from[start + i];
        }
    }

    /** Writes to n numbers the sum of lines of another array: to[i] = Σₖ w[k] from[start + k stride + i]. */
    static void sum(float[] to, int at, float[] from, int start, int stride, float[] w, int lines, int n) {
        int k = 0;
        if (lines % 2 == 1) {
            float a = w[0];
            for (int i = 0; i < n; i++) {
                to[at + i] = a * from[start + i];
            }
            k = 1;
        } else {
            Arrays.fill(to, at, at + n, 0);
        }
        for (; k < lines; k += 2) {
            float a = w[k];
            float b = w[k + 1];
            int first = start + k * stride;
            int second = first + stride;
            for (int i = 0; i < n; i++) {
                to[at + i] += a * from[first + i] + b * from[second + i];
            }
        }
    }

    /** Writes the sum of a symmetric filter: to[i] = taps[0] from[start + i] + Σₖ taps[k] (from[start + i - k stride] + from[start + i + k stride]). */
    static void filter(float[] to, int at, float[] from, int start, int stride, float[] taps, int n) {
        float centre = taps[0];
        for (int i = 0; i < n; i++) {
            to[at + i] = centre * from[start + i];
        }
        for (int k = 1; k < taps.length; k++) {
            float w = taps[k];
            int before = start - k * stride;
            int after = start + k * stride;
            for (int i = 0; i < n; i++) {
                to[at + i] += w * (from[before + i] + from[after + i]);
            }
        }
    }

    /** Writes the sum of whole arrays, each with its weight: to[i] = Σₖ w[start + k] from[first + k][i]. */
    static void weigh(float[] to, float[][] from, int first, float[] w, int start, int arrays, int n) {
        for (int k = 0; k < arrays; k++) {
            float a = w[start + k];
            float[] one = from[first + k];
            if (k == 0) {
                for (int i = 0; i < n; i++) {
                    to[i] = a * one[i];
                }
            } else {
                for (int i = 0; i < n; i++) {
                    to[i] += a * one[i];
                }
            }
        }
    }
}
