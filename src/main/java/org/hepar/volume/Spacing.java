package org.hepar.volume;

/**
 * Distance of neighbouring voxel centres in mm, {@code [z,y,x]}. Along z it is the distance of slice <em>positions</em>,
 * never a slice thickness.
 */
public record Spacing(double z, double y, double x) {

    public Spacing {
        if (!(positive(z) && positive(y) && positive(x))) {
            throw new IllegalArgumentException("spacing (=[" + z + "," + y + "," + x
                    + "] mm) must be finite and above 0 along each axis");
        }
    }

    private static boolean positive(double mm) {
        return mm > 0 && Double.isFinite(mm);
    }

    /** Volume of one voxel in mm³. */
    public double voxelMm3() {
        return z * y * x;
    }

    @Override
    public String toString() {
        return "[" + z + "," + y + "," + x + "]";
    }
}
