package org.hepar.augment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Takes drawn transforms through a slice.
 *
 * <p>All spatial ones become one map of coordinates in mm about the slice centre and cost one interpolation, so an image
 * is blurred once however many there are: linear for the image, nearest for the labels. What comes from outside
 * the slice is 0 and ignored: nobody has said what it is. Then those that change intensities, and lesions that are planted, follow in their order.
 */
public final class Transforms {

    /** Source positions are rounded to this part of a pixel, so that whole-pixel moves and right angles stay exact. */
    private static final double STEPS_PER_PIXEL = 1 << 20;

    private Transforms() {
    }

    /** The slice after all transforms, in order; the slice itself when none changes it. */
    public static LabelledSlice apply(List<Transform> transforms, LabelledSlice slice) {
        List<CoordinateStep> back = wayBack(transforms, slice);
        LabelledSlice moved = back.isEmpty() ? slice : interpolate(back, slice);
        for (Transform transform : transforms) {
            moved = changed(transform, moved);
        }
        return moved;
    }

    /** From the last spatial transform to the first; neighbouring affine ones merged. */
    private static List<CoordinateStep> wayBack(List<Transform> transforms, LabelledSlice slice) {
        List<Transform> reversed = new ArrayList<>(transforms);
        Collections.reverse(reversed);
        List<CoordinateStep> steps = new ArrayList<>();
        Affine affine = Affine.IDENTITY;
        for (Transform transform : reversed) {
            if (transform instanceof Transform.Deformed deformed) {
                addUnlessIdentity(steps, affine);
                affine = Affine.IDENTITY;
                steps.add(new DisplacementField(deformed, slice));
            } else {
                affine = affine.then(affineBack(transform));
            }
        }
        addUnlessIdentity(steps, affine);
        return steps;
    }

    private static void addUnlessIdentity(List<CoordinateStep> steps, Affine affine) {
        if (!affine.equals(Affine.IDENTITY)) {
            steps.add(affine);
        }
    }

    private static Affine affineBack(Transform transform) {
        if (transform instanceof Transform.Rotated rotated) {
            return Affine.backFromRotation(rotated.degrees());
        } else if (transform instanceof Transform.Translated translated) {
            return Affine.backFromTranslation(translated.yMm(), translated.xMm());
        } else if (transform instanceof Transform.Scaled scaled) {
            return Affine.backFromScaling(scaled.factor());
        } else if (transform instanceof Transform.Flipped flipped) {
            return Affine.backFromFlip(flipped.axis());
        }
        return Affine.IDENTITY;
    }

    private static LabelledSlice interpolate(List<CoordinateStep> back, LabelledSlice slice) {
        int height = slice.height();
        int width = slice.width();
        float[] image = new float[slice.image().length];
        byte[] labels = new byte[slice.labels().length];
        Arrays.fill(labels, LabelledSlice.IGNORED);
        double[] y = new double[width];
        double[] x = new double[width];
        for (int row = 0; row < height; row++) {
            for (int i = 0; i < width; i++) {
                y[i] = (row - (height - 1) / 2.0) * slice.spacingYMm();
                x[i] = (i - (width - 1) / 2.0) * slice.spacingXMm();
            }
            back.get(0).backFromRow(row, y, x);
            for (CoordinateStep step : back.subList(1, back.size())) {
                step.back(y, x);
            }
            toPixels(y, slice.spacingYMm(), height);
            toPixels(x, slice.spacingXMm(), width);
            interpolateRow(slice, row, y, x, image, labels);
        }
        return slice.with(image, labels);
    }

    private static void toPixels(double[] mm, double spacingMm, int pixels) {
        double centre = (pixels - 1) / 2.0 * STEPS_PER_PIXEL;
        double stepsPerMm = STEPS_PER_PIXEL / spacingMm;
        for (int i = 0; i < mm.length; i++) {
            mm[i] = Math.rint(mm[i] * stepsPerMm + centre) * (1 / STEPS_PER_PIXEL);
        }
    }

    private static void interpolateRow(LabelledSlice slice, int row, double[] ys, double[] xs, float[] image, byte[] labels) {
        int height = slice.height();
        int width = slice.width();
        float[] from = slice.image();
        for (int i = 0; i < width; i++) {
            double y = ys[i];
            double x = xs[i];
            if (!(y > -1 && y < height && x > -1 && x < width)) {
                continue;
            }
            int to = row * width + i;
            int nearestY = floor(y + 0.5);
            int nearestX = floor(x + 0.5);
            if (nearestY >= 0 && nearestY < height && nearestX >= 0 && nearestX < width) {
                labels[to] = slice.labels()[nearestY * width + nearestX];
            }
            int y0 = floor(y);
            int x0 = floor(x);
            float ty = (float) (y - y0);
            float tx = (float) (x - x0);
            // A corner outside the slice counts as 0: its weight is dropped and its index brought inside.
            float up = y0 >= 0 ? 1 - ty : 0;
            float down = y0 + 1 < height ? ty : 0;
            float left = x0 >= 0 ? 1 - tx : 0;
            float right = x0 + 1 < width ? tx : 0;
            int upper = Math.max(y0, 0) * width;
            int lower = Math.min(y0 + 1, height - 1) * width;
            int x1 = Math.min(x0 + 1, width - 1);
            x0 = Math.max(x0, 0);
            for (int channel = 0, at = 0; channel < slice.channels(); channel++, at += height * width) {
                image[at + to] = up * (left * from[at + upper + x0] + right * from[at + upper + x1])
                        + down * (left * from[at + lower + x0] + right * from[at + lower + x1]);
            }
        }
    }

    /** The whole number below a position that is above -1; {@link Math#floor} takes thrice the time. */
    private static int floor(double position) {
        return (int) (position + 1) - 1;
    }

    /** A changed copy, or the slice itself when the transform is a spatial one. */
    private static LabelledSlice changed(Transform transform, LabelledSlice slice) {
        if (transform instanceof Transform.Rescaled rescaled) {
            return slice.with(rescaled(rescaled, slice.image()), slice.labels());
        } else if (transform instanceof Transform.Noisy noisy) {
            return slice.with(addNoise(noisy, slice), slice.labels());
        } else if (transform instanceof Transform.Planted planted) {
            return Planting.apply(planted, slice);
        }
        return slice;
    }

    private static float[] rescaled(Transform.Rescaled rescaled, float[] image) {
        float[] changed = new float[image.length];
        for (int i = 0; i < image.length; i++) {
            changed[i] = (float) (rescaled.scale() * image[i] + rescaled.shift());
        }
        return changed;
    }

    private static float[] addNoise(Transform.Noisy noisy, LabelledSlice slice) {
        float[] image = slice.image();
        float[] changed = new float[image.length];
        Gaussians normal = new Gaussians(noisy.seed());
        for (int from = 0; from < image.length; from += slice.pixels()) {
            double sigma = noisy.relativeSigma() * standardDeviation(image, from, from + slice.pixels());
            for (int i = from; i < from + slice.pixels(); i++) {
                changed[i] = (float) (image[i] + sigma * normal.next());
            }
        }
        return changed;
    }

    private static double standardDeviation(float[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        double mean = sum / (to - from);
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        return Math.sqrt(squares / (to - from));
    }
}
