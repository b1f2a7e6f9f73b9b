package org.hepar.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Size;
import org.hepar.volume.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All 48 axis orders, straight and oblique, judged by where each voxel lies in the patient. */
class NiftiOrientationTest {

    private static final int[][] PERMUTATIONS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    private static final double[] SPACING = {0.7, 0.9, 2.5};
    private static final int[] SIZE = {3, 4, 5};
    private static final int VOXELS = 60;

    @TempDir
    Path folder;

    @Test
    void everyVoxelStaysWhereItLiesInThePatient() {
        for (double[][] affine : affines()) {
            StoredVolume read = Nifti.readVolume(file(affine));
            Grid grid = read.volume().grid();
            Size size = grid.size();
            for (int z = 0; z < size.z(); z++) {
                for (int y = 0; y < size.y(); y++) {
                    for (int x = 0; x < size.x(); x++) {
                        Vector expected = lps(affine, (int) read.volume().at(z, y, x));
                        assertThat(grid.position(z, y, x).plus(expected.times(-1)).length()).as("%s at %d %d %d", Arrays.deepToString(affine), z, y, x)
                                .isLessThan(1e-3);
                    }
                }
            }
        }
    }

    @Test
    void axesAreExchangedAndReversedUntilNearestToAxial() {
        for (double[][] affine : affines()) {
            Direction direction = Nifti.readGrid(file(affine)).grid().direction();
            assertThat(direction.alongX().x()).as(Arrays.deepToString(affine)).isGreaterThan(0.8);
            assertThat(direction.alongY().y()).as(Arrays.deepToString(affine)).isGreaterThan(0.8);
            assertThat(direction.alongZ().z()).as(Arrays.deepToString(affine)).isGreaterThan(0.8);
        }
    }

    @Test
    void aVolumeReturnsInTheGridOfItsInputBitByBit() throws IOException {
        for (double[][] affine : affines()) {
            Path input = file(affine);
            StoredVolume read = Nifti.readVolume(input);
            Path output = folder.resolve("out.nii");
            Nifti.write(output, read.volume(), read.stored());
            assertSamePlaceFields(input, output);
            ByteBuffer written = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
            for (int n = 0; n < VOXELS; n++) {
                assertThat(written.getFloat(352 + 4 * n)).as(Arrays.deepToString(affine)).isEqualTo(n);
            }
        }
    }

    @Test
    void labelsReturnInTheGridOfTheirImage() throws IOException {
        for (double[][] affine : affines()) {
            StoredVolume image = Nifti.readVolume(file(affine));
            byte[] labels = new byte[VOXELS];
            for (int n = 0; n < VOXELS; n++) {
                labels[n] = (byte) (image.volume().voxels()[n] % 3);
            }
            Path output = folder.resolve("mask.nii");
            LabelMap mask = new LabelMap(image.volume().grid(), labels);
            Nifti.write(output, mask, image.stored());
            byte[] written = Files.readAllBytes(output);
            for (int n = 0; n < VOXELS; n++) {
                assertThat(written[352 + n]).as(Arrays.deepToString(affine)).isEqualTo((byte) (n % 3));
            }
            assertThat(Nifti.readLabels(output).labels().labels()).isEqualTo(labels);
            assertThat(Nifti.readLabels(output).labels().grid()).isEqualTo(image.volume().grid());
        }
    }

    @Test
    void obliqueAxesNearestToAPermutationOfAxialAreExchanged() {
        double angle = Math.toRadians(60);
        double[][] aboutX = {{-1, 0, 0, 0}, {0, -Math.cos(angle), Math.sin(angle), 0}, {0, Math.sin(angle), Math.cos(angle), 0}};
        assertThat(Nifti.readGrid(file(aboutX)).axes()).isEqualTo(new AxisOrder(0, 2, 1, false, true, false));
        double[][] lessThanHalf = {{-1, 0, 0, 0}, {0, -Math.cos(0.7), Math.sin(0.7), 0}, {0, Math.sin(0.7), Math.cos(0.7), 0}};
        assertThat(Nifti.readGrid(file(lessThanHalf)).axes()).isEqualTo(AxisOrder.AS_STORED);
    }

    @Test
    void halfWayBetweenTwoOrdersRoundingDoesNotDecide() {
        for (double wobble : new double[] {-1e-6, 0, 1e-6}) {
            double angle = Math.PI / 4 + wobble;
            double[][] affine = {{-1, 0, 0, 0}, {0, -Math.cos(angle), Math.sin(angle), 0}, {0, Math.sin(angle), Math.cos(angle), 0}};
            assertThat(Nifti.readGrid(file(affine)).axes()).isEqualTo(AxisOrder.AS_STORED);
        }
    }

