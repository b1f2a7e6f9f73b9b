package org.hepar.crf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.hepar.voxel.Workers;

/**
 * The iterations of a {@link DenseCrf} on one grid.
 *
 * <p>As Q sums to 1, it is held for all classes but the background, and only the log odds of each against the background are computed: with two classes
 * each kernel sums once, not twice.
 *
 * <p>Memory beyond the input: 12 bytes a voxel for each class but the background, the result among them, 4 for the factors of a normalisation, and the grid's
 * nodes.
 */
final class MeanField {

    /** Distance of the grid's nodes in space and of its levels, in standard deviations: a seventh of the error of a permutohedral lattice, or less. */
    static final double STEP = 0.8;
    /** The same in a small volume, if the grid stays small: few voxels average less out, and it costs little. */
    static final List<Double> FINER_STEPS = List.of(0.25, 0.5);
    private static final int SMALL_VOXELS = 1 << 18;
    private static final long MOST_FINE_CELLS = 1 << 22;
    /** Distance of the nodes of a position kernel that is too wide to be summed voxel by voxel. */
    static final double POSITION_STEP = 0.5;
    /** A position kernel with more terms a voxel than this goes by the grid. */
    private static final int MOST_TERMS = 250;
    /** A width of more voxels than this is not looked at: it has thousands of neighbours. */
    private static final double MOST_NEIGHBOURS = 8;
    /** What a neighbour, and a voxel, cost in units of a cell of the grid: measured, see docs/decisions/0014. */
    private static final double NEIGHBOUR_COST = 0.1;
    private static final double VOXEL_COST = 1;
    /** Numbers a voxel of two classes: the log odds, and Q before and after. */
    private static final int VOLUMES = 3;
    /** Cells that are allocated for each of the grid: with the slices that each core works on. */
    private static final double SLICES_OF_NODES = 1.3;
    /** What a heap keeps for short-lived objects, and that lasting ones cannot have. */
    private static final long SHORT_LIVED_BYTES = 64L << 20;
    /** Bytes of an array beside its numbers, and of the reference to it. */
    private static final int LINE_OVERHEAD = 24;

    private final DenseCrf crf;
    private final ProbabilityMap probability;
    private final Size size;
    private final int rows;
    /** How many classes have messages of their own: all but the background. */
    private final int heard;
    private final GridLayout position;
    private final GridLayout appearance;
    private final List<Volume> image;
    private final boolean byNeighbours;

    MeanField(DenseCrf crf, ProbabilityMap probability, List<Volume> image) {
        this(crf, probability, image, probability.grid().voxels() <= SMALL_VOXELS ? FINER_STEPS : List.of());
    }

    /** @param finerSteps of the appearance kernel's nodes and levels, which are taken if the grid is small enough */
    MeanField(DenseCrf crf, ProbabilityMap probability, List<Volume> image, List<Double> finerSteps) {
        this.crf = crf;
        this.probability = probability;
        this.size = probability.grid().size();
        this.rows = size.z() * size.y();
        this.heard = probability.classes().length - 1;
        Spacing spacing = probability.grid().spacing();
        this.position = crf.positionWeight() > 0 && PositionKernel.terms(size, spacing, crf.positionMm()) > MOST_TERMS
                ? GridLayout.of(size, spacing, crf.positionMm(), POSITION_STEP, new Tones(List.of(), List.of(), List.of(), POSITION_STEP)) : null;
        this.image = image;
        List<Range> ranges = crf.appearanceWeight() > 0 ? image.stream().map(channel -> Range.of(channel.voxels())).toList() : List.of();
        this.byNeighbours = crf.appearanceWeight() > 0 && isNarrow(crf, probability.grid(), cells(crf, probability.grid(), ranges));
        this.appearance = crf.appearanceWeight() > 0 && !byNeighbours ? appearance(ranges, finerSteps) : null;
    }

