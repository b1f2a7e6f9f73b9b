package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import org.hepar.volume.Box;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

class ResamplingTest {

    private static final int[][] SIZES = {{10, 12}, {5, 6}, {7, 5}, {20, 24}, {13, 17}, {1, 1}, {10, 6}, {20, 6}};

    private static Grid grid(int z, int y, int x) {
        return new Grid(new Size(z, y, x), new Spacing(5, 2, 1.5), new Vector(-30, 12, 100), Direction.AXIAL);
    }

    /** Value = position along x + 10 * position along y, mm. */
    private static Volume ramp(Grid grid) {
        float[] voxels = new float[grid.voxels()];
        Size size = grid.size();
        for (int z = 0; z < size.z(); z++) {
            for (int y = 0; y < size.y(); y++) {
                for (int x = 0; x < size.x(); x++) {
                    Vector at = grid.position(z, y, x);
                    voxels[size.index(z, y, x)] = (float) (at.x() + 10 * at.y());
                }
            }
        }
        return new Volume(grid, voxels);
    }

    private static Volume random(Grid grid, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] voxels = new float[grid.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) random.nextDouble(-100, 400);
        }
        return new Volume(grid, voxels);
    }

    @Test
    void constantStaysConstantAtAnySize() {
        Grid grid = grid(2, 10, 12);
        float[] voxels = new float[grid.voxels()];
        Arrays.fill(voxels, 37.3f);
        for (int[] size : SIZES) {
            assertThat(Resampling.inPlane(new Volume(grid, voxels), size[0], size[1]).voxels()).containsOnly(37.3f);
        }
    }

    @Test
    void linearRampStaysExactInside() {
        Volume ramp = ramp(grid(2, 10, 12));
        for (int[] size : SIZES) {
            Volume resampled = Resampling.inPlane(ramp, size[0], size[1]);
            Volume expected = ramp(resampled.grid());
            int border = 1;
            for (int y = border; y < size[0] - border; y++) {
                for (int x = border; x < size[1] - border; x++) {
                    assertThat(resampled.at(1, y, x)).as("size %s, y %d x %d", Arrays.toString(size), y, x)
                            .isCloseTo(expected.at(1, y, x), within(1e-3f));
                }
            }
        }
    }

    @Test
    void shrinkingByTwoIsTheMeanOfTwoByTwo() {
        Volume volume = random(grid(2, 6, 8), 1);
        Volume half = Resampling.inPlane(volume, 3, 4);
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
                double mean = (volume.at(1, 2 * y, 2 * x) + volume.at(1, 2 * y + 1, 2 * x)
                        + volume.at(1, 2 * y, 2 * x + 1) + volume.at(1, 2 * y + 1, 2 * x + 1)) / 4.0;
                assertThat((double) half.at(1, y, x)).isCloseTo(mean, within(1e-4));
            }
        }
    }

    @Test
    void fieldOfViewIsKept() {
        Grid before = grid(2, 10, 12);
        for (int[] size : SIZES) {
            Grid after = Resampling.inPlane(ramp(before), size[0], size[1]).grid();
            Vector firstEdge = after.position(0, -0.5, -0.5);
            Vector lastEdge = after.position(1, size[0] - 0.5, size[1] - 0.5);
            assertThat(firstEdge.plus(before.position(0, -0.5, -0.5).times(-1)).length()).isLessThan(1e-9);
            assertThat(lastEdge.plus(before.position(1, 9.5, 11.5).times(-1)).length()).isLessThan(1e-9);
        }
    }

    @Test
    void featureKeepsItsPlaceInTheBody() {
        Grid grid = grid(1, 40, 60);
        float[] voxels = new float[grid.voxels()];
        for (int y = 14; y < 23; y++) {
            for (int x = 31; x < 47; x++) {
                voxels[grid.size().index(0, y, x)] = 100;
            }
        }
        Volume volume = new Volume(grid, voxels);
        Vector centre = centreOfMass(volume);
        for (int[] size : new int[][] {{20, 30}, {27, 41}, {80, 120}, {53, 71}}) {
            Vector moved = centreOfMass(Resampling.inPlane(volume, size[0], size[1]));
            assertThat(moved.plus(centre.times(-1)).length()).isLessThan(0.15);  // a tenth of a pixel: sharp edges fall between samples
        }
    }

    private static Vector centreOfMass(Volume volume) {
        Vector sum = new Vector(0, 0, 0);
        double mass = 0;
        Size size = volume.grid().size();
        for (int y = 0; y < size.y(); y++) {
            for (int x = 0; x < size.x(); x++) {
                sum = sum.plus(volume.grid().position(0, y, x).times(volume.at(0, y, x)));
                mass += volume.at(0, y, x);
            }
        }
        return sum.times(1 / mass);
    }

    @Test
    void sameSizeIsTheSameVolume() {
        Volume volume = ramp(grid(2, 5, 6));
        assertThat(Resampling.inPlane(volume, 5, 6)).isSameAs(volume);
    }

    @Test
    void labelsTakeTheMajorityWhenShrinking() {
        Grid grid = grid(1, 4, 4);
        LabelMap labels = new LabelMap(grid, new byte[] {
            1, 1, 0, 0,
            1, 0, 0, 2,
            2, 2, 0, 0,
            2, 2, 1, 1});
        assertThat(Resampling.inPlane(labels, 2, 2).labels())
                .containsExactly(1, 0, 2, 1);  // the last is a draw: the pixel under the centre decides
    }

    @Test
    void labelsGrowByCentreAndComeBack() {
        SplittableRandom random = new SplittableRandom(5);
        Grid grid = grid(2, 9, 7);
        byte[] values = new byte[grid.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) random.nextInt(3);
        }
        LabelMap labels = new LabelMap(grid, values);
        for (int[] size : new int[][] {{9, 14}, {27, 21}, {18, 7}, {20, 15}}) {
            LabelMap back = Resampling.inPlane(Resampling.inPlane(labels, size[0], size[1]), 9, 7);
            assertThat(back.labels()).as(Arrays.toString(size)).isEqualTo(values);
            assertThat(back.grid().sameAs(grid)).isTrue();
        }
    }

    @Test
    void ontoBringsRampBackToItsGrid() {
        Grid grid = grid(2, 24, 30);
        float[] foreground = ramp(grid).voxels().clone();
        for (int i = 0; i < foreground.length; i++) {
            foreground[i] = foreground[i] / 2000 + 0.2f;
        }
        Volume small = Resampling.inPlane(new Volume(grid, foreground), 11, 16);
        ProbabilityMap back = Resampling.onto(ProbabilityMap.ofForeground(small.grid(), small.voxels()), grid);
        assertThat(back.grid()).isEqualTo(grid);
        for (int y = 3; y < 21; y++) {
            for (int x = 3; x < 27; x++) {
                int i = grid.size().index(1, y, x);
                assertThat(back.classes()[1][i]).isCloseTo(foreground[i], within(1e-5f));
                assertThat(back.classes()[0][i] + back.classes()[1][i]).isCloseTo(1, within(1e-5f));
            }
        }
    }

    @Test
    void ontoLargerGridIsBackgroundOutside() {
        Grid whole = grid(1, 12, 14);
        Grid part = whole.crop(new Box(0, 3, 4, 1, 8, 9));
        float[] foreground = new float[part.voxels()];
        Arrays.fill(foreground, 1);
        ProbabilityMap back = Resampling.onto(ProbabilityMap.ofForeground(part, foreground), whole);
        for (int y = 0; y < 12; y++) {
            for (int x = 0; x < 14; x++) {
                boolean inside = y >= 3 && y < 8 && x >= 4 && x < 9;
                int i = whole.size().index(0, y, x);
                assertThat(back.classes()[1][i]).as("y %d x %d", y, x).isEqualTo(inside ? 1 : 0);
                assertThat(back.classes()[0][i]).isEqualTo(inside ? 0 : 1);
            }
        }
    }

    @Test
    void ontoSmallerGridIsTheCrop() {
        Grid whole = grid(1, 12, 14);
        Grid part = whole.crop(new Box(0, 3, 4, 1, 8, 9));
        float[] foreground = random(whole, 3).voxels();
        ProbabilityMap map = ProbabilityMap.ofForeground(whole, foreground);
        assertThat(Resampling.onto(map, part).classes()[1])
                .isEqualTo(new Volume(whole, foreground).crop(new Box(0, 3, 4, 1, 8, 9)).voxels());
    }

    @Test
    void ontoRefusesOtherSlicesAndAxes() {
        ProbabilityMap map = ProbabilityMap.ofForeground(grid(2, 4, 4), new float[32]);
        assertThatThrownBy(() -> Resampling.onto(map, grid(3, 4, 4))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same slices").hasMessageContaining("[2,4,4]").hasMessageContaining("[3,4,4]");
        Grid lifted = new Grid(new Size(2, 4, 4), new Spacing(5, 2, 1.5), new Vector(-30, 12, 105), Direction.AXIAL);
        assertThatThrownBy(() -> Resampling.onto(map, lifted)).hasMessageContaining("same slices");
        Grid turned = new Grid(new Size(2, 4, 4), new Spacing(5, 2, 1.5), new Vector(-30, 12, 100),
                new Direction(new Vector(-1, 0, 0), new Vector(0, 1, 0), new Vector(0, 0, 1)));
        assertThatThrownBy(() -> Resampling.onto(map, turned)).hasMessageContaining("axes");
    }

    @Test
    void noPixelsAreRefused() {
        assertThatThrownBy(() -> Resampling.inPlane(ramp(grid(1, 4, 4)), 0, 3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[0,3]");
    }

    @Test
    void numberOfThreadsDoesNotChangeABit() throws Exception {
        Volume volume = random(grid(9, 33, 41), 7);
        float[] one = inPoolOf(1, volume);
        float[] four = inPoolOf(4, volume);
        assertThat(one).isEqualTo(four);
    }

    private static float[] inPoolOf(int threads, Volume volume) throws Exception {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(() -> Resampling.inPlane(volume, 20, 50).voxels()).get();
        } finally {
            pool.shutdown();
        }
    }
}
