package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.junit.jupiter.api.Test;

class MorphologyTest {

    @Test
    void dilationReachesByMmNotByVoxels() {
        Mask mask = Masks.drawn(new Spacing(5, 0.7, 1.5), new String[] {".......", "...#...", ".......", "......."});
        assertThat(Morphology.dilate(mask, 1.5).voxels()).containsExactly(Masks.drawn(mask.grid().spacing(),
                new String[] {"...#...", "..###..", "...#...", "...#..."}).voxels());
    }

    @Test
    void threeVoxelsOfPointSevenMmAreReachedByTwoPointOne() {
        Mask mask = Masks.drawn(new Spacing(1, 1, 0.7), new String[] {"#....."});
        assertThat(Morphology.dilate(mask, 2.1).count()).isEqualTo(4);
    }

    @Test
    void beyondTheArrayIsOutsideWhenEroding() {
        Mask full = Masks.drawn(new Spacing(1, 1, 1), new String[] {"#####", "#####", "#####"},
                new String[] {"#####", "#####", "#####"}, new String[] {"#####", "#####", "#####"});
        Mask eroded = Morphology.erode(full, 1);
        assertThat(eroded.count()).isEqualTo(3);
        assertThat(eroded.at(1, 1, 1) && eroded.at(1, 1, 2) && eroded.at(1, 1, 3)).isTrue();
    }

    @Test
    void zeroMmChangesNothing() {
        Mask mask = Masks.random(new Random(5), Masks.randomGrid(new Random(5)), 0.4);
        assertThat(Morphology.dilate(mask, 0).voxels()).containsExactly(mask.voxels());
        assertThat(Morphology.erode(mask, 0).voxels()).containsExactly(mask.voxels());
    }

    @Test
    void dilationAndErosionEqualBruteForce() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Mask mask = Masks.random(random, Masks.randomGrid(random), random.nextDouble());
            double mm = 6 * random.nextDouble();
            assertThat(Morphology.dilate(mask, mm).voxels()).as("dilation, seed %d", seed).containsExactly(near(mask, mm, true));
            boolean[] remains = near(mask, mm, false);
            for (int i = 0; i < remains.length; i++) {
                remains[i] = !remains[i];
            }
            assertThat(Morphology.erode(mask, mm).voxels()).as("erosion, seed %d", seed).containsExactly(remains);
        }
    }

    @Test
    void surfaceEqualsLookingAtEveryNeighbour() {
        for (int seed = 0; seed < 1000; seed++) {
            Mask mask = Masks.any(new Random(seed));
            for (Connectivity connectivity : Connectivity.values()) {
                for (Outside outside : Outside.values()) {
                    assertThat(Morphology.surface(PackedMask.of(mask), connectivity, outside)).as("seed %d, %s, %s", seed, connectivity, outside)
                            .isEqualTo(PackedMask.of(new Mask(mask.grid(), surface(mask, connectivity, outside))));
                }
                assertThat(Morphology.surface(mask, connectivity).voxels()).as("seed %d, %s", seed, connectivity)
                        .containsExactly(surface(mask, connectivity, Outside.BACKGROUND));
            }
        }
    }

    @Test
    void borderOfTheArrayMakesASurfaceOnlyWhereBackgroundLiesBeyond() {
        PackedMask full = PackedMask.of(Masks.drawn(new Spacing(1, 1, 1), new String[] {"####", "####", "####"}));
        assertThat(Morphology.surface(full, Connectivity.SIX, Outside.BACKGROUND).count()).isEqualTo(12);
        assertThat(Morphology.surface(full, Connectivity.SIX, Outside.FOREGROUND).count()).isZero();
        PackedMask hole = PackedMask.of(Masks.drawn(new Spacing(1, 1, 1), new String[] {"####", "#.##", "####"}));
        assertThat(Morphology.surface(hole, Connectivity.SIX, Outside.FOREGROUND)).isEqualTo(
                PackedMask.of(Masks.drawn(new Spacing(1, 1, 1), new String[] {".#..", "#.#.", ".#.."})));
    }

    @Test
    void anEmptyMaskStaysEmpty() {
        Mask empty = Masks.drawn(new Spacing(1, 1, 1), new String[] {"..."});
        assertThat(Morphology.dilate(empty, 10).isEmpty()).isTrue();
        assertThat(Morphology.erode(empty, 10).isEmpty()).isTrue();
        assertThat(Morphology.surface(empty, Connectivity.SIX).isEmpty()).isTrue();
    }

    @Test
    void impossibleLengthsAreRefused() {
        Mask mask = Masks.drawn(new Spacing(1, 1, 1), new String[] {"#"});
        for (double mm : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Morphology.dilate(mask, mm)).withMessageContaining("(=" + mm + " mm)");
            assertThatIllegalArgumentException().isThrownBy(() -> Morphology.erode(mask, mm)).withMessageContaining("(=" + mm + " mm)");
        }
    }

    /** Voxels at most so many mm from one that is inside (or outside; then a wide rim beyond the array is looked at too). */
    private static boolean[] near(Mask mask, double mm, boolean inside) {
        Size size = mask.grid().size();
        Spacing spacing = mask.grid().spacing();
        int rim = inside ? 0 : 2;
        boolean[] near = new boolean[size.voxels()];
        for (int i = 0; i < near.length; i++) {
            int z = i / (size.y() * size.x());
            int y = i / size.x() % size.y();
            int x = i % size.x();
            for (int a = -rim; a < size.z() + rim; a++) {
                for (int b = -rim; b < size.y() + rim; b++) {
                    for (int c = -rim; c < size.x() + rim; c++) {
                        boolean there = size.contains(a, b, c) && mask.at(a, b, c);
                        double away = Math.sqrt(Math.pow((a - z) * spacing.z(), 2) + Math.pow((b - y) * spacing.y(), 2)
                                + Math.pow((c - x) * spacing.x(), 2));
                        near[i] |= there == inside && away <= mm;
                    }
                }
            }
        }
        return near;
    }

    private static boolean[] surface(Mask mask, Connectivity connectivity, Outside outside) {
        Size size = mask.grid().size();
        boolean[] surface = new boolean[size.voxels()];
        for (int i = 0; i < surface.length; i++) {
            for (int[] step : connectivity.offsets()) {
                int z = i / (size.y() * size.x()) + step[0];
                int y = i / size.x() % size.y() + step[1];
                int x = i % size.x() + step[2];
                boolean inside = size.contains(z, y, x) ? mask.at(z, y, x) : outside == Outside.FOREGROUND;
                surface[i] |= mask.voxels()[i] && !inside;
            }
        }
        return surface;
    }
}
