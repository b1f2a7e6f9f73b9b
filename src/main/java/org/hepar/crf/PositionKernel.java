package org.hepar.crf;

import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/**
 * The position kernel exp(−|rᵢ−rⱼ|²/2θ²) by sums along the axes, one after the other, cut off where all that is beyond is below half a unit in the last
 * place of single precision (5.4 widths). The sum of the kernel around a voxel is a product of sums along the axes, so the normalisation is a factor for each axis.
 *
 * <p>It holds no array of the size of the volume: a slice is heard by summing the slices around it.
 */
final class PositionKernel implements Kernel {

    /** Slices that are best heard one after the other by the same listener. */
    static final int SLICES_AT_ONCE = 8;

    private final Size size;
    private final float weight;
    private final Axis z;
    private final Axis y;
    private final Axis x;
    private final double[][] pull;
    private float[][][] spoken;

    PositionKernel(Size size, Spacing spacing, double widthMm, double weight, Normalisation normalisation, double[][] pull) {
        this.size = size;
        this.weight = (float) weight;
        this.z = Axis.of(size.z(), spacing.z() / widthMm, normalisation);
        this.y = Axis.of(size.y(), spacing.y() / widthMm, normalisation);
        this.x = Axis.of(size.x(), spacing.x() / widthMm, normalisation);
        this.pull = pull;
    }

    /** Products that are summed for each voxel. */
    static int terms(Size size, Spacing spacing, double widthMm) {
        double[] steps = {spacing.z() / widthMm, spacing.y() / widthMm, spacing.x() / widthMm};
        int[] most = {size.z() - 1, size.y() - 1, size.x() - 1};
        int terms = 0;
        for (int axis = 0; axis < 3; axis++) {
            terms += 2 * (int) Math.min(most[axis], Gaussian.REACH / steps[axis]) + 1;
        }
        return terms;
    }

    @Override
    public void speak(float[][][] q) {
        spoken = q;
    }

    @Override
    public Listener listener() {
        return new Reader();
    }

    private final class Reader implements Listener {

        /** Sums along z of the slices from a first one on {@code [class][slice][y][x]}: of several at once, while the rows that they share lie in a near cache. */
        private final float[][][][] alongZ = new float[pull.length - 1][SLICES_AT_ONCE][size.y()][size.x()];
        private int first = -SLICES_AT_ONCE;
        private final float[][] alongY = new float[size.y()][size.x()];
        private final float[][] columns = new float[size.x()][size.y()];
        private final float[][] alongX = new float[size.x()][size.y()];
        private final float[] weights = new float[2 * y.radius() + 1];
        private final float[][] weightsZ = new float[SLICES_AT_ONCE][2 * z.radius() + 1];

        /** What is heard of the background is what is heard of everything less the rest; of everything it is a product of sums along the axes. */
        @Override
        public void add(int at, float[][][] logOdds) {
            if (at < first || at >= first + SLICES_AT_ONCE) {
                moveTo(at);
            }
            for (int d = 1; d <= spoken.length; d++) {
                hear(alongZ[d - 1][at - first]);
                for (int c = 1; c <= spoken.length; c++) {
                    float ofClass = (float) (pull[c][d] - pull[c][0]);
                    float ofAll = d == 1 ? (float) pull[c][0] * weight * z.everything[at] : 0;
                    for (int line = 0; line < size.y(); line++) {
                        turnBack(logOdds[c - 1][line], line, ofClass, ofAll * y.everything[line]);
                    }
                }
            }
        }

        private void moveTo(int at) {
            first = at;
            int slices = Math.min(SLICES_AT_ONCE, size.z() - at);
            int[] from = new int[slices];
            for (int i = 0; i < slices; i++) {
                from[i] = z.weights(at + i, weight, weightsZ[i]) * size.y();
            }
            for (int d = 0; d < spoken.length; d++) {
                for (int line = 0; line < size.y(); line++) {
                    for (int i = 0; i < slices; i++) {
                        Lines.sum(alongZ[d][i][line], spoken[d], from[i] + line, size.y(), weightsZ[i], z.neighbours(at + i));
                    }
                }
            }
        }

        /** Sums up along y and x; what remains is the factor of hearing along x. */
        private void hear(float[][] slice) {
            for (int line = 0; line < size.y(); line++) {
                int from = y.weights(line, 1, weights);
                Lines.sum(alongY[line], slice, from, 1, weights, y.neighbours(line));
            }
            for (int column = 0; column < size.x(); column++) {
                float speaking = x.speaking[column];
                float[] to = columns[column];
                for (int line = 0; line < to.length; line++) {
                    to[line] = speaking * alongY[line][column];
                }
            }
            for (int column = 0; column < size.x(); column++) {
                Lines.filter(alongX[column], columns, column, size.x(), x.taps);
            }
        }

        private void turnBack(float[] logOdds, int line, float ofClass, float ofAll) {
            for (int column = 0; column < logOdds.length; column++) {
                logOdds[column] += ofClass * x.hearing[column] * alongX[column][line] + ofAll * x.everything[column];
            }
        }
    }

    /**
     * The kernel along one axis: its values at whole steps, and what each voxel speaks and hears with.
     *
     * @param taps at 0, 1, ... steps
     * @param everything what each voxel hears when all say 1
     */
    private record Axis(int length, float[] taps, float[] speaking, float[] hearing, float[] everything) {

        static Axis of(int length, double stepsPerWidth, Normalisation normalisation) {
            double[] kernel = Gaussian.taps(stepsPerWidth, length - 1);
            float[] taps = new float[kernel.length];
            for (int k = 0; k < taps.length; k++) {
                taps[k] = (float) kernel[k];
            }
            float[] speaking = new float[length];
            float[] hearing = new float[length];
            float[] everything = new float[length];
            for (int i = 0; i < length; i++) {
                double sum = kernel[0];
                for (int k = 1; k < kernel.length; k++) {
                    sum += (i - k >= 0 ? kernel[k] : 0) + (i + k < length ? kernel[k] : 0);
                }
                speaking[i] = (float) normalisation.speaking(sum);
                hearing[i] = (float) normalisation.hearing(sum);
            }
            for (int i = 0; i < length; i++) {
                double sum = 0;
                for (int j = Math.max(0, i - taps.length + 1); j < Math.min(length, i + taps.length); j++) {
                    sum += kernel[Math.abs(i - j)] * speaking[j];
                }
                everything[i] = (float) (hearing[i] * sum);
            }
            return new Axis(length, taps, speaking, hearing, everything);
        }

        int radius() {
            return taps.length - 1;
        }

        /** How many voxels a voxel hears, itself included. */
        int neighbours(int at) {
            return Math.min(length - 1, at + radius()) - Math.max(0, at - radius()) + 1;
        }

        /** Writes with what weight a voxel hears each of its neighbours, and returns the first of them. */
        int weights(int at, float factor, float[] weights) {
            int first = Math.max(0, at - radius());
            for (int k = 0; k < neighbours(at); k++) {
                weights[k] = factor * hearing[at] * taps[Math.abs(first + k - at)] * speaking[first + k];
            }
            return first;
        }
    }
}
