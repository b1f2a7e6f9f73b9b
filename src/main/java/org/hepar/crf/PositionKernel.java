package org.hepar.crf;

import java.util.Arrays;
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

    /** Numbers of a line that is best summed: several short ones are laid end to end. */
    private static final int LINE = 512;

    private final Size size;
    private final float weight;
    private final Axis z;
    private final Axis y;
    private final Axis x;
    private final float[][] pull;
    private float[][] spoken;

    PositionKernel(Size size, Spacing spacing, double widthMm, double weight, Normalisation normalisation, float[][] pull) {
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
    public void speak(float[][] q) {
        spoken = q;
    }

    @Override
    public Listener listener() {
        return new Reader();
    }

    /** How many of some lines are laid end to end, at most. */
    private static int abreast(int length, int most) {
        return Math.max(1, Math.min(most, LINE / length));
    }

    /** Bytes that a listener takes. */
    static long bytes(Size size, int heard) {
        int abreast = abreast(size.x(), SLICES_AT_ONCE);
        long slices = (long) heard * (SLICES_AT_ONCE + 2 * abreast - 1) + 3L * abreast;
        return Float.BYTES * slices * size.y() * size.x();
    }

    private final class Reader implements Listener {

        /** Lines of a slice that are summed along z at once, and slices whose lines are summed along y and x at once. */
        private final int lines = abreast(size.x(), size.y());
        private final int abreast = abreast(size.x(), SLICES_AT_ONCE);
        /** Of how many slices sums along z are made: those that lie near, and such that are counted as 0. */
        private final int most = (SLICES_AT_ONCE + 2 * z.radius() + Lines.AT_A_TIME - 1) / Lines.AT_A_TIME * Lines.AT_A_TIME;
        private final float[][] near = new float[most][lines * size.x()];
        private final float[][] weightsZ = new float[SLICES_AT_ONCE][most];
        private final float[][] sums = new float[SLICES_AT_ONCE][lines * size.x()];
        /** Sums along z of the slices from a first one on {@code [class][group of slices][y][slice,x]}: of several, while the lines that they share lie in a near cache. */
        private final float[][][][] alongZ = new float[pull.length - 1][(SLICES_AT_ONCE + abreast - 1) / abreast][size.y()][abreast * size.x()];
        private int first = -SLICES_AT_ONCE;
        private final float[] weightsY = new float[2 * y.radius() + 1];
        private final float[][] alongY = new float[size.y()][abreast * size.x()];
        private final float[] speakingX = new float[abreast * size.x()];
        private final float[][] columns = new float[size.x()][abreast * size.y()];
        private final float[][] alongX = new float[size.x()][abreast * size.y()];
        /** Sums along all axes of a group of slices {@code [class][slice][y][x]}. */
        private final float[][][][] heard = new float[pull.length - 1][abreast][size.y()][size.x()];
        private int group;

        Reader() {
            for (int i = 0; i < abreast; i++) {
                System.arraycopy(x.speaking, 0, speakingX, i * size.x(), size.x());
            }
        }

        /** What is heard of the background is what is heard of everything less the rest; of everything it is a product of sums along the axes. */
        @Override
        public void add(int at, float[][][] logOdds) {
            if (at < first || at >= first + SLICES_AT_ONCE) {
                moveTo(at);
            }
            if ((at - first) / abreast != group) {
                group = (at - first) / abreast;
                for (int d = 0; d < spoken.length; d++) {
                    hear(alongZ[d][group], heard[d]);
                }
            }
            for (int d = 1; d <= spoken.length; d++) {
                float[][] slice = heard[d - 1][(at - first) % abreast];
                for (int c = 1; c <= spoken.length; c++) {
                    float ofClass = pull[c][d] - pull[c][0];
                    float ofAll = d == 1 ? pull[c][0] * weight * z.everything[at] : 0;
                    for (int line = 0; line < size.y(); line++) {
                        Lines.add(logOdds[c - 1][line], slice[line], x.everything, ofClass, ofAll * y.everything[line]);
                    }
                }
            }
        }

        private void moveTo(int at) {
            first = at;
            group = -1;
            int slices = Math.min(SLICES_AT_ONCE, size.z() - at);
            int low = Math.max(0, at - z.radius());
            int high = Math.min(size.z(), at + slices + z.radius());
            for (int i = 0; i < slices; i++) {
                Arrays.fill(weightsZ[i], 0);
                z.weights(at + i, weight, weightsZ[i], z.firstNeighbour(at + i) - low);
            }
            for (int d = 0; d < spoken.length; d++) {
                for (int line = 0; line < size.y(); line += lines) {
                    sumAlongZ(spoken[d], low, high, line, Math.min(lines, size.y() - line), alongZ[d], slices);
                }
            }
        }

        /** Sums up some lines of some slices. */
        private void sumAlongZ(float[] q, int low, int high, int line, int n, float[][][] to, int slices) {
            for (int from = low; from < high; from++) {
                System.arraycopy(q, size.index(from, line, 0), near[from - low], 0, n * size.x());
            }
            for (int i = 0; i < slices; i++) {
                Arrays.fill(sums[i], 0);
            }
            for (int k = 0; k < high - low; k += Lines.AT_A_TIME) {
                for (int i = 0; i < slices; i++) {
                    Lines.addSome(sums[i], near, weightsZ[i], k);
                }
            }
            for (int i = 0; i < slices; i++) {
                for (int j = 0; j < n; j++) {
                    System.arraycopy(sums[i], j * size.x(), to[i / abreast][line + j], i % abreast * size.x(), size.x());
                }
            }
        }

        /** Sums a group of slices up along y and x. */
        private void hear(float[][] slices, float[][][] to) {
            for (int line = 0; line < size.y(); line++) {
                y.weights(line, 1, weightsY, 0);
                Lines.sum(alongY[line], slices, y.firstNeighbour(line), weightsY, y.neighbours(line));
                Lines.multiply(alongY[line], speakingX);
            }
            for (int i = 0; i < abreast; i++) {
                Lines.transpose(alongY, i * size.x(), columns, i * size.y());
            }
            for (int column = 0; column < size.x(); column++) {
                Lines.filter(alongX[column], columns, column, size.x(), x.taps);
            }
            for (int i = 0; i < abreast; i++) {
                Lines.transpose(alongX, i * size.y(), to[i], 0);
                for (float[] line : to[i]) {
                    Lines.multiply(line, x.hearing);
                }
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

        /** The first voxel that a voxel hears. */
        int firstNeighbour(int at) {
            return Math.max(0, at - radius());
        }

        /** How many voxels a voxel hears, itself included. */
        int neighbours(int at) {
            return Math.min(length - 1, at + radius()) - firstNeighbour(at) + 1;
        }

        /** Writes with what weight a voxel hears each of its neighbours, from a place in the weights on. */
        void weights(int at, float factor, float[] weights, int start) {
            int first = firstNeighbour(at);
            for (int k = 0; k < neighbours(at); k++) {
                weights[start + k] = factor * hearing[at] * taps[Math.abs(first + k - at)] * speaking[first + k];
            }
        }
    }
}
