package org.hepar.crf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

/** The fast mean field against the exact one, and what a user of either can rely on. */
class DenseCrfTest {

    private static final Settings USUAL = new Settings(3, 3, 10, List.of(25.0), 5, 4, Normalisation.SYMMETRIC, Region.WHOLE, new Compatibility.Potts());

    /** A dense CRF in the making. */
    private record Settings(double positionMm, double positionWeight, double appearanceMm, List<Double> appearanceHu, double appearanceWeight, int iterations,
            Normalisation normalisation, Region region, Compatibility compatibility) {

        DenseCrf crf() {
            return new DenseCrf(positionMm, positionWeight, appearanceMm, appearanceHu, appearanceWeight, iterations, normalisation, region, 1e-5, compatibility);
        }

        Settings widths(double position, double appearance, double hu) {
            return new Settings(position, positionWeight, appearance, List.of(hu), appearanceWeight, iterations, normalisation, region, compatibility);
        }

        Settings weights(double position, double appearance) {
            return new Settings(positionMm, position, appearanceMm, appearanceHu, appearance, iterations, normalisation, region, compatibility);
        }

        Settings in(Region other) {
            return new Settings(positionMm, positionWeight, appearanceMm, appearanceHu, appearanceWeight, iterations, normalisation, other, compatibility);
        }

        Settings iterating(int times) {
            return new Settings(positionMm, positionWeight, appearanceMm, appearanceHu, appearanceWeight, times, normalisation, region, compatibility);
        }
    }

    /** A ball in the middle that is 60 HU brighter than what is around, noise of 20 HU, and a network that is right in three of four voxels. */
    private record Scene(ProbabilityMap probability, Volume volume) {

        static Scene of(Size size, Spacing spacing, long seed) {
            Random random = new Random(seed);
            Grid grid = Grid.axial(size, spacing);
            float[] hu = new float[size.voxels()];
            float[] foreground = new float[size.voxels()];
            double radius = 0.35 * Math.min(size.z() * spacing.z(), Math.min(size.y() * spacing.y(), size.x() * spacing.x()));
            for (int z = 0, i = 0; z < size.z(); z++) {
                for (int y = 0; y < size.y(); y++) {
                    for (int x = 0; x < size.x(); x++, i++) {
                        double away = Math.hypot(Math.hypot((z - size.z() / 2.0) * spacing.z(), (y - size.y() / 2.0) * spacing.y()), (x - size.x() / 2.0) * spacing.x());
                        boolean inside = away < radius;
                        hu[i] = Math.round((inside ? 100 : 40) + 20 * random.nextGaussian());
                        foreground[i] = (float) Math.min(0.98, Math.max(0.02, (inside ? 0.7 : 0.3) + 0.3 * random.nextGaussian()));
                    }
                }
            }
            return new Scene(ProbabilityMap.ofForeground(grid, foreground), new Volume(grid, hu));
        }

        float[][] refined(DenseCrf crf) {
            return crf.refine(probability, List.of(volume)).probability().classes();
        }

        double[][] exact(DenseCrf crf) {
            double[][][] q = new ExactMeanField(crf, probability, List.of(volume)).iterations();
            return q[q.length - 1];
        }
    }

    private static double mean(float[][] q, double[][] exact) {
        double sum = 0;
        for (int c = 0; c < q.length; c++) {
            for (int i = 0; i < q[c].length; i++) {
                sum += Math.abs(q[c][i] - exact[c][i]);
            }
        }
        return sum / q.length / q[0].length;
    }

    @Test
    void everySettingIsNearTheExactResult() {
        for (Golden golden : Golden.all()) {
            float[][] q = golden.crf().refine(golden.probability(), golden.channels()).probability().classes();
            assertThat(mean(q, golden.q()[golden.q().length - 1])).as(golden.name()).isLessThan(3e-4);
        }
    }

    @Test
    void theStepOfALargeVolumeIsExactEnoughToo() {
        for (Spacing spacing : List.of(new Spacing(5, 0.75, 0.75), new Spacing(1, 1.5, 1.5))) {
            Scene scene = Scene.of(new Size(20, 30, 28), spacing, 2);
            float[][] q = new MeanField(USUAL.crf(), scene.probability(), List.of(scene.volume()), List.of()).run(new ArrayList<>()).classes();
            assertThat(mean(q, scene.exact(USUAL.crf()))).as("%s mm", spacing).isLessThan(5e-4);
        }
    }

