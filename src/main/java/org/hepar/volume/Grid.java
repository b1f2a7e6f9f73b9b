package org.hepar.volume;

/**
 * Where the voxels of a volume lie: size {@code [z,y,x]}, spacing in mm, and the place of voxel {@code [0,0,0]} and of
 * the axes in patient space (LPS, mm).
 *
 * <p>Every volume that {@code io} reads is brought to the orientation nearest to {@link Direction#AXIAL}, so that row 0
 * is anterior, column 0 the patient's right and slice 0 the feet end.
 *
 * @param size number of voxels
 * @param spacing voxel distances, mm
 * @param origin centre of voxel [0,0,0], mm
 * @param direction axes of the volume
 */
public record Grid(Size size, Spacing spacing, Vector origin, Direction direction) {

    /** Largest difference, as a share of a voxel, at which two grids still count as the same. */
    private static final double TOLERANCE_VOXELS = 1e-2;

    public Grid {
        if (!origin.finite()) {
            throw new IllegalArgumentException("origin (=" + origin + ") must be finite");
        }
    }

    /** A grid at the origin with axial axes: for made volumes and tests. */
    public static Grid axial(Size size, Spacing spacing) {
        return new Grid(size, spacing, new Vector(0, 0, 0), Direction.AXIAL);
    }

    /** Patient position, mm, of a voxel; fractional indices lie between centres. */
    public Vector position(double z, double y, double x) {
        return origin.plus(direction.alongX().times(x * spacing.x()))
                .plus(direction.alongY().times(y * spacing.y()))
                .plus(direction.alongZ().times(z * spacing.z()));
    }

    /** Number of voxels. */
    public int voxels() {
        return size.voxels();
    }

    /**
     * Whether both grids put every voxel at the same place: equal sizes, and no corner off by more than a hundredth of
     * a voxel, which absorbs the rounding of headers written in single precision.
     */
    public boolean sameAs(Grid other) {
        if (!size.equals(other.size)) {
            return false;
        }
        double allowed = allowedMm();
        for (int corner = 0; corner < 8; corner++) {
            double z = (corner & 4) == 0 ? 0 : size.z() - 1;
            double y = (corner & 2) == 0 ? 0 : size.y() - 1;
            double x = (corner & 1) == 0 ? 0 : size.x() - 1;
            if (position(z, y, x).plus(other.position(z, y, x).times(-1)).length() > allowed) {
                return false;
            }
        }
        return sameSpacing(spacing.z(), other.spacing.z()) && sameSpacing(spacing.y(), other.spacing.y())
                && sameSpacing(spacing.x(), other.spacing.x());
    }

    private double allowedMm() {
        return TOLERANCE_VOXELS * Math.min(spacing.x(), Math.min(spacing.y(), spacing.z()));
    }

    /** One slice thick axes have no second corner to compare, so their spacing is compared itself. */
    static boolean sameSpacing(double a, double b) {
        return Math.abs(a - b) <= TOLERANCE_VOXELS * Math.min(a, b);
    }

    /** The part of this grid inside a box. */
    public Grid crop(Box box) {
        box.requireInside(size);
        return new Grid(box.size(), spacing, position(box.z0(), box.y0(), box.x0()), direction);
    }

    /**
     * What differs from another grid, and how: {@code size [z,y,x] [75,512,512] against [74,512,512]; origin z -10 against -5 mm}.
     * Empty exactly when both are {@linkplain #sameAs the same}. Numbers have as many decimals as it takes to tell them apart.
     */
    public String differenceFrom(Grid other) {
        return sameAs(other) ? "" : GridDifference.text(this, other, allowedMm());
    }
}
