package org.hepar.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.rng.simple.RandomSource;
import org.hepar.augment.Transform.Deformed;
import org.hepar.augment.Transform.Flipped;
import org.hepar.augment.Transform.Noisy;
import org.hepar.augment.Transform.Rescaled;
import org.hepar.augment.Transform.Rotated;
import org.hepar.augment.Transform.Scaled;
import org.hepar.augment.Transform.Translated;
import org.hepar.augment.Transform.Unchanged;
import org.junit.jupiter.api.Test;

class TransformsTest {

    private static final List<Augmentation> EVERYTHING = List.of(
            new Rotation(20, 1), new Translation(12, 1), new Scaling(0.8, 1.2, 1), new Flip(Axis.FRONT_BACK, 1),
            new Elastic(8, 4, 1), new GaussianNoise(0.1, 1), new IntensityShift(0.1, 0.05, 1), new SyntheticLesions(3, 2, 20, -0.4, -0.1, 1));

    @Test
    void replayGivesEqualBits() {
        LabelledSlice slice = random(2, 48, 40, 0.7, 1.1, 1);
        for (long seed = 0; seed < 10; seed++) {
            List<Transform> drawn = Augmentation.sampleAll(EVERYTHING, RandomSource.SPLIT_MIX_64.create(seed));
            LabelledSlice first = Transforms.apply(drawn, slice);
            LabelledSlice second = Transforms.apply(drawn, slice);
            assertThat(second.image()).as("seed " + seed).isEqualTo(first.image()).isNotEqualTo(slice.image());
            assertThat(second.labels()).isEqualTo(first.labels());
        }
    }

    @Test
    void noTransformLeavesTheSliceItself() {
        LabelledSlice slice = random(1, 5, 5, 1, 1, 2);
        assertThat(Transforms.apply(List.of(), slice)).isSameAs(slice);
        assertThat(Transforms.apply(List.of(new Unchanged(), new Unchanged()), slice)).isSameAs(slice);
    }

    @Test
    void inputIsNeverWritten() {
        LabelledSlice slice = random(1, 16, 16, 1, 1, 3);
        float[] image = slice.image().clone();
        byte[] labels = slice.labels().clone();
        Transforms.apply(Augmentation.sampleAll(EVERYTHING, RandomSource.SPLIT_MIX_64.create(3L)), slice);
        assertThat(slice.image()).isEqualTo(image);
        assertThat(slice.labels()).isEqualTo(labels);
    }

    @Test
    void quarterTurnOfASquareIsExact() {
        int n = 7;
        LabelledSlice slice = random(2, n, n, 0.8, 0.8, 4);
        LabelledSlice turned = Transforms.apply(List.of(new Rotated(90)), slice);
        for (int y = 0; y < n; y++) {
            for (int x = 0; x < n; x++) {
                int from = y * n + x;
                int to = x * n + (n - 1 - y);  // +x, to the right, turns to +y, downwards
                assertThat(turned.image()[to]).isEqualTo(slice.image()[from]);
                assertThat(turned.image()[n * n + to]).isEqualTo(slice.image()[n * n + from]);
                assertThat(turned.labels()[to]).isEqualTo(slice.labels()[from]);
            }
        }
        List<Transform> fullTurn = List.of(new Rotated(90), new Rotated(90), new Rotated(180));
        assertEqual(Transforms.apply(fullTurn, slice), slice);
    }