    @Test
    void theErrorIsLessThanATenthOfTheReferenceLatticesAndTheLabelsAgree() throws IOException {
        for (ReferenceCase reference : ReferenceCase.all()) {
            for (int k = 0; k < reference.after().length; k++) {
                DenseCrf all = reference.crf();
                DenseCrf crf = new DenseCrf(all.positionMm(), all.positionWeight(), all.appearanceMm(), all.appearanceHu(), all.appearanceWeight(),
                        reference.after()[k], all.normalisation(), all.region(), all.probabilityFloor(), all.compatibility());
                float[] ours = crf.refine(reference.probability(), List.of(reference.volume())).probability().classes()[1];
                float[] exact = reference.exact().get(k)[1];
                float[] lattice = reference.lattice().get(k)[1];
                double error = 0;
                double theirs = 0;
                int agree = 0;
                for (int i = 0; i < exact.length; i++) {
                    error += Math.abs(ours[i] - exact[i]);
                    theirs += Math.abs(lattice[i] - exact[i]);
                    agree += ours[i] > 0.5 == exact[i] > 0.5 ? 1 : 0;
                }
                String what = reference.name() + " after " + reference.after()[k];
                assertThat(error / theirs).as("error as a share of the lattice's, %s", what).isLessThan(0.1);
                assertThat(agree / (double) exact.length).as("labels that agree, %s", what).isGreaterThanOrEqualTo(0.999);
            }
        }
    }

    @Test
    void cropsOfAnyShapeAndSpacingAreNearTheExactResult() {
        for (Size size : List.of(new Size(5, 13, 24), new Size(24, 5, 13), new Size(13, 24, 5), new Size(1, 40, 23), new Size(20, 1, 1), new Size(1, 1, 1))) {
            for (Spacing spacing : List.of(new Spacing(5, 0.75, 0.75), new Spacing(1, 1.5, 1.5), new Spacing(0.8, 2.5, 1))) {
                Scene scene = Scene.of(size, spacing, 3);
                assertThat(mean(scene.refined(USUAL.crf()), scene.exact(USUAL.crf()))).as("%s at %s mm", size, spacing).isLessThan(5e-4);
            }
        }
    }

    @Test
    void widthsFromATenthOfAVoxelToTenVolumesAreNearTheExactResult() {
        Scene scene = Scene.of(new Size(7, 16, 15), new Spacing(3, 1, 1.2), 5);
        for (double mm : new double[] {0.1, 1, 8, 30, 300}) {
            for (double hu : new double[] {4, 40, 4000}) {
                DenseCrf crf = USUAL.widths(mm, 2 * mm, hu).crf();
                assertThat(mean(scene.refined(crf), scene.exact(crf))).as("%s mm, %s HU", mm, hu).isLessThan(5e-4);
            }
        }
    }

    /** What a voxel hears of a hundred thousand that are hardly like it is little of each, and together more than of itself. */
    @Test
    void aVoxelUnlikeAVolumeOfOthersHearsWhatItShould() {
        for (Normalisation normalisation : Normalisation.values()) {
            for (double widths = 3.5; widths < 6.5; widths += 0.21) {
                Unlike unlike = new Unlike(56, 30, widths, normalisation);
                float refined = unlike.refined();
                assertThat((double) refined).as("%s, %s widths", normalisation, widths).isCloseTo(unlike.exact(), within(0.1));
            }
        }
    }

    /** A cube of voxels of 1 mm and 0 HU in which one in the middle has another intensity, and another class. */
    private record Unlike(int side, double mm, double widths, Normalisation normalisation) {

        private static final double WEIGHT = 10;
        private static final double AROUND = 0.3;
        private static final double IN_IT = 0.9;

        float refined() {
            Grid grid = Grid.axial(new Size(side, side, side), new Spacing(1, 1, 1));
            int middle = grid.size().index(side / 2, side / 2, side / 2);
            float[] hu = new float[grid.voxels()];
            hu[middle] = (float) (20 * widths);
            float[] foreground = new float[grid.voxels()];
            Arrays.fill(foreground, (float) AROUND);
            foreground[middle] = (float) IN_IT;
            DenseCrf crf = new DenseCrf(3, 0, mm, List.of(20.0), WEIGHT, 1, normalisation, Region.WHOLE, 1e-5, new Compatibility.Potts());
            float[] q = new MeanField(crf, ProbabilityMap.ofForeground(grid, foreground), List.of(new Volume(grid, hu)), List.of()).run(new ArrayList<>()).classes()[1];
            for (float one : q) {
                assertThat(one).isBetween(0f, 1f);
            }
            return q[middle];
        }