    /** Whether the appearance kernel costs less neighbour by neighbour than by the grid that it would have. */
    private static boolean isNarrow(DenseCrf crf, Grid grid, double cells) {
        Spacing spacing = grid.spacing();
        return crf.appearanceMm() < MOST_NEIGHBOURS * Math.max(spacing.z(), Math.max(spacing.y(), spacing.x()))
                && NEIGHBOUR_COST * grid.voxels() * NeighbourKernel.terms(grid.size(), spacing, crf.appearanceMm()) < cells + VOXEL_COST * grid.voxels();
    }

    /** Cells that the grid of the appearance kernel would have. */
    private static double cells(DenseCrf crf, Grid grid, List<Range> ranges) {
        return Tones.cells(ranges, crf.appearanceHu(), STEP) * GridLayout.nodes(grid.size(), grid.spacing(), crf.appearanceMm(), STEP);
    }

    /** About what two classes on such a grid take, beyond their input, where the image lies within a range: for a plan, before there is an image. */
    static double bytes(DenseCrf crf, Grid grid, Range range) {
        double cells = crf.appearanceWeight() > 0 ? cells(crf, grid, List.of(range)) : 0;
        return Float.BYTES * ((VOLUMES + (crf.appearanceWeight() > 0 ? 1 : 0) + (crf.positionWeight() > 0 ? 1 : 0)) * grid.voxels()
                + (isNarrow(crf, grid, cells) ? grid.voxels() : SLICES_OF_NODES * cells));
    }

    /** Whether the appearance kernel is summed neighbour by neighbour. */
    boolean isByNeighbours() {
        return byNeighbours;
    }

    private GridLayout appearance(List<Range> ranges, List<Double> finerSteps) {
        for (double step : finerSteps) {
            if (Tones.cells(ranges, crf.appearanceHu(), step) <= MOST_FINE_CELLS) {
                GridLayout layout = appearance(ranges, step);
                if (layout.cells() <= MOST_FINE_CELLS) {
                    return layout;
                }
            }
        }
        return appearance(ranges, STEP);
    }

    private GridLayout appearance(List<Range> ranges, double step) {
        return GridLayout.of(size, probability.grid().spacing(), crf.appearanceMm(), step, new Tones(image, ranges, crf.appearanceHu(), step));
    }

    /** Bytes that are allocated beyond the input, at most. */
    long bytes() {
        int cores = Workers.count();
        long volumes = 3L * heard + (crf.normalisation() == Normalisation.NONE ? 0 : (crf.appearanceWeight() > 0 ? 1 : 0) + (position == null ? 0 : 1));
        long slices = (long) cores * (heard * (1 + PositionKernel.SLICES_AT_ONCE) + 3);
        long lines = 2L * heard * rows * LINE_OVERHEAD;
        return lines + Float.BYTES * (volumes * size.voxels() + slices * size.y() * size.x()) + (position == null ? 0 : position.bytes(heard, cores))
                + (byNeighbours ? NeighbourKernel.bytes(size, heard) : appearance == null ? 0 : appearance.bytes(heard, cores));
    }

