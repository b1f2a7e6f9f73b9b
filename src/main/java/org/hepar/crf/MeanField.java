package org.hepar.crf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.hepar.voxel.Workers;

/**
 * The iterations of a {@link DenseCrf} on one grid.
 *
 * <p>As Q sums to 1, what is heard of the background is what is heard of everything less what is heard of the other classes, and what is heard of everything
 * never changes. So messages are computed for all classes but the background, and the state is the log odds of each against it.
 *
 * <p>Memory beyond input and result: 4 bytes a voxel for each class but the background, 4 once if the kernels are normalised, and the grid's nodes.
 */
final class MeanField {

    /** Distance of the grid's nodes in space and of its levels, in standard deviations. */
    static final double STEP = 0.5;
    /** The same for a position kernel that is too wide to be summed voxel by voxel. */
    static final double FINE_STEP = 0.25;
    /** A position kernel with more terms a voxel than this goes by the grid. */
    private static final int MOST_TERMS = 150;

    private final DenseCrf crf;
    private final ProbabilityMap probability;
    private final Size size;
    private final int pixels;
    /** How many classes have messages of their own: all but the background. */
    private final int heard;
    private final GridLayout position;
    private final GridLayout appearance;

    MeanField(DenseCrf crf, ProbabilityMap probability, List<Volume> image) {
        this.crf = crf;
        this.probability = probability;
        this.size = probability.grid().size();
        this.pixels = size.y() * size.x();
        this.heard = probability.classes().length - 1;
        Spacing spacing = probability.grid().spacing();
        this.position = crf.positionWeight() > 0 && PositionKernel.terms(size, spacing, crf.positionMm()) > MOST_TERMS
                ? GridLayout.of(size, spacing, crf.positionMm(), FINE_STEP, new Tones(List.of(), List.of(), STEP)) : null;
        this.appearance = crf.appearanceWeight() > 0
                ? GridLayout.of(size, spacing, crf.appearanceMm(), STEP, new Tones(image, crf.appearanceHu(), STEP)) : null;
    }

    /** Bytes that are allocated beyond the input, at most. */
    long bytes() {
        int cores = Workers.count();
        long volumes = 3L * heard + (crf.normalisation() == Normalisation.NONE ? 0 : (appearance == null ? 0 : 1) + (position == null ? 0 : 1));
        long slices = (long) cores * (heard + 3);
        return Float.BYTES * (volumes * size.voxels() + slices * pixels) + (position == null ? 0 : position.bytes(heard, cores))
                + (appearance == null ? 0 : appearance.bytes(heard, cores));
    }

