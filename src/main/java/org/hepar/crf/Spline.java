package org.hepar.crf;

/**
 * The cubic B-spline with which a bilateral grid shares a value out over its nodes and reads it back: four nodes, weights that sum to 1.
 *
 * <p>Linear weights are cheaper for each node but need nodes so close that the whole costs more at the same error.
 */
final class Spline {

    /** Nodes that a value has a share in. */
    static final int SHARES = 4;
    /** Cubic convolved with cubic, the spline of degree 7, at whole steps; times 5040. */
    private static final double[] TWICE = {2416, 1191, 120, 1};
    private static final double SCALE = 5040;
    private static final int SWEEPS = 400;
    private static final float SIXTH = 1f / 6;
    private static final float TWO_THIRDS = 2f / 3;

    private Spline() {
    }

    /** Writes the weights of a value that lies a part of a step, 0 to 1, behind the second of its four nodes. */
    static void weights(float part, float[] to, int at) {
        float rest = 1 - part;
        to[at] = SIXTH * rest * rest * rest;
        to[at + 1] = TWO_THIRDS - part * part * (1 - 0.5f * part);
        to[at + 2] = TWO_THIRDS - rest * rest * (1 - 0.5f * rest);
        to[at + 3] = SIXTH * part * part * part;
    }

    /** The same for many values: the first of each four in one array, the second in another, and so on. */
    static void weights(float[] parts, float[][] to) {
        float[] first = to[0];
        float[] second = to[1];
        float[] third = to[2];
        float[] fourth = to[3];
        for (int i = 0; i < parts.length; i++) {
            float part = parts[i];
            float rest = 1 - part;
            first[i] = SIXTH * rest * rest * rest;
            second[i] = TWO_THIRDS - part * part * (1 - 0.5f * part);
            third[i] = TWO_THIRDS - rest * rest * (1 - 0.5f * rest);
            fourth[i] = SIXTH * part * part * part;
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
