package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Grows the lesions of {@link Transform.Planted} in a slice. Each is an ellipse whose edge waves, cut off where the organ ends, softer at its edge
 * than a pixel; neighbouring slices show it smaller. Only {@link StrictMath} is used, whose results are the same bits everywhere.
 */
final class Planting {

    /** The long axis is up to so many times the short one. */
    private static final double MOST_ELONGATED = 1.8;
    private static final int WAVES = 3;
    /** Of all waves together, in radii. */
    private static final double WAVE_SIGMA = 0.15;
    /** A wave goes once up and down in 2π over this, in radii. */
    private static final double SLOWEST_WAVE = 1.5;
    private static final double FASTEST_WAVE = 4;
    private static final double SHARPEST_MM = 1;
    private static final double SOFTEST_MM = 5;
    /** By how much a lesion loses radius from one slice to the next, in radii, at most. */
    private static final double MOST_TAPERED = 0.3;
    /** Share of the organ's own texture, vessels above all, that shows through at most. */
    private static final double MOST_TEXTURE = 1;
    private static final double LEAST_TEXTURE = 0.4;

    private final LabelledSlice slice;
    private final float[] image;
    private final byte[] labels;
    private final byte host;

    private Planting(LabelledSlice slice, byte host) {
        this.slice = slice;
        this.image = slice.image().clone();
        this.labels = slice.labels().clone();
        this.host = host;
    }

    /** The slice with lesions, or itself where it shows nothing that they could grow in. */
    static LabelledSlice apply(Transform.Planted planted, LabelledSlice slice) {
        int organ = count(slice.labels(), LabelledSlice.ORGAN);
        byte host = organ > 0 ? LabelledSlice.ORGAN : LabelledSlice.FOREGROUND;
        int places = organ > 0 ? organ : count(slice.labels(), host);
        if (places == 0) {
            return slice;
        }
        Planting planting = new Planting(slice, host);
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(planted.seed());
        for (int i = 0; i < planted.lesions(); i++) {
            double radius = StrictMath.exp(Draw.between(StrictMath.log(planted.minimumRadiusMm()), StrictMath.log(planted.maximumRadiusMm()), random));
            double contrast = Draw.between(planted.minimumContrast(), planted.maximumContrast(), random);
            planting.grow(planting.place(places, random), radius, contrast, random);
        }
        return slice.with(planting.image, planting.labels);
    }

    private static int count(byte[] labels, byte label) {
        int count = 0;
        for (byte each : labels) {
            count += each == label ? 1 : 0;
        }
        return count;
    }

    /** A pixel of the organ as it was before any lesion. */
    private int place(int places, UniformRandomProvider random) {
        int left = random.nextInt(places);
        for (int i = 0; ; i++) {
            if (slice.labels()[i] == host && left-- == 0) {
                return i;
            }
        }
    }

    private void grow(int centre, double radiusMm, double contrast, UniformRandomProvider random) {
        Shape shape = new Shape(radiusMm, random);
        double softMm = Draw.between(SHARPEST_MM, SOFTEST_MM, random);
        double taperMm = Draw.between(0, MOST_TAPERED, random) * radiusMm;
        double texture = Draw.between(LEAST_TEXTURE, MOST_TEXTURE, random);
        int reach = (int) (shape.reachMm() / Math.min(slice.spacingYMm(), slice.spacingXMm())) + 1;
        int cy = centre / slice.width();
        int cx = centre % slice.width();
        int middle = slice.channels() / 2;
        float[] level = new float[slice.channels()];
        for (int c = 0; c < level.length; c++) {
            level[c] = mean(c, cy, cx, reach);
        }
        for (int y = Math.max(0, cy - reach); y <= Math.min(slice.height() - 1, cy + reach); y++) {
            for (int x = Math.max(0, cx - reach); x <= Math.min(slice.width() - 1, cx + reach); x++) {
                int pixel = y * slice.width() + x;
                if (slice.labels()[pixel] != host) {
                    continue;
                }
                double depth = shape.depthMm((y - cy) * slice.spacingYMm(), (x - cx) * slice.spacingXMm());
                if (depth > 0) {
                    labels[pixel] = LabelledSlice.FOREGROUND;
                }
                for (int c = 0; c < slice.channels(); c++) {
                    double share = Math.min(1, Math.max(0, 0.5 + (depth - Math.abs(c - middle) * taperMm) / softMm));
                    if (share > 0) {
                        int at = c * slice.pixels() + pixel;
                        double lesion = level[c] + contrast + texture * (image[at] - level[c]);
                        image[at] += (float) (share * (lesion - image[at]));
                    }
                }
            }
        }
    }

    /** Of the organ around a place, as it was before any lesion. */
    private float mean(int channel, int cy, int cx, int reach) {
        double sum = 0;
        int count = 0;
        for (int y = Math.max(0, cy - reach); y <= Math.min(slice.height() - 1, cy + reach); y++) {
            for (int x = Math.max(0, cx - reach); x <= Math.min(slice.width() - 1, cx + reach); x++) {
                if (slice.labels()[y * slice.width() + x] == host) {
                    sum += slice.image()[channel * slice.pixels() + y * slice.width() + x];
                    count++;
                }
            }
        }
        return (float) (sum / count);
    }

    /** An ellipse with a wavy edge about 0. */
    private static final class Shape {

        private final double radiusMm;
        private final double cos;
        private final double sin;
        private final double stretch;
        private final double[] waveY = new double[WAVES];
        private final double[] waveX = new double[WAVES];
        private final double[] phase = new double[WAVES];
        private final double[] height = new double[WAVES];

        Shape(double radiusMm, UniformRandomProvider random) {
            this.radiusMm = radiusMm;
            double turn = Draw.between(0, Math.PI, random);
            cos = StrictMath.cos(turn);
            sin = StrictMath.sin(turn);
            stretch = StrictMath.sqrt(Draw.between(1, MOST_ELONGATED, random));
            Gaussians normal = new Gaussians(random.nextLong());
            for (int i = 0; i < WAVES; i++) {
                double direction = Draw.between(0, 2 * Math.PI, random);
                double rate = Draw.between(SLOWEST_WAVE, FASTEST_WAVE, random);
                waveY[i] = rate * StrictMath.sin(direction);
                waveX[i] = rate * StrictMath.cos(direction);
                phase[i] = Draw.between(0, 2 * Math.PI, random);
                height[i] = Math.max(-2, Math.min(2, normal.next())) * WAVE_SIGMA * Math.sqrt(2.0 / WAVES);
            }
        }

        /** No pixel further away is part of it, its soft edge included. */
        double reachMm() {
            double waves = 0;
            for (double each : height) {
                waves += Math.abs(each);
            }
            return radiusMm * stretch * (1 + waves) + SOFTEST_MM;
        }

        /** How deep inside a place lies, about; below 0 outside. */
        double depthMm(double yMm, double xMm) {
            double v = (cos * yMm - sin * xMm) / radiusMm * stretch;
            double u = (sin * yMm + cos * xMm) / radiusMm / stretch;
            double edge = 1;
            for (int i = 0; i < WAVES; i++) {
                edge += height[i] * StrictMath.sin(waveY[i] * v + waveX[i] * u + phase[i]);
            }
            return (edge - Math.sqrt(v * v + u * u)) * radiusMm;
        }
    }
}
