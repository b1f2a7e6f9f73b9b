package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.voxel.Masks;
import org.junit.jupiter.api.Test;

/** The areas of all 256 neighbourhoods are compared with those of DeepMind's package by {@link ContractsGoldenTest}. */
class SurfaceElementsTest {

    @Test
    void oneVoxelIsAnOctahedronOfEightCutCorners() {
        Spacing mm = new Spacing(2, 1, 3);
        Boundary.Places places = SurfaceElements.of(PackedMask.of(Masks.drawn(mm, new String[] {"#"})));
        double corner = Math.sqrt(3 * 3 + 6 * 6 + 2 * 2) / 8;
        assertThat(places.areas()).containsExactly(IntStream.range(0, 8).mapToDouble(i -> corner).toArray());
        assertThat(places.cells().grid().size()).isEqualTo(new Size(2, 2, 2));
        assertThat(places.cells().grid().position(0, 0, 0).z()).isEqualTo(-1);
    }

    /** The sides of a large box, less what is cut off its edges and corners: edges lose half a voxel on either side. */
    @Test
    void boxHasTheAreaOfItsFacesWithItsEdgesCutOff() {
        int n = 20;
        boolean[] inside = new boolean[n * n * n];
        java.util.Arrays.fill(inside, true);
        Boundary.Places places = SurfaceElements.of(PackedMask.of(new Mask(Grid.axial(new Size(n, n, n), new Spacing(1, 1, 1)), inside)));
        double faces = 6 * (n - 1) * (n - 1);
        double edges = 12 * (n - 1) * Math.sqrt(0.5);
        double corners = 8 * Math.sqrt(3) / 8;
        assertThat(java.util.Arrays.stream(places.areas()).sum()).isCloseTo(faces + edges + corners, within(1e-9));
    }

    @Test
    void complementHasTheSameArea() {
        double[] areas = SurfaceElements.areasMm2(new Spacing(2.5, 0.7, 0.9));
        assertThat(areas[0]).isZero();
        for (int code = 0; code < 256; code++) {
            assertThat(areas[code]).as("neighbourhood %d", code).isCloseTo(areas[255 - code], within(1e-12));
        }
    }

    /** Neighbourhoods voxel by voxel, coded as in the package: 128 for the voxel before along all axes, 1 for that behind. */
    @Test
    void elementsEqualThoseFoundVoxelByVoxel() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Spacing mm = new Spacing(1.5, 0.7, 1.1);
            Size size = new Size(1 + random.nextInt(4), 1 + random.nextInt(4), 1 + random.nextInt(200));
            Mask mask = Masks.random(random, Grid.axial(size, mm), random.nextDouble());
            double[] areaOf = SurfaceElements.areasMm2(mm);
            Boundary.Places places = SurfaceElements.of(PackedMask.of(mask));
            int n = 0;
            for (int z = 0; z <= size.z(); z++) {
                for (int y = 0; y <= size.y(); y++) {
                    for (int x = 0; x <= size.x(); x++) {
                        int code = 0;
                        for (int i = 0; i < 8; i++) {
                            int vz = z - 1 + (i >> 2);
                            int vy = y - 1 + (i >> 1 & 1);
                            int vx = x - 1 + (i & 1);
                            code = code << 1 | (size.contains(vz, vy, vx) && mask.at(vz, vy, vx) ? 1 : 0);
                        }
                        boolean mixed = code != 0 && code != 255;
                        assertThat(places.cells().at(z, y, x)).as("seed %d, cell [%d,%d,%d]", seed, z, y, x).isEqualTo(mixed);
                        if (mixed) {
                            assertThat(places.areas()[n++]).as("seed %d, cell [%d,%d,%d]", seed, z, y, x).isEqualTo(areaOf[code]);
                        }
                    }
                }
            }
            assertThat(places.areas()).as("seed %d", seed).hasSize(n);
        }
    }
}