        /** Of the voxel in the middle; the others are alike, so their sums are products of sums along the axes. */
        double exact() {
            double[] sums = new double[side];
            double[] kernel = new double[side];
            for (int i = 0; i < side; i++) {
                kernel[i] = Math.exp(-0.5 * Math.pow((i - side / 2) / mm, 2));
                for (int j = 0; j < side; j++) {
                    sums[i] += Math.exp(-0.5 * Math.pow((i - j) / mm, 2));
                }
            }
            double tone = Math.exp(-0.5 * widths * widths);
            double own = 1 + tone * (Math.pow(sums[side / 2], 3) - 1);
            double heard = normalisation.speaking(own) * (2 * IN_IT - 1);
            for (int z = 0; z < side; z++) {
                for (int y = 0; y < side; y++) {
                    for (int x = 0; x < side; x++) {
                        double near = kernel[z] * kernel[y] * kernel[x];
                        if (near < 1) {
                            heard += tone * near * normalisation.speaking(sums[z] * sums[y] * sums[x] + (tone - 1) * near) * (2 * AROUND - 1);
                        }
                    }
                }
            }
            return 1 / (1 + Math.exp(-Math.log(IN_IT / (1 - IN_IT)) - WEIGHT * normalisation.hearing(own) * heard));
        }
    }

    @Test
    void aKernelOfWeightNothingIsLeftOut() {
        Scene scene = Scene.of(new Size(6, 12, 14), new Spacing(2, 1, 1), 7);
        for (Settings settings : List.of(USUAL.weights(0, 5), USUAL.weights(3, 0))) {
            assertThat(mean(scene.refined(settings.crf()), scene.exact(settings.crf()))).isLessThan(3e-4);
        }
        float[][] unchanged = scene.refined(USUAL.weights(0, 0).crf());
        for (int i = 0; i < unchanged[1].length; i++) {
            assertThat(unchanged[1][i]).isCloseTo(scene.probability().classes()[1][i], within(3e-5f));
        }
    }

    @Test
    void twiceAsManySlicesOfHalfTheSpacingGiveTheSameRefinement() {
        for (Normalisation normalisation : List.of(Normalisation.AFTER, Normalisation.SYMMETRIC)) {
            Settings settings = new Settings(4, 3, 12, List.of(25.0), 5, 5, normalisation, Region.WHOLE, new Compatibility.Potts());
            Scene coarse = Scene.of(new Size(24, 56, 56), new Spacing(3, 1.5, 1.5), 9);
            Size size = new Size(48, 56, 56);
            Grid fine = Grid.axial(size, new Spacing(1.5, 1.5, 1.5));
            float[] foreground = twiceAlongZ(coarse.probability().classes()[1], coarse.volume().grid().size());
            float[] hu = twiceAlongZ(coarse.volume().voxels(), coarse.volume().grid().size());
            float[] expected = twiceAlongZ(coarse.refined(settings.crf())[1], coarse.volume().grid().size());
            float[] refined = new Scene(ProbabilityMap.ofForeground(fine, foreground), new Volume(fine, hu)).refined(settings.crf())[1];
            assertThat(dice(expected, refined)).as(normalisation.name()).isGreaterThanOrEqualTo(0.99);
            assertThat(dice(expected, foreground)).as("something was refined").isLessThan(0.9);
        }
    }

    private static float[] twiceAlongZ(float[] values, Size size) {
        int pixels = size.y() * size.x();
        float[] twice = new float[2 * values.length];
        for (int z = 0; z < size.z(); z++) {
            System.arraycopy(values, z * pixels, twice, 2 * z * pixels, pixels);
            System.arraycopy(values, z * pixels, twice, (2 * z + 1) * pixels, pixels);
        }
        return twice;
    }

    private static double dice(float[] a, float[] b) {
        int both = 0;
        int sum = 0;
        for (int i = 0; i < a.length; i++) {
            both += a[i] > 0.5 && b[i] > 0.5 ? 1 : 0;
            sum += (a[i] > 0.5 ? 1 : 0) + (b[i] > 0.5 ? 1 : 0);
        }
        return 2.0 * both / sum;
    }

