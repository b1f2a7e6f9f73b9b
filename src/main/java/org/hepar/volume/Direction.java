package org.hepar.volume;

/**
 * Direction cosines: the unit vectors of patient space (LPS) along which the x, y and z index of a volume grow.
 * They are orthogonal within 1e-3 (oblique volumes are fine, sheared ones are not) and may be left-handed.
 */
public record Direction(Vector alongX, Vector alongY, Vector alongZ) {

    /** The axial standard: columns to the patient's left, rows to the back, slices to the head. */
    public static final Direction AXIAL = new Direction(new Vector(1, 0, 0), new Vector(0, 1, 0), new Vector(0, 0, 1));

    private static final double TOLERANCE = 1e-3;

    public Direction {
        requireUnit("x", alongX);
        requireUnit("y", alongY);
        requireUnit("z", alongZ);
        requireOrthogonal("x and y", alongX, alongY);
        requireOrthogonal("y and z", alongY, alongZ);
        requireOrthogonal("x and z", alongX, alongZ);
    }

    private static void requireUnit(String axis, Vector v) {
        if (!v.finite() || Math.abs(v.length() - 1) > TOLERANCE) {
            throw new IllegalArgumentException("direction along " + axis + " (=" + v + ") must be a unit vector, its length is " + v.length());
        }
    }

    private static void requireOrthogonal(String axes, Vector a, Vector b) {
        if (Math.abs(a.dot(b)) > TOLERANCE) {
            throw new IllegalArgumentException("directions along " + axes + " (=" + a + ", " + b
                    + ") must be orthogonal, their cosine is " + a.dot(b) + ": a sheared volume must be resampled first");
        }
    }
}
