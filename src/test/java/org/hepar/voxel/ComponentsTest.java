package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.junit.jupiter.api.Test;

class ComponentsTest {

    private static final Spacing UNEQUAL = new Spacing(5, 0.8, 0.7);

    @Test
    void connectivityDecidesAboutEdgesAndCorners() {
        Mask edge = Masks.drawn(UNEQUAL, new String[] {"#.", ".#"});
        assertThat(Components.label(edge, Connectivity.SIX).count()).isEqualTo(2);
        assertThat(Components.label(edge, Connectivity.EIGHTEEN).count()).isEqualTo(1);
        Mask corner = Masks.drawn(UNEQUAL, new String[] {"#.", ".."}, new String[] {"..", ".#"});
        assertThat(Components.label(corner, Connectivity.EIGHTEEN).count()).isEqualTo(2);
        assertThat(Components.label(corner, Connectivity.TWENTY_SIX).count()).isEqualTo(1);
    }

    @Test
    void idsComeInScanOrderAlsoWhenBranchesMeetLate() {
        Components components = Components.label(Masks.drawn(UNEQUAL, new String[] {
            "#.#.#",
            "#.#.#",
            "###.."}), Connectivity.SIX);
        assertThat(components.labels()).containsExactly(
                1, 0, 1, 0, 2,
                1, 0, 1, 0, 2,
                1, 1, 1, 0, 0);
        assertThat(components.sizes()).containsExactly(7, 2);
        assertThat(components.mask(2).count()).isEqualTo(2);
    }

    @Test
    void equalFloodFillOnRandomMasks() {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            Mask mask = Masks.random(random, Masks.randomGrid(random), random.nextDouble());
            for (Connectivity connectivity : Connectivity.values()) {
                Components components = Components.label(mask, connectivity);
                int[] expected = flood(mask, connectivity);
                assertThat(components.labels()).as("seed %d, %s", seed, connectivity).containsExactly(expected);
                assertThat(components.count()).as("seed %d, %s", seed, connectivity).isEqualTo(Arrays.stream(expected).max().orElse(0));
                assertThat(Arrays.stream(components.sizes()).sum()).as("seed %d, %s", seed, connectivity).isEqualTo(mask.count());
            }
        }
    }

    @Test
    void manyRunsFit() {
        Size size = new Size(1, 64, 128);
        boolean[] stripes = new boolean[size.voxels()];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = i % 2 == 0;
        }
        assertThat(Components.label(new Mask(Grid.axial(size, UNEQUAL), stripes), Connectivity.SIX).count()).isEqualTo(64);
    }

    @Test
    void largestOfEqualOnesHasTheLowestId() {
        Mask largest = Components.label(Masks.drawn(UNEQUAL, new String[] {"#.##.##"}), Connectivity.SIX).largest();
        assertThat(largest.voxels()).containsExactly(false, false, true, true, false, false, false);
    }

    @Test
    void emptyMaskHasNoComponentAndAnEmptyLargest() {
        Components none = Components.label(Masks.drawn(UNEQUAL, new String[] {"..."}), Connectivity.TWENTY_SIX);
        assertThat(none.count()).isZero();
        assertThat(none.largest().isEmpty()).isTrue();
    }

    @Test
    void unknownIdIsRefused() {
        Components one = Components.label(Masks.drawn(UNEQUAL, new String[] {"#"}), Connectivity.SIX);
        assertThatIllegalArgumentException().isThrownBy(() -> one.mask(2)).withMessageContaining("(=2)").withMessageContaining("1 to 1");
        assertThatIllegalArgumentException().isThrownBy(() -> one.size(0)).withMessageContaining("(=0)");
    }

    private static int[] flood(Mask mask, Connectivity connectivity) {
        Size size = mask.grid().size();
        int[] labels = new int[size.voxels()];
        int count = 0;
        for (int start = 0; start < labels.length; start++) {
            if (mask.voxels()[start] && labels[start] == 0) {
                labels[start] = ++count;
                Deque<Integer> open = new ArrayDeque<>(List.of(start));
                while (!open.isEmpty()) {
                    int at = open.pop();
                    for (int[] step : connectivity.offsets()) {
                        int z = at / (size.y() * size.x()) + step[0];
                        int y = at / size.x() % size.y() + step[1];
                        int x = at % size.x() + step[2];
                        if (size.contains(z, y, x) && mask.at(z, y, x) && labels[size.index(z, y, x)] == 0) {
                            labels[size.index(z, y, x)] = count;
                            open.push(size.index(z, y, x));
                        }
                    }
                }
            }
        }
        return labels;
    }
}
