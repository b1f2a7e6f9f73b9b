package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Masks;
import org.hepar.voxel.Outside;
import org.junit.jupiter.api.Test;

class SurfaceDistancesTest {

    private static final Boundary SIX = new Boundary.Voxels(Connectivity.SIX, Outside.BACKGROUND);

    @Test
    void meanIsPooledOverBothSurfacesOrTheMeanOfTwoMeans() {
        Spacing mm = new Spacing(4, 1, 2);
        SurfaceDistances distances = between(Masks.drawn(mm, new String[] {"#...."}), Masks.drawn(mm, new String[] {"###.."}), SIX);
        assertThat(distances.ofReference().mm()).containsExactly(0);
        assertThat(distances.ofPrediction().mm()).containsExactly(0, 2, 4);
        assertThat(distances.pooledMeanMm()).isEqualTo(6 / 4.0);
        assertThat(distances.ofPrediction().mean()).isEqualTo(2);
        assertThat(distances.pooledRootMeanSquareMm()).isEqualTo(Math.sqrt(20 / 4.0));
        assertThat(distances.maximumMm()).isEqualTo(4);
    }

    @Test
    void toleranceIncludesTheDistanceAtIt() {
        Spacing mm = new Spacing(4, 1, 2);
        SurfaceDistances distances = between(Masks.drawn(mm, new String[] {"#...."}), Masks.drawn(mm, new String[] {"###.."}), SIX);
        assertThat(distances.withinTolerance(1.9)).isEqualTo(2 / 4.0);
        assertThat(distances.withinTolerance(2)).isEqualTo(3 / 4.0);
        assertThat(distances.withinTolerance(4)).isEqualTo(1);
    }

    @Test
    void maximumLooksBothWays() {
        Spacing mm = new Spacing(1, 1, 3);
        Mask near = Masks.drawn(mm, new String[] {"#....."});
        Mask farToo = Masks.drawn(mm, new String[] {"#....#"});
        assertThat(between(near, farToo, SIX).maximumMm()).isEqualTo(15);
        assertThat(between(farToo, near, SIX).maximumMm()).isEqualTo(15);
    }

    @Test
    void slicesApartAreMeasuredByTheirSpacing() {
        Spacing mm = new Spacing(5, 0.7, 0.7);
        SurfaceDistances distances = between(Masks.drawn(mm, new String[] {"#"}, new String[] {"."}),
                Masks.drawn(mm, new String[] {"."}, new String[] {"#"}), SIX);
        assertThat(distances.pooledMeanMm()).isEqualTo(5);
        assertThat(distances.maximumMm()).isEqualTo(5);
    }

    @Test
    void maskThatFillsTheArrayHasNoSurfaceIfMoreOfItLiesBeyond() {
        Spacing mm = new Spacing(1, 1, 1);
        Mask full = Masks.drawn(mm, new String[] {"###", "###"});
        Mask part = Masks.drawn(mm, new String[] {"##.", "##."});
        assertThat(between(full, part, new Boundary.Voxels(Connectivity.SIX, Outside.FOREGROUND)).isEmpty()).isTrue();
        assertThat(between(full, part, SIX).isEmpty()).isFalse();
    }

    @Test
    void equalAllPairsOfSurfaceVoxels() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            Grid grid = Masks.randomGrid(random);
            Mask a = Masks.random(random, grid, random.nextDouble());
            Mask b = Masks.random(random, grid, random.nextDouble());
            for (Connectivity connectivity : Connectivity.values()) {
                for (Outside outside : Outside.values()) {
                    SurfaceDistances distances = between(a, b, new Boundary.Voxels(connectivity, outside));
                    boolean[] surfaceA = surface(a, connectivity, outside);
                    boolean[] surfaceB = surface(b, connectivity, outside);
                    assertThat(distances.ofReference().mm()).as("reference, seed %d, %s, %s", seed, connectivity, outside)
                            .containsExactly(allPairs(grid, surfaceA, surfaceB), within(1e-9));
                    assertThat(distances.ofPrediction().mm()).as("prediction, seed %d, %s, %s", seed, connectivity, outside)
                            .containsExactly(allPairs(grid, surfaceB, surfaceA), within(1e-9));
                }
            }
        }
    }

    /** As a contract has them: cut to the box around both masks. */
    private static SurfaceDistances between(Mask reference, Mask prediction, Boundary boundary) {
        return new StructurePair(PackedMask.of(reference), PackedMask.of(prediction)).distances(boundary);
    }

    private static boolean[] surface(Mask mask, Connectivity connectivity, Outside outside) {
        Size size = mask.grid().size();
        boolean[] surface = new boolean[size.voxels()];
        for (int i = 0; i < surface.length; i++) {
            int z = i / (size.y() * size.x());
            int y = i / size.x() % size.y();
            int x = i % size.x();
            for (int[] step : connectivity.offsets()) {
                boolean inside = size.contains(z + step[0], y + step[1], x + step[2]) ? mask.at(z + step[0], y + step[1], x + step[2])
                        : outside == Outside.FOREGROUND;
                surface[i] |= mask.voxels()[i] && !inside;
            }
        }
        return surface;
    }

    private static double[] allPairs(Grid grid, boolean[] starts, boolean[] ends) {
        Size size = grid.size();
        Spacing mm = grid.spacing();
        return java.util.stream.IntStream.range(0, starts.length).filter(i -> starts[i]).mapToDouble(i -> {
            double squared = Double.POSITIVE_INFINITY;
            for (int j = 0; j < ends.length; j++) {
                if (ends[j]) {
                    double dz = (i / (size.y() * size.x()) - j / (size.y() * size.x())) * mm.z();
                    double dy = (i / size.x() % size.y() - j / size.x() % size.y()) * mm.y();
                    double dx = (i % size.x() - j % size.x()) * mm.x();
                    squared = Math.min(squared, dz * dz + dy * dy + dx * dx);
                }
            }
            return Math.sqrt(squared);
        }).toArray();
    }
}
