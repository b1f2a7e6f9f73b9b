package org.hepar.crf;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;

/**
 * The mean field of a {@link DenseCrf} by its definition, in double precision: every message is a sum over all pairs of voxels. The oracle for
 * everything faster; 40x40x40 voxels take some seconds for each message.
 */
final class ExactMeanField {

    private final DenseCrf crf;
    private final Size size;
    private final double[][] offsetsMm;
    /** For each voxel the number of its intensity (of its tuple of intensities), and the squared distance of any two such numbers in widths. */
    private final int[] tone;
    private final double[][] toneKernel;
    private final double[][] unary;
    private final double[][] costs;

    ExactMeanField(DenseCrf crf, ProbabilityMap probability, List<Volume> channels) {
        this.crf = crf;
        Grid grid = probability.grid();
        this.size = grid.size();
        Spacing spacing = grid.spacing();
        this.offsetsMm = new double[][] {multiples(size.z(), spacing.z()), multiples(size.y(), spacing.y()), multiples(size.x(), spacing.x())};
        List<List<Double>> tuples = IntStream.range(0, size.voxels())
                .mapToObj(i -> IntStream.range(0, channels.size()).mapToObj(c -> channels.get(c).voxels()[i] / crf.appearanceHu().get(c)).toList()).toList();
        List<List<Double>> tones = tuples.stream().distinct().toList();
        Map<List<Double>, Integer> number = new HashMap<>();
        tones.forEach(one -> number.put(one, number.size()));
        this.tone = tuples.stream().mapToInt(number::get).toArray();
        this.toneKernel = new double[tones.size()][tones.size()];
        for (int a = 0; a < tones.size(); a++) {
            for (int b = 0; b < tones.size(); b++) {
                double squared = 0;
                for (int c = 0; c < channels.size(); c++) {
                    squared += Math.pow(tones.get(a).get(c) - tones.get(b).get(c), 2);
                }
                toneKernel[a][b] = Math.exp(-squared / 2);
            }
        }
        this.unary = new double[probability.classes().length][];
        for (int c = 0; c < unary.length; c++) {
            float[] p = probability.classes()[c];
            unary[c] = IntStream.range(0, p.length).mapToDouble(i -> -Math.log(Math.max(p[i], crf.probabilityFloor()))).toArray();
        }
        this.costs = crf.compatibility().costs(unary.length);
    }

    private static double[] multiples(int n, double step) {
        return IntStream.range(0, n).mapToDouble(i -> i * step).toArray();
    }

    /** Q {@code [iteration][class][voxel]} after each iteration. */
    double[][][] iterations() {
        int voxels = size.voxels();
        double[] ones = new double[voxels];
        Arrays.fill(ones, 1);
        double[][] sums = {sum(false, ones), sum(true, ones)};
        double[] weights = {crf.positionWeight(), crf.appearanceWeight()};
        double[][] q = softmax(unary);
        double[][][] all = new double[crf.iterations()][][];
        for (int iteration = 0; iteration < all.length; iteration++) {
            double[][] messages = new double[unary.length][voxels];
            for (int kernel = 0; kernel < 2; kernel++) {
                for (int c = 0; c < unary.length && weights[kernel] > 0; c++) {
                    double[] spoken = new double[voxels];
                    for (int i = 0; i < voxels; i++) {
                        spoken[i] = q[c][i] * crf.normalisation().speaking(sums[kernel][i]);
                    }
                    double[] heard = sum(kernel == 1, spoken);
                    for (int i = 0; i < voxels; i++) {
                        messages[c][i] += weights[kernel] * heard[i] * crf.normalisation().hearing(sums[kernel][i]);
                    }
                }
            }
            double[][] energy = new double[unary.length][voxels];
            for (int c = 0; c < unary.length; c++) {
                for (int i = 0; i < voxels; i++) {
                    energy[c][i] = unary[c][i];
                    for (int d = 0; d < unary.length; d++) {
                        energy[c][i] += costs[c][d] * messages[d][i];
                    }
                }
            }
            q = softmax(energy);
            all[iteration] = q;
        }
        return all;
    }

    private static double[][] softmax(double[][] energy) {
        double[][] q = new double[energy.length][energy[0].length];
        for (int i = 0; i < energy[0].length; i++) {
            double least = Double.POSITIVE_INFINITY;
            for (double[] one : energy) {
                least = Math.min(least, one[i]);
            }
            double total = 0;
            for (int c = 0; c < energy.length; c++) {
                q[c][i] = Math.exp(least - energy[c][i]);
                total += q[c][i];
            }
            for (double[] one : q) {
                one[i] /= total;
            }
        }
        return q;
    }

    /** Σⱼ k(i,j) value(j) for every voxel i. */
    private double[] sum(boolean appearance, double[] value) {
        double width = appearance ? crf.appearanceMm() : crf.positionMm();
        double[][] k = Arrays.stream(offsetsMm).map(axis -> Arrays.stream(axis).map(mm -> Math.exp(-mm * mm / (2 * width * width))).toArray()).toArray(double[][]::new);
        double[] sums = new double[value.length];
        IntStream.range(0, value.length).parallel().forEach(i -> {
            int iz = i / (size.y() * size.x());
            int iy = i / size.x() % size.y();
            int ix = i % size.x();
            double[] tones = toneKernel[tone[i]];
            double sum = 0;
            for (int z = 0, j = 0; z < size.z(); z++) {
                for (int y = 0; y < size.y(); y++) {
                    double row = 0;
                    for (int x = 0; x < size.x(); x++, j++) {
                        row += k[2][Math.abs(ix - x)] * value[j] * (appearance ? tones[tone[j]] : 1);
                    }
                    sum += row * k[0][Math.abs(iz - z)] * k[1][Math.abs(iy - y)];
                }
            }
            sums[i] = sum;
        });
        return sums;
    }
}
