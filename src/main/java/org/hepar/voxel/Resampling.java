package org.hepar.voxel;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;

/**
 * Changes the size of the pixels of a slice, in mm, and nothing else: slices stay what they are.
 *
 * <p>{@code inPlane} keeps the field of view: the outer <em>edges</em> of the slice stay in place, so the centre of pixel
 * [0,0] moves by half the difference of the pixel sizes, and no feature moves. {@code onto} goes the other way, onto a
 * given grid.
 *
 * <p>Slices are worked on in parallel and independently of each other; the bits of the result do not depend on the number
 * of threads.
 */
public final class Resampling {

    /** Share of a pixel by which a grid may miss another and still be taken as aligned with it. */
    private static final double TOLERANCE_VOXELS = 1e-2;

    private Resampling() {
    }

    /**
     * A volume with slices of {@code [height,width]} pixels over the same field of view. Along an axis that shrinks, a
     * pixel is the mean over its area (factor 2 in both: the 2x2 mean), weighted so that a linear ramp stays exact at any
     * factor; along an axis that grows it is interpolated linearly between pixel centres, and constant from the outermost
     * centre to the edge.
     */
    public static Volume inPlane(Volume volume, int height, int width) {
        Grid from = volume.grid();
        Grid to = resized(from, height, width);
        if (to == from) {
            return volume;
        }
        Weights rows = Weights.resizing(from.size().y(), height);
        Weights columns = Weights.resizing(from.size().x(), width);
        float[] result = new float[to.voxels()];
        resample(volume.voxels(), from.size(), result, to.size(), rows, columns, 0);
        return new Volume(to, result);
    }

