package org.hepar.crf;

import java.util.List;
import org.hepar.volume.Volume;

/**
 * The axes of a bilateral grid in intensity, one for each channel of the image: levels at even steps, between which a voxel is shared out linearly. Together
 * they are the cells {@code [channel 0]...[last channel]} at each node in space; without a channel there is one.
 */
final class Tones {

    private final float[][] images;
    private final float[] lowest;
    private final float[] levelsPerUnit;
    private final int[] levels;
    private final int[] stride;
    private final float[][] taps;
    private final int[] offsets;
    private final int cells;

    /** @param step of the levels, in widths */
    Tones(List<Volume> channels, List<Double> widths, double step) {
        int n = channels.size();
        images = new float[n][];
        lowest = new float[n];
        levelsPerUnit = new float[n];
        levels = new int[n];
        stride = new int[n];
        taps = new float[n][];
        for (int c = 0; c < n; c++) {
            images[c] = channels.get(c).voxels();
            float highest = Float.NEGATIVE_INFINITY;
            lowest[c] = Float.POSITIVE_INFINITY;
            for (float value : images[c]) {
                lowest[c] = Math.min(lowest[c], value);
                highest = Math.max(highest, value);
            }
            levelsPerUnit[c] = (float) (1 / (step * widths.get(c)));
            levels[c] = (int) Math.min(((highest - lowest[c]) * levelsPerUnit[c]), Integer.MAX_VALUE - Spline.SHARES) + Spline.SHARES;
            taps[c] = Spline.taps(step, levels[c] - 1);
        }
        long product = 1;
        for (int c = n - 1; c >= 0; c--) {
            stride[c] = (int) product;
            product *= levels[c];
            if (product > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("appearance_hu (=" + widths + ") is too narrow for this image: its levels times each other are more than "
                        + Integer.MAX_VALUE + "; widen it, or clip the image");
            }
        }
        cells = (int) product;
        offsets = new int[(int) Math.pow(Spline.SHARES, n)];
        for (int corner = 0; corner < offsets.length; corner++) {
            for (int c = n - 1, rest = corner; c >= 0; c--, rest /= Spline.SHARES) {
                offsets[corner] += rest % Spline.SHARES * stride[c];
            }
        }
    }

    int axes() {
        return images.length;
    }

    /** Cells at a node in space. */
    int cells() {
        return cells;
    }

    /** Levels of one channel, cells from one to the next, and the filter along them. */
    int levels(int channel) {
        return levels[channel];
    }

    int stride(int channel) {
        return stride[channel];
    }

    float[] taps(int channel) {
        return taps[channel];
    }

    /** From a voxel's first cell to each of those that it has a share in. */
    int[] offsets() {
        return offsets;
    }

    /** Writes a voxel's share in each of its cells, and returns the first of them. */
    int locate(int voxel, float[] shares) {
        if (images.length == 1) {
            float at = (images[0][voxel] - lowest[0]) * levelsPerUnit[0];
            int level = (int) at;
            Spline.weights(at - level, shares, 0);
            return level;
        }
        return locateInAll(voxel, shares);
    }

    private int locateInAll(int voxel, float[] shares) {
        float[] one = new float[Spline.SHARES];
        int first = 0;
        int corners = 1;
        shares[0] = 1;
        for (int c = 0; c < images.length; c++) {
            float at = (images[c][voxel] - lowest[c]) * levelsPerUnit[c];
            int level = (int) at;
            first += level * stride[c];
            Spline.weights(at - level, one, 0);
            for (int corner = corners - 1; corner >= 0; corner--) {
                for (int k = Spline.SHARES - 1; k >= 0; k--) {
                    shares[corner * Spline.SHARES + k] = shares[corner] * one[k];
                }
            }
            corners *= Spline.SHARES;
        }
        return first;
    }
}
