package org.hepar.crf;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.hepar.volume.Size;
import org.hepar.voxel.Workers;

/**
 * A Gaussian kernel over space and intensities by a bilateral grid (Paris &amp; Durand 2006; Chen, Paris &amp; Durand 2007): what voxels say is shared
 * out over the nodes of a coarse grid, filtered there along each axis, and read back.
 *
 * <p>The voxels of a row lie on a line of the grid, so only the axis along the row and those of intensity are walked voxel by voxel; the other two are sums
 * of whole lines of the grid. The work is proportional to voxels and to cells.
 *
 * <p>Every number is made by one thread in a fixed order: results do not depend on the number of cores.
 */
final class GridKernel implements Kernel {

    private final GridLayout grid;
    private final Size size;
    private final Tones tones;
    private final int row;
    private final float weight;
    /** What each voxel speaks and hears with, [z,y,x]; null where that is 1. */
    private final float[] speaking;
    private final float[] hearing;
    /** [channel][z][y][x,cell] */
    private final float[][][][] nodes;

    GridKernel(GridLayout grid, double weight, Normalisation normalisation, int channels) {
        this.grid = grid;
        this.size = grid.size();
        this.tones = grid.tones();
        this.row = Math.toIntExact(grid.row());
        this.nodes = new float[channels][grid.z().nodes()][grid.y().nodes()][row];
        this.weight = (float) weight;
        float[] factors = normalisation == Normalisation.NONE ? null : factors(normalisation);
        this.speaking = normalisation == Normalisation.AFTER ? null : factors;
        this.hearing = normalisation == Normalisation.BEFORE ? null : factors;
    }

    /** The factors of a normalisation: those of speaking and hearing are equal where both differ from 1. */
    private float[] factors(Normalisation normalisation) {
        DoubleUnaryOperator factor = normalisation == Normalisation.AFTER ? normalisation::hearing : normalisation::speaking;
        float[] ones = new float[size.x()];
        Arrays.fill(ones, 1);
        float[][] everything = new float[size.z() * size.y()][];
        Arrays.fill(everything, ones);
        share(0, everything, null);
        filter(0);
        float[] factors = new float[size.voxels()];
        Workers.share(size.z(), () -> {
            float[][] sums = new float[size.y()][size.x()];
            Reader reader = new Reader(1, null);
            return z -> {
                for (float[] line : sums) {
                    Arrays.fill(line, 0);
                }
                reader.add(0, z, sums);
                for (int y = 0, voxel = size.index(z, 0, 0); y < size.y(); y++) {
                    for (int x = 0; x < size.x(); x++, voxel++) {
                        factors[voxel] = (float) factor.applyAsDouble(sums[y][x]);
                    }
                }
            };
        });
        return factors;
    }

    @Override
    public void speak(int channel, float[][] q) {
        share(channel, q, speaking);
        filter(channel);
    }

    @Override
    public Listener listener() {
        return new Reader(weight, hearing);
    }

    /**
     * Shares the voxels out over the nodes. Slices of voxels with the same first slice of nodes are a piece; those done at the same time are so far apart
     * that none shares a node with another.
     */
    private void share(int channel, float[][] q, float[] factors) {
        GridAxis z = grid.z();
        for (int turn = 0; turn < z.shares(); turn++) {
            int firstNode = turn;
            Workers.share((z.nodes() - firstNode + z.shares() - 1) / z.shares(), () -> {
                Writer writer = new Writer(q, factors);
                return piece -> {
                    int node = firstNode + piece * z.shares();
                    for (int k = node; firstNode == 0 && k < Math.min(node + z.shares(), z.nodes()); k++) {
                        for (float[] line : nodes[channel][k]) {
                            Arrays.fill(line, 0);
                        }
                    }
                    for (int at = z.firstVoxel(node); at < z.firstVoxel(node + 1); at++) {
                        writer.share(at);
                        for (int k = 0; k < z.shares(); k++) {
                            for (int y = 0; y < writer.slice.length; y++) {
                                Lines.add(nodes[channel][node + k][y], writer.slice[y], z.share()[z.shares() * at + k]);
                            }
                        }
                    }
                };
            });
        }
    }

    /** Filters the nodes along each axis in turn. */
    private void filter(int channel) {
        float[][][] slices = nodes[channel];
        Workers.share(slices.length, () -> {
            Filter filter = new Filter();
            return z -> filter.within(slices[z]);
        });
        Workers.share(grid.y().nodes(), () -> {
            float[][] lines = new float[slices.length][];
            float[][] filtered = new float[slices.length][row];
            return y -> {
                for (int z = 0; z < lines.length; z++) {
                    lines[z] = slices[z][y];
                }
                for (int z = 0; z < lines.length; z++) {
                    Lines.filter(filtered[z], lines, z, lines.length, grid.z().taps());
                }
                for (int z = 0; z < lines.length; z++) {
                    slices[z][y] = filtered[z];
                    filtered[z] = lines[z];
                }
            };
        });
    }

    /** Shares a slice of voxels out over a slice of nodes. */
    private final class Writer {

        private final float[][] q;
        private final float[] factors;
        private final float[][] slice = new float[grid.y().nodes()][row];
        private final float[] line = new float[row];
        private final float[] shares = new float[tones.offsets().length];

        Writer(float[][] q, float[] factors) {
            this.q = q;
            this.factors = factors;
        }

        void share(int atZ) {
            GridAxis y = grid.y();
            for (float[] each : slice) {
                Arrays.fill(each, 0);
            }
            for (int atY = 0; atY < size.y(); atY++) {
                Arrays.fill(line, 0);
                shareRow(q[atZ * size.y() + atY], size.index(atZ, atY, 0));
                for (int k = 0; k < y.shares(); k++) {
                    Lines.add(slice[y.first()[atY] + k], line, y.share()[y.shares() * atY + k]);
                }
            }
        }