    @Test
    void transposedAxesGiveTheTransposedResult() {
        Size size = new Size(13, 21, 34);
        Spacing spacing = new Spacing(3, 1.1, 0.8);
        Scene scene = Scene.of(size, spacing, 11);
        Size turned = new Size(size.x(), size.z(), size.y());
        Grid grid = Grid.axial(turned, new Spacing(spacing.x(), spacing.z(), spacing.y()));
        ProbabilityMap probability = ProbabilityMap.ofForeground(grid, transposed(scene.probability().classes()[1], size));
        float[] refined = USUAL.crf().refine(probability, List.of(new Volume(grid, transposed(scene.volume().voxels(), size)))).probability().classes()[1];
        assertThat(largest(refined, transposed(scene.refined(USUAL.crf())[1], size))).isLessThan(1e-6);
    }

    @Test
    void aVolumeStoredTheOtherWayRoundGivesTheSame() {
        for (Size size : List.of(new Size(13, 21, 34), new Size(64, 65, 66))) {
            Scene scene = Scene.of(size, new Spacing(3, 1.1, 0.8), 17);
            float[] refined = USUAL.widths(40, 9, 30).crf().refine(ProbabilityMap.ofForeground(scene.probability().grid(), reversed(scene.probability().classes()[1])),
                    List.of(new Volume(scene.probability().grid(), reversed(scene.volume().voxels())))).probability().classes()[1];
            assertThat(largest(refined, reversed(scene.refined(USUAL.widths(40, 9, 30).crf())[1]))).as("%s", size).isLessThan(3e-6);
        }
    }

    /** All three axes the other way round. */
    private static float[] reversed(float[] values) {
        float[] to = new float[values.length];
        for (int i = 0; i < to.length; i++) {
            to[i] = values[values.length - 1 - i];
        }
        return to;
    }

