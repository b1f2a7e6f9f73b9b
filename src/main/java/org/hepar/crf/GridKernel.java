package org.hepar.crf;

import java.util.Arrays;
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
    private final double[][] pull;
    /** What each voxel speaks and hears with, [z,y,x]; null where that is 1. */
    private final float[] speaking;
    private final float[] hearing;
    /** What pulls each class but the background {@code [class][z][y][x,cell]}. */
    private final float[][][][] nodes;

    GridKernel(GridLayout grid, double weight, Normalisation normalisation, double[][] pull) {
        this.grid = grid;
        this.size = grid.size();
        this.tones = grid.tones();
        this.row = Math.toIntExact(grid.row());
        this.nodes = new float[pull.length - 1][grid.z().nodes()][grid.y().nodes()][row];
        this.weight = (float) weight;
        this.pull = pull;
        float[] factors = normalisation == Normalisation.NONE ? null : factors(normalisation);
        this.speaking = normalisation == Normalisation.AFTER ? null : factors;
        this.hearing = normalisation == Normalisation.BEFORE ? null : factors;
    }

    private float[] factors(Normalisation normalisation) {
        share(0, Kernel.everything(size), new float[] {0, 1}, null);
        filter(0);
        return Kernel.factors(size, normalisation, () -> new Reader(1, null));
    }

    @Override
    public void speak(float[][][] q) {
        for (int c = 1; c < pull.length; c++) {
            float[] ofEach = new float[pull.length];
            for (int d = 0; d < ofEach.length; d++) {
                ofEach[d] = (float) pull[c][d];
            }
            share(c - 1, q, ofEach, speaking);
            filter(c - 1);
        }
    }

    @Override
    public Listener listener() {
        return new Reader(weight, hearing);
    }

    /**
     * Shares the voxels out over the nodes. Slices of voxels with the same first slice of nodes are a piece; those done at the same time are so far apart
     * that none shares a node with another.
     */
    private void share(int channel, float[][][] q, float[] ofEach, float[] factors) {
        GridAxis z = grid.z();
        for (int turn = 0; turn < z.shares(); turn++) {
            int firstNode = turn;
            Workers.share((z.nodes() - firstNode + z.shares() - 1) / z.shares(), () -> {
                Writer writer = new Writer(q, ofEach, factors);
                return piece -> {
                    int node = firstNode + piece * z.shares();
                    for (int k = node; firstNode == 0 && k < Math.min(node + z.shares(), z.nodes()); k++) {
                        for (float[] line : nodes[channel][k]) {
                            Arrays.fill(line, 0);
                        }
                    }
                    writer.share(z.firstVoxel(node), z.firstVoxel(node + 1), nodes[channel], node);
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

    /** Shares slices of voxels out over the nodes. Lines that go to the same nodes are added several at a time, which spares reading and writing the sums. */
    private final class Writer {

        private static final int AT_A_TIME = 4;

        private final float[][][] q;
        private final float[] ofEach;
        private final float[] factors;
        private final float[][][] slices = new float[AT_A_TIME][grid.y().nodes()][row];
        private final float[][] lines = new float[AT_A_TIME][row];
        private final float[][] chosen = new float[AT_A_TIME][];
        private final float[] weights = new float[AT_A_TIME];
        private final float[] said = new float[size.x()];
        private final Tones.Row tone = tones.new Row(size.x());

        /** @param ofEach what is said: how much of Q of each class, the background first */
        Writer(float[][][] q, float[] ofEach, float[] factors) {
            this.q = q;
            this.ofEach = ofEach;
            this.factors = factors;
        }

        /** Shares slices of voxels out over those slices of nodes that begin with a first. */
        void share(int from, int to, float[][][] slicesOfNodes, int first) {
            GridAxis z = grid.z();
            for (int at = from; at < to; at += AT_A_TIME) {
                int n = Math.min(AT_A_TIME, to - at);
                for (int i = 0; i < n; i++) {
                    shareSlice(at + i, slices[i]);
                }
                for (int k = 0; k < z.shares(); k++) {
                    for (int i = 0; i < n; i++) {
                        weights[i] = z.share()[z.shares() * (at + i) + k];
                    }
                    for (int y = 0; y < slices[0].length; y++) {
                        for (int i = 0; i < n; i++) {
                            chosen[i] = slices[i][y];
                        }
                        Lines.add(slicesOfNodes[first + k][y], chosen, weights, n);
                    }
                }
            }
        }

        private void shareSlice(int atZ, float[][] slice) {
            GridAxis y = grid.y();
            for (float[] each : slice) {
                Arrays.fill(each, 0);
            }
            for (int at = 0, n; at < size.y(); at += n) {
                for (n = 0; n < AT_A_TIME && at + n < size.y() && y.first()[at + n] == y.first()[at]; n++) {
                    Arrays.fill(lines[n], 0);
                    say(atZ * size.y() + at + n);
                    tone.moveTo(size.index(atZ, at + n, 0));
                    shareRow(lines[n]);
                }
                for (int k = 0; k < y.shares(); k++) {
                    for (int i = 0; i < n; i++) {
                        weights[i] = y.share()[y.shares() * (at + i) + k];
                    }
                    Lines.add(slice[y.first()[at] + k], lines, weights, n);
                }
            }
        }

        /** What the voxels of a row say. */
        private void say(int rowOfVoxels) {
            Arrays.fill(said, ofEach[0]);
            for (int d = 1; d < ofEach.length; d++) {
                Lines.add(said, q[d - 1][rowOfVoxels], ofEach[d] - ofEach[0]);
            }
            for (int x = 0, voxel = rowOfVoxels * size.x(); factors != null && x < said.length; x++, voxel++) {
                said[x] *= factors[voxel];
            }
        }

        private void shareRow(float[] line) {
            GridAxis x = grid.x();
            int[] first = x.first();
            float[] alongX = x.share();
            int nodesX = x.shares();
            int cells = tones.cells();
            if (tones.axes() == 1) {
                shareOut(line, first, alongX, nodesX, cells);
                return;
            }
            int[] offsets = tones.offsets();
            for (int atX = 0; atX < said.length; atX++) {
                int to = first[atX] * cells + tone.cell[atX];
                for (int k = nodesX * atX; k < nodesX * (atX + 1); k++, to += cells) {
                    float part = alongX[k] * said[atX];
                    for (int corner = 0; corner < offsets.length; corner++) {
                        line[to + offsets[corner]] += part * tone.share[corner][atX];
                    }
                }
            }
        }

        /** With one axis of intensity: three nodes along the row and three levels, written out. */
        private void shareOut(float[] line, int[] first, float[] alongX, int nodesX, int cells) {
            float[] low = tone.share[0];
            float[] middle = tone.share[1];
            float[] high = tone.share[2];
            int[] cell = tone.cell;
            float[] values = said;
            for (int x = 0, at = 0; x < values.length; x++) {
                int to = first[x] * cells + cell[x];
                float value = values[x];
                float a = value * low[x];
                float b = value * middle[x];
                float c = value * high[x];
                for (int k = 0; k < nodesX; k++, at++, to += cells) {
                    float part = alongX[at];
                    line[to] += part * a;
                    line[to + 1] += part * b;
                    line[to + 2] += part * c;
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
            for (int k = 0; k < n; k++) {
                for (int y = 0, at = 0; y < blocks; y++) {
                    for (int start = k * stride; start < row; start += n * stride, at += stride) {
                        copy(slice[y], start, from[k], at, stride);
                    }
                }
            }
            for (int k = 0; k < n; k++) {
                Lines.filter(to[k], from, k, n, taps);
            }
            for (int k = 0; k < n; k++) {
                for (int y = 0, at = 0; y < blocks; y++) {
                    for (int start = k * stride; start < row; start += n * stride, at += stride) {
                        copy(to[k], at, slice[y], start, stride);
                    }
                }
            }
        }

        private static void copy(float[] from, int start, float[] to, int at, int n) {
            if (n == 1) {
                to[at] = from[start];
            } else {
                System.arraycopy(from, start, to, at, n);
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
        private final float[][][] slices = new float[nodes.length][grid.y().nodes()][row];
        private final float[][][] between = new float[nodes.length][][];
        private final float[] line = new float[row];
        private final float[] fresh = new float[size.x()];
        private final Tones.Row tone = tones.new Row(size.x());
        private final float[] weights = new float[Spline.SHARES];
        private final float[][] lines = new float[Spline.SHARES][];

        Reader(float weight, float[] factors) {
            this.weight = weight;
            this.factors = factors;
        }

        @Override
        public void add(int atZ, float[][][] logOdds) {
            GridAxis y = grid.y();
            for (int c = 0; c < logOdds.length; c++) {
                between[c] = between(c, atZ);
            }
            for (int atY = 0; atY < size.y(); atY++) {
                System.arraycopy(y.share(), y.shares() * atY, weights, 0, y.shares());
                tone.moveTo(size.index(atZ, atY, 0));
                for (int c = 0; c < logOdds.length; c++) {
                    Lines.sum(line, between[c], y.first()[atY], 1, weights, y.shares());
                    readRow(logOdds[c][atY], size.index(atZ, atY, 0));
                }
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
            for (int y = 0; y < slices[channel].length; y++) {
                for (int k = 0; k < z.shares(); k++) {
                    lines[k] = nodes[channel][first + k][y];
                }
                Lines.sum(slices[channel][y], lines, 0, 1, weights, z.shares());
            }
            return slices[channel];
        }

        private void readRow(float[] sums, int start) {
            GridAxis x = grid.x();
            int[] first = x.first();
            float[] alongX = x.share();
            int nodesX = x.shares();
            int cells = tones.cells();
            int[] offsets = tones.offsets();
            if (tones.axes() == 1) {
                readOut(sums, first, alongX, nodesX, cells);
            } else {
                for (int atX = 0; atX < sums.length; atX++) {
                    int from = first[atX] * cells + tone.cell[atX];
                    float heard = 0;
                    for (int k = nodesX * atX; k < nodesX * (atX + 1); k++, from += cells) {
                        float part = 0;
                        for (int corner = 0; corner < offsets.length; corner++) {
                            part += tone.share[corner][atX] * line[from + offsets[corner]];
                        }
                        heard += alongX[k] * part;
                    }
                    fresh[atX] = heard;
                }
            }
            for (int atX = 0; atX < sums.length; atX++) {
                sums[atX] += weight * fresh[atX] * (factors == null ? 1 : factors[start + atX]);
            }
        }

        private void readOut(float[] sums, int[] first, float[] alongX, int nodesX, int cells) {
            float[] low = tone.share[0];
            float[] middle = tone.share[1];
            float[] high = tone.share[2];
            int[] cell = tone.cell;
            for (int x = 0, at = 0; x < sums.length; x++, at += nodesX) {
                int from = first[x] * cells + cell[x];
                float a = low[x];
                float b = middle[x];
                float c = high[x];
                float heard = alongX[at] * (a * line[from] + b * line[from + 1] + c * line[from + 2]);
                if (nodesX == Spline.SHARES) {
                    int second = from + cells;
                    int third = second + cells;
                    heard += alongX[at + 1] * (a * line[second] + b * line[second + 1] + c * line[second + 2])
                            + alongX[at + 2] * (a * line[third] + b * line[third + 1] + c * line[third + 2]);
                }
                fresh[x] = heard;
            }
        }
    }
}
