package org.hepar.crf;

import java.util.Arrays;

/**
 * The quadratic B-spline with which a bilateral grid shares a value out over its nodes and reads it back: three nodes, weights that sum to 1.
 */
final class Spline {

    /** Nodes that a value has a share in. */
    static final int SHARES = 3;
    /** Quadratic convolved with quadratic, the spline of degree 5, at whole steps; times 120. */
    private static final double[] TWICE = {66, 26, 1};
    private static final double SCALE = 120;
    private static final int SWEEPS = 200;

    private Spline() {
    }

    /**
     * Writes the weights of values that lie a part of a step, 0 to 1, behind the middle between the first two of their three nodes: those of the first nodes in one array,
     * of the second in another, and so on.
     */
    static void weights(float[] parts, float[][] to) {
        float[] first = to[0];
        float[] second = to[1];
        float[] third = to[2];
        for (int i = 0; i < parts.length; i++) {
            float part = parts[i];
            float rest = 1 - part;
            first[i] = 0.5f * rest * rest;
            second[i] = 0.5f + part * rest;
            third[i] = 0.5f * part * part;
        }
    }

    /**
     * The filter between nodes, at 0, 1, ... steps, that makes of sharing out, filtering and reading back a Gaussian: the mean of the three over all offsets
     * of two values against the nodes is exp(-d²/2) at whole steps, as near as a filter without negative numbers comes (Richardson 1972, Lucy 1974).
     *
     * <p>With the filter that hits it exactly, two values five widths apart would hear each other with less than nothing: -1e-5 where 4e-6 is right, and a hundred thousand of
     * them more than a voxel hears of itself.
     *
     * @param step of the nodes, in standard deviations
     * @param most steps
     */
    static float[] taps(double step, int most) {
        int n = Gaussian.taps(step, Integer.MAX_VALUE).length;
        double[] wanted = new double[n + TWICE.length - 1];
        for (int k = 0; k < wanted.length; k++) {
            wanted[k] = Gaussian.at(k * step);
        }
        double[] taps = Arrays.copyOf(wanted, n);
        double[] ratio = new double[wanted.length];
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int k = 0; k < ratio.length; k++) {
                ratio[k] = wanted[k] / twice(taps, k);
            }
            for (int k = 0; k < n; k++) {
                taps[k] *= twice(ratio, k);
            }
        }
        float[] floats = new float[Math.min(n, most + 1)];
        for (int k = 0; k < floats.length; k++) {
            floats[k] = (float) taps[k];
        }
        return floats;
    }

    /** What sharing out and reading back make of a symmetric filter, at a step: its mean over all offsets. */
    private static double twice(double[] filter, int step) {
        double sum = TWICE[0] * at(filter, step);
        for (int away = 1; away < TWICE.length; away++) {
            sum += TWICE[away] * (at(filter, step - away) + at(filter, step + away));
        }
        return sum / SCALE;
    }

    /** A symmetric filter at a step; 0 beyond its end. */
    private static double at(double[] taps, int step) {
        return Math.abs(step) < taps.length ? taps[Math.abs(step)] : 0;
    }
}
