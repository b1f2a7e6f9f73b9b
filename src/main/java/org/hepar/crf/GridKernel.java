package org.hepar.crf;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.Supplier;
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
    /** Where the first node of each voxel of a row begins. */
    private final int[] base;
    private final float weight;
    private final float[][] pull;
    /** What each voxel speaks and hears with, [z,y,x]; null where that is 1. */
    private final float[] speaking;
    private final float[] hearing;
    /** What pulls each class but the background {@code [class][z][y][x,cell]}. */
    private final float[][][][] nodes;

    GridKernel(GridLayout grid, double weight, Normalisation normalisation, float[][] pull) {
        this.grid = grid;
        this.size = grid.size();
        this.tones = grid.tones();
        this.row = Math.toIntExact(grid.row());
        this.base = Arrays.stream(grid.x().first()).map(node -> node * tones.cells()).toArray();
        this.nodes = new float[pull.length - 1][grid.z().nodes()][grid.y().nodes()][row];
        this.weight = (float) weight;
        this.pull = pull;
        float[] factors = normalisation == Normalisation.NONE ? null : factors(normalisation);
        this.speaking = normalisation == Normalisation.AFTER ? null : factors;
        this.hearing = normalisation == Normalisation.BEFORE ? null : factors;
    }

    private float[] factors(Normalisation normalisation) {
        float[] ones = new float[size.x()];
        Arrays.fill(ones, 1);
        share(0, () -> row -> ones);
        filter(0);
        return Kernel.factors(size, normalisation, () -> new Reader(1, null));
    }

    @Override
    public void speak(float[][] q) {
        for (int c = 1; c < pull.length; c++) {
            float[] ofEach = pull[c];
            share(c - 1, () -> {
                RowOfVoxels voxels = new RowOfVoxels(size.x());
                return rowOfVoxels -> voxels.say(q, rowOfVoxels, ofEach, speaking);
            });
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
     *
     * @param speakers what a row of voxels says, for one core
     */
    private void share(int channel, Supplier<IntFunction<float[]>> speakers) {
        GridAxis z = grid.z();
        for (int turn = 0; turn < z.shares(); turn++) {
            int firstNode = turn;
            Workers.share((z.nodes() - firstNode + z.shares() - 1) / z.shares(), () -> {
                Writer writer = new Writer(speakers.get());
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

        private final IntFunction<float[]> speaker;
        private final float[][][] slices = new float[Lines.AT_A_TIME][grid.y().nodes()][row];
        private final float[][] lines = new float[Lines.AT_A_TIME][row];
        private final float[][] chosen = new float[Lines.AT_A_TIME][];
        private final float[] weights = new float[Lines.AT_A_TIME];
        private final Tones.Row tone = tones.new Row(size.x());

        Writer(IntFunction<float[]> speaker) {
            this.speaker = speaker;
        }

        /** Shares slices of voxels out over those slices of nodes that begin with a first. */
        void share(int from, int to, float[][][] slicesOfNodes, int first) {
            GridAxis z = grid.z();
            for (int at = from; at < to; at += Lines.AT_A_TIME) {
                int n = Math.min(Lines.AT_A_TIME, to - at);
                for (int i = 0; i < n; i++) {
                    shareSlice(at + i, slices[i]);
                }
                for (int k = 0; k < z.shares(); k++) {
                    for (int i = 0; i < n; i++) {
                        weights[i] = z.share()[k][at + i];
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
                for (n = 0; n < Lines.AT_A_TIME && at + n < size.y() && y.first()[at + n] == y.first()[at]; n++) {
                    Arrays.fill(lines[n], 0);
                    tone.moveTo(size.index(atZ, at + n, 0));
                    shareRow(speaker.apply(atZ * size.y() + at + n), lines[n]);
                }
                for (int k = 0; k < y.shares(); k++) {
                    for (int i = 0; i < n; i++) {
                        weights[i] = y.share()[k][at + i];
                    }
                    Lines.add(slice[y.first()[at] + k], lines, weights, n);
                }
            }
        }

        private void shareRow(float[] said, float[] line) {
            float[][] alongX = grid.x().share();
            if (tones.axes() == 1 && alongX.length == Spline.SHARES) {
                shareOut(line, said, tone.cell, tone.share[0], tone.share[1], tone.share[2], base, alongX[0], alongX[1], alongX[2], tones.cells());
                return;
            }
            int[] offsets = tones.offsets();
            for (int x = 0; x < said.length; x++) {
                int to = base[x] + (int) tone.cell[x];
                for (int k = 0; k < alongX.length; k++, to += tones.cells()) {
                    float part = alongX[k][x] * said[x];
                    for (int corner = 0; corner < offsets.length; corner++) {
                        line[to + offsets[corner]] += part * tone.share[corner][x];
                    }
                }
            }
        }

        /** Three nodes along the row, of three levels each, written out. */
        private static void shareOut(float[] line, float[] said, float[] cell, float[] low, float[] middle, float[] high, int[] base, float[] one, float[] two, float[] three,
                int cells) {
            for (int x = 0; x < said.length; x++) {
                int first = base[x] + (int) cell[x];
                int second = first + cells;
                int third = second + cells;
                float value = said[x];
                float a = value * low[x];
                float b = value * middle[x];
                float c = value * high[x];
                float u = one[x];
                float v = two[x];
                float w = three[x];
                line[first] += u * a;
                line[first + 1] += u * b;
                line[first + 2] += u * c;
                line[second] += v * a;
                line[second + 1] += v * b;
                line[second + 2] += v * c;
                line[third] += w * a;
                line[third + 1] += w * b;
                line[third + 2] += w * c;
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
        private final RowOfVoxels voxels = new RowOfVoxels(size.x());
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
                y.share(atY, weights);
                tone.moveTo(size.index(atZ, atY, 0));
                for (int c = 0; c < logOdds.length; c++) {
                    Lines.sum(line, between[c], y.first()[atY], weights, y.shares());
                    readRow();
                    voxels.hear(logOdds[c][atY], fresh, weight, atZ * size.y() + atY, factors);
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
            z.share(atZ, weights);
            for (int y = 0; y < slices[channel].length; y++) {
                for (int k = 0; k < z.shares(); k++) {
                    lines[k] = nodes[channel][first + k][y];
                }
                Lines.sum(slices[channel][y], lines, 0, weights, z.shares());
            }
            return slices[channel];
        }

        private void readRow() {
            float[][] alongX = grid.x().share();
            if (tones.axes() == 1 && alongX.length == Spline.SHARES) {
                readOut(line, fresh, tone.cell, tone.share[0], tone.share[1], tone.share[2], base, alongX[0], alongX[1], alongX[2], tones.cells());
                return;
            }
            int[] offsets = tones.offsets();
            for (int x = 0; x < fresh.length; x++) {
                int from = base[x] + (int) tone.cell[x];
                float heard = 0;
                for (int k = 0; k < alongX.length; k++, from += tones.cells()) {
                    float part = 0;
                    for (int corner = 0; corner < offsets.length; corner++) {
                        part += tone.share[corner][x] * line[from + offsets[corner]];
                    }
                    heard += alongX[k][x] * part;
                }
                fresh[x] = heard;
            }
        }

        /** Three nodes along the row, of three levels each, written out. */
        private static void readOut(float[] line, float[] heard, float[] cell, float[] low, float[] middle, float[] high, int[] base, float[] one, float[] two, float[] three,
                int cells) {
            for (int x = 0; x < heard.length; x++) {
                int first = base[x] + (int) cell[x];
                int second = first + cells;
                int third = second + cells;
                float a = low[x];
                float b = middle[x];
                float c = high[x];
                heard[x] = one[x] * (a * line[first] + b * line[first + 1] + c * line[first + 2])
                        + two[x] * (a * line[second] + b * line[second + 1] + c * line[second + 2])
                        + three[x] * (a * line[third] + b * line[third + 1] + c * line[third + 2]);
            }
        }
    }
}
