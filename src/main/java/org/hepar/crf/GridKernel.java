package org.hepar.crf;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntConsumer;
import org.hepar.volume.Size;
import org.hepar.voxel.Workers;

/**
 * A Gaussian kernel over space and intensities by a bilateral grid (Paris &amp; Durand 2006; Chen, Paris &amp; Durand 2007): what voxels say is shared
 * out over the nodes of a coarse grid, filtered there along each axis, and read back.
 *
 * <p>The voxels of a row lie on a line of the grid, so only the axis along the row and those of intensity are walked voxel by voxel; the other two are sums
 * of whole rows and slices of the grid. The work is proportional to voxels and to cells.
 *
 * <p>Every number is made by one thread in a fixed order: results do not depend on the number of cores.
 */
final class GridKernel implements Kernel {

    /** Numbers filtered at once: with their neighbours they stay in the nearest caches. */
    private static final int CHUNK = 1024;

    private final GridLayout grid;
    private final Size size;
    private final Tones tones;
    private final int row;
    private final int plane;
    private final float weight;
    /** What each voxel speaks and hears with, [z,y,x]; null where that is 1. */
    private final float[] speaking;
    private final float[] hearing;
    /** [channel][z][y,x,cell] */
    private final float[][][] nodes;

    GridKernel(GridLayout grid, double weight, Normalisation normalisation, int channels) {
        this.grid = grid;
        this.size = grid.size();
        this.tones = grid.tones();
        this.row = Math.toIntExact(grid.row());
        this.plane = Math.toIntExact(grid.plane());
        this.nodes = new float[channels][grid.z().nodes()][plane];
        this.weight = (float) weight;
        float[] factors = normalisation == Normalisation.NONE ? null : factors(normalisation);
        this.speaking = normalisation == Normalisation.AFTER ? null : factors;
        this.hearing = normalisation == Normalisation.BEFORE ? null : factors;
    }

    /** The factors of a normalisation: those of speaking and hearing are equal where both differ from 1. */
    private float[] factors(Normalisation normalisation) {
        DoubleUnaryOperator factor = normalisation == Normalisation.AFTER ? normalisation::hearing : normalisation::speaking;
        float[] factors = new float[size.voxels()];
        Arrays.fill(factors, 1);
        share(0, factors, null);
        filter(0);
        int pixels = size.y() * size.x();
        Workers.share(size.z(), () -> {
            float[] sums = new float[pixels];
            Reader reader = new Reader(1, null);
            return z -> {
                Arrays.fill(sums, 0);
                reader.add(0, z, sums);
                for (int i = 0; i < pixels; i++) {
                    factors[z * pixels + i] = (float) factor.applyAsDouble(sums[i]);
                }
            };
        });
        return factors;
    }

    @Override
    public void speak(int channel, float[] q) {
        share(channel, q, speaking);
        filter(channel);
    }

    @Override
    public Listener listener() {
        return new Reader(weight, hearing);
    }

    /** Shares the voxels out over the nodes. Slices between the same two slices of nodes are one piece; neighbouring pieces are done one after the other. */
    private void share(int channel, float[] q, float[] factors) {
        GridAxis z = grid.z();
        for (int turn = 0; turn < z.shares(); turn++) {
            int offset = turn;
            int pieces = (z.nodes() - offset + z.shares() - 1) / z.shares();
            Workers.share(pieces, () -> {
                float[] line = new float[row];
                float[] slice = new float[plane];
                float[] shares = new float[tones.offsets().length];
                return piece -> {
                    int node = offset + piece * z.shares();
                    for (int k = node; offset == 0 && k < Math.min(node + z.shares(), z.nodes()); k++) {
                        Arrays.fill(nodes[channel][k], 0);
                    }
                    for (int at = z.firstVoxel(node); at < z.firstVoxel(node + 1); at++) {
                        share(at, q, factors, slice, line, shares);
                        for (int k = 0; k < z.shares(); k++) {
                            Lines.add(nodes[channel][node + k], 0, slice, 0, z.share()[z.shares() * at + k], plane);
                        }
                    }
                };
            });
        }
    }

    /** Shares one slice of voxels out over a slice of nodes. */
    private void share(int atZ, float[] q, float[] factors, float[] slice, float[] line, float[] shares) {
        GridAxis y = grid.y();
        GridAxis x = grid.x();
        int[] offsets = tones.offsets();
        int cells = tones.cells();
        boolean oneTone = tones.axes() == 1;
        Arrays.fill(slice, 0);
        for (int atY = 0; atY < size.y(); atY++) {
            Arrays.fill(line, 0);
            for (int atX = 0, voxel = size.index(atZ, atY, 0); atX < size.x(); atX++, voxel++) {
                float said = factors == null ? q[voxel] : factors[voxel] * q[voxel];
                int to = x.first()[atX] * cells + tones.locate(voxel, shares);
                for (int k = 0; oneTone && k < x.shares(); k++, to += cells) {
                    float part = said * x.share()[x.shares() * atX + k];
                    line[to] += part * shares[0];
                    line[to + 1] += part * shares[1];
                    line[to + 2] += part * shares[2];
                    line[to + 3] += part * shares[3];
                }
                for (int k = 0; !oneTone && k < x.shares(); k++, to += cells) {
                    float part = said * x.share()[x.shares() * atX + k];
                    for (int corner = 0; corner < offsets.length; corner++) {
                        line[to + offsets[corner]] += part * shares[corner];
                    }
                }
            }
            for (int k = 0; k < y.shares(); k++) {
                Lines.add(slice, (y.first()[atY] + k) * row, line, 0, y.share()[y.shares() * atY + k], row);
            }
        }
    }

