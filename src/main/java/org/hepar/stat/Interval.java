package org.hepar.stat;

/**
 * A confidence interval in the unit of what it bounds. Undefined is NaN at both ends; the record that holds it names the
 * reason.
 *
 * @param low lower end
 * @param high upper end
 * @param level confidence as a fraction: 0.95
 */
public record Interval(double low, double high, double level) {

    public Interval {
        requireFraction("level", level);
        if (Double.isNaN(low) != Double.isNaN(high) || low > high) {
            throw new IllegalArgumentException("interval (=[" + low + ", " + high
                    + "]) must have its lower end first, or NaN at both ends; swap or check the ends");
        }
    }

    /** The interval that data do not define. */
    public static Interval undefined(double level) {
        return new Interval(Double.NaN, Double.NaN, level);
    }

    /** The interval of the ends centre - margin and centre + margin. */
    static Interval around(double centre, double margin, double level) {
        return new Interval(centre - margin, centre + margin, level);
    }

    public boolean isDefined() {
        return !Double.isNaN(low);
    }

    /** Whether a value lies between the ends, ends included; an undefined interval contains nothing. */
    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    static void requireFraction(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " (=" + value + ") must lie between 0 and 1, both excluded; write 95 % as 0.95");
        }
    }
}
