package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.hepar.volume.Box;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.hepar.volume.Vector;
import org.junit.jupiter.api.Test;

class NearestNeighbourTest {

    private static final double BORDER = 1.1e-3;

    private static PackedMask onto(PackedMask mask, Grid target) {
        return NearestNeighbour.onto(new Structures(mask.grid(), Map.of("mask", mask)), target).of("mask");
    }

    private static PackedMask random(Random random, Grid grid, double share) {
        return PackedMask.of(Masks.random(random, grid, share));
    }

    @Test
    void everyVoxelTakesTheOneItsCentreLiesIn() {
        int compared = 0;
        int inside = 0;
        for (int seed = 0; seed < 1000; seed++) {
            Random random = new Random(seed);
            Grid source = grid(random);
            Grid target = grid(random);
            if (!overlap(source, target)) {
                continue;
            }
            PackedMask mask = random(random, source, 0.5);
            PackedMask sampled = onto(mask, target);
            assertThat(sampled.grid()).isEqualTo(target);
            for (int z = 0; z < target.size().z(); z++) {
                for (int y = 0; y < target.size().y(); y++) {
                    for (int x = 0; x < target.size().x(); x++) {
                        int[] nearest = nearest(source, target.position(z, y, x));
                        if (nearest[3] != 0) {
                            boolean expected = nearest[3] > 0 && mask.at(nearest[0], nearest[1], nearest[2]);
                            assertThat(sampled.at(z, y, x)).as("seed %d at %d %d %d", seed, z, y, x).isEqualTo(expected);
                            compared++;
                            inside += nearest[3] > 0 ? 1 : 0;
                        }
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(40_000);
        assertThat(inside).isGreaterThan(10_000);
    }

    @Test
    void halfWayTheHigherIndexIsTakenWhateverTheRounding() {
        Grid source = Grid.axial(new Size(1, 1, 4), new Spacing(1, 1, 1));
        PackedMask mask = new PackedMask(source, new long[] {0b1010});
        for (double rounding : new double[] {-1e-4, -1e-12, 0, 1e-12, 1e-4}) {
            Grid between = new Grid(new Size(1, 1, 5), new Spacing(1, 1, 1), new Vector(-0.5 + rounding, 0, 0), Direction.AXIAL);
            assertThat(onto(mask, between).words()).as("rounding %s", rounding).containsExactly(0b01010);
        }
        Grid before = new Grid(new Size(1, 1, 5), new Spacing(1, 1, 1), new Vector(-0.502, 0, 0), Direction.AXIAL);
        assertThat(onto(mask, before).words()).containsExactly(0b10100);
    }

    @Test
    void finerAndBackIsTheSameMask() {
        Random random = new Random(1);
        Grid grid = new Grid(new Size(7, 9, 70), new Spacing(5, 0.8, 0.7), new Vector(-30, 12, 100), turned(0.3, -0.2, 0.5));
        PackedMask mask = random(random, grid, 0.3);
        Grid finer = new Grid(new Size(21, 27, 210), new Spacing(5 / 3.0, 0.8 / 3, 0.7 / 3), grid.position(-1 / 3.0, -1 / 3.0, -1 / 3.0), grid.direction());
        PackedMask fine = onto(mask, finer);
        assertThat(fine.count()).isEqualTo(27 * mask.count());
        assertThat(onto(fine, grid)).isEqualTo(mask);
    }

    @Test
    void ontoAPartItIsTheCrop() {
        Grid grid = new Grid(new Size(7, 9, 70), new Spacing(5, 0.8, 0.7), new Vector(-30, 12, 100), Direction.AXIAL);
        PackedMask mask = random(new Random(2), grid, 0.3);
        Box box = new Box(1, 2, 3, 6, 9, 68);
        PackedMask cropped = mask.crop(box);
        assertThat(onto(mask, cropped.grid())).isEqualTo(cropped);
        PackedMask back = onto(cropped, grid);
        assertThat(back.count()).isEqualTo(cropped.count());
        assertThat(back.crop(box)).isEqualTo(cropped);
    }

    @Test
    void reversedAxesMirrorTheIndices() {
        Grid grid = Grid.axial(new Size(2, 3, 4), new Spacing(3, 2, 1));
        Direction opposite = new Direction(new Vector(-1, 0, 0), new Vector(0, -1, 0), new Vector(0, 0, -1));
        Grid reversed = new Grid(grid.size(), grid.spacing(), grid.position(1, 2, 3), opposite);
        PackedMask mask = random(new Random(3), grid, 0.5);
        PackedMask mirrored = onto(mask, reversed);
        for (int z = 0; z < 2; z++) {
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 4; x++) {
                    assertThat(mirrored.at(z, y, x)).isEqualTo(mask.at(1 - z, 2 - y, 3 - x));
                }
            }
        }
    }

    @Test
    void theSameGridIsNotCopiedAndAllStructuresMove() {
        Grid grid = Grid.axial(new Size(2, 3, 4), new Spacing(3, 2, 1));
        PackedMask mask = random(new Random(3), grid, 0.5);
        assertThat(onto(mask, grid).words()).isSameAs(mask.words());
        Structures two = new Structures(grid, Map.of("a", mask, "b", PackedMask.empty(grid)));
        Structures moved = NearestNeighbour.onto(two, Grid.axial(new Size(3, 3, 4), new Spacing(3, 2, 1)));
        assertThat(moved.names()).isEqualTo(two.names());
        assertThat(moved.of("a").count()).isEqualTo(mask.count());
        assertThat(moved.of("b").isEmpty()).isTrue();
    }

    @Test
    void gridsThatShareNoVoxelAreRefused() {
        Grid here = Grid.axial(new Size(2, 3, 4), new Spacing(3, 2, 1));
        Grid there = new Grid(here.size(), here.spacing(), new Vector(4.2, 0, 0), Direction.AXIAL);
        assertThatThrownBy(() -> onto(PackedMask.empty(here), there)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no voxel in common: origin x 0 against 4.2 mm;").hasMessageContaining("correct its header");
    }

    @Test
    void numberOfThreadsDoesNotChangeABit() throws Exception {
        Grid source = new Grid(new Size(20, 30, 40), new Spacing(2, 1, 1), new Vector(0, 0, 0), turned(0.4, 0.1, -0.2));
        PackedMask mask = random(new Random(3), source, 0.5);
        Grid target = Grid.axial(new Size(40, 40, 40), new Spacing(1, 0.9, 0.9));
        ForkJoinPool one = new ForkJoinPool(1);
        try {
            assertThat(one.submit(() -> onto(mask, target)).get()).isEqualTo(onto(mask, target));
        } finally {
            one.shutdown();
        }
    }

    /** Turned at will, its middle within some voxels of the origin. */
    private static Grid grid(Random random) {
        Size size = new Size(1 + random.nextInt(7), 1 + random.nextInt(7), 1 + random.nextInt(random.nextInt(10) == 0 ? 70 : 7));
        Spacing spacing = new Spacing(0.5 + 3 * random.nextDouble(), 0.5 + random.nextDouble(), 0.5 + random.nextDouble());
        Direction direction = random.nextInt(3) == 0 ? axes(random)
                : turned(random.nextDouble() * 7, random.nextDouble() * 7, random.nextDouble() * 7);
        Vector middle = new Grid(size, spacing, new Vector(0, 0, 0), direction).position(size.z() / 2.0, size.y() / 2.0, size.x() / 2.0);
        return new Grid(size, spacing, middle.times(-1).plus(new Vector(random.nextDouble(), 3 * random.nextDouble(), random.nextDouble())), direction);
    }

    /** Axial axes in any order and of either sign. */
    private static Direction axes(Random random) {
        List<Vector> axes = new ArrayList<>(List.of(new Vector(1, 0, 0), new Vector(0, 1, 0), new Vector(0, 0, 1)));
        Collections.shuffle(axes, random);
        axes.replaceAll(axis -> random.nextBoolean() ? axis : axis.times(-1));
        return new Direction(axes.get(0), axes.get(1), axes.get(2));
    }

    /** Turned about x, then y, then z. */
    private static Direction turned(double a, double b, double c) {
        return new Direction(turned(new Vector(1, 0, 0), a, b, c), turned(new Vector(0, 1, 0), a, b, c), turned(new Vector(0, 0, 1), a, b, c));
    }

    private static Vector turned(Vector v, double a, double b, double c) {
        Vector x = new Vector(v.x(), Math.cos(a) * v.y() - Math.sin(a) * v.z(), Math.sin(a) * v.y() + Math.cos(a) * v.z());
        Vector y = new Vector(Math.cos(b) * x.x() + Math.sin(b) * x.z(), x.y(), -Math.sin(b) * x.x() + Math.cos(b) * x.z());
        return new Vector(Math.cos(c) * y.x() - Math.sin(c) * y.y(), Math.sin(c) * y.x() + Math.cos(c) * y.y(), y.z());
    }

    private static boolean overlap(Grid source, Grid target) {
        for (int z = 0; z < target.size().z(); z++) {
            for (int y = 0; y < target.size().y(); y++) {
                for (int x = 0; x < target.size().x(); x++) {
                    if (nearest(source, target.position(z, y, x))[3] > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** The voxel nearest to a place by trying all; then 1 if the place lies in it, -1 if it lies outside, 0 if on its border. */
    private static int[] nearest(Grid source, Vector place) {
        int[] nearest = {0, 0, 0, 1};
        double least = Double.POSITIVE_INFINITY;
        for (int z = 0; z < source.size().z(); z++) {
            for (int y = 0; y < source.size().y(); y++) {
                for (int x = 0; x < source.size().x(); x++) {
                    double distance = place.plus(source.position(z, y, x).times(-1)).length();
                    if (distance < least) {
                        least = distance;
                        nearest = new int[] {z, y, x, 1};
                    }
                }
            }
        }
        Vector off = place.plus(source.position(nearest[0], nearest[1], nearest[2]).times(-1));
        double z = Math.abs(off.dot(source.direction().alongZ())) / source.spacing().z();
        double y = Math.abs(off.dot(source.direction().alongY())) / source.spacing().y();
        double x = Math.abs(off.dot(source.direction().alongX())) / source.spacing().x();
        double most = Math.max(z, Math.max(y, x));
        nearest[3] = most > 0.5 + BORDER ? -1 : most > 0.5 - BORDER ? 0 : 1;
        return nearest;
    }
}
