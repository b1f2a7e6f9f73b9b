package org.hepar.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Label files as structures, judged by the same files read as volumes, one number a voxel. */
class NiftiStructuresTest {

    private static final double[][] RAS = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}};
    private static final int[][] PERMUTATIONS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    private static final int[] TYPES = {2, 4, 8, 16, 64, 256, 512, 768, 1024, 1280};
    private static final LabelMapping THREE = LabelMapping.of(List.of("liver=1,2", "lesion=2", "vessel=7,100"));

    @TempDir
    Path folder;

    @Test
    void everyTypeAndByteOrderInEveryAxisOrderGivesTheSameBits() {
        Random random = new Random(7);
        for (int[] permutation : PERMUTATIONS) {
            for (int flips = 0; flips < 8; flips++) {
                double[][] affine = affine(permutation, flips);
                for (int type : TYPES) {
                    NiftiBytes made = NiftiBytes.of(size(random), size(random), size(random)).sform(affine);
                    made.order = random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
                    made.version = 1 + random.nextInt(2);
                    made.values(type, labels(random, (int) (made.dim[1] * made.dim[2] * made.dim[3]), 1, 2, 7, 100));
                    assertBitsAreThoseOfTheVoxels(made.write(folder.resolve("a.nii")), type + " " + made.order + " " + Arrays.deepToString(affine));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 512, 16, 64})
    void runsOverManyLinesSlicesAndChunksStayWhole(int type) {
        Random random = new Random(type);
        for (int flips : new int[] {0, 1, 7}) {
            NiftiBytes made = NiftiBytes.of(300, 130, 11).sform(affine(PERMUTATIONS[0], flips));
            double[] values = new double[300 * 130 * 11];
            Arrays.fill(values, 300 * 7, 300 * 130 * 10, 1);
            for (int n = 0; n < 20; n++) {
                int from = random.nextInt(values.length);
                Arrays.fill(values, from, Math.min(values.length, from + random.nextInt(5000)), new double[] {0, 2, 7}[n % 3]);
            }
            assertBitsAreThoseOfTheVoxels(made.values(type, values).write(folder.resolve("a.nii.gz")), "flips " + flips);
        }
    }

    @Test
    void structuresMayOverlapAndComeInTheOrderOfTheMapping() {
        Path file = NiftiBytes.of(4, 1, 1).sform(affine(PERMUTATIONS[0], 3)).values(2, 0, 1, 2, 1).write(folder.resolve("l.nii"));
        StoredStructures read = Nifti.readStructures(file, LabelMapping.LITS);
        assertThat(read.structures().names()).containsExactly("liver", "lesion");
        assertThat(read.structures().of("liver").words()).containsExactly(0b1110);
        assertThat(read.structures().of("lesion").words()).containsExactly(0b0100);
        assertThat(read.stored()).isEqualTo(Nifti.readGrid(file));
    }

    @Test
    void labelsThatNoStructureNamesMayCountAsBackground() {
        for (int type : TYPES) {
            Path file = NiftiBytes.of(5, 1, 1).sform(affine(PERMUTATIONS[0], 3)).values(type, 2, 3, 120, 1, 0).write(folder.resolve("l.nii"));
            Structures structures = Nifti.readStructures(file, LabelMapping.LITS.ignoringOthers()).structures();
            assertThat(structures.of("liver").words()).as("datatype " + type).containsExactly(0b01001);
        }
        Path large = NiftiBytes.of(3, 1, 1).sform(RAS).values(1280, 1.8e19, 65536, 70000).write(folder.resolve("large.nii"));
        assertThat(Nifti.readStructures(large, LabelMapping.LITS.ignoringOthers()).structures().of("liver").isEmpty()).isTrue();
    }

    @Test
    void negativeZeroIsBackground() {
        Path file = NiftiBytes.of(3, 1, 1).sform(RAS).values(16, -0.0, 0, -0.0).write(folder.resolve("l.nii"));
        assertThat(Nifti.readStructures(file, LabelMapping.LITS).structures().of("liver").isEmpty()).isTrue();
    }

    /** What tools write that spread 0 to 2 over all steps of the stored type; the last row is 0/255 with a slope in single precision. */
    @ParameterizedTest
    @CsvSource({"4, 3.0518043793392844e-05, 1.0000000000000, -32768, 0, 32767", "2, 0.00784313725490196, 0, 0, 127, 255",
        "2, 0.00784313725490196, 0, 0, 128, 255", "512, 0.0078125, 0, 0, 128, 256", "16, 0.1, 0, 0, 10, 20", "2, -1, 2, 2, 1, 0"})
    void scaledLabelsAreTheWholeNumbersNextToThem(int type, double slope, double inter, double zero, double one, double two) {
        NiftiBytes made = NiftiBytes.of(3, 1, 1).sform(affine(PERMUTATIONS[0], 3)).values(type, zero, one, two);
        made.slope = slope;
        made.inter = inter;
        Structures structures = Nifti.readStructures(made.write(folder.resolve("l.nii")), LabelMapping.LITS).structures();
        assertThat(structures.of("liver").words()).containsExactly(0b110);
        assertThat(structures.of("lesion").words()).containsExactly(0b100);
    }

    @Test
    void scaledProbabilitiesAreNoLabels() {
        NiftiBytes made = NiftiBytes.of(3, 1, 1).sform(RAS).values(2, 0, 255, 100);
        made.slope = 1.0 / 255;
        assertThat(refusal(made, LabelMapping.LITS)).contains("value 0.392", "probabilities");
        made.values(2, 0, 4, 2).slope = 0.25;
        assertThat(refusal(made, LabelMapping.LITS)).contains("value 0.5", "probabilities");
    }

    @ParameterizedTest
    @CsvSource({"16, 0.75, 0.75, threshold them first", "64, 1e-300, 1.0E-300, threshold them first", "64, 1.0000000001, 1.0000000001, whole numbers",
        "16, NaN, NaN, whole numbers", "16, Infinity, Infinity, whole numbers", "4, -1, -1, looks like an image", "256, -128, -128, looks like an image",
        "1024, -4294967295, -4294967295, looks like an image", "16, -0.5, -0.5, looks like an image"})
    void valuesThatAreNoLabelsAreShownWithTheirPlaceEvenIfOthersAreBackground(int type, double value, String shown, String cure) {
        NiftiBytes made = NiftiBytes.of(2, 2, 2).sform(RAS).values(type, 0, 1, 2, 0, 0, 0, value, 0);
        for (LabelMapping mapping : List.of(LabelMapping.LITS, LabelMapping.LITS.ignoringOthers())) {
            assertThat(refusal(made, mapping)).contains("value " + shown + " at [x,y,z] = [0,1,1] of the file", "expected 0", "liver=1,2 lesion=2", cure);
        }
    }

    @Test
    void labelsOutsideTheMappingAreToldAllAtOnce() {
        NiftiBytes one = NiftiBytes.of(2, 2, 2).sform(RAS).values(2, 0, 1, 2, 0, 0, 255, 255, 0);
        assertThat(refusal(one, LabelMapping.LITS)).endsWith("l.nii holds a label that the mapping liver=1,2 lesion=2 does not name: 255 (2 voxels, the first at "
                + "[x,y,z] = [1,0,1] of the file); name them too (--labels) or count them as background (--ignore-other-labels)");
        NiftiBytes many = NiftiBytes.of(4, 2, 2).sform(RAS).values(512, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 70, 5, 5);
        assertThat(refusal(many, LabelMapping.LITS)).contains("3 (1 voxel, the first at [x,y,z] = [1,0,1] of the file), 4 (1 voxel), 5 (3 voxels)",
                "10 (1 voxel) and 3 more");
        assertThat(refusal(many, LabelMapping.of(List.of("all=3,4,5,6,7,8,9,10,11,12,70", "two=1")))).contains(": 2 (1 voxel");
    }

    @Test
    void anImageWithoutNegativeValuesIsNotListedToItsEnd() {
        double[] values = new Random(1).doubles(8000, 0, 60000).map(Math::floor).toArray();
        assertThat(refusal(NiftiBytes.of(20, 20, 20).sform(RAS).values(512, values), LabelMapping.LITS)).contains("holds over 1000 labels", " and more; this looks like an image");
    }

    @Test
    void damagedFilesAreRefused() {
        byte[] bytes = NiftiBytes.of(20, 20, 20).sform(RAS).values(2, labels(new Random(2), 8000, 1, 2)).bytes();
        Path cut = NiftiBytes.write(folder.resolve("cut.nii"), Arrays.copyOf(bytes, bytes.length - 1));
        assertThat(catchThrowable(() -> Nifti.readStructures(cut, LabelMapping.LITS))).hasMessageContaining("cut.nii is truncated");
        byte[] packed = NiftiBytes.gzip(bytes);
        packed[packed.length - 6] ^= 1;
        Path changed = NiftiBytes.write(folder.resolve("changed.nii"), packed);
        assertThat(catchThrowable(() -> Nifti.readStructures(changed, LabelMapping.LITS))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("changed.nii is truncated or damaged");
    }

    @Test
    void masksBeyondTheMemoryAreRefusedBeforeTheyAreMade() {
        assumeTrue(Runtime.getRuntime().maxMemory() < 8L << 30, "this machine's tests may use more than 8 GB");
        NiftiBytes made = NiftiBytes.of(1290, 1290, 1290).sform(RAS);
        made.voxels = new byte[5 << 20];
        new Random(1).nextBytes(made.voxels);
        LabelMapping many = LabelMapping.of(IntStream.rangeClosed(1, 40).mapToObj(n -> "structure" + n + "=" + n).toList());
        assertThat(catchThrowable(() -> Nifti.readStructures(made.write(folder.resolve("beyond.nii.gz")), many))).hasMessageContaining("needs 10664 MB");
    }

    @Test
    void realLabelsAreThoseOfTheLabelReader() {
        String root = System.getenv("HEPAR_DATA");
        Path file = Path.of(root == null ? "" : root, "lits-scoring", "submission-segmentation-0.nii.gz");
        assumeTrue(root != null && Files.exists(file), "skipped: set HEPAR_DATA to a folder that holds lits-scoring");
        assertThat(Nifti.readStructures(file, LabelMapping.LITS).structures()).isEqualTo(Structures.of(Nifti.readLabels(file).labels()));
    }

    private void assertBitsAreThoseOfTheVoxels(Path file, String description) {
        Volume voxels = Nifti.readVolume(file).volume();
        Structures structures = Nifti.readStructures(file, THREE).structures();
        assertThat(structures.grid()).isEqualTo(voxels.grid());
        for (LabelMapping.Label label : THREE.labels()) {
            boolean[] inside = new boolean[voxels.voxels().length];
            for (int i = 0; i < inside.length; i++) {
                inside[i] = label.values().contains((int) voxels.voxels()[i]);
            }
            assertThat(structures.of(label.name())).as("%s: %s", description, label.name()).isEqualTo(PackedMask.of(new Mask(voxels.grid(), inside)));
        }
    }

    private String refusal(NiftiBytes made, LabelMapping mapping) {
        Throwable thrown = catchThrowable(() -> Nifti.readStructures(made.write(folder.resolve("l.nii")), mapping));
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        assertThat(thrown.getMessage()).contains("l.nii").doesNotContain("\n");
        return thrown.getMessage();
    }

    /** One voxel, fewer than a word, or rows that end within their second or third word. */
    private static int size(Random random) {
        return new int[] {1, 2, 3, 5, 63, 64, 65, 130}[Math.min(random.nextInt(8), random.nextInt(8))];
    }

    /** Runs of 1 to 90 voxels of one label or of background. */
    private static double[] labels(Random random, int voxels, int... labels) {
        double[] values = new double[voxels];
        for (int from = 0, to; from < voxels; from = to) {
            to = Math.min(voxels, from + 1 + random.nextInt(random.nextBoolean() ? 3 : 90));
            Arrays.fill(values, from, to, random.nextInt(3) == 0 ? 0 : labels[random.nextInt(labels.length)]);
        }
        return values;
    }

    private static double[][] affine(int[] permutation, int flips) {
        double[][] affine = new double[3][4];
        for (int axis = 0; axis < 3; axis++) {
            affine[permutation[axis]][axis] = (0.5 + axis) * ((flips >> axis & 1) == 0 ? 1 : -1);
        }
        return affine;
    }
}