    @Test
    void randomRotationsSurviveTheQuaternion() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            double[][] r = rotation(random.nextDouble() * 7, random.nextDouble() * 7, random.nextDouble() * 7);
            int handedness = seed % 2 == 0 ? 1 : -1;
            Direction direction = new Direction(column(r, 0, 1), column(r, 1, 1), column(r, 2, handedness));
            Qform form = Qform.of(1, direction, new Vector(1, 2, 3));
            assertThat(Qform.handedness(direction)).as("seed " + seed).isEqualTo(handedness);
            double[][] back = form.rotation();
            for (int row = 0; row < 3; row++) {
                double sign = row < 2 ? -1 : 1;
                for (int col = 0; col < 3; col++) {
                    assertThat(back[row][col] * sign).as("seed " + seed).isEqualTo(r[row][col], within(1e-7));
                }
            }
            assertThat(List.of(form.x(), form.y(), form.z())).containsExactly(-1.0, -2.0, 3.0);
        }
    }

    /** 48 straight affines and 48 oblique ones, RAS, single precision. */
    private static List<double[][]> affines() {
        List<double[][]> affines = new ArrayList<>();
        for (double[][] turn : List.of(rotation(0, 0, 0), rotation(0.2, -0.15, 0.25))) {
            for (int[] permutation : PERMUTATIONS) {
                for (int flips = 0; flips < 8; flips++) {
                    double[][] affine = new double[3][4];
                    for (int row = 0; row < 3; row++) {
                        for (int axis = 0; axis < 3; axis++) {
                            affine[row][axis] = (float) (turn[row][permutation[axis]] * SPACING[axis] * ((flips >> axis & 1) == 0 ? 1 : -1));
                        }
                        affine[row][3] = (float) (10.1 * row - 33.3);
                    }
                    affines.add(affine);
                }
            }
        }
        assertThat(affines).hasSize(96);
        return affines;
    }

    private static double[][] rotation(double a, double b, double c) {
        double[][] aboutX = {{1, 0, 0}, {0, Math.cos(a), -Math.sin(a)}, {0, Math.sin(a), Math.cos(a)}};
        double[][] aboutY = {{Math.cos(b), 0, Math.sin(b)}, {0, 1, 0}, {-Math.sin(b), 0, Math.cos(b)}};
        double[][] aboutZ = {{Math.cos(c), -Math.sin(c), 0}, {Math.sin(c), Math.cos(c), 0}, {0, 0, 1}};
        return times(aboutX, times(aboutY, aboutZ));
    }

    private static double[][] times(double[][] a, double[][] b) {
        double[][] product = new double[3][3];
        for (int row = 0; row < 3; row++) {
            for (int col = 0; col < 3; col++) {
                product[row][col] = a[row][0] * b[0][col] + a[row][1] * b[1][col] + a[row][2] * b[2][col];
            }
        }
        return product;
    }

    private static Vector column(double[][] r, int col, int sign) {
        return new Vector(sign * r[0][col], sign * r[1][col], sign * r[2][col]);
    }

    private Path file(double[][] affine) {
        NiftiBytes made = NiftiBytes.of(SIZE[0], SIZE[1], SIZE[2]).sform(affine);
        made.qformCode = 2;
        made.quatern = new double[] {0.1, 0.2, 0.3, 4.4, 5.5, 6.6};
        made.pixdim = new double[] {-1, 0.7, 0.9, 2.5, 1.5, 0, 0, 0};
        made.units = 10;
        return made.values(4, IntStream.range(0, VOXELS).asDoubleStream().toArray()).write(folder.resolve("in.nii"));
    }

    private static Vector lps(double[][] affine, int value) {
        int i = value % SIZE[0];
        int j = value / SIZE[0] % SIZE[1];
        int k = value / SIZE[0] / SIZE[1];
        double[] ras = new double[3];
        for (int row = 0; row < 3; row++) {
            ras[row] = affine[row][0] * i + affine[row][1] * j + affine[row][2] * k + affine[row][3];
        }
        return new Vector(-ras[0], -ras[1], ras[2]);
    }

    /** dim, pixdim, units, codes, quaternion and sform rows, as bytes. */
    private static void assertSamePlaceFields(Path input, Path output) throws IOException {
        byte[] a = Files.readAllBytes(input);
        byte[] b = Files.readAllBytes(output);
        assertThat(Arrays.copyOfRange(b, 40, 56)).isEqualTo(Arrays.copyOfRange(a, 40, 56));
        assertThat(Arrays.copyOfRange(b, 76, 108)).isEqualTo(Arrays.copyOfRange(a, 76, 108));
        assertThat(b[123]).isEqualTo(a[123]);
        assertThat(Arrays.copyOfRange(b, 252, 328)).isEqualTo(Arrays.copyOfRange(a, 252, 328));
    }
}
