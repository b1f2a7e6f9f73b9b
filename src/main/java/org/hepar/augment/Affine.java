package org.hepar.augment;

/**
 * A linear map and a shift of positions in mm about the slice centre: {@code (y, x) -> (yy y + yx x + y0, xy y + xx x + x0)}.
 */
record Affine(double yy, double yx, double xy, double xx, double y0, double x0) implements CoordinateStep {

    static final Affine IDENTITY = new Affine(1, 0, 0, 1, 0, 0);

    /** The way back of a turn from x towards y. */
    static Affine backFromRotation(double degrees) {
        double radians = StrictMath.toRadians(degrees);
        double cosine = StrictMath.cos(radians);
        double sine = StrictMath.sin(radians);
        return new Affine(cosine, -sine, sine, cosine, 0, 0);
    }

    static Affine backFromTranslation(double yMm, double xMm) {
        return new Affine(1, 0, 0, 1, -yMm, -xMm);
    }

    static Affine backFromScaling(double factor) {
        return new Affine(1 / factor, 0, 0, 1 / factor, 0, 0);
    }

    static Affine backFromFlip(Axis axis) {
        return axis == Axis.LEFT_RIGHT ? new Affine(1, 0, 0, -1, 0, 0) : new Affine(-1, 0, 0, 1, 0, 0);
    }

    /** First this map, then the other. */
    Affine then(Affine next) {
        return new Affine(
                next.yy * yy + next.yx * xy, next.yy * yx + next.yx * xx,
                next.xy * yy + next.xx * xy, next.xy * yx + next.xx * xx,
                next.yy * y0 + next.yx * x0 + next.y0, next.xy * y0 + next.xx * x0 + next.x0);
    }

    @Override
    public void back(double[] yMm, double[] xMm) {
        for (int i = 0; i < yMm.length; i++) {
            double y = yMm[i];
            double x = xMm[i];
            yMm[i] = yy * y + yx * x + y0;
            xMm[i] = xy * y + xx * x + x0;
        }
    }
}
