package org.hepar.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.hepar.volume.Size;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

/** Files written by nibabel read as nibabel reads them; made by src/bench/python/nifti_golden.py. */
class NiftiGoldenTest {

    private record Golden(Path file, long[] shape, double[] affine, double[] voxels) {
    }

    @Test
    void affinesEqualThoseOfNibabel() throws IOException, URISyntaxException {
        for (Golden golden : all()) {
            NiftiHeader header = NiftiHeader.read(golden.file);
            assertThat(header.dim()).as(golden.file.toString()).containsExactly(Arrays.stream(golden.shape).boxed().toArray(Long[]::new));
            double tolerance = header.affineSource().equals("sform") ? 0 : 1e-6;
            for (int n = 0; n < 12; n++) {
                assertThat(header.affine()[n / 4][n % 4]).as(golden.file + " " + n).isEqualTo(golden.affine[n], within(tolerance));
            }
        }
    }

    @Test
    void eachVoxelHasTheValueThatNibabelReadsAtItsPlace() throws IOException, URISyntaxException {
        for (Golden golden : all()) {
            Volume volume = Nifti.readVolume(golden.file).volume();
            Size size = volume.grid().size();
            boolean[] seen = new boolean[golden.voxels.length];
            for (int z = 0; z < size.z(); z++) {
                for (int y = 0; y < size.y(); y++) {
                    for (int x = 0; x < size.x(); x++) {
                        int n = nearest(golden, volume.grid().position(z, y, x));
                        assertThat(volume.at(z, y, x)).as("%s at %d %d %d", golden.file, z, y, x).isEqualTo((float) golden.voxels[n]);
                        seen[n] = true;
                    }
                }
            }
            assertThat(seen).as(golden.file.toString()).doesNotContain(false);
        }
    }

    /** The voxel of the file that lies at a position (LPS), by trying them all. */
    private static int nearest(Golden golden, Vector position) {
        for (int n = 0; n < golden.voxels.length; n++) {
            double[] index = {n % golden.shape[0], n / golden.shape[0] % golden.shape[1], n / golden.shape[0] / golden.shape[1], 1};
            double[] ras = new double[3];
            for (int m = 0; m < 12; m++) {
                ras[m / 4] += golden.affine[m] * index[m % 4];
            }
            if (position.plus(new Vector(ras[0], ras[1], -ras[2])).length() < 1e-3) {
                return n;
            }
        }
        throw new AssertionError(golden.file + ": no stored voxel lies at " + position);
    }

    private static List<Golden> all() throws IOException, URISyntaxException {
        Path folder = Path.of(NiftiGoldenTest.class.getResource("nibabel/golden.txt").toURI()).getParent();
        List<Golden> all = Files.readAllLines(folder.resolve("golden.txt")).stream().map(line -> line.split(" \\| "))
                .map(part -> new Golden(folder.resolve(part[0]), Arrays.stream(part[1].split(" ")).mapToLong(Long::parseLong).toArray(),
                        numbers(part[2]), numbers(part[3])))
                .toList();
        assertThat(all).hasSize(20);
        return all;
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }
}