    /** @throws IllegalArgumentException when the heap has not room enough, before anything is allocated */
    void requireMemory() {
        long bytes = bytes();
        if (bytes > free()) {
            System.gc();
        }
        if (bytes > free()) {
            throw new IllegalArgumentException(String.format(Locale.ROOT, "refining %s voxels needs %.2f GB, of the Java heap's %.2f GB %.2f GB are free; "
                    + "give more (HEPAR_HEAP=%dg), or refine less (region: uncertain)", size, gigabytes(bytes), gigabytes(Runtime.getRuntime().maxMemory()),
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
        float[][] q = new float[heard][size.voxels()];
        float[][] next = new float[heard][size.voxels()];
        start(q);
        float[][] odds = odds(kernels, next[0]);
        double[][] coupling = coupling();
        for (int iteration = 0; iteration < crf.iterations(); iteration++) {
            for (Kernel kernel : kernels) {
                for (int c = 0; c < heard; c++) {
                    kernel.speak(c, q[c]);
                }
            }
            changes.add(update(kernels, coupling, odds, q, next));
            float[][] old = q;
            q = next;
            next = old;
        }
        float[][] classes = new float[heard + 1][];
        System.arraycopy(q, 0, classes, 1, heard);
        classes[0] = background(q, next[0]);
        return new ProbabilityMap(probability.grid(), classes);
    }

    /** Q before the first iteration: the given probabilities, none below the floor. */
    private void start(float[][] q) {
        Workers.share(size.z(), () -> z -> {
            for (int voxel = z * pixels; voxel < (z + 1) * pixels; voxel++) {
                double total = floored(0, voxel);
                for (int c = 0; c < heard; c++) {
                    total += floored(c + 1, voxel);
                }
                for (int c = 0; c < heard; c++) {
                    q[c][voxel] = (float) (floored(c + 1, voxel) / total);
                }
            }
        });
    }

    private double floored(int ofClass, int voxel) {
        return Math.max(probability.classes()[ofClass][voxel], crf.probabilityFloor());
    }

    private List<Kernel> kernels() {
        List<Kernel> kernels = new ArrayList<>();
        if (position != null) {
            kernels.add(new GridKernel(position, crf.positionWeight(), crf.normalisation(), heard));
        } else if (crf.positionWeight() > 0) {
            kernels.add(new PositionKernel(size, probability.grid().spacing(), crf.positionMm(), crf.positionWeight(), crf.normalisation(), heard));
        }
        if (appearance != null) {
            kernels.add(new GridKernel(appearance, crf.appearanceWeight(), crf.normalisation(), heard));
        }
        return kernels;
    }

    /**
     * The log odds of each class against the background before anything is heard of the other classes: those of the input, and what is heard of everything
     * as if it were background.
     */
    private float[][] odds(List<Kernel> kernels, float[] everything) {
        Arrays.fill(everything, 1);
        kernels.forEach(kernel -> kernel.speak(0, everything));
        double[][] costs = crf.compatibility().costs(heard + 1);
        float[][] odds = new float[heard][size.voxels()];
        Workers.share(size.z(), () -> {
            List<Kernel.Listener> listeners = kernels.stream().map(Kernel::listener).toList();
            float[] messages = new float[pixels];
            return z -> {
                Arrays.fill(messages, 0);
                listeners.forEach(listener -> listener.add(0, z, messages));
                for (int i = 0, voxel = z * pixels; i < pixels; i++, voxel++) {
                    for (int c = 0; c < heard; c++) {
                        odds[c][voxel] = (float) (Math.log(floored(c + 1, voxel) / floored(0, voxel)) - (costs[c + 1][0] - costs[0][0]) * messages[i]);
                    }
                }
            };
        });
        return odds;
    }

    /** By how much the log odds of class c against the background rise for each unit that is heard of class d instead of the background. */
    private double[][] coupling() {
        double[][] costs = crf.compatibility().costs(heard + 1);
        double[][] coupling = new double[heard][heard];
        for (int c = 1; c <= heard; c++) {
            for (int d = 1; d <= heard; d++) {
                coupling[c - 1][d - 1] = costs[0][d] + costs[c][0] - costs[c][d] - costs[0][0];
            }
        }
        return coupling;
    }

    /** Sets all Q at once from what is heard of the last, and returns the mean |ΔQ|. */
    private double update(List<Kernel> kernels, double[][] coupling, float[][] odds, float[][] last, float[][] next) {
        double[] changes = new double[size.z()];
        Workers.share(size.z(), () -> {
            List<Kernel.Listener> listeners = kernels.stream().map(Kernel::listener).toList();
            float[][] messages = new float[heard][pixels];
            double[] logOdds = new double[heard];
            return z -> {
                for (int c = 0; c < heard; c++) {
                    Arrays.fill(messages[c], 0);
                    for (Kernel.Listener listener : listeners) {
                        listener.add(c, z, messages[c]);
                    }
                }
                changes[z] = heard == 1 ? logistic((float) coupling[0][0], odds[0], messages[0], z * pixels, last[0], next[0])
                        : softmax(coupling, odds, messages, z * pixels, logOdds, last, next);
            };
        });
        return Arrays.stream(changes).sum() / (heard + 1) / size.voxels();
    }

    /** One slice with one class and the background; returns the sum of |ΔQ|. */
    private double logistic(float coupling, float[] odds, float[] messages, int start, float[] last, float[] next) {
        double change = 0;
        for (int i = 0, voxel = start; i < pixels; i++, voxel++) {
            float q = (float) (1 / (1 + Math.exp(-(odds[voxel] + coupling * messages[i]))));
            change += 2 * Math.abs(q - last[voxel]);
            next[voxel] = q;
        }
        return change;
    }

    /** One slice with several classes and the background, whose log odds are 0; returns the sum of |ΔQ|. */
    private double softmax(double[][] coupling, float[][] odds, float[][] messages, int start, double[] logOdds, float[][] last, float[][] next) {
        double change = 0;
        for (int i = 0, voxel = start; i < pixels; i++, voxel++) {
            double most = 0;
            for (int c = 0; c < heard; c++) {
                logOdds[c] = odds[c][voxel];
                for (int d = 0; d < heard; d++) {
                    logOdds[c] += coupling[c][d] * messages[d][i];
                }
                most = Math.max(most, logOdds[c]);
            }
            double total = Math.exp(-most);
            for (int c = 0; c < heard; c++) {
                logOdds[c] = Math.exp(logOdds[c] - most);
                total += logOdds[c];
            }
            double background = 0;
            for (int c = 0; c < heard; c++) {
                float q = (float) (logOdds[c] / total);
                change += Math.abs(q - last[c][voxel]);
                background += q - last[c][voxel];
                next[c][voxel] = q;
            }
            change += Math.abs(background);
        }
        return change;
    }

    private float[] background(float[][] q, float[] background) {
        Workers.share(size.z(), () -> z -> {
            for (int voxel = z * pixels; voxel < (z + 1) * pixels; voxel++) {
                double rest = 1;
                for (float[] one : q) {
                    rest -= one[voxel];
                }
                background[voxel] = (float) Math.max(0, rest);
            }
        });
        return background;
    }
}
