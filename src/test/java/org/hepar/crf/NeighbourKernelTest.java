package org.hepar.crf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

/** Narrow kernels on images of a wide range, for which the grid would be large, against the exact mean field. */
class NeighbourKernelTest {

    private static final Grid GRID = Grid.axial(new Size(9, 17, 21), new Spacing(3, 1, 1.2));

    private static DenseCrf crf(double appearanceMm, List<Double> hu, Normalisation normalisation) {
        return new DenseCrf(2, 1, appearanceMm, hu, 2, 4, normalisation, Region.WHOLE, 1e-5, new Compatibility.Potts());
    }

    /** Noise around three levels, and single voxels as dark as air and as bright as metal. */
    private static Volume image(long seed) {
        Random random = new Random(seed);
        float[] hu = new float[GRID.voxels()];
        for (int i = 0; i < hu.length; i++) {
            hu[i] = random.nextInt(20) == 0 ? (random.nextBoolean() ? -1024 : 3071) : Math.round(40 * random.nextInt(3) + 6 * random.nextGaussian());
        }
        return new Volume(GRID, hu);
    }

    private static ProbabilityMap probability(int classes, long seed) {
        Random random = new Random(seed);
        float[][] map = new float[classes][GRID.voxels()];
        for (int i = 0; i < GRID.voxels(); i++) {
            float rest = 1;
            for (int c = 1; c < classes; c++) {
                map[c][i] = rest * random.nextFloat();
                rest -= map[c][i];
            }
            map[0][i] = rest;
        }
        return new ProbabilityMap(GRID, map);
    }

    @Test
    void narrowKernelsAreSummedByNeighboursAndAreNearTheExactResult() {
        for (Normalisation normalisation : Normalisation.values()) {
            for (int channels = 1; channels <= 2; channels++) {
                for (int classes = 2; classes <= 3; classes++) {
                    List<Volume> image = channels == 1 ? List.of(image(3)) : List.of(image(3), image(4));
                    DenseCrf crf = crf(0.9, channels == 1 ? List.of(8.0) : List.of(8.0, 12.0), normalisation);
                    ProbabilityMap probability = probability(classes, 5);
                    MeanField field = new MeanField(crf, probability, image, List.of());
                    assertThat(field.isByNeighbours()).isTrue();
                    float[][] q = field.run(new ArrayList<>()).classes();
                    double[][][] exact = new ExactMeanField(crf, probability, image).iterations();
                    double sum = 0;
                    for (int c = 0; c < classes; c++) {
                        for (int i = 0; i < q[c].length; i++) {
                            sum += Math.abs(q[c][i] - exact[exact.length - 1][c][i]);
                        }
                    }
                    assertThat(sum / classes / q[0].length).as("%s, %d channels, %d classes", normalisation, channels, classes).isLessThan(5e-5);
                }
            }
        }
    }

    @Test
    void wideKernelsGoByTheGrid() {
        assertThat(new MeanField(crf(10, List.of(30.0), Normalisation.AFTER), probability(2, 5), List.of(image(3)), List.of()).isByNeighbours()).isFalse();
    }

    @Test
    void theBitsAreTheSameOnAnyNumberOfThreads() throws Exception {
        ProbabilityMap probability = probability(2, 6);
        float[][] expected = null;
        for (int threads : new int[] {1, 2, 8}) {
            ForkJoinPool pool = new ForkJoinPool(threads);
            try {
                float[][] q = pool.submit(() -> new MeanField(crf(0.9, List.of(8.0), Normalisation.SYMMETRIC), probability, List.of(image(3)), List.of()).run(new ArrayList<>()).classes()).get();
                expected = expected == null ? q : expected;
                assertThat(q).as("%d threads", threads).isDeepEqualTo(expected);
            } finally {
                pool.shutdown();
            }
        }
    }
}
