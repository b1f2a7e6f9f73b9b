package org.hepar.crf;

import java.util.Arrays;
import java.util.List;
import org.hepar.volume.Volume;

/**
 * The axes of a bilateral grid in intensity, one for each channel of the image: levels at even steps, over which a voxel is shared out ({@link Spline}). Together
 * they are the cells {@code [channel 0]...[last channel]} at each node in space; without a channel there is one.
 */
final class Tones {

    private static final int MOST_CELLS = 1 << 22;
    /** Added to a number below it and taken away again, it leaves the nearest whole number: in single precision no number that large has a fraction. */
    private static final float ROUND = 1 << 23;

    private final float[][] images;
    private final float[] lowest;
    private final float[] levelsPerUnit;
    private final int[] levels;
    private final int[] stride;
    private final float[][] taps;
    private final int[] offsets;
    private final int cells;

    /** @param step of the levels, in widths */
    Tones(List<Volume> channels, List<Range> ranges, List<Double> widths, double step) {
        int n = channels.size();
        images = new float[n][];
        lowest = new float[n];
        levelsPerUnit = new float[n];
        levels = new int[n];
        stride = new int[n];
        taps = new float[n][];
        for (int c = 0; c < n; c++) {
            images[c] = channels.get(c).voxels();
            lowest[c] = ranges.get(c).lowest();
            levelsPerUnit[c] = (float) (1 / (step * widths.get(c)));
            levels[c] = levels(ranges.get(c), widths.get(c), step);
            taps[c] = Spline.taps(step, levels[c] - 1);
        }
        long product = 1;
        for (int c = n - 1; c >= 0; c--) {
            stride[c] = (int) product;
            product *= levels[c];
            if (product > MOST_CELLS) {
                throw new IllegalArgumentException("appearance_hu (=" + widths + ") is too narrow for this image, whose range it divides into more than " + MOST_CELLS
                        + " steps; widen it, or clip the image");
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

    private static int levels(Range range, double width, double step) {
        float levelsPerUnit = (float) (1 / (step * width));
        return (int) Math.min((double) ((range.highest() - range.lowest()) * levelsPerUnit + 0.5f), MOST_CELLS) + Spline.SHARES;
    }

    /** Cells that a node would have. */
    static double cells(List<Range> ranges, List<Double> widths, double step) {
        double cells = 1;
        for (int c = 0; c < ranges.size(); c++) {
            cells *= levels(ranges.get(c), widths.get(c), step);
        }
        return cells;
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

    /** Where the voxels of a row lie, one row after the other. */
    final class Row {

        /** The first cell of each voxel: a whole number, which the compiler makes several of at a time only while it is a float. */
        final float[] cell;
        /** The share in each of its cells {@code [corner][voxel]}. */
        final float[][] share;
        private final float[] values;
        private final float[] part;
        private final float[][] weights;

        Row(int length) {
            cell = new float[length];
            share = new float[offsets.length][length];
            values = new float[length];
            part = new float[length];
            weights = images.length == 1 ? share : new float[Spline.SHARES][length];
            if (images.length == 0) {
                Arrays.fill(share[0], 1);
            }
        }

        /** Moves to the row that begins with a voxel. */
        void moveTo(int voxel) {
            if (images.length == 0) {
                return;
            }
            Arrays.fill(cell, 0);
            int corners = 1;
            for (int c = 0; c < images.length; c++) {
                System.arraycopy(images[c], voxel, values, 0, values.length);
                locate(values, cell, part, lowest[c], levelsPerUnit[c], levels[c]);
                Spline.weights(part, weights);
                if (images.length > 1) {
                    multiply(corners);
                }
                corners *= Spline.SHARES;
            }
        }

        /** The first of a value's three levels is the nearest, as it lies half a step before the middle between the first two. */
        private static void locate(float[] values, float[] cell, float[] part, float from, float levelsPerUnit, int levels) {
            for (int i = 0; i < values.length; i++) {
                float at = (values[i] - from) * levelsPerUnit;
                float level = at + ROUND - ROUND;
                part[i] = at - level + 0.5f;
                cell[i] = cell[i] * levels + level;
            }
        }

        /** From the shares in the corners of the channels before to those with one channel more; the last corner first, as they are written over. */
        private void multiply(int corners) {
            for (int corner = corners - 1; corner >= 0; corner--) {
                for (int k = Spline.SHARES - 1; k >= 0; k--) {
                    float[] to = share[corner * Spline.SHARES + k];
                    float[] before = share[corner];
                    for (int i = 0; i < to.length; i++) {
                        to[i] = (corners == 1 ? 1 : before[i]) * weights[k][i];
                    }
                }
            }
        }
    }
}
