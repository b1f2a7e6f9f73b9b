package org.hepar.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NiftiWriteTest {

    private static final Grid GRID = new Grid(new Size(4, 3, 2), new Spacing(2.5, 0.5, 0.75), new Vector(-100, -120.5, 30), Direction.AXIAL);

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadBack() {
        Volume volume = noise(GRID);
        for (String name : List.of("a.nii", "a.nii.gz", "A.NII.GZ")) {
            Nifti.write(folder.resolve(name), volume, StoredGrid.of(GRID));
            StoredVolume read = Nifti.readVolume(folder.resolve(name));
            assertThat(read.volume().grid()).isEqualTo(GRID);
            assertThat(read.volume().voxels()).isEqualTo(volume.voxels());
            assertThat(read.stored()).isEqualTo(StoredGrid.of(GRID));
        }
    }

    @Test
    void whatAKilledProcessLeftIsDeletedWhatALivingOneWritesIsNot() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        Path left = Files.createFile(folder.resolve(".a.nii.gz." + ended.pid() + "-1f.part"));
        Path underWay = Files.createFile(folder.resolve(".a.nii.gz." + ProcessHandle.current().pid() + "-1f.part"));
        Path ofAnother = Files.createFile(folder.resolve(".b.nii.gz." + ended.pid() + "-1f.part"));
        Nifti.write(folder.resolve("a.nii.gz"), noise(GRID), StoredGrid.of(GRID));
        assertThat(left).doesNotExist();
        assertThat(underWay).exists();
        assertThat(ofAnother).exists();
    }

    @Test
    void aVolumeLargerThanOneChunkIsReadBack() {
        Grid grid = Grid.axial(new Size(11, 103, 97), new Spacing(1, 1, 1));
        Volume volume = noise(grid);
        Nifti.write(folder.resolve("a.nii.gz"), volume, StoredGrid.of(grid));
        assertThat(Nifti.readVolume(folder.resolve("a.nii.gz")).volume().voxels()).isEqualTo(volume.voxels());
        NiftiBytes sagittal = NiftiBytes.of(97, 103, 11).sform(new double[][] {{0, 0, 1, 0}, {1, 0, 0, 0}, {0, 1, 0, 0}})
                .values(16, doubles(volume.voxels()));
        StoredVolume read = Nifti.readVolume(sagittal.write(folder.resolve("b.nii")));
        Nifti.write(folder.resolve("c.nii"), read.volume(), read.stored());
        assertThat(payload(folder.resolve("c.nii"))).isEqualTo(payload(folder.resolve("b.nii")));
    }

    @Test
    void sformOfAnAxialGridHasTheSignsOfRas() {
        NiftiHeader header = StoredGrid.of(GRID).header();
        assertThat(header.sform()).isEqualTo(new Sform(1, List.of(-0.75, 0.0, 0.0, 100.0), List.of(0.0, -0.5, 0.0, 120.5), List.of(0.0, 0.0, 2.5, 30.0)));
        assertThat(header.qform()).isEqualTo(new Qform(1, 0, 0, 1, 100, 120.5, 30));
    }

    @Test
    void qformAloneGivesTheSamePlaceAsTheSform() {
        Direction oblique = new Direction(new Vector(0.8, 0.6, 0), new Vector(-0.6, 0.8, 0), new Vector(0, 0, -1));
        NiftiHeader header = NiftiHeader.of(new Grid(new Size(4, 3, 2), new Spacing(2.5, 0.5, 0.75), new Vector(1, 2, 3), oblique));
        NiftiHeader qformOnly = new NiftiHeader(1, ByteOrder.LITTLE_ENDIAN, "n+1", header.dim(), 16, 32, header.pixdim(), 352, 1, 0, 2, header.qform(),
                new Sform(0, header.sform().rowX(), header.sform().rowY(), header.sform().rowZ()));
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 4; column++) {
                assertThat(qformOnly.affine()[row][column]).isCloseTo(header.affine()[row][column], within(1e-7));
            }
        }
    }

    @Test
    void anAxisTooLongForNifti1IsWrittenAsNifti2() {
        Grid wide = Grid.axial(new Size(1, 1, 40000), new Spacing(1, 1, 0.1));
        Nifti.write(folder.resolve("a.nii"), new LabelMap(wide, new byte[40000]), StoredGrid.of(wide));
        StoredLabels read = Nifti.readLabels(folder.resolve("a.nii"));
        assertThat(read.stored().header().version()).isEqualTo(2);
        assertThat(read.labels().grid()).isEqualTo(wide);
    }

    @Test
    void nifti2AndItsDoublesReturnBitByBit() throws IOException {
        NiftiBytes made = NiftiBytes.of(2, 1, 1, 1).sform(new double[][] {{0.1, 0, 0, 1.0 / 3}, {0, 0.2, 0, 2.0 / 3}, {0, 0, 0.3, Math.PI}});
        made.version = 2;
        made.order = ByteOrder.BIG_ENDIAN;
        made.qformCode = 1;
        made.quatern = new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6};
        StoredLabels read = Nifti.readLabels(made.values(8, 1, 2).write(folder.resolve("a.nii")));
        Nifti.write(folder.resolve("b.nii"), read.labels(), read.stored());
        made.order = ByteOrder.LITTLE_ENDIAN;
        byte[] expected = made.bytes();
        byte[] written = Files.readAllBytes(folder.resolve("b.nii"));
        assertThat(Arrays.copyOfRange(written, 344, 496)).isEqualTo(Arrays.copyOfRange(expected, 344, 496));
        assertThat(Arrays.copyOfRange(written, 16, 168)).isEqualTo(Arrays.copyOfRange(expected, 16, 168));
        assertThat(Arrays.copyOfRange(written, 544, 546)).containsExactly(1, 2);
    }

    @Test
    void equalContentGivesEqualBytes() throws IOException, InterruptedException {
        LabelMap labels = new LabelMap(GRID, new byte[24]);
        Nifti.write(folder.resolve("a.nii.gz"), labels, StoredGrid.of(GRID));
        byte[] first = Files.readAllBytes(folder.resolve("a.nii.gz"));
        Thread.sleep(1100); // a gzip time stamp counts seconds
        Nifti.write(folder.resolve("other.nii.gz"), labels, StoredGrid.of(GRID));
        assertThat(Files.readAllBytes(folder.resolve("other.nii.gz"))).isEqualTo(first);
        assertThat(Arrays.copyOfRange(first, 4, 8)).containsExactly(0, 0, 0, 0);
    }

    @Test
    void anExistingFileIsReplacedAndNothingElseIsLeft() throws IOException {
        Path file = Files.writeString(folder.resolve("a.nii"), "old");
        Nifti.write(file, new LabelMap(GRID, new byte[24]), StoredGrid.of(GRID));
        assertThat(Nifti.readLabels(file).labels().labels()).containsOnly(0);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @Test
    void voxelsOnAnotherGridAreRefused() {
        Grid shifted = new Grid(GRID.size(), GRID.spacing(), new Vector(-100, -120.5, 31), Direction.AXIAL);
        assertThatThrownBy(() -> Nifti.write(folder.resolve("a.nii"), new LabelMap(shifted, new byte[24]), StoredGrid.of(GRID)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a.nii").hasMessageContaining("another grid");
        assertThat(folder.resolve("a.nii")).doesNotExist();
    }

    @Test
    void aMissingFolderAndAnUnknownEndingAreRefused() {
        LabelMap labels = new LabelMap(GRID, new byte[24]);
        assertThatThrownBy(() -> Nifti.write(folder.resolve("none/a.nii"), labels, StoredGrid.of(GRID)))
                .isInstanceOf(UncheckedIOException.class).hasMessageContaining("none").hasMessageContaining("make the folder");
        assertThatThrownBy(() -> Nifti.write(folder.resolve("a.mha"), labels, StoredGrid.of(GRID)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("must end in .nii or .nii.gz");
        assertThatThrownBy(() -> Nifti.write(Files.createDirectory(folder.resolve("d.nii")), labels, StoredGrid.of(GRID)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("is a folder");
    }

    private static Volume noise(Grid grid) {
        Random random = new Random(7);
        float[] voxels = new float[grid.voxels()];
        for (int n = 0; n < voxels.length; n++) {
            voxels[n] = (float) random.nextGaussian() * 100;
        }
        return new Volume(grid, voxels);
    }

    private static double[] doubles(float[] values) {
        double[] wide = new double[values.length];
        for (int n = 0; n < wide.length; n++) {
            wide[n] = values[n];
        }
        return wide;
    }

    private static byte[] payload(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            return Arrays.copyOfRange(bytes, 352, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
