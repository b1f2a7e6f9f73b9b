package org.hepar.augment;

/**
 * One axial slice for a two-dimensional network: image channels {@code [c,y,x]} and the label of each pixel
 * {@code [y,x]}. A label of {@link #IGNORED} takes no part in the loss.
 *
 * <p>Pixel distances are in mm, because augmentations are stated in mm and slices may be anisotropic. The arrays are
 * handed over, not copied, and never written after construction.
 *
 * @param image values in [0,1] as preprocessing leaves them; noise may leave that range
 */
public record LabelledSlice(int channels, int height, int width, double spacingYMm, double spacingXMm, float[] image, byte[] labels) {

    /** Label of a pixel that the loss leaves out. */
    public static final byte IGNORED = -1;
    /** Label of what is learned. */
    public static final byte FOREGROUND = 1;
    /** Label of background inside the organ that what is learned lies in; {@link #withoutOrgan} makes it background as any other. */
    public static final byte ORGAN = 2;

    public LabelledSlice {
        if (channels < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException("slice (=[" + channels + "," + height + "," + width
                    + "]) needs at least one channel, row and column");
        }
        if (!(spacingYMm > 0 && spacingXMm > 0 && Double.isFinite(spacingYMm) && Double.isFinite(spacingXMm))) {
            throw new IllegalArgumentException("slice spacing (=[" + spacingYMm + "," + spacingXMm
                    + "] mm) must be finite and above 0 along each axis");
        }
        requireLength("image", image.length, channels, height, width);
        requireLength("labels", labels.length, 1, height, width);
    }

    private static void requireLength(String what, int length, int channels, int height, int width) {
        if (length != channels * height * width) {
            throw new IllegalArgumentException(what + " of a slice [" + channels + "," + height + "," + width + "] needs "
                    + channels * height * width + " values, got " + length);
        }
    }

    /** The slice with another image and other labels of the same size. */
    LabelledSlice with(float[] otherImage, byte[] otherLabels) {
        return new LabelledSlice(channels, height, width, spacingYMm, spacingXMm, otherImage, otherLabels);
    }

    /** The slice with {@link #ORGAN} as background 0, which is what a loss knows; itself where there is none. */
    public LabelledSlice withoutOrgan() {
        byte[] plain = labels.clone();
        boolean changed = false;
        for (int i = 0; i < plain.length; i++) {
            if (plain[i] == ORGAN) {
                plain[i] = 0;
                changed = true;
            }
        }
        return changed ? with(image, plain) : this;
    }

    /** Number of pixels of one channel. */
    public int pixels() {
        return height * width;
    }
}
