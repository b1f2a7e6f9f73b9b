package org.hepar.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of several volumes. */
class NiftiSeriesTest {

    /** More voxels than are decoded at once, and no multiple of that number. */
    private static final Grid GRID = Grid.axial(new Size(7, 61, 83), new Spacing(2.5, 0.7, 0.8));

    @TempDir
    Path folder;

    private static ProbabilityMap map() {
        Random random = new Random(4);
        float[][] classes = new float[3][GRID.voxels()];
        for (int i = 0; i < GRID.voxels(); i++) {
            float first = random.nextFloat();
            float second = (1 - first) * random.nextFloat();
            classes[0][i] = first;
            classes[1][i] = second;
            classes[2][i] = 1 - first - second;
        }
        return new ProbabilityMap(GRID, classes);
    }

    @Test
    void probabilitiesComeBackClassByClass() {
        Nifti.write(folder.resolve("q.nii.gz"), map(), StoredGrid.of(GRID));
        StoredSeries read = Nifti.readSeries(folder.resolve("q.nii.gz"));
        assertThat(read.volumes()).isDeepEqualTo(map().classes());
        assertThat(read.stored().grid().sameAs(GRID)).isTrue();
    }

    @Test
    void aFileOfOneVolumeIsASeriesOfOne() {
        Volume volume = new Volume(GRID, map().classes()[1]);
        Nifti.write(folder.resolve("v.nii"), volume, StoredGrid.of(GRID));
        StoredSeries read = Nifti.readSeries(folder.resolve("v.nii"));
        assertThat(read.volumes()).isDeepEqualTo(new float[][] {volume.voxels()});
        assertThat(read.stored()).isEqualTo(Nifti.readVolume(folder.resolve("v.nii")).stored());
    }

    @Test
    void classesMayStandOnTheFifthAxisAndThoseOfMirroredAxesAreTurned() throws Exception {
        Path file = folder.resolve("q.nii");
        Nifti.write(file, map(), StoredGrid.of(GRID));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(40, (short) 5).putShort(48, (short) 1).putShort(50, (short) 3);
        Files.write(file, bytes.array());
        assertThat(Nifti.readSeries(file).volumes()).isDeepEqualTo(map().classes());

        bytes.putShort(252, (short) 0).putFloat(280, -bytes.getFloat(280));
        Files.write(file, bytes.array());
        float[][] turned = Nifti.readSeries(file).volumes();
        for (int c = 0; c < 3; c++) {
            for (int x = 0; x < 83; x++) {
                assertThat(turned[c][x]).isEqualTo(map().classes()[c][82 - x]);
            }
        }
    }

    @Test
    void wherePlainVolumesAreNeededSeveralAreStillRefused() {
        Nifti.write(folder.resolve("q.nii"), map(), StoredGrid.of(GRID));
        assertThatThrownBy(() -> Nifti.readVolume(folder.resolve("q.nii"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("one volume of 3 axes is needed");
    }

    @Test
    void aVoxelThatIsNoNumberAndAFileThatEndsTooEarlyAreRefused() throws Exception {
        float[][] classes = map().classes();
        classes[2][5] = Float.NaN;
        Nifti.write(folder.resolve("nan.nii"), new ProbabilityMap(GRID, classes), StoredGrid.of(GRID));
        assertThatThrownBy(() -> Nifti.readSeries(folder.resolve("nan.nii"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1 voxel that is NaN");
        byte[] bytes = Files.readAllBytes(folder.resolve("nan.nii"));
        Files.write(folder.resolve("short.nii"), Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(() -> Nifti.readSeries(folder.resolve("short.nii"))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("truncated");
    }
}
