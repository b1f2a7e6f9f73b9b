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
    /** What a heap has to be larger than what lies in it. */
    private static final double HEADROOM = 1.1;
    private static final double MEGABYTE = 1 << 20;
    private static final double GIGABYTE_FROM = 100;

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
        long slices = (long) cores * (heard + 1);
        return Float.BYTES * (volumes * size.voxels() + slices * size.y() * size.x())
                + (crf.positionWeight() > 0 && position == null ? cores * PositionKernel.bytes(size, heard) : 0) + (position == null ? 0 : position.bytes(heard, cores))
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
            throw new IllegalArgumentException(String.format(Locale.ROOT, "refining %s voxels needs %s and %s for what comes and goes, of the Java heap's %s %s are free; "
                    + "give more (HEPAR_HEAP=%dm), or refine less (region: uncertain)", size, text(bytes - SHORT_LIVED_BYTES), text(SHORT_LIVED_BYTES), text(Runtime.getRuntime().maxMemory()),
                    text(free()), (long) Math.ceil((Runtime.getRuntime().maxMemory() - free() + bytes) * HEADROOM / MEGABYTE)));
        }
    }

    private static String text(long bytes) {
        double megabytes = bytes / MEGABYTE;
        return String.format(Locale.ROOT, megabytes < GIGABYTE_FROM ? "%.1f MB" : "%.2f GB", megabytes < GIGABYTE_FROM ? megabytes : megabytes / 1024);
    }

    private static long free() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }

    /** Iterates, and adds the mean |ΔQ| of each iteration to a list. */
    ProbabilityMap run(List<Double> changes) {
        List<Kernel> kernels = kernels();
        float[][] odds = new float[heard][size.voxels()];
        float[][] now = new float[heard][size.voxels()];
        float[][] next = new float[heard][size.voxels()];
        start(now, odds);
        for (int iteration = 1; iteration <= crf.iterations(); iteration++) {
            for (Kernel kernel : kernels) {
                kernel.speak(now);
            }
            double change = listen(kernels, odds, now, next);
            if (!Double.isFinite(change)) {
                throw new IllegalArgumentException("iteration " + iteration + " came to what is no number: settings or image are beyond what single precision holds; take smaller weights, "
                        + "or an image of usual values");
            }
            changes.add(change);
            float[][] last = now;
            now = next;
            next = last;
        }
        float[][] classes = new float[heard + 1][];
        System.arraycopy(now, 0, classes, 1, heard);
        classes[0] = background(classes, odds[0]);
        return new ProbabilityMap(probability.grid(), classes);
    }

    /** What the input says: the probabilities, none below the floor, and the log odds of each class against the background. */
    private void start(float[][] q, float[][] odds) {
        Workers.share(rows, () -> {
            float[][] floored = new float[heard + 1][size.x()];
            float[] total = new float[size.x()];
            float[] ratio = new float[size.x()];
            float[] space = new float[size.x()];
            return row -> {
                int from = row * size.x();
                Arrays.fill(total, 0);
                for (int c = 0; c <= heard; c++) {
                    System.arraycopy(probability.classes()[c], from, floored[c], 0, size.x());
                    Lines.atLeast(floored[c], (float) crf.probabilityFloor());
                    Lines.add(total, floored[c], 1);
                }
                for (int c = 0; c < heard; c++) {
                    Lines.ratio(ratio, floored[c + 1], total);
                    System.arraycopy(ratio, 0, q[c], from, ratio.length);
                    Lines.ratio(ratio, floored[c + 1], floored[0]);
                    Exponential.logarithm(ratio, space);
                    System.arraycopy(ratio, 0, odds[c], from, ratio.length);
                }
            };
        });
    }

    private List<Kernel> kernels() {
        float[][] pull = pull();
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
    private float[][] pull() {
        double[][] costs = crf.compatibility().costs(heard + 1);
        float[][] pull = new float[heard + 1][heard + 1];
        for (int c = 0; c <= heard; c++) {
            for (int d = 0; d <= heard; d++) {
                pull[c][d] = (float) (costs[0][d] - costs[c][d]);
            }
        }
        return pull;
    }

    /** Sets all Q at once from what is heard of the last, and returns the mean |ΔQ|. */
    private double listen(List<Kernel> kernels, float[][] odds, float[][] last, float[][] next) {
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
        private final float[][] last;
        private final float[][] next;
        private final float[][][] logOdds = new float[heard][size.y()][size.x()];
        private final float[][] fresh = new float[heard][size.x()];
        private final float[] most = new float[size.x()];
        private final float[] total = new float[size.x()];
        private final float[] moved = new float[size.x()];
        private final float[] before = new float[size.x()];

        Update(List<Kernel> kernels, float[][] odds, float[][] last, float[][] next) {
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
            Arrays.fill(moved, 0);
            for (int y = 0; y < size.y(); y++) {
                int row = z * size.y() + y;
                if (heard == 1) {
                    Exponential.logistic(fresh[0], logOdds[0][y]);
                } else {
                    softmax(y);
                }
                addChange(row);
                for (int c = 0; c < heard; c++) {
                    System.arraycopy(fresh[c], 0, next[c], row * size.x(), size.x());
                }
            }
            double change = 0;
            for (float one : moved) {
                change += one;
            }
            return change;
        }

        /** Adds |ΔQ| of all classes; that of the background is what the others moved together. */
        private void addChange(int row) {
            Arrays.fill(most, 0);
            for (int c = 0; c < heard; c++) {
                System.arraycopy(last[c], row * size.x(), before, 0, size.x());
                Lines.addDistance(moved, fresh[c], before);
                Lines.add(most, fresh[c], 1);
                Lines.add(most, before, -1);
            }
            Lines.addMagnitude(moved, most);
        }

        /** One row with several classes and the background, whose log odds are 0. */
        private void softmax(int y) {
            Arrays.fill(most, 0);
            for (int c = 0; c < heard; c++) {
                Lines.larger(most, logOdds[c][y]);
            }
            Exponential.ofNegative(total, most);
            for (int c = 0; c < heard; c++) {
                Exponential.ofDifference(fresh[c], logOdds[c][y], most);
                Lines.add(total, fresh[c], 1);
            }
            for (int c = 0; c < heard; c++) {
                Lines.ratio(fresh[c], fresh[c], total);
            }
        }
    }

    /** What the other classes leave. */
    private float[] background(float[][] classes, float[] background) {
        Workers.share(rows, () -> {
            float[] rest = new float[size.x()];
            float[] one = new float[size.x()];
            return row -> {
                Arrays.fill(rest, 1);
                for (int c = 1; c < classes.length; c++) {
                    System.arraycopy(classes[c], row * size.x(), one, 0, one.length);
                    Lines.add(rest, one, -1);
                }
                Lines.atLeast(rest, 0);
                System.arraycopy(rest, 0, background, row * size.x(), rest.length);
            };
        });
        return background;
    }
}