    private static double largest(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    /** From {@code [z,y,x]} to {@code [x,z,y]}. */
    private static float[] transposed(float[] values, Size size) {
        float[] to = new float[values.length];
        for (int z = 0, i = 0; z < size.z(); z++) {
            for (int y = 0; y < size.y(); y++) {
                for (int x = 0; x < size.x(); x++, i++) {
                    to[(x * size.z() + z) * size.y() + y] = values[i];
                }
            }
        }
        return to;
    }

    @Test
    void theBitsAreTheSameOnOneTwoAndEightThreads() throws Exception {
        Scene scene = Scene.of(new Size(30, 33, 35), new Spacing(2.5, 0.8, 0.8), 13);
        for (DenseCrf crf : List.of(USUAL.crf(), USUAL.widths(20, 6, 30).crf())) {
            float[][] expected = scene.refined(crf);
            for (int threads : new int[] {1, 2, 8}) {
                ForkJoinPool pool = new ForkJoinPool(threads);
                try {
                    Refined refined = pool.submit(() -> crf.refine(scene.probability(), List.of(scene.volume()))).get();
                    assertThat(refined.probability().classes()).as("%d threads", threads).isDeepEqualTo(expected);
                    assertThat(refined.changes()).isEqualTo(crf.refine(scene.probability(), List.of(scene.volume())).changes());
                } finally {
                    pool.shutdown();
                }
            }
        }
    }

    @Test
    void changesAreToldForEachIterationAndComeToRest() {
        Scene scene = Scene.of(new Size(10, 20, 20), new Spacing(2, 1, 1), 15);
        Refined refined = USUAL.iterating(8).crf().refine(scene.probability(), List.of(scene.volume()));
        assertThat(refined.changes()).hasSize(8);
        assertThat(refined.changes().get(7)).isLessThan(refined.changes().get(0) / 100);
        float[][] first = scene.refined(USUAL.iterating(1).crf());
        double moved = 0;
        for (int i = 0; i < first[1].length; i++) {
            moved += Math.abs(first[1][i] - scene.probability().classes()[1][i]);
        }
        assertThat(refined.changes().get(0)).isCloseTo(moved / first[1].length, within(1e-6));
    }

    @Test
    void aConstantImageIsASecondPositionKernel() {
        Scene scene = Scene.of(new Size(8, 16, 16), new Spacing(2, 1, 1), 17);
        Volume constant = new Volume(scene.volume().grid(), new float[8 * 16 * 16]);
        float[] both = USUAL.widths(3, 6, 25).crf().refine(scene.probability(), List.of(constant)).probability().classes()[1];
        assertThat(mean(new float[][] {both}, new double[][] {new Scene(scene.probability(), constant).exact(USUAL.widths(3, 6, 25).crf())[1]})).isLessThan(3e-4);
    }

    @Test
    void aClassThatIsNowhereStaysNowhere() {
        Scene scene = Scene.of(new Size(6, 12, 12), new Spacing(2, 1, 1), 19);
        float[][] three = {scene.probability().classes()[0], scene.probability().classes()[1], new float[6 * 12 * 12]};
        float[][] refined = USUAL.crf().refine(new ProbabilityMap(scene.volume().grid(), three), List.of(scene.volume())).probability().classes();
        for (float p : refined[2]) {
            assertThat(p).isBetween(0f, 1e-3f);
        }
    }

    @Test
    void outsideOfTheUncertainRegionNothingChangesAndInsideLittleIsMissed() {
        Size size = new Size(30, 60, 60);
        Grid grid = Grid.axial(size, new Spacing(2, 1.5, 1.5));
        Scene ball = Scene.of(new Size(14, 20, 20), grid.spacing(), 21);
        float[] foreground = new float[size.voxels()];
        float[] hu = new float[size.voxels()];
        Arrays.fill(foreground, 0.001f);
        Arrays.fill(hu, 40);
        for (int z = 0, i = 0; z < 14; z++) {
            for (int y = 0; y < 20; y++) {
                for (int x = 0; x < 20; x++, i++) {
                    foreground[size.index(z + 8, y + 20, x + 20)] = ball.probability().classes()[1][i];
                    hu[size.index(z + 8, y + 20, x + 20)] = ball.volume().voxels()[i];
                }
            }
        }
        Scene scene = new Scene(ProbabilityMap.ofForeground(grid, foreground), new Volume(grid, hu));
        Refined part = USUAL.widths(3, 6, 25).in(Region.UNCERTAIN).crf().refine(scene.probability(), List.of(scene.volume()));
        float[][] whole = scene.refined(USUAL.widths(3, 6, 25).crf());
        assertThat(part.box().orElseThrow().size().voxels()).isLessThan(size.voxels() / 2);
        double missed = 0;
        for (int z = 0, i = 0; z < size.z(); z++) {
            for (int y = 0; y < size.y(); y++) {
                for (int x = 0; x < size.x(); x++, i++) {
                    float refined = part.probability().classes()[1][i];
                    boolean inside = z >= part.box().get().z0() && z < part.box().get().z1() && y >= part.box().get().y0() && y < part.box().get().y1()
                            && x >= part.box().get().x0() && x < part.box().get().x1();
                    if (!inside) {
                        assertThat(refined).isEqualTo(foreground[i]);
                    } else {
                        missed += Math.abs(refined - whole[1][i]);
                    }
                }
            }
        }
        assertThat(missed / part.box().get().size().voxels()).isLessThan(1e-3);
    }

    @Test
    void whereNothingIsUncertainNothingChanges() {
        Scene scene = Scene.of(new Size(4, 5, 6), new Spacing(1, 1, 1), 23);
        float[] certain = new float[4 * 5 * 6];
        certain[7] = 1;
        ProbabilityMap probability = ProbabilityMap.ofForeground(scene.volume().grid(), certain);
        Refined refined = USUAL.in(Region.UNCERTAIN).crf().refine(probability, List.of(scene.volume()));
        assertThat(refined.probability()).isSameAs(probability);
        assertThat(refined.box()).isEmpty();
        assertThat(refined.changes()).isEmpty();
    }

    @Test
    void wrongInputIsRefusedInOneLine() {
        Scene scene = Scene.of(new Size(3, 4, 5), new Spacing(1, 1, 1), 25);
        Grid grid = scene.volume().grid();
        float[] p = scene.probability().classes()[1];
        float[][] twice = {p, p};
        refused(new ProbabilityMap(grid, twice), scene.volume(), "must sum to 1 over the 2 classes", "[z,y,x] = [");
        float[] notANumber = p.clone();
        notANumber[33] = Float.NaN;
        refused(ProbabilityMap.ofForeground(grid, notANumber), scene.volume(), "probability (=NaN) at [z,y,x] = [1,2,3] must be 0 to 1");
        float[] scores = p.clone();
        scores[0] = 7;
        refused(ProbabilityMap.ofForeground(grid, scores), scene.volume(), "must be 0 to 1", "softmax");
        float[] hole = scene.volume().voxels().clone();
        hole[9] = Float.NaN;
        refused(scene.probability(), new Volume(grid, hole), "NaN or infinite");
        refused(scene.probability(), new Volume(Grid.axial(grid.size(), new Spacing(1, 1, 2)), hole), "different grids: spacing x 2 against 1 mm");
        assertThatThrownBy(() -> USUAL.crf().refine(scene.probability(), List.of(scene.volume(), scene.volume())))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("appearance_hu (=[25.0]) must have a width for each channel of the image, which are 2");
        DenseCrf three = new Settings(3, 3, 10, List.of(25.0), 5, 1, Normalisation.NONE, Region.WHOLE,
                new Compatibility.Matrix(List.of(List.of(0.0, 1.0, 1.0), List.of(1.0, 0.0, 1.0), List.of(1.0, 1.0, 0.0)))).crf();
        assertThatThrownBy(() -> three.refine(scene.probability(), scene.volume())).isInstanceOf(IllegalArgumentException.class)
                .message().hasLineCount(1).contains("a matrix of 3 classes, the probabilities have 2");
    }

    private static void refused(ProbabilityMap probability, Volume volume, String... said) {
        assertThatThrownBy(() -> USUAL.crf().refine(probability, volume)).isInstanceOf(IllegalArgumentException.class).message().hasLineCount(1).contains(said);
    }

    @Test
    void wrongSettingsAreRefusedEachInItsLine() {
        assertThatThrownBy(() -> new DenseCrf(0, -1, Double.NaN, List.of(), 1, 0, Normalisation.NONE, Region.WHOLE, 0, new Compatibility.Potts()))
                .isInstanceOf(IllegalArgumentException.class).message().hasLineCount(6)
                .contains("position_mm (=0.0) must be", "position_weight (=-1.0)", "appearance_mm (=NaN)", "appearance_hu (=[])", "iterations (=0)", "probability_floor (=0.0)");
        assertThatThrownBy(() -> new Compatibility.Matrix(List.of(List.of(0.0, 1.0), List.of(2.0, 0.0)))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be finite and symmetric");
        assertThatThrownBy(() -> new Compatibility.Matrix(List.of(List.of(0.0, -1.0), List.of(-1.0, 0.0)))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be costs of 0 or above").hasMessageContaining("cost of -1.0");
        assertThatThrownBy(() -> new Compatibility.Matrix(List.of(List.of(5.0, 1.0), List.of(1.0, 0.0)))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 0 has 5.0 for neighbours of one class");
        assertThatThrownBy(() -> new DenseCrf(1e-320, 1e39, 1e-320, List.of(1e-300), 1e39, 1, Normalisation.NONE, Region.WHOLE, 1e-60, new Compatibility.Potts()))
                .isInstanceOf(IllegalArgumentException.class).message().hasLineCount(6).contains("above 0, 1.0E-12 to 1.0E12", "at most 1.0E9", "probability_floor (=1.0E-60) must be 1.0E-30 to 0.1");
        assertThatThrownBy(() -> new Compatibility.Matrix(List.of(List.of(0.0, 1.0)))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("as many numbers");
    }

    @Test
    void whatTheHeapDoesNotHoldIsRefusedWithTheNumberBeforeItIsAllocated() {
        Scene scene = Scene.of(new Size(40, 60, 60), new Spacing(1, 1, 1), 27);
        DenseCrf narrow = USUAL.widths(3, 9, 1e-4).crf();
        assertThat(narrow.bytes(scene.probability(), List.of(scene.volume()))).isGreaterThan(Runtime.getRuntime().maxMemory());
        refusedBy(narrow, scene, "voxels needs", "GB are free; give more (HEPAR_HEAP=");
        refusedBy(USUAL.widths(3, 9, 1e-12).crf(), scene, "too narrow for this image");
    }

    private static void refusedBy(DenseCrf crf, Scene scene, String... said) {
        assertThatThrownBy(() -> crf.refine(scene.probability(), scene.volume())).isInstanceOf(IllegalArgumentException.class).message().hasLineCount(1).contains(said);
    }
}
