package org.hepar.augment;

/**
 * A smooth displacement in mm for each pixel of a slice, {@code [y,x]}, drawn from a seed.
 *
 * <p>Independent normal displacements on a coarse grid of control points weight cubic B-splines. A cubic B-spline has a
 * standard deviation of 1/√3 control spacings, so a control spacing of √3 sigma makes it stand for a Gaussian kernel of
 * sigma. The field is evaluated once a pixel, rows and columns apart; between pixels it is linear, beyond the edge it
 * stays what it is there.
 */
final class DisplacementField implements CoordinateStep {

    /** ∫ B(t)² dt of the cubic B-spline: the mean share of a control point's variance that one axis keeps. */
    private static final double KEPT_VARIANCE = 151.0 / 315;

    private final int height;
    private final int width;
    private final double spacingYMm;
    private final double spacingXMm;
    /** {@code [y,x,2]}: along y, then along x. */
    private final float[] mm;

    DisplacementField(Transform.Deformed drawn, LabelledSlice slice) {
        height = slice.height();
        width = slice.width();
        spacingYMm = slice.spacingYMm();
        spacingXMm = slice.spacingXMm();
        double controlMm = StrictMath.sqrt(3) * drawn.sigmaMm();
        double stepY = spacingYMm / controlMm;
        double stepX = spacingXMm / controlMm;
        int columns = controls(width, stepX);
        double amplitude = drawn.magnitudeMm() / KEPT_VARIANCE;  // two axes: √(151/315)²
        mm = upsample(draw(controls(height, stepY) * columns, amplitude, new Gaussians(drawn.seed())), columns, stepY, stepX);
    }

    /** Control points that reach the pixels of one axis: one before the first, two behind the last. */
    private static int controls(int pixels, double step) {
        return first(pixels - 1, step) + 4;
    }

    /** The first of the four control points that reach a pixel; the step is a pixel in control spacings. */
    private static int first(int pixel, double step) {
        return (int) (pixel * step);
    }

    private static float[] draw(int points, double amplitude, Gaussians normal) {
        float[] values = new float[2 * points];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (amplitude * normal.next());
        }
        return values;
    }

    private float[] upsample(float[] controls, int columns, double stepY, double stepX) {
        float[] weightsY = weights(height, stepY);
        float[] weightsX = weights(width, stepX);
        float[] field = new float[2 * height * width];
        float[] row = new float[2 * columns];
        for (int y = 0; y < height; y++) {
            int from = 2 * first(y, stepY) * columns;
            for (int i = 0; i < row.length; i++) {
                row[i] = weightsY[4 * y] * controls[from + i] + weightsY[4 * y + 1] * controls[from + row.length + i]
                        + weightsY[4 * y + 2] * controls[from + 2 * row.length + i] + weightsY[4 * y + 3] * controls[from + 3 * row.length + i];
            }
            for (int x = 0, to = 2 * y * width; x < width; x++, to += 2) {
                int c = 2 * first(x, stepX);
                float w0 = weightsX[4 * x];
                float w1 = weightsX[4 * x + 1];
                float w2 = weightsX[4 * x + 2];
                float w3 = weightsX[4 * x + 3];
                field[to] = w0 * row[c] + w1 * row[c + 2] + w2 * row[c + 4] + w3 * row[c + 6];
                field[to + 1] = w0 * row[c + 1] + w1 * row[c + 3] + w2 * row[c + 5] + w3 * row[c + 7];
            }
        }
        return field;
    }

    /** The four B-spline weights of each pixel, {@code [pixel,4]}. */
    private static float[] weights(int pixels, double step) {
        float[] weights = new float[4 * pixels];
        for (int i = 0; i < pixels; i++) {
            double t = i * step - first(i, step);
            double u = 1 - t;
            weights[4 * i] = (float) (u * u * u / 6);
            weights[4 * i + 1] = (float) ((3 * t * t * t - 6 * t * t + 4) / 6);
            weights[4 * i + 2] = (float) ((3 * u * u * u - 6 * u * u + 4) / 6);
            weights[4 * i + 3] = (float) (t * t * t / 6);
        }
        return weights;
    }

    @Override
    public void backFromRow(int row, double[] yMm, double[] xMm) {
        for (int i = 0, at = 2 * row * width; i < yMm.length; i++, at += 2) {
            yMm[i] += mm[at];
            xMm[i] += mm[at + 1];
        }
    }

    @Override
    public void back(double[] yMm, double[] xMm) {
        double centreY = (height - 1) / 2.0;
        double centreX = (width - 1) / 2.0;
        int down = height > 1 ? 2 * width : 0;
        int right = width > 1 ? 2 : 0;
        for (int i = 0; i < yMm.length; i++) {
            double y = within(yMm[i] / spacingYMm + centreY, height);
            double x = within(xMm[i] / spacingXMm + centreX, width);
            int y0 = Math.min((int) y, Math.max(height - 2, 0));
            int x0 = Math.min((int) x, Math.max(width - 2, 0));
            int at = 2 * (y0 * width + x0);
            yMm[i] += between(at, down, right, y - y0, x - x0);
            xMm[i] += between(at + 1, down, right, y - y0, x - x0);
        }
    }

    private static double within(double position, int pixels) {
        return Math.min(Math.max(position, 0), pixels - 1);
    }

    private double between(int at, int down, int right, double ty, double tx) {
        double upper = mm[at] + tx * (mm[at + right] - mm[at]);
        double lower = mm[at + down] + tx * (mm[at + down + right] - mm[at + down]);
        return upper + ty * (lower - upper);
    }
}