    /** Filters the nodes along each axis in turn. */
    private void filter(int channel) {
        Workers.share(grid.z().nodes(), () -> {
            Filter filter = new Filter();
            return z -> {
                float[] slice = nodes[channel][z];
                for (int tone = 0; tone < tones.axes(); tone++) {
                    filter.along(slice, tones.levels(tone), tones.stride(tone), tones.taps(tone));
                }
                filter.along(slice, grid.x().nodes(), tones.cells(), grid.x().taps());
                filter.along(slice, grid.y().nodes(), row, grid.y().taps());
            };
        });
        filterAlongZ(nodes[channel]);
    }

    private void filterAlongZ(float[][] slices) {
        int radius = grid.z().taps().length - 1;
        Workers.share((plane + CHUNK - 1) / CHUNK, () -> {
            float[] padded = new float[(slices.length + 2 * radius) * CHUNK];
            return chunk -> {
                int from = chunk * CHUNK;
                int n = Math.min(CHUNK, plane - from);
                for (int z = 0; z < slices.length; z++) {
                    System.arraycopy(slices[z], from, padded, (radius + z) * CHUNK, n);
                }
                for (int z = 0; z < slices.length; z++) {
                    Lines.filter(slices[z], from, padded, (radius + z) * CHUNK, CHUNK, grid.z().taps(), n);
                }
            };
        });
    }

    /** Filters a slice of nodes along one of its axes: {@code [blocks][n][stride]}, with room for the filter's reach before and behind each block. */
    private final class Filter {

        private final float[] padded = new float[Math.toIntExact(grid.padded())];
        private final float[] filtered = new float[padded.length];

        void along(float[] slice, int n, int stride, float[] taps) {
            int gap = (taps.length - 1) * stride;
            int block = n * stride;
            int blocks = plane / block;
            int length = blocks * (block + gap) - gap;
            Arrays.fill(padded, 0, length + 2 * gap, 0);
            for (int b = 0; b < blocks; b++) {
                System.arraycopy(slice, b * block, padded, gap + b * (block + gap), block);
            }
            for (int at = 0; at < length; at += CHUNK) {
                Lines.filter(filtered, at, padded, gap + at, stride, taps, Math.min(CHUNK, length - at));
            }
            for (int b = 0; b < blocks; b++) {
                System.arraycopy(filtered, b * (block + gap), slice, b * block, block);
            }
        }
    }

    /** Reads the nodes back at the voxels. */
    private final class Reader implements Listener {

        private final float weight;
        private final float[] factors;
        private final float[] slice = new float[plane];
        private final float[] line = new float[row];
        private final float[] shares = new float[tones.offsets().length];
        private final float[] weights = new float[Spline.SHARES];

        Reader(float weight, float[] factors) {
            this.weight = weight;
            this.factors = factors;
        }

        @Override
        public void add(int channel, int atZ, float[] message) {
            GridAxis z = grid.z();
            GridAxis y = grid.y();
            GridAxis x = grid.x();
            int[] offsets = tones.offsets();
            int cells = tones.cells();
            boolean oneTone = tones.axes() == 1;
            float[] between = slice;
            if (z.shares() == 1) {
                between = nodes[channel][z.first()[atZ]];
            } else {
                Lines.weigh(slice, nodes[channel], z.first()[atZ], z.share(), atZ * z.shares(), z.shares(), plane);
            }
            for (int atY = 0, to = 0; atY < size.y(); atY++) {
                System.arraycopy(y.share(), y.shares() * atY, weights, 0, y.shares());
                Lines.sum(line, 0, between, y.first()[atY] * row, row, weights, y.shares(), row);
                for (int atX = 0, voxel = size.index(atZ, atY, 0); atX < size.x(); atX++, voxel++, to++) {
                    int from = x.first()[atX] * cells + tones.locate(voxel, shares);
                    float heard = 0;
                    for (int k = 0; oneTone && k < x.shares(); k++, from += cells) {
                        heard += x.share()[x.shares() * atX + k] * (shares[0] * line[from] + shares[1] * line[from + 1] + shares[2] * line[from + 2] + shares[3] * line[from + 3]);
                    }
                    for (int k = 0; !oneTone && k < x.shares(); k++, from += cells) {
                        float part = 0;
                        for (int corner = 0; corner < offsets.length; corner++) {
                            part += line[from + offsets[corner]] * shares[corner];
                        }
                        heard += part * x.share()[x.shares() * atX + k];
                    }
                    message[to] += weight * heard * (factors == null ? 1 : factors[voxel]);
                }
            }
        }
    }
}