    /**
     * Labels on slices of {@code [height,width]} pixels over the same field of view. When neither axis grows, a pixel takes
     * the label that covers most of its area, a draw going to the one under its centre; otherwise it takes the label under
     * its centre.
     */
    public static LabelMap inPlane(LabelMap labels, int height, int width) {
        Grid from = labels.grid();
        Grid to = resized(from, height, width);
        if (to == from) {
            return labels;
        }
        Size size = from.size();
        boolean shrinks = height <= size.y() && width <= size.x();
        Cover rows = shrinks ? Cover.area(size.y(), height) : Cover.centre(size.y(), height);
        Cover columns = shrinks ? Cover.area(size.x(), width) : Cover.centre(size.x(), width);
        byte[] result = new byte[to.voxels()];
        IntStream.range(0, size.z()).parallel().forEach(z -> {
            double[] votes = new double[256];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    result[to.size().index(z, y, x)] = elect(labels.labels(), size, z, rows, y, columns, x, votes);
                }
            }
        });
        return new LabelMap(to, result);
    }

    /**
     * Probabilities on another grid with the same slices and axes, interpolated linearly in the plane. The target may
     * reach further than the source or less far: a pixel whose centre lies outside of the source's field of view is class
     * 0 with probability 1. Onto the grid from which {@code inPlane} came, it is the way back.
     *
     * @throws IllegalArgumentException when the slices or the axes of the grids differ
     */
    public static ProbabilityMap onto(ProbabilityMap map, Grid target) {
        Grid from = map.grid();
        if (from.equals(target)) {
            return map;
        }
        requireSameSlices(from, target);
        Vector shift = target.origin().plus(from.origin().times(-1));
        Weights rows = Weights.sampling(from.size().y(), target.size().y(),
                shift.dot(from.direction().alongY()) / from.spacing().y(), target.spacing().y() / from.spacing().y());
        Weights columns = Weights.sampling(from.size().x(), target.size().x(),
                shift.dot(from.direction().alongX()) / from.spacing().x(), target.spacing().x() / from.spacing().x());
        float[][] classes = new float[map.classes().length][target.voxels()];
        for (int c = 0; c < classes.length; c++) {
            resample(map.classes()[c], from.size(), classes[c], target.size(), rows, columns, c == 0 ? 1 : 0);
        }
        return new ProbabilityMap(target, classes);
    }

    /** The grid itself when nothing changes. */
    private static Grid resized(Grid grid, int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("in-plane size (=[" + height + "," + width + "]) needs at least one pixel along each axis");
        }
        Size size = grid.size();
        if (height == size.y() && width == size.x()) {
            return grid;
        }
        double factorY = (double) size.y() / height;
        double factorX = (double) size.x() / width;
        Spacing spacing = grid.spacing();
        return new Grid(new Size(size.z(), height, width),
                new Spacing(spacing.z(), spacing.y() * factorY, spacing.x() * factorX),
                grid.position(0, (factorY - 1) / 2, (factorX - 1) / 2), grid.direction());
    }

    private static void requireSameSlices(Grid from, Grid target) {
        Vector shift = target.origin().plus(from.origin().times(-1));
        int last = from.size().z() - 1;
        double offset = shift.dot(from.direction().alongZ()) / from.spacing().z();
        double drift = last * (target.spacing().z() / from.spacing().z() - 1);
        boolean sameSlices = from.size().z() == target.size().z()
                && Math.abs(offset) <= TOLERANCE_VOXELS && Math.abs(offset + drift) <= TOLERANCE_VOXELS;
        if (!sameSlices || !sameAxes(from.direction(), target.direction())) {
            throw new IllegalArgumentException("probabilities and target grid must have the same slices and axes: "
                    + from.differenceFrom(target) + "; crop the target to the slices first");
        }
    }

    private static boolean sameAxes(Direction a, Direction b) {
        return same(a.alongX(), b.alongX()) && same(a.alongY(), b.alongY()) && same(a.alongZ(), b.alongZ());
    }

    private static boolean same(Vector a, Vector b) {
        return a.plus(b.times(-1)).length() <= 1e-4;
    }

    /** Columns first, then rows, one slice at a time; a target pixel without weights takes the value for outside. */
    private static void resample(float[] source, Size from, float[] target, Size to, Weights rows, Weights columns, float outside) {
        IntStream.range(0, from.z()).parallel().forEach(z -> {
            float[] narrowed = new float[from.y() * to.x()];
            for (int y = 0; y < from.y(); y++) {
                int base = from.index(z, y, 0);
                for (int x = 0; x < to.x(); x++) {
                    double sum = 0;
                    for (int k = columns.start[x]; k < columns.start[x + 1]; k++) {
                        sum += columns.weight[k] * source[base + columns.from[k]];
                    }
                    narrowed[y * to.x() + x] = (float) sum;
                }
            }
            double[] row = new double[to.x()];
            for (int y = 0; y < to.y(); y++) {
                Arrays.fill(row, 0);
                for (int k = rows.start[y]; k < rows.start[y + 1]; k++) {
                    int base = rows.from[k] * to.x();
                    double weight = rows.weight[k];
                    for (int x = 0; x < row.length; x++) {
                        row[x] += weight * narrowed[base + x];
                    }
                }
                int base = to.index(z, y, 0);
                for (int x = 0; x < row.length; x++) {
                    target[base + x] = rows.covers(y) && columns.covers(x) ? (float) row[x] : outside;
                }
            }
        });
    }

    private static byte elect(byte[] labels, Size size, int z, Cover rows, int y, Cover columns, int x, double[] votes) {
        byte winner = labels[size.index(z, rows.centre[y], columns.centre[x])];
        boolean unanimous = true;
        for (int sy = rows.first[y]; sy <= rows.last[y]; sy++) {
            for (int sx = columns.first[x]; sx <= columns.last[x]; sx++) {
                byte label = labels[size.index(z, sy, sx)];
                votes[label & 0xff] += rows.share(y, sy) * columns.share(x, sx);
                unanimous &= label == winner;
            }
        }
        if (!unanimous) {
            for (int label = 0; label < votes.length; label++) {
                if (votes[label] > votes[winner & 0xff] + 1e-9) {
                    winner = (byte) label;
                }
            }
            Arrays.fill(votes, 0);
            return winner;
        }
        votes[winner & 0xff] = 0;
        return winner;
    }

    /** For each target pixel of one axis, the source pixels it is made of and their weights, which sum to 1 or are none. */
    private record Weights(int[] start, int[] from, double[] weight) {

        boolean covers(int target) {
            return start[target + 1] > start[target];
        }

        static Weights resizing(int source, int target) {
            if (target >= source) {
                double factor = (double) source / target;
                return sampling(source, target, (factor - 1) / 2, factor);
            }
            return averaging(source, target);
        }

        /** Linear interpolation at {@code offset + target * step}, in source pixels. */
        static Weights sampling(int source, int target, double offset, double step) {
            int[] start = new int[target + 1];
            int[] from = new int[2 * target];
            double[] weight = new double[2 * target];
            int n = 0;
            for (int i = 0; i < target; i++) {
                double at = offset + i * step;
                if (at >= -0.5 - 1e-6 && at <= source - 0.5 + 1e-6) {
                    double inside = Math.min(Math.max(at, 0), source - 1);
                    int low = (int) Math.min(Math.floor(inside), Math.max(0, source - 2));
                    double share = inside - low;
                    if (share < 1) {
                        from[n] = low;
                        weight[n++] = 1 - share;
                    }
                    if (share > 0) {
                        from[n] = low + 1;
                        weight[n++] = share;
                    }
                }
                start[i + 1] = n;
            }
            return new Weights(start, from, weight);
        }

        /** Area weights; their first moment is then moved to the pixel's centre, which keeps ramps exact. */
        static Weights averaging(int source, int target) {
            Cover cover = Cover.area(source, target);
            int[] start = new int[target + 1];
            for (int i = 0; i < target; i++) {
                start[i + 1] = start[i] + cover.last[i] - cover.first[i] + 1;
            }
            int[] from = new int[start[target]];
            double[] weight = new double[start[target]];
            for (int i = 0; i < target; i++) {
                double mean = 0;
                for (int k = start[i]; k < start[i + 1]; k++) {
                    from[k] = cover.first[i] + k - start[i];
                    weight[k] = cover.share(i, from[k]);
                    mean += weight[k] * from[k];
                }
                double variance = 0;
                for (int k = start[i]; k < start[i + 1]; k++) {
                    variance += weight[k] * (from[k] - mean) * (from[k] - mean);
                }
                double missing = (i + 0.5) * source / target - 0.5 - mean;
                for (int k = start[i]; k < start[i + 1] && variance > 0; k++) {
                    weight[k] *= 1 + missing * (from[k] - mean) / variance;
                }
            }
            return new Weights(start, from, weight);
        }
    }

    /** For each target pixel of one axis, the source pixels first..last that it covers and the one under its centre. */
    private record Cover(int[] first, int[] last, int[] centre, double factor) {

        static Cover area(int source, int target) {
            Cover cover = centre(source, target);
            for (int i = 0; i < target; i++) {
                cover.first[i] = (int) ((long) i * source / target);
                cover.last[i] = (int) (((long) (i + 1) * source + target - 1) / target) - 1;
            }
            return cover;
        }

        static Cover centre(int source, int target) {
            int[] centre = new int[target];
            for (int i = 0; i < target; i++) {
                centre[i] = (int) ((2L * i + 1) * source / (2L * target));
            }
            return new Cover(centre.clone(), centre.clone(), centre, (double) source / target);
        }

        /** Share of the target pixel's length that lies in a source pixel. */
        double share(int target, int source) {
            if (first[target] == last[target]) {
                return 1;
            }
            return (Math.min(source + 1, (target + 1) * factor) - Math.max(source, target * factor)) / factor;
        }
    }
}
