package org.hepar.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hepar.volume.Direction;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NiftiReadTest {

    /** Rows of a file whose axes already run to the left, the back and the head. */
    private static final double[][] LPS = {{-0.75, 0, 0, 100}, {0, -0.5, 0, 120.5}, {0, 0, 2.5, 30}};

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "2, 0, 200, 255", "256, -128, -1, 127", "4, -32768, -3024, 32767", "512, 0, 40000, 65535", "8, -2147483648, 7, 2147483520",
        "768, 0, 3000000000, 4294967040", "1024, -9223372036854775808, 5, 4611686018427387904", "1280, 0, 9223372036854775808, 13835058055282163712",
        "16, -1.5, 0.25, 3e38", "64, -1.5, 0.25, 1e-30"})
    void everyTypeReadsInBothByteOrdersAndVersions(int code, double low, double middle, double high) {
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (int version = 1; version <= 2; version++) {
                NiftiBytes made = NiftiBytes.of(3, 1, 1).sform(LPS);
                made.order = order;
                made.version = version;
                Path file = made.values(code, low, middle, high).write(folder.resolve("a" + version + order + ".nii"));
                assertThat(Nifti.readVolume(file).volume().voxels()).as(order + " NIfTI-" + version)
                        .containsExactly((float) low, (float) middle, (float) high);
            }
        }
    }

    @Test
    void headerFieldsAreGivenAsStored() {
        for (int version = 1; version <= 2; version++) {
            NiftiBytes made = NiftiBytes.of(2, 1, 1);
            made.version = version;
            made.order = ByteOrder.BIG_ENDIAN;
            made.pixdim = new double[] {-1, 0.5, 2, 3, 4, 5, 6, 7};
            made.slope = 0.25;
            made.inter = -1024;
            made.units = 10;
            made.qformCode = 2;
            made.quatern = new double[] {0, 1, 0, 32, -40, -16};
            made.sformCode = 3;
            made.srow = new double[][] {{1, 2, 3, 4}, {5, 6, 7, 8}, {9, 10, 11, 12}};
            made.extension = new byte[32];
            Path file = made.values(4, 1, 2).write(folder.resolve("h.nii.gz"));
            assertThat(NiftiHeader.read(file)).isEqualTo(new NiftiHeader(version, ByteOrder.BIG_ENDIAN, "n+" + version, List.of(2L, 1L, 1L), 4, 16,
                    List.of(-1.0, 0.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0), version == 1 ? 384 : 576, 0.25, -1024, 10,
                    new Qform(2, 0, 1, 0, 32, -40, -16), new Sform(3, List.of(1.0, 2.0, 3.0, 4.0), List.of(5.0, 6.0, 7.0, 8.0), List.of(9.0, 10.0, 11.0, 12.0))));
        }
    }

    @Test
    void sformRowsBecomeAnAxialGrid() {
        StoredGrid stored = Nifti.readGrid(ramp().sform(LPS).write(folder.resolve("a.nii")));
        assertThat(stored.axes()).isEqualTo(AxisOrder.AS_STORED);
        assertThat(stored.grid().size()).isEqualTo(new Size(4, 3, 2));
        assertThat(stored.grid().spacing()).isEqualTo(new Spacing(2.5, 0.5, 0.75));
        assertThat(stored.grid().origin()).isEqualTo(new Vector(-100, -120.5, 30));
        assertThat(stored.grid().direction()).isEqualTo(Direction.AXIAL);
    }

    @Test
    void sformIsPreferredToQform() {
        NiftiBytes both = ramp().sform(LPS);
        both.qformCode = 1;
        both.pixdim = new double[] {1, 9, 9, 9, 0, 0, 0, 0};
        assertThat(Nifti.readGrid(both.write(folder.resolve("a.nii"))).grid().spacing()).isEqualTo(new Spacing(2.5, 0.5, 0.75));
        both.sformCode = 0;
        assertThat(Nifti.readGrid(both.write(folder.resolve("b.nii"))).grid().spacing()).isEqualTo(new Spacing(9, 9, 9));
    }

    @Test
    void qformTurnsAboutZAndItsNegativeQfacReversesTheSlices() {
        NiftiBytes made = ramp();
        made.qformCode = 1;
        made.pixdim = new double[] {-1, 0.75, 0.5, 2.5, 0, 0, 0, 0};
        made.quatern = new double[] {0, 0, 1, 100, 120.5, 30};
        StoredGrid stored = Nifti.readGrid(made.write(folder.resolve("a.nii")));
        assertThat(stored.axes()).isEqualTo(new AxisOrder(0, 1, 2, false, false, true));
        assertThat(stored.grid().origin()).isEqualTo(new Vector(-100, -120.5, 30 - 3 * 2.5));
        assertThat(stored.grid().direction()).isEqualTo(Direction.AXIAL);
        assertThat(stored.header().affine()).isDeepEqualTo(new double[][] {{-0.75, 0, 0, 100}, {0, -0.5, 0, 120.5}, {0, 0, -2.5, 30}});
    }

    @Test
    void aQuaternionLongerThanOneByRoundingIsNormalised() {
        NiftiBytes made = ramp();
        made.qformCode = 1;
        made.quatern = new double[] {0, 0, 1.0000001, 0, 0, 0};
        assertThat(Nifti.readGrid(made.write(folder.resolve("a.nii"))).grid().direction()).isEqualTo(Direction.AXIAL);
    }

    @Test
    void withoutAFormTheAxesRunRightFrontAndHeadFromZero() {
        NiftiBytes made = ramp();
        made.pixdim = new double[] {-1, -0.75, 0.5, 2.5, 0, 0, 0, 0};
        StoredVolume read = Nifti.readVolume(made.write(folder.resolve("a.nii")));
        assertThat(read.stored().header().affine()).isDeepEqualTo(new double[][] {{0.75, 0, 0, 0}, {0, 0.5, 0, 0}, {0, 0, 2.5, 0}});
        assertThat(read.stored().axes()).isEqualTo(new AxisOrder(0, 1, 2, true, true, false));
        assertThat(read.volume().grid().origin()).isEqualTo(new Vector(-0.75, -2 * 0.5, 0));
        assertThat(read.volume().at(0, 0, 0)).isEqualTo(5);
        assertThat(read.stored().place(0)).isEqualTo("[x,y,z] = [1,2,0] of the file");
        assertThat(read.stored().place(read.volume().grid().size().index(3, 2, 1))).isEqualTo("[x,y,z] = [0,0,3] of the file");
        assertThat(read.volume().at(3, 2, 1)).isEqualTo(18);
    }

    @ParameterizedTest
    @CsvSource({"1, 1000", "2, 1", "3, 0.001", "0, 1", "10, 1", "9, 1000"})
    void lengthsAreScaledToMm(int units, double factor) {
        NiftiBytes made = ramp().sform(LPS);
        made.units = units;
        StoredGrid stored = Nifti.readGrid(made.write(folder.resolve("a.nii")));
        assertThat(stored.grid().spacing().z()).isEqualTo(2.5 * factor, within(1e-9));
        assertThat(stored.grid().origin().z()).isEqualTo(30 * factor, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"2, -1024, -1022, -1020", "0, 7, 1, 2", "NaN, 7, 1, 2", "-0.5, 0, -0.5, -1"})
    void valuesAreScaledUnlessTheSlopeIsZeroOrNaN(double slope, double inter, float first, float second) {
        NiftiBytes made = NiftiBytes.of(2, 1, 1).sform(LPS);
        made.slope = slope;
        made.inter = inter;
        assertThat(Nifti.readVolume(made.values(4, 1, 2).write(folder.resolve("a.nii"))).volume().voxels()).containsExactly(first, second);
    }

    @Test
    void scaledLabelsAreHonoured() {
        NiftiBytes made = NiftiBytes.of(3, 1, 1).sform(LPS);
        made.slope = 1.0 / 128;
        made.inter = 0;
        assertThat(Nifti.readLabels(made.values(512, 0, 128, 256).write(folder.resolve("a.nii"))).labels().labels()).containsExactly(0, 1, 2);
    }

    @Test
    void labelsOfAnyTypeAreReadIfTheyAreWhole() {
        for (int code : new int[] {2, 4, 8, 16, 64, 256, 512, 768, 1024, 1280}) {
            Path file = NiftiBytes.of(4, 1, 1).sform(LPS).values(code, 0, 2, 1, 0).write(folder.resolve("l" + code + ".nii.gz"));
            assertThat(Nifti.readLabels(file).labels().labels()).as("datatype " + code).containsExactly(0, 2, 1, 0);
        }
    }

    @Test
    void extensionsAndAnyOffsetAreSkipped() {
        NiftiBytes made = ramp().sform(LPS);
        made.extension = new byte[13168 - 352];
        Arrays.fill(made.extension, (byte) 77);
        assertRamp(Nifti.readVolume(made.write(folder.resolve("a.nii"))).volume());
        assertRamp(Nifti.readVolume(made.write(folder.resolve("a.nii.gz"))).volume());
    }

    @ParameterizedTest
    @CsvSource({".hdr, .img", ".hdr.gz, .img.gz", ".hdr, .img.gz", ".HDR, .IMG"})
    void aPairIsReadByEitherName(String headerEnding, String imageEnding) {
        for (int version = 1; version <= 2; version++) {
            NiftiBytes made = ramp().sform(LPS);
            made.version = version;
            made.pair = true;
            made.writePair(folder, "p.q" + version, headerEnding, imageEnding);
            assertRamp(Nifti.readVolume(folder.resolve("p.q" + version + headerEnding)).volume());
            assertRamp(Nifti.readVolume(folder.resolve("p.q" + version + imageEnding)).volume());
        }
    }

    @Test
    void aPairMayHaveAnOffset() {
        NiftiBytes made = ramp().sform(LPS);
        made.pair = true;
        made.voxOffset = 16;
        NiftiBytes.write(folder.resolve("p.hdr"), made.header());
        byte[] image = new byte[16 + made.voxels.length];
        System.arraycopy(made.voxels, 0, image, 16, made.voxels.length);
        NiftiBytes.write(folder.resolve("p.img"), image);
        assertRamp(Nifti.readVolume(folder.resolve("p.hdr")).volume());
    }

    @Test
    void compressionIsToldByTheBytesAndNotByTheName() {
        byte[] bytes = ramp().sform(LPS).bytes();
        assertRamp(Nifti.readVolume(NiftiBytes.write(folder.resolve("a.nii"), NiftiBytes.gzip(bytes))).volume());
    }

    @Test
    void compressedFilesMayHaveSeveralMembersAndRubbishBehind() {
        byte[] bytes = ramp().sform(LPS).bytes();
        byte[] first = NiftiBytes.gzip(Arrays.copyOf(bytes, 361));
        byte[] second = NiftiBytes.gzip(Arrays.copyOfRange(bytes, 361, bytes.length));
        byte[] together = Arrays.copyOf(first, first.length + second.length + 40);
        System.arraycopy(second, 0, together, first.length, second.length);
        assertRamp(Nifti.readVolume(NiftiBytes.write(folder.resolve("a.nii"), together)).volume());
        assertRamp(Nifti.readVolume(NiftiBytes.write(folder.resolve("b.nii"), Arrays.copyOf(bytes, bytes.length + 7))).volume());
    }

    @Test
    void trailingAxesOfLengthOneAreAccepted() {
        NiftiBytes made = NiftiBytes.of(2, 3, 4, 1, 1).sform(LPS).values(4, IntStream.range(0, 24).asDoubleStream().toArray());
        assertRamp(Nifti.readVolume(made.write(folder.resolve("a.nii"))).volume());
    }

    @Test
    void aTwoDimensionalFileIsOneSlice() {
        NiftiBytes made = NiftiBytes.of(2, 3).sform(new double[][] {{-0.75, 0, 0, 1}, {0, -0.5, 0, 2}, {0, 0, 0, 3}}).values(4, 0, 1, 2, 3, 4, 5);
        made.pixdim[3] = 0;
        Volume volume = Nifti.readVolume(made.write(folder.resolve("a.nii"))).volume();
        assertThat(volume.grid().size()).isEqualTo(new Size(1, 3, 2));
        assertThat(volume.grid().spacing()).isEqualTo(new Spacing(1, 0.5, 0.75));
        assertThat(volume.grid().direction()).isEqualTo(Direction.AXIAL);
        assertThat(volume.voxels()).containsExactly(0, 1, 2, 3, 4, 5);
        made.sformCode = 0;
        assertThat(Nifti.readGrid(made.write(folder.resolve("b.nii"))).grid().spacing().z()).isEqualTo(1);
    }

    private static NiftiBytes ramp() {
        return NiftiBytes.of(2, 3, 4).values(4, IntStream.range(0, 24).asDoubleStream().toArray());
    }

    private static void assertRamp(Volume volume) {
        assertThat(volume.grid().size()).isEqualTo(new Size(4, 3, 2));
        for (int n = 0; n < 24; n++) {
            assertThat(volume.voxels()[n]).isEqualTo(n);
        }
    }
}
