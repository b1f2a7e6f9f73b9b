package org.hepar.crf;

/** Values of exp(−d²/2), the distance in standard deviations. */
final class Gaussian {

    /** Standard deviations beyond which less than 2⁻²⁴ of the area lies, half a unit in the last place of a sum in single precision. */
    static final double REACH = 5.42;

    private Gaussian() {
    }

    static double at(double deviations) {
        return Math.exp(-deviations * deviations / 2);
    }

    /** The values at 0, 1, 2, ... steps, as far as they reach, and at most to a number of steps. */
    static double[] taps(double step, int most) {
        double[] taps = new double[1 + (int) Math.min(most, Math.floor(REACH / step))];
        for (int k = 0; k < taps.length; k++) {
            taps[k] = at(k * step);
        }
        return taps;
    }
}
