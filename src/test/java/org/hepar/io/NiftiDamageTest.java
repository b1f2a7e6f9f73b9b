package org.hepar.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every damaged file gives one line that names the file and says what is wrong. */
class NiftiDamageTest {

    private static final double[][] RAS = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}};

    @TempDir
    Path folder;

    @Test
    void fileLevelFailures() throws IOException {
        io(folder.resolve("none.nii"), "no such file");
        content(Files.createDirectory(folder.resolve("d.nii")), "is a folder");
        content(Files.createFile(folder.resolve("empty.nii")), "is empty");
        content(Files.write(folder.resolve("three.nii"), new byte[3]), "only 3 bytes");
        content(Files.writeString(folder.resolve("text.nii.gz"), "this is a text file, not a scan"), "no NIfTI file", "74 68 69 73");
        content(NiftiBytes.write(folder.resolve("text2.nii.gz"), "this is a compressed text".getBytes()), "no NIfTI file");
    }

    @Test
    void aFileWithoutPermissionIsAnIoFailure() throws IOException {
        Path file = good().write(folder.resolve("locked.nii"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeFalse(Files.isReadable(file), "this user reads every file");
        io(file, "may not be read");
    }

    @Test
    void truncation() {
        byte[] bytes = good().bytes();
        for (int length : new int[] {100, 347, 351, 352, 353, bytes.length - 1}) {
            Path plain = NiftiBytes.write(folder.resolve("t" + length + ".nii"), Arrays.copyOf(bytes, length));
            content(plain, length < 348 ? "of the 348 bytes of its header" : "is truncated");
            Path compressed = NiftiBytes.write(folder.resolve("t" + length + ".nii.gz"), Arrays.copyOf(bytes, length));
            content(compressed, length < 348 ? "of the 348 bytes of its header" : "is truncated");
        }
    }

    @Test
    void compressedDataCutOrChangedAnywhereIsNoticed() {
        Random random = new Random(3);
        NiftiBytes made = NiftiBytes.of(20, 20, 20).sform(RAS);
        byte[] packed = NiftiBytes.gzip(made.values(4, random.doubles(8000, -1000, 1000).toArray()).bytes());
        for (int n = 0; n < 60; n++) {
            int cut = 1 + random.nextInt(packed.length - 1);
            Throwable thrown = reading(NiftiBytes.write(folder.resolve("cut" + cut + ".nii"), Arrays.copyOf(packed, cut)));
            assertThat(thrown).as("cut at " + cut).isInstanceOf(IllegalArgumentException.class);
            byte[] changed = packed.clone();
            changed[10 + random.nextInt(packed.length - 10)] ^= (byte) (1 << random.nextInt(8));
            thrown = reading(NiftiBytes.write(folder.resolve("bit" + n + ".nii"), changed));
            assertThat(thrown).as("bit " + n).isInstanceOf(IllegalArgumentException.class);
            assertThat(thrown.getMessage()).contains("bit" + n + ".nii").doesNotContain("\n");
        }
    }

    @Test
    void aHeaderThatPromisesTooMuchAllocatesNothing() {
        NiftiBytes huge = NiftiBytes.of(1200, 1200, 1200).sform(RAS).values(4, 1, 2, 3);
        content(huge.write(folder.resolve("huge.nii")), "is truncated", "its header promises");
        content(huge.write(folder.resolve("huge.nii.gz")), "is truncated", "compressed bytes");
        NiftiBytes honest = NiftiBytes.of(1300, 1300, 1270).sform(RAS);
        honest.voxels = new byte[1 << 23];
        content(honest.write(folder.resolve("zeros.nii.gz")), "is truncated");
    }

    @Test
    void aVolumeBeyondTheMemoryIsRefusedBeforeItIsAllocated() {
        assumeTrue(Runtime.getRuntime().maxMemory() < 8L << 30, "this machine's tests may use more than 8 GB");
        NiftiBytes made = NiftiBytes.of(1290, 1290, 1290).sform(RAS);
        made.voxels = new byte[5 << 20];
        new Random(1).nextBytes(made.voxels);
        content(made.write(folder.resolve("beyond.nii.gz")), "needs 8188 MB for its voxels", "HEPAR_HEAP");
    }

    @ParameterizedTest
    @CsvSource({"xyz, 1", "n+2, 1", "n+1, 2", "ni1, 1"})
    void wrongMagic(String magic, int version) {
        NiftiBytes made = good();
        made.version = version;
        made.magic = magic + "\0";
        content(made.write(folder.resolve("m.nii")), "magic");
    }

    @Test
    void analyzeIsRefusedByName() {
        NiftiBytes made = good();
        made.magic = "\0\0\0\0";
        made.pair = true;
        made.writePair(folder, "a", ".hdr", ".img");
        content(folder.resolve("a.hdr"), "ANALYZE 7.5", "left from right");
    }

    @Test
    void textTransferOfNifti2IsNoticed() {
        NiftiBytes made = good();
        made.version = 2;
        byte[] bytes = made.bytes();
        bytes[8] = '\n';
        content(NiftiBytes.write(folder.resolve("m.nii"), bytes), "text mode");
    }

    @Test
    void halfAPair() {
        NiftiBytes made = good();
        made.pair = true;
        NiftiBytes.write(folder.resolve("h.hdr"), made.header());
        io(folder.resolve("h.hdr"), "h.img", "is missing");
        NiftiBytes.write(folder.resolve("i.img"), made.voxels);
        io(folder.resolve("i.img"), "i.hdr", "is missing");
        NiftiBytes.write(folder.resolve("h.img"), Arrays.copyOf(made.voxels, 5));
        content(folder.resolve("h.hdr"), "is truncated");
    }

    @ParameterizedTest
    @CsvSource({"1, RGB", "128, RGB24", "32, complex64", "1792, complex128", "1536, float128", "2304, RGBA32", "0, unknown", "3, unknown"})
    void typesWithoutOneRealNumberAVoxel(int code, String expected) {
        damaged(made -> made.datatype = code, "datatype (=" + code, code == 1 ? "one bit" : expected);
    }

    @Test
    void impossibleSizes() {
        damaged(made -> made.dim[2] = 0, "[2, 0, 2]", "at least one voxel");
        damaged(made -> made.dim[1] = -5, "at least one voxel");
        damaged(made -> made.dim[0] = 0, "dim[0] (=0)");
        damaged(made -> made.dim[0] = 8, "dim[0] (=8)");
        damaged(made -> made.dim[0] = 1, "1 axis");
        damaged(made -> Arrays.fill(made.dim, 1, 4, 30000), "too large");
        damaged(made -> {
            made.version = 2;
            Arrays.fill(made.dim, 1, 4, 1L << 40);
        }, "too large");
        damaged(made -> {
            made.version = 2;
            made.dim[0] = 1L << 40;
        }, "dim[0]");
    }

    @Test
    void aSeriesIsRefusedWithItsShape() {
        damaged(made -> {
            made.dim[0] = 4;
            made.dim[4] = 20;
        }, "[2, 2, 2, 20]", "write the one that is meant as a file of its own");
        damaged(made -> {
            made.dim[0] = 5;
            made.dim[5] = 3;
        }, "[2, 2, 2, 1, 3]");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 4, 348, 351, 360.5, 1e30})
    void impossibleOffsets(double offset) {
        damaged(made -> made.voxOffset = offset, offset > 1000 ? "vox_offset" : "vox_offset (=");
    }

    @Test
    void impossibleScaling() {
        damaged(made -> made.slope = Double.POSITIVE_INFINITY, "scl_slope (=Infinity)");
        damaged(made -> made.inter = Double.NaN, "scl_inter (=NaN)");
    }

    @Test
    void affinesThatAreNoVoxelGrid() {
        damaged(made -> made.srow = new double[][] {{1, 0, 0, 0}, {0, 0, 0, 0}, {0, 0, 1, 0}}, "sform", "axis j", "spacing of 0.0");
        damaged(made -> made.srow = new double[][] {{1, 0, Double.NaN, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}, "sform", "axis k", "NaN");
        damaged(made -> made.srow = new double[][] {{1, 0, 0, Double.NaN}, {0, 1, 0, 0}, {0, 0, 1, 0}}, "sform", "origin");
        damaged(made -> made.srow = new double[][] {{1, 0.1, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}, "sform", "sheared");
        damaged(made -> made.pixdim[2] = 0, "pixdim[2]", "axis j", "spacing of 0.0");
        damaged(made -> made.pixdim[3] = Double.NaN, "pixdim[3]", "axis k", "NaN");
        damaged(made -> {
            made.sformCode = 0;
            made.qformCode = 1;
            made.pixdim[3] = 0;
        }, "qform", "axis k", "spacing of 0.0");
        damaged(made -> {
            made.sformCode = 0;
            made.qformCode = 1;
            made.quatern = new double[] {1, 1, 1, 0, 0, 0};
        }, "qform", "b² + c² + d²");
        damaged(made -> {
            made.sformCode = 0;
            made.pixdim[1] = Double.NaN;
        }, "pixdim", "axis i", "NaN");
    }

    @Test
    void voxelsThatAreNoNumberAreCountedAndPlaced() {
        Path file = NiftiBytes.of(2, 2, 2).sform(RAS).values(16, 1, 2, 3, 4, 5, Double.NaN, 7, Double.NEGATIVE_INFINITY).write(folder.resolve("n.nii"));
        content(file, "2 voxels that are NaN or infinite", "[x,y,z] = [1,0,1]");
        Path one = NiftiBytes.of(2, 2, 2).sform(RAS).values(64, 1, 2, 3, 1e300, 5, 6, 7, 8).write(folder.resolve("o.nii"));
        content(one, "1 voxel that is NaN or infinite", "[x,y,z] = [1,1,0]");
    }

    @ParameterizedTest
    @CsvSource({"16, 0.75, 0.75, probabilities", "64, 1.0000000001, 1.0000000001, map the file's labels", "4, 255, 255, map", "256, -1, -1, map",
        "16, NaN, NaN, map", "1024, 4294967297, 4294967297, map"})
    void labelsThatAreNone(int code, double value, String shown, String cure) {
        Path file = NiftiBytes.of(2, 2, 2).sform(RAS).values(code, 0, 1, 2, 0, 0, 0, value, 0).write(folder.resolve("l.nii"));
        Throwable thrown = catchThrowable(() -> Nifti.readLabels(file));
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        assertThat(thrown.getMessage()).contains("l.nii", "value " + shown + " at", "[0,1,1]", cure).doesNotContain("\n");
    }

    private static NiftiBytes good() {
        return NiftiBytes.of(2, 2, 2).sform(RAS).values(4, 0, 1, 2, 3, 4, 5, 6, 7);
    }

    private void damaged(Consumer<NiftiBytes> damage, String... words) {
        NiftiBytes made = good();
        damage.accept(made);
        content(made.write(folder.resolve("x.nii")), words);
        content(made.write(folder.resolve("x.nii.gz")), words);
    }

    private static Throwable reading(Path file) {
        return catchThrowable(() -> Nifti.readVolume(file));
    }

    private static void content(Path file, String... words) {
        oneLine(reading(file), IllegalArgumentException.class, file, words);
    }

    private static void io(Path file, String... words) {
        oneLine(reading(file), UncheckedIOException.class, file, words);
    }

    private static void oneLine(Throwable thrown, Class<?> kind, Path file, String... words) {
        assertThat(thrown).as(file.toString()).isInstanceOf(kind);
        assertThat(thrown.getMessage()).contains(file.toString().replaceAll("\\.(hdr|img)$", "")).contains(words).doesNotContain("\n");
    }
}