    @Test
    void flipMirrorsItsAxisAndTwiceIsIdentity() {
        LabelledSlice slice = new LabelledSlice(1, 2, 3, 1, 2, new float[] {1, 2, 3, 4, 5, 6}, new byte[] {0, 1, 2, -1, 1, 0});
        LabelledSlice leftRight = Transforms.apply(List.of(new Flipped(Axis.LEFT_RIGHT)), slice);
        assertThat(leftRight.image()).containsExactly(3, 2, 1, 6, 5, 4);
        assertThat(leftRight.labels()).containsExactly(2, 1, 0, 0, 1, -1);
        LabelledSlice frontBack = Transforms.apply(List.of(new Flipped(Axis.FRONT_BACK)), slice);
        assertThat(frontBack.image()).containsExactly(4, 5, 6, 1, 2, 3);
        LabelledSlice even = random(2, 12, 9, 0.7, 1.3, 5);
        for (Axis axis : Axis.values()) {
            Transform flip = new Flipped(axis);
            assertEqual(Transforms.apply(List.of(flip), Transforms.apply(List.of(flip), even)), even);
            assertEqual(Transforms.apply(List.of(flip, flip), even), even);
        }
    }

    @Test
    void translationByWholePixelsIsExactAndFillsWithNothing() {
        LabelledSlice slice = random(1, 9, 11, 0.7, 1.3, 6);
        LabelledSlice moved = Transforms.apply(List.of(new Translated(2 * 0.7, -3 * 1.3)), slice);
        for (int y = 0; y < 9; y++) {
            for (int x = 0; x < 11; x++) {
                boolean inside = y - 2 >= 0 && x + 3 < 11;
                int from = (y - 2) * 11 + x + 3;
                assertThat(moved.image()[y * 11 + x]).isEqualTo(inside ? slice.image()[from] : 0);
                assertThat(moved.labels()[y * 11 + x]).isEqualTo(inside ? slice.labels()[from] : LabelledSlice.IGNORED);
            }
        }
    }

    @Test
    void halfPixelTranslationAveragesNeighbours() {
        LabelledSlice slice = new LabelledSlice(1, 1, 4, 1, 2, new float[] {1, 3, 5, 9}, new byte[4]);
        assertThat(Transforms.apply(List.of(new Translated(0, 1)), slice).image()).containsExactly(0.5f, 2, 4, 7);
    }