    /**
     * @param further bytes that the caller is going to need
     * @throws IllegalArgumentException when the heap has not room enough; told before anything of it is taken
     */
    void requireMemory(long further) {
        long bytes = bytes() + further + SHORT_LIVED_BYTES;
        if (bytes > free()) {
            System.gc();
        }
        if (bytes > free()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "refining %s voxels needs %.2f GB and %.2f GB for what comes and goes, of the Java heap's %.2f GB %.2f GB are free; "
                    + "give more (HEPAR_HEAP=%dg), or refine less (region: uncertain)", size, gigabytes(bytes - SHORT_LIVED_BYTES), gigabytes(SHORT_LIVED_BYTES), gigabytes(Runtime.getRuntime().maxMemory()),
                    gigabytes(free()), (long) Math.ceil(gigabytes(Runtime.getRuntime().maxMemory() - free() + bytes) * 1.1)));
        }
    }

    private static long free() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }

    private static double gigabytes(long bytes) {
        return bytes / (double) (1 << 30);
    }

    /** Iterates, and adds the mean |ΔQ| of each iteration to a list. */
    ProbabilityMap run(List<Double> changes) {
        List<Kernel> kernels = kernels();
        float[][] odds = new float[heard][size.voxels()];
        float[][][][] q = {new float[heard][rows][size.x()], crf.iterations() == 1 ? null : new float[heard][rows][size.x()]};
        start(q[0], odds);
        int now = 0;
        for (int iteration = 1; iteration < crf.iterations(); iteration++, now = 1 - now) {
            speak(kernels, q[now]);
            changes.add(listen(kernels, odds, q[now], into(q[1 - now])));
        }
        speak(kernels, q[now]);
        // Nothing holds the Q before this one any more: its memory becomes that of the result.
        q[1 - now] = null;
        float[][] classes = new float[heard + 1][];
        for (int c = 1; c <= heard; c++) {
            classes[c] = new float[size.voxels()];
        }
        changes.add(listen(kernels, odds, q[now], (c, row, values) -> System.arraycopy(values, 0, classes[c + 1], row * size.x(), size.x())));
        classes[0] = background(classes, odds[0]);
        return new ProbabilityMap(probability.grid(), classes);
    }

    /** Takes the new Q of class c in one row of voxels. */
    @FunctionalInterface
    private interface Target {
        void take(int c, int row, float[] values);
    }

    private static Target into(float[][][] q) {
        return (c, row, values) -> System.arraycopy(values, 0, q[c][row], 0, values.length);
    }

    /** What the input says: the probabilities, none below the floor, and the log odds of each class against the background. */
    private void start(float[][][] q, float[][] odds) {
        Workers.share(rows, () -> {
            float[][] floored = new float[heard + 1][size.x()];
            float[] total = new float[size.x()];
            return row -> {
                int from = row * size.x();
                Arrays.fill(total, 0);
                for (int c = 0; c <= heard; c++) {
                    float[] one = floored[c];
                    System.arraycopy(probability.classes()[c], from, one, 0, one.length);
                    for (int x = 0; x < one.length; x++) {
                        one[x] = Math.max(one[x], (float) crf.probabilityFloor());
                        total[x] += one[x];
                    }
                }
                for (int c = 0; c < heard; c++) {
                    for (int x = 0; x < total.length; x++) {
                        q[c][row][x] = floored[c + 1][x] / total[x];
                        odds[c][from + x] = (float) Math.log(floored[c + 1][x] / floored[0][x]);
                    }
                }
            };
        });
    }

    private List<Kernel> kernels() {
        double[][] pull = pull();
        List<Kernel> kernels = new ArrayList<>();
        if (position != null) {
            kernels.add(new GridKernel(position, crf.positionWeight(), crf.normalisation(), pull));
        } else if (crf.positionWeight() > 0) {
            kernels.add(new PositionKernel(size, probability.grid().spacing(), crf.positionMm(), crf.positionWeight(), crf.normalisation(), pull));
        }
        if (byNeighbours) {
            kernels.add(new NeighbourKernel(size, probability.grid().spacing(), crf.appearanceMm(), image, crf.appearanceHu(), crf.appearanceWeight(), crf.normalisation(), pull));
        } else if (appearance != null) {
            kernels.add(new GridKernel(appearance, crf.appearanceWeight(), crf.normalisation(), pull));
        }
        return kernels;
    }

    /** By how much the log odds of class c against the background rise for each unit that is heard of class d. */
    private double[][] pull() {
        double[][] costs = crf.compatibility().costs(heard + 1);
        double[][] pull = new double[heard + 1][heard + 1];
        for (int c = 0; c <= heard; c++) {
            for (int d = 0; d <= heard; d++) {
                pull[c][d] = costs[0][d] - costs[c][d];
            }
        }
        return pull;
    }

    private static void speak(List<Kernel> kernels, float[][][] q) {
        kernels.forEach(kernel -> kernel.speak(q));
    }

    /** Sets all Q at once from what is heard of the last, and returns the mean |ΔQ|. */
    private double listen(List<Kernel> kernels, float[][] odds, float[][][] last, Target next) {
        double[] changes = new double[size.z()];
        int pieces = (size.z() + PositionKernel.SLICES_AT_ONCE - 1) / PositionKernel.SLICES_AT_ONCE;
        Workers.share(pieces, () -> {
            Update update = new Update(kernels, odds, last, next);
            return piece -> {
                int end = Math.min(size.z(), (piece + 1) * PositionKernel.SLICES_AT_ONCE);
                for (int z = piece * PositionKernel.SLICES_AT_ONCE; z < end; z++) {
                    changes[z] = update.slice(z);
                }
            };
        });
        return Arrays.stream(changes).sum() / (heard + 1) / size.voxels();
    }

    /** What one core does to set Q anew. */
    private final class Update {

        private final List<Kernel.Listener> listeners;
        private final float[][] odds;
        private final float[][][] last;
        private final Target next;
        private final float[][][] logOdds = new float[heard][size.y()][size.x()];
        private final float[][] fresh = new float[heard][size.x()];
        private final float[] most = new float[size.x()];
        private final float[] total = new float[size.x()];

        Update(List<Kernel> kernels, float[][] odds, float[][][] last, Target next) {
            this.listeners = kernels.stream().map(Kernel::listener).toList();
            this.odds = odds;
            this.last = last;
            this.next = next;
        }

        /** Sets Q in a slice and returns the sum of |ΔQ|. */
        double slice(int z) {
            for (int c = 0; c < heard; c++) {
                for (int y = 0; y < size.y(); y++) {
                    System.arraycopy(odds[c], size.index(z, y, 0), logOdds[c][y], 0, size.x());
                }
            }
            listeners.forEach(listener -> listener.add(z, logOdds));
            double change = 0;
            for (int y = 0; y < size.y(); y++) {
                int row = z * size.y() + y;
                change += heard == 1 ? logistic(logOdds[0][y], last[0][row]) : softmax(y, row);
                for (int c = 0; c < heard; c++) {
                    next.take(c, row, fresh[c]);
                }
            }
            return change;
        }

        /** One row with one class and the background. */
        private double logistic(float[] row, float[] before) {
            float[] q = fresh[0];
            for (int x = 0; x < q.length; x++) {
                q[x] = Exponential.logistic(row[x]);
            }
            double change = 0;
            for (int x = 0; x < q.length; x++) {
                change += Math.abs(q[x] - before[x]);
            }
            return 2 * change;
        }

        /** One row with several classes and the background, whose log odds are 0. */
        private double softmax(int y, int row) {
            Arrays.fill(most, 0);
            for (int c = 0; c < heard; c++) {
                Lines.larger(most, logOdds[c][y]);
            }
            Exponential.ofNegative(total, most);
            for (int c = 0; c < heard; c++) {
                Exponential.ofDifference(fresh[c], logOdds[c][y], most);
                Lines.add(total, fresh[c], 1);
            }
            double change = 0;
            float[] others = most;
            Arrays.fill(others, 0);
            for (int c = 0; c < heard; c++) {
                Lines.divide(fresh[c], total);
                for (int x = 0; x < others.length; x++) {
                    float moved = fresh[c][x] - last[c][row][x];
                    change += Math.abs(moved);
                    others[x] += moved;
                }
            }
            for (float background : others) {
                change += Math.abs(background);
            }
            return change;
        }
    }

    /** What the other classes leave. */
    private float[] background(float[][] classes, float[] background) {
        Workers.share(rows, () -> row -> {
            for (int voxel = row * size.x(); voxel < (row + 1) * size.x(); voxel++) {
                double rest = 1;
                for (int c = 1; c < classes.length; c++) {
                    rest -= classes[c][voxel];
                }
                background[voxel] = (float) Math.max(0, rest);
            }
        });
        return background;
    }
}
