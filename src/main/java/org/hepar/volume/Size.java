package org.hepar.volume;

/**
 * Number of voxels along each axis, {@code [z,y,x]}, slowest axis first.
 *
 * @param z slices
 * @param y rows of a slice
 * @param x columns of a slice
 */
public record Size(int z, int y, int x) {

    public Size {
        if (z < 1 || y < 1 || x < 1) {
            throw new IllegalArgumentException("size (=" + text(z, y, x) + ") needs at least one voxel along each axis");
        }
        if ((long) z * y * x > Integer.MAX_VALUE - 8L) {
            throw new IllegalArgumentException("size (=" + text(z, y, x) + ") has " + (long) z * y * x
                    + " voxels; at most 2147483639 fit one array: crop the volume first");
        }
    }

    /** Number of voxels. */
    public int voxels() {
        return z * y * x;
    }

    /** Position of voxel {@code [z,y,x]} in an array that holds the volume, x fastest. */
    public int index(int atZ, int atY, int atX) {
        return (atZ * y + atY) * x + atX;
    }

    /** Whether {@code [z,y,x]} lies inside. */
    public boolean contains(int atZ, int atY, int atX) {
        return atZ >= 0 && atZ < z && atY >= 0 && atY < y && atX >= 0 && atX < x;
    }

    private static String text(int z, int y, int x) {
        return "[" + z + "," + y + "," + x + "]";
    }

    @Override
    public String toString() {
        return text(z, y, x);
    }
}
