package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.junit.jupiter.api.Test;

class DistanceTransformTest {

    private static final Offset<Double> ROUNDING = within(1e-9);

    @Test
    void measuresInMmAlongUnequalAxes() {
        Mask mask = Masks.drawn(new Spacing(5, 2, 0.5), new String[] {"#..", "..."}, new String[] {"...", "..."});
        assertThat(DistanceTransform.squaredMm(mask)).containsExactly(new double[] {
            0, 0.25, 1,
            4, 4.25, 5,
            25, 25.25, 26,
            29, 29.25, 30}, ROUNDING);
    }

    @Test
    void equalsTheNearestVoxelByBruteForce() {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            Mask mask = Masks.random(random, Masks.randomGrid(random), random.nextDouble() * random.nextDouble());
            assertThat(DistanceTransform.squaredMm(mask)).as("seed %d", seed).containsExactly(bruteForce(mask), ROUNDING);
        }
    }

    @Test
    void boxHasTheNumbersOfTheWhole() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Grid grid = Masks.randomGrid(random);
            Mask mask = Masks.random(random, grid, 0.1);
            Box box = box(random, grid.size());
            double[] whole = DistanceTransform.squaredMm(mask);
            double[] part = DistanceTransform.squaredMm(mask, box);
            for (int z = box.z0(), n = 0; z < box.z1(); z++) {
                for (int y = box.y0(); y < box.y1(); y++) {
                    for (int x = box.x0(); x < box.x1(); x++, n++) {
                        assertThat(part[n]).as("seed %d, voxel %d %d %d", seed, z, y, x).isEqualTo(whole[grid.size().index(z, y, x)], ROUNDING);
                    }
                }
            }
        }
    }

    @Test
    void emptyMaskIsInfinitelyFarFromEverywhere() {
        Mask empty = Masks.drawn(new Spacing(1, 1, 1), new String[] {"..", ".."});
        assertThat(DistanceTransform.squaredMm(empty)).containsOnly(Double.POSITIVE_INFINITY);
    }

    private static double[] bruteForce(Mask mask) {
        Size size = mask.grid().size();
        Spacing mm = mask.grid().spacing();
        double[] nearest = new double[size.voxels()];
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = Double.POSITIVE_INFINITY;
            for (int j = 0; j < nearest.length; j++) {
                if (mask.voxels()[j]) {
                    double dz = (i / (size.y() * size.x()) - j / (size.y() * size.x())) * mm.z();
                    double dy = (i / size.x() % size.y() - j / size.x() % size.y()) * mm.y();
                    double dx = (i % size.x() - j % size.x()) * mm.x();
                    nearest[i] = Math.min(nearest[i], dz * dz + dy * dy + dx * dx);
                }
            }
        }
        return nearest;
    }

    private static Box box(Random random, Size size) {
        int z = random.nextInt(size.z());
        int y = random.nextInt(size.y());
        int x = random.nextInt(size.x());
        return new Box(z, y, x, z + 1 + random.nextInt(size.z() - z), y + 1 + random.nextInt(size.y() - y), x + 1 + random.nextInt(size.x() - x));
    }
}