    @Test
    void turnKeepsLengthsInMmOnUnequalSpacing() {
        // A bar along x of 40 mm on pixels of 2 mm by 0.5 mm becomes a bar along y of 40 mm: 20 rows high.
        int height = 40, width = 160;
        byte[] labels = new byte[height * width];
        float[] image = new float[height * width];
        for (int y = 18; y < 22; y++) {
            for (int x = 40; x < 120; x++) {
                labels[y * width + x] = 1;
                image[y * width + x] = 1;
            }
        }
        LabelledSlice turned = Transforms.apply(List.of(new Rotated(90)), new LabelledSlice(1, height, width, 2, 0.5, image, labels));
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean inside = y >= 10 && y < 30 && x >= 72 && x < 88;
                assertThat(turned.labels()[y * width + x]).as("row %d, column %d", y, x).isEqualTo((byte) (inside ? 1 : 0));
            }
        }
    }

    @Test
    void scalingEnlargesAboutTheCentre() {
        LabelledSlice disc = disc(101, 101, 1, 1, 20);
        LabelledSlice larger = Transforms.apply(List.of(new Scaled(1.5)), disc);
        double before = count(disc);
        assertThat(count(larger) / before).isCloseTo(2.25, within(0.03));
        assertThat(larger.labels()[50 * 101 + 50 + 29]).isEqualTo((byte) 1);
        assertThat(larger.labels()[50 * 101 + 50 + 31]).isEqualTo((byte) 0);
    }

    @Test
    void listOrderIsOrderOfApplication() {
        float[] image = new float[25];
        image[2 * 5 + 2] = 1;
        LabelledSlice dot = new LabelledSlice(1, 5, 5, 1, 1, image, new byte[25]);
        LabelledSlice movedThenTurned = Transforms.apply(List.of(new Translated(0, 2), new Rotated(90)), dot);
        assertThat(movedThenTurned.image()[4 * 5 + 2]).isEqualTo(1);
        LabelledSlice turnedThenMoved = Transforms.apply(List.of(new Rotated(90), new Translated(0, 2)), dot);
        assertThat(turnedThenMoved.image()[2 * 5 + 4]).isEqualTo(1);
    }

    @Test
    void elasticBeforeATurnIsTheTurnOfTheElasticSlice() {
        LabelledSlice disc = disc(64, 64, 1, 1, 20);
        Transform deformed = new Deformed(8, 3, 11);
        LabelledSlice together = Transforms.apply(List.of(deformed, new Rotated(90)), disc);
        LabelledSlice apart = Transforms.apply(List.of(new Rotated(90)), Transforms.apply(List.of(deformed), disc));
        for (int i = 0; i < together.image().length; i++) {
            assertThat(together.image()[i]).isCloseTo(apart.image()[i], within(1e-4f));
        }
    }

    @Test
    void labelsAndImageMoveTogether() {
        LabelledSlice disc = disc(96, 80, 0.9, 1.2, 25);
        List<Augmentation> spatial = EVERYTHING.subList(0, 5);
        for (long seed = 0; seed < 20; seed++) {
            List<Transform> drawn = Augmentation.sampleAll(spatial, RandomSource.SPLIT_MIX_64.create(seed));
            LabelledSlice moved = Transforms.apply(drawn, disc);
            int differ = 0;
            for (int i = 0; i < moved.labels().length; i++) {
                differ += moved.image()[i] > 0.5f == moved.labels()[i] > 0 ? 0 : 1;
            }
            // Linear at one half and nearest agree but for corners of the outline.
            assertThat(differ).as("seed " + seed + ", " + drawn).isLessThan(40);
            assertThat(count(moved)).as("seed " + seed + ", " + drawn).isGreaterThan(300);
        }
    }

    @Test
    void ignoredLabelsAreCarriedAlong() {
        LabelledSlice slice = new LabelledSlice(1, 1, 3, 1, 1, new float[3], new byte[] {LabelledSlice.IGNORED, 0, 1});
        assertThat(Transforms.apply(List.of(new Translated(0, 1)), slice).labels()).containsExactly(LabelledSlice.IGNORED, LabelledSlice.IGNORED, 0);
    }

    @Test
    void displacementHasItsStandardDeviationAndSmoothness() {
        LabelledSlice slice = new LabelledSlice(1, 200, 300, 1, 0.8, new float[60000], new byte[60000]);
        double squares = 0, neighbour = 0, betweenPaths = 0;
        int n = 0;
        for (long seed = 0; seed < 10; seed++) {
            DisplacementField field = new DisplacementField(new Deformed(8, 4, seed), slice);
            double[] before = new double[300];
            for (int row = 0; row < 200; row++) {
                double[] y = new double[300];
                double[] x = new double[300];
                for (int i = 0; i < 300; i++) {
                    y[i] = row - 99.5;
                    x[i] = (i - 149.5) * 0.8;
                }
                double[] ofRow = y.clone();
                field.back(y, x);
                field.backFromRow(row, ofRow, new double[300]);
                for (int i = 0; i < 300; i++) {
                    double dy = y[i] - (row - 99.5);
                    double dx = x[i] - (i - 149.5) * 0.8;
                    squares += (dy * dy + dx * dx) / 2;
                    betweenPaths = Math.max(betweenPaths, Math.abs(ofRow[i] - y[i]));
                    neighbour = row == 0 ? neighbour : Math.max(neighbour, Math.abs(dy - before[i]));
                    before[i] = dy;
                    n++;
                }
            }
        }
        assertThat(Math.sqrt(squares / n)).isCloseTo(4, within(0.2));
        assertThat(betweenPaths).isLessThan(1e-4);
        // The gradient of noise smoothed by sigma has a standard deviation of magnitude / (√2 sigma) = 0.35 a mm.
        assertThat(neighbour).isBetween(0.35, 2.0);
    }

    @Test
    void noiseHasTheStandardDeviationAskedForInEachChannel() {
        int n = 256 * 256;
        float[] image = new float[2 * n];
        for (int i = 0; i < n; i++) {
            image[i] = i % 2;           // standard deviation 0.5
            image[n + i] = 0.2f * (i % 2);  // 0.1
        }
        LabelledSlice slice = new LabelledSlice(2, 256, 256, 1, 1, image, new byte[n]);
        LabelledSlice noisy = Transforms.apply(List.of(new Noisy(0.4, 7)), slice);
        assertThat(deviation(noisy.image(), image, 0, n)).isCloseTo(0.2, within(0.003));
        assertThat(deviation(noisy.image(), image, n, 2 * n)).isCloseTo(0.04, within(0.0006));
        assertThat(noisy.labels()).isSameAs(slice.labels());
    }

    @Test
    void noiseOnAConstantSliceIsNone() {
        LabelledSlice flat = new LabelledSlice(1, 4, 4, 1, 1, new float[16], new byte[16]);
        assertThat(Transforms.apply(List.of(new Noisy(1, 7)), flat).image()).containsOnly(0);
    }

    @Test
    void intensitiesAreScaledThenShifted() {
        LabelledSlice slice = new LabelledSlice(1, 1, 2, 1, 1, new float[] {0.5f, 1}, new byte[2]);
        assertThat(Transforms.apply(List.of(new Rescaled(2, -0.25)), slice).image()).containsExactly(0.75f, 1.75f);
    }

    /** Values as first computed; another Java version must give the same. */
    @Test
    void bitsAreThoseOfEveryJavaVersion() {
        List<Transform> drawn = Augmentation.sampleAll(EVERYTHING, RandomSource.SPLIT_MIX_64.create(42L));
        LabelledSlice changed = Transforms.apply(drawn.subList(0, 7), random(2, 48, 40, 0.7, 1.1, 1));
        assertThat(Arrays.hashCode(changed.image())).isEqualTo(-1638027849);
        assertThat(Arrays.hashCode(changed.labels())).isEqualTo(2014748984);
        LabelledSlice planted = Transforms.apply(drawn.subList(7, 8), changed);
        assertThat(Arrays.hashCode(planted.image())).isEqualTo(1073603233);
        assertThat(Arrays.hashCode(planted.labels())).isEqualTo(-2101140814);
    }

    private static double deviation(float[] changed, float[] image, int from, int to) {
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += Math.pow(changed[i] - image[i], 2);
        }
        return Math.sqrt(squares / (to - from));
    }

    private static int count(LabelledSlice slice) {
        int n = 0;
        for (byte label : slice.labels()) {
            n += label > 0 ? 1 : 0;
        }
        return n;
    }

    private static LabelledSlice disc(int height, int width, double spacingYMm, double spacingXMm, double radiusMm) {
        float[] image = new float[height * width];
        byte[] labels = new byte[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean inside = Math.hypot((y - (height - 1) / 2.0) * spacingYMm, (x - (width - 1) / 2.0) * spacingXMm) <= radiusMm;
                image[y * width + x] = inside ? 1 : 0;
                labels[y * width + x] = (byte) (inside ? 1 : 0);
            }
        }
        return new LabelledSlice(1, height, width, spacingYMm, spacingXMm, image, labels);
    }

    private static LabelledSlice random(int channels, int height, int width, double spacingYMm, double spacingXMm, long seed) {
        var random = RandomSource.SPLIT_MIX_64.create(seed);
        float[] image = new float[channels * height * width];
        byte[] labels = new byte[height * width];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextFloat();
        }
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (random.nextInt(4) - 1);
        }
        return new LabelledSlice(channels, height, width, spacingYMm, spacingXMm, image, labels);
    }

    private static void assertEqual(LabelledSlice actual, LabelledSlice expected) {
        assertThat(actual.image()).isEqualTo(expected.image());
        assertThat(actual.labels()).isEqualTo(expected.labels());
    }
}
