package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.junit.jupiter.api.Test;

class NearestDistancesTest {

    private static final double RELATIVE = 1e-12;

    /** Which of the three ways a place may settle: steps looked at, and looks a pixel of the search by blocks. */
    private enum Way {
        USUAL(128, 2), STEPS(20_000, 0), BLOCKS(0, 1_000_000), TRANSFORM(0, 0), ALL_THREE(5, 1);

        private final int steps;
        private final int looksPerPixel;

        Way(int steps, int looksPerPixel) {
            this.steps = steps;
            this.looksPerPixel = looksPerPixel;
        }

        double[] squaredMmAt(Mask mask, Mask places) {
            return NearestDistances.squaredMmAt(PackedMask.of(mask), PackedMask.of(places), steps, looksPerPixel);
        }
    }

    @Test
    void everyPlaceHasTheDistanceToItsNearestVoxelByBruteForce() {
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Mask mask = Masks.any(random);
            Mask places = Masks.anyOn(random, mask.grid());
            double[] expected = bruteForce(mask, places);
            for (Way way : Way.values()) {
                requireEqual(way + ", seed " + seed, way.squaredMmAt(mask, places), expected);
            }
        }
    }

    /** So sparse that steps end before all places are settled, and so large that words, rows and blocks are crossed. */
    @Test
    void farPlacesHaveTheirDistanceToo() {
        for (int seed = 0; seed < 8; seed++) {
            Random random = new Random(seed);
            Grid grid = Grid.axial(new Size(30, 40, 200 + random.nextInt(60)), new Spacing(0.5 + random.nextDouble(), 0.4, 0.4));
            Mask mask = Masks.random(random, grid, 3e-5);
            Mask places = Masks.random(random, grid, 1e-2);
            double[] expected = bruteForce(mask, places);
            for (Way way : Way.values()) {
                requireEqual(way + ", seed " + seed, way.squaredMmAt(mask, places), expected);
            }
        }
    }

    @Test
    void stepsAndBlocksGiveEqualBits() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Mask mask = Masks.any(random);
            Mask places = Masks.anyOn(random, mask.grid());
            assertThat(Way.STEPS.squaredMmAt(mask, places)).as("seed %d", seed).containsExactly(Way.BLOCKS.squaredMmAt(mask, places));
        }
    }

    @Test
    void largestDistanceOfTwoSurfacesIsTheirHausdorffDistance() {
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Mask a = Masks.any(random);
            Mask b = Masks.anyOn(random, a.grid());
            Connectivity connectivity = Connectivity.values()[random.nextInt(3)];
            PackedMask surfaceA = Morphology.surface(PackedMask.of(a), connectivity, Outside.BACKGROUND);
            PackedMask surfaceB = Morphology.surface(PackedMask.of(b), connectivity, Outside.BACKGROUND);
            if (!a.isEmpty() && !b.isEmpty()) {
                double expected = Math.max(max(bruteForce(surfaceA.unpacked(), surfaceB.unpacked())), max(bruteForce(surfaceB.unpacked(), surfaceA.unpacked())));
                double measured = Math.max(max(NearestDistances.squaredMmAt(surfaceA, surfaceB)), max(NearestDistances.squaredMmAt(surfaceB, surfaceA)));
                requireEqual("seed " + seed, new double[] {measured}, new double[] {expected});
            }
        }
    }

    @Test
    void anEmptyMaskIsInfinitelyFar() {
        Grid grid = Grid.axial(new Size(1, 2, 2), new Spacing(1, 1, 1));
        PackedMask full = PackedMask.of(new Mask(grid, new boolean[] {true, true, true, true}));
        assertThat(NearestDistances.squaredMmAt(PackedMask.empty(grid), full)).hasSize(4).containsOnly(Double.POSITIVE_INFINITY);
        assertThat(NearestDistances.squaredMmAt(full, PackedMask.empty(grid))).isEmpty();
    }

    @Test
    void placesOnAnotherGridAreRefused() {
        PackedMask mask = PackedMask.of(Masks.drawn(new Spacing(1, 1, 1), new String[] {"#."}));
        PackedMask places = PackedMask.of(Masks.drawn(new Spacing(1, 1, 1), new String[] {"#"}));
        assertThatIllegalArgumentException().isThrownBy(() -> NearestDistances.squaredMmAt(mask, places))
                .withMessageContaining("[1,1,1]").withMessageContaining("[1,1,2]");
    }

    private static void requireEqual(String what, double[] measured, double[] expected) {
        assertThat(measured).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            boolean equal = measured[i] == expected[i] || Math.abs(measured[i] - expected[i]) <= RELATIVE * expected[i];
            if (!equal) {
                throw new AssertionError(what + ": place " + i + " is " + measured[i] + " mm² away, expected " + expected[i]);
            }
        }
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(0);
    }

    private static double[] bruteForce(Mask mask, Mask places) {
        Spacing mm = mask.grid().spacing();
        List<int[]> voxels = voxels(mask);
        List<int[]> from = voxels(places);
        double[] nearest = new double[from.size()];
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = Double.POSITIVE_INFINITY;
            for (int[] to : voxels) {
                double dz = (from.get(i)[0] - to[0]) * mm.z();
                double dy = (from.get(i)[1] - to[1]) * mm.y();
                double dx = (from.get(i)[2] - to[2]) * mm.x();
                nearest[i] = Math.min(nearest[i], dz * dz + dy * dy + dx * dx);
            }
        }
        return nearest;
    }

    private static List<int[]> voxels(Mask mask) {
        Size size = mask.grid().size();
        List<int[]> voxels = new ArrayList<>();
        for (int z = 0; z < size.z(); z++) {
            for (int y = 0; y < size.y(); y++) {
                for (int x = 0; x < size.x(); x++) {
                    if (mask.at(z, y, x)) {
                        voxels.add(new int[] {z, y, x});
                    }
                }
            }
        }
        return voxels;
    }
}
