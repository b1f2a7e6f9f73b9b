package org.hepar.data;

import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Size;

/**
 * The voxels on which a phantom is painted: tissue and HU, {@code [z,y,x]}. The frame is {@link #WIDTH_MM} square by
 * {@link #HEIGHT_MM}, whatever the number of voxels.
 */
final class PhantomCanvas {

    static final double WIDTH_MM = 330;
    static final double HEIGHT_MM = 150;

    /** What a voxel shows; a body is painted only over the tissues it may displace. */
    enum Tissue { AIR, WALL, CAVITY, ORGAN, LUNG, VESSEL, LIVER, LESION;

        int bit() {
            return 1 << ordinal();
        }
    }

    /** HU of a voxel from its depth in the body and its place, mm. */
    interface Paint {
        double hu(double depth, double x, double y, double z);
    }

    private final Size size;
    private final Tissue[] tissue;
    private final float[] hu;

    PhantomCanvas(Size size) {
        this.size = size;
        this.tissue = new Tissue[size.voxels()];
        this.hu = new float[size.voxels()];
    }

    double x(int column) {
        return ((column + 0.5) / size.x() - 0.5) * WIDTH_MM;
    }

    double y(int row) {
        return ((row + 0.5) / size.y() - 0.5) * WIDTH_MM;
    }

    double z(int slice) {
        return ((slice + 0.5) / size.z() - 0.5) * HEIGHT_MM;
    }

    Size size() {
        return size;
    }

    void set(int index, Tissue as, double value) {
        tissue[index] = as;
        hu[index] = (float) value;
    }

    /** The tissue at a place in mm; air outside of the frame. */
    Tissue at(double x, double y, double z) {
        int column = (int) Math.floor((x / WIDTH_MM + 0.5) * size.x());
        int row = (int) Math.floor((y / WIDTH_MM + 0.5) * size.y());
        int slice = (int) Math.floor((z / HEIGHT_MM + 0.5) * size.z());
        return size.contains(slice, row, column) ? tissue[size.index(slice, row, column)] : Tissue.AIR;
    }

    /** Paints a body where one of the tissues of {@code over} (bits) lies. */
    void fill(PhantomShape shape, int over, Tissue as, Paint paint) {
        double[] bounds = shape.bounds();
        for (int k = first(bounds[4], HEIGHT_MM, size.z()); k <= last(bounds[5], HEIGHT_MM, size.z()); k++) {
            for (int j = first(bounds[2], WIDTH_MM, size.y()); j <= last(bounds[3], WIDTH_MM, size.y()); j++) {
                for (int i = first(bounds[0], WIDTH_MM, size.x()); i <= last(bounds[1], WIDTH_MM, size.x()); i++) {
                    int index = size.index(k, j, i);
                    if ((over & tissue[index].bit()) != 0) {
                        double depth = shape.depth(x(i), y(j), z(k));
                        if (depth > 0) {
                            set(index, as, paint.hu(depth, x(i), y(j), z(k)));
                        }
                    }
                }
            }
        }
    }

    private static int first(double mm, double extent, int n) {
        return Math.max(0, (int) Math.floor((mm / extent + 0.5) * n - 0.5));
    }

    private static int last(double mm, double extent, int n) {
        return Math.min(n - 1, (int) Math.ceil((mm / extent + 0.5) * n - 0.5));
    }

    byte[] labels() {
        byte[] labels = new byte[tissue.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = tissue[i] == Tissue.LESION ? LabelMap.LESION : tissue[i] == Tissue.LIVER ? LabelMap.LIVER : LabelMap.BACKGROUND;
        }
        return labels;
    }

    /** The picture as a scanner gives it: blurred by pixel and slice, with noise that is correlated in the plane; whole HU. */
    float[] scan(UniformRandomProvider random) {
        float[] image = hu.clone();
        float[] noise = white(random);
        blurInPlane(image, random.nextDouble(0.12, 0.2));
        blurSlices(image, random.nextDouble(0.08, 0.18));
        double side = random.nextDouble(0.16, 0.22);
        blurInPlane(noise, side);
        double centre = 1 - 2 * side;
        double left = centre * centre + 2 * side * side;  // standard deviation of the noise after the blur
        double sigma = random.nextDouble(14, 20) / left;
        for (int i = 0; i < image.length; i++) {
            image[i] = (float) Math.rint(Math.max(-1024, Math.min(3071, image[i] + sigma * noise[i])));
        }
        return image;
    }

    /** Sums of four uniform values, mean 0 and standard deviation 1: plain arithmetic, so the bits are the same everywhere. */
    private float[] white(UniformRandomProvider random) {
        float[] noise = new float[hu.length];
        for (int i = 0; i < noise.length; i++) {
            long bits = random.nextLong();
            long sum = (bits & 0xffff) + (bits >>> 16 & 0xffff) + (bits >>> 32 & 0xffff) + (bits >>> 48);
            noise[i] = (float) ((sum / 65535.0 - 2) * 1.7320508);
        }
        return noise;
    }

    private void blurInPlane(float[] image, double side) {
        for (int k = 0; k < size.z(); k++) {
            for (int j = 0; j < size.y(); j++) {
                blurLine(image, size.index(k, j, 0), 1, size.x(), side);
            }
            for (int i = 0; i < size.x(); i++) {
                blurLine(image, size.index(k, 0, i), size.x(), size.y(), side);
            }
        }
    }

    private void blurSlices(float[] image, double side) {
        int slice = size.y() * size.x();
        for (int i = 0; i < slice; i++) {
            blurLine(image, i, slice, size.z(), side);
        }
    }

    /** Weights side, 1 - 2 side, side along one line; the ends are repeated. */
    private static void blurLine(float[] image, int start, int step, int n, double side) {
        float before = image[start];
        for (int i = 0, at = start; i < n; i++, at += step) {
            float here = image[at];
            float after = i + 1 < n ? image[at + step] : here;
            image[at] = (float) (here + side * (before - 2 * here + after));
            before = here;
        }
    }
}
