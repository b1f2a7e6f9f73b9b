package org.hepar.crf;

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
     * of two values against the nodes goes through exp(-d²/2) at whole steps.
     *
     * @param step of the nodes, in standard deviations
     * @param most steps
     */
    static float[] taps(double step, int most) {
        double[] wanted = Gaussian.taps(step, Integer.MAX_VALUE);
        double[] taps = wanted.clone();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            for (int k = 0; k < taps.length; k++) {
                double rest = SCALE * wanted[k];
                for (int away = 1; away < TWICE.length; away++) {
                    rest -= TWICE[away] * (at(taps, k - away) + at(taps, k + away));
                }
                taps[k] = rest / TWICE[0];
            }
        }
        float[] floats = new float[Math.min(taps.length, most + 1)];
        for (int k = 0; k < floats.length; k++) {
            floats[k] = (float) taps[k];
        }
        return floats;
    }

    /** A symmetric filter at a step; 0 beyond its end. */
    private static double at(double[] taps, int step) {
        return Math.abs(step) < taps.length ? taps[Math.abs(step)] : 0;
    }
}
