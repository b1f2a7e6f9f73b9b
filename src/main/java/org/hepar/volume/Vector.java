package org.hepar.volume;

/** A point or direction of patient space, mm, in the LPS frame: x to the left, y to the back, z to the head. */
public record Vector(double x, double y, double z) {

    public double dot(Vector other) {
        return x * other.x + y * other.y + z * other.z;
    }

    public Vector plus(Vector other) {
        return new Vector(x + other.x, y + other.y, z + other.z);
    }

    public Vector times(double factor) {
        return new Vector(x * factor, y * factor, z * factor);
    }

    public double length() {
        return Math.sqrt(dot(this));
    }

    boolean finite() {
        return Double.isFinite(x) && Double.isFinite(y) && Double.isFinite(z);
    }
}
