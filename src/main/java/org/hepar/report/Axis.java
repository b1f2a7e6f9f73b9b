package org.hepar.report;

import java.util.Locale;

/**
 * An axis with round ticks: from {@code min} to {@code max}, both multiples of {@code step}, a step of 1, 2 or 5 times
 * a power of ten.
 */
record Axis(double min, double max, double step) {

    private static final double ROOM = 0.025;

    /** The shortest round axis that holds both values in about so many steps. */
    static Axis around(double lowest, double highest, int steps) {
        double span = highest > lowest ? highest - lowest : Math.max(Math.abs(highest), 1e-3);
        double raw = span / steps;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double share = raw / power;
        double step = power * (share <= 1.0001 ? 1 : share <= 2.0001 ? 2 : share <= 5.0001 ? 5 : 10);
        double min = Math.floor(lowest / step + 1e-9) * step;
        double max = Math.ceil(highest / step - 1e-9) * step;
        return new Axis(min, max > min ? max : min + step, step);
    }

    /** Where drawing begins: a little below the lowest tick, so that what lies on it is not cut. */
    double drawnFrom() {
        return min - ROOM * (max - min);
    }

    /** Where drawing ends: a little above the highest tick. */
    double drawnTo() {
        return max + ROOM * (max - min);
    }

    /** The text at a tick: as many decimals as the step has. */
    String label(double value) {
        int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text.replace('-', '−');
    }
}