        private void shareRow(float[] said, int start) {
            GridAxis x = grid.x();
            int[] first = x.first();
            float[] alongX = x.share();
            int nodesX = x.shares();
            int[] offsets = tones.offsets();
            int cells = tones.cells();
            boolean oneTone = tones.axes() == 1;
            for (int atX = 0; atX < said.length; atX++) {
                float value = factors == null ? said[atX] : factors[start + atX] * said[atX];
                int to = first[atX] * cells + tones.locate(start + atX, shares);
                for (int k = 0; k < nodesX; k++, to += cells) {
                    float part = value * alongX[nodesX * atX + k];
                    if (oneTone) {
                        line[to] += part * shares[0];
                        line[to + 1] += part * shares[1];
                        line[to + 2] += part * shares[2];
                        line[to + 3] += part * shares[3];
                    } else {
                        for (int corner = 0; corner < offsets.length; corner++) {
                            line[to + offsets[corner]] += part * shares[corner];
                        }
                    }
                }
            }
        }
    }

    /** Filters a slice of nodes along its axes; those within its lines are filtered with the lines turned. */
    private final class Filter {

        private final int blocks = grid.y().nodes();
        private float[][] from = new float[0][0];
        private float[][] to = new float[0][0];

        void within(float[][] slice) {
            for (int tone = 0; tone < tones.axes(); tone++) {
                alongLines(slice, tones.levels(tone), tones.stride(tone), tones.taps(tone));
            }
            alongLines(slice, grid.x().nodes(), tones.cells(), grid.x().taps());
            ready(slice.length, row);
            for (int y = 0; y < slice.length; y++) {
                Lines.filter(to[y], slice, y, slice.length, grid.y().taps());
            }
            for (int y = 0; y < slice.length; y++) {
                System.arraycopy(to[y], 0, slice[y], 0, row);
            }
        }

        /** Lines are {@code [block][n][stride]}: the axis of length n becomes that of the lines. */
        private void alongLines(float[][] slice, int n, int stride, float[] taps) {
            int inLine = row / n;
            ready(n, blocks * inLine);
            for (int y = 0; y < blocks; y++) {
                for (int block = 0, at = y * inLine; block < inLine / stride; block++, at += stride) {
                    for (int k = 0; k < n; k++) {
                        System.arraycopy(slice[y], (block * n + k) * stride, from[k], at, stride);
                    }
                }
            }
            for (int k = 0; k < n; k++) {
                Lines.filter(to[k], from, k, n, taps);
            }
            for (int y = 0; y < blocks; y++) {
                for (int block = 0, at = y * inLine; block < inLine / stride; block++, at += stride) {
                    for (int k = 0; k < n; k++) {
                        System.arraycopy(to[k], at, slice[y], (block * n + k) * stride, stride);
                    }
                }
            }
        }

        private void ready(int lines, int length) {
            if (from.length != lines || from[0].length != length) {
                from = new float[lines][length];
                to = new float[lines][length];
            }
        }
    }

    /** Reads the nodes back at the voxels. */
    private final class Reader implements Listener {

        private final float weight;
        private final float[] factors;
        private final float[][] slice = new float[grid.y().nodes()][row];
        private final float[] line = new float[row];
        private final float[] shares = new float[tones.offsets().length];
        private final float[] weights = new float[Spline.SHARES];
        private final float[][] lines = new float[Spline.SHARES][];

        Reader(float weight, float[] factors) {
            this.weight = weight;
            this.factors = factors;
        }

        @Override
        public void add(int channel, int atZ, float[][] message) {
            GridAxis y = grid.y();
            float[][] between = between(channel, atZ);
            for (int atY = 0; atY < size.y(); atY++) {
                System.arraycopy(y.share(), y.shares() * atY, weights, 0, y.shares());
                Lines.sum(line, between, y.first()[atY], 1, weights, y.shares());
                readRow(message[atY], size.index(atZ, atY, 0));
            }
        }

        /** The nodes at the height of a slice of voxels. */
        private float[][] between(int channel, int atZ) {
            GridAxis z = grid.z();
            int first = z.first()[atZ];
            if (z.shares() == 1) {
                return nodes[channel][first];
            }
            System.arraycopy(z.share(), z.shares() * atZ, weights, 0, z.shares());
            for (int y = 0; y < slice.length; y++) {
                for (int k = 0; k < z.shares(); k++) {
                    lines[k] = nodes[channel][first + k][y];
                }
                Lines.sum(slice[y], lines, 0, 1, weights, z.shares());
            }
            return slice;
        }

        private void readRow(float[] message, int start) {
            GridAxis x = grid.x();
            int[] first = x.first();
            float[] alongX = x.share();
            int nodesX = x.shares();
            int[] offsets = tones.offsets();
            int cells = tones.cells();
            boolean oneTone = tones.axes() == 1;
            for (int atX = 0; atX < message.length; atX++) {
                int from = first[atX] * cells + tones.locate(start + atX, shares);
                float heard = 0;
                for (int k = 0; k < nodesX; k++, from += cells) {
                    float part = 0;
                    if (oneTone) {
                        part = shares[0] * line[from] + shares[1] * line[from + 1] + shares[2] * line[from + 2] + shares[3] * line[from + 3];
                    } else {
                        for (int corner = 0; corner < offsets.length; corner++) {
                            part += shares[corner] * line[from + offsets[corner]];
                        }
                    }
                    heard += part * alongX[nodesX * atX + k];
                }
                message[atX] += weight * heard * (factors == null ? 1 : factors[start + atX]);
            }
        }
    }
}
