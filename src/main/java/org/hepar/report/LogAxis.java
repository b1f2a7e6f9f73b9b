package org.hepar.report;

import java.util.Locale;

/**
 * An axis for positive numbers that is even in their logarithm: its ticks are powers of two, or of ten where it reaches over more than three of these. Ends that
 * lie less than two doublings apart hold too few of them, and the axis is even in the numbers themselves.
 *
 * @param base 2 or 10; 1 for the numbers themselves
 * @param exponents the axis of the exponents of that base, or of the numbers
 */
record LogAxis(int base, Axis exponents) {

    private static final double DECADES = 1000;
    private static final double NARROW = 4;
    private static final double NEAR = 1e-9;

    /** The shortest that holds both ends in about so many steps. */
    static LogAxis around(double lowest, double highest, int steps) {
        if (highest / lowest < NARROW) {
            return new LogAxis(1, Axis.around(lowest, highest, steps));
        }
        int base = highest / lowest > DECADES ? 10 : 2;
        double low = Math.floor(log(base, lowest) + NEAR);
        double high = Math.max(low + 1, Math.ceil(log(base, highest) - NEAR));
        Axis axis = Axis.around(low, high, steps);
        return new LogAxis(base, axis.step() >= 1 ? axis : new Axis(low, high, 1));
    }

    private static double log(int base, double value) {
        return base == 2 ? Math.log(value) / Math.log(2) : Math.log10(value);
    }

    /** Where on the axis of exponents a value lies. */
    double at(double value) {
        return base == 1 ? value : log(base, value);
    }

    /** The text at a tick: {@code 8}, {@code 0.25}, {@code 1/64}, {@code 1e−5}. */
    String label(double exponent) {
        if (base == 1) {
            return exponents.label(exponent);
        }
        double value = Math.pow(base, Math.round(exponent));
        if (value >= 1 || base == 10 && value > 5e-4) {
            return value < 1e5 ? MeasureText.number(value >= 1 ? 0 : (int) Math.round(-exponent), value) : String.format(Locale.ROOT, "1e%d", Math.round(exponent));
        }
        return base == 10 ? "1e−" + Math.round(-exponent) : value >= 0.1 ? String.valueOf(value) : "1/" + Math.round(1 / value);
    }
}
