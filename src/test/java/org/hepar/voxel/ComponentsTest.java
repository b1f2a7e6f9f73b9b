package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
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
        assertThat(Masks.labels(components)).containsExactly(
                1, 0, 1, 0, 2,
                1, 0, 1, 0, 2,
                1, 1, 1, 0, 0);
        assertThat(components.size(1)).isEqualTo(7);
        assertThat(components.size(2)).isEqualTo(2);
        assertThat(components.mask(2).count()).isEqualTo(2);
        assertThat(components.bounds(2)).isEqualTo(new Box(0, 0, 4, 1, 2, 5));
        assertThat(components.millilitres(1)).isCloseTo(7 * 5 * 0.8 * 0.7 / 1000, within(1e-15));
    }

    @Test
    void equalFloodFillOnRandomMasks() {
        for (int seed = 0; seed < 1000; seed++) {
            Mask mask = Masks.any(new Random(seed));
            for (Connectivity connectivity : Connectivity.values()) {
                Components components = Components.label(mask, connectivity);
                int[] expected = flood(mask, connectivity);
                assertThat(Masks.labels(components)).as("seed %d, %s", seed, connectivity).containsExactly(expected);
                assertThat(components.count()).as("seed %d, %s", seed, connectivity).isEqualTo(Arrays.stream(expected).max().orElse(0));
            }
        }
    }

    @Test
    void everyComponentIsToldAlikeInAllForms() {
        for (int seed = 0; seed < 300; seed++) {
            Mask mask = Masks.any(new Random(seed));
            Components components = Components.label(mask, Connectivity.SIX);
            int[] labels = Masks.labels(components);
            Size size = mask.grid().size();
            for (int i = 0; i < labels.length; i++) {
                assertThat(components.at(i / (size.y() * size.x()), i / size.x() % size.y(), i % size.x())).as("seed %d, voxel %d", seed, i)
                        .isEqualTo(labels[i]);
            }
            for (int id = 1; id <= components.count(); id++) {
                Mask one = components.mask(id);
                boolean[] expected = new boolean[labels.length];
                for (int i = 0; i < labels.length; i++) {
                    expected[i] = labels[i] == id;
                }
                assertThat(one.voxels()).as("seed %d, id %d", seed, id).containsExactly(expected);
                assertThat(components.packed(id)).as("seed %d, id %d", seed, id).isEqualTo(PackedMask.of(one));
                assertThat(components.size(id)).as("seed %d, id %d", seed, id).isEqualTo(one.count());
                assertThat(components.bounds(id)).as("seed %d, id %d", seed, id).isEqualTo(one.bounds().orElseThrow());
            }
        }
    }

    @Test
    void sharedVoxelsAreThoseOfBothLabels() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Mask mask = Masks.any(random);
            Components one = Components.label(mask, Connectivity.SIX);
            Components other = Components.label(Masks.anyOn(random, mask.grid()), Connectivity.TWENTY_SIX);
            int[] labels = Masks.labels(one);
            int[] otherLabels = Masks.labels(other);
            Map<List<Integer>, Integer> expected = new HashMap<>();
            for (int i = 0; i < labels.length; i++) {
                List<Integer> pair = List.of(labels[i], otherLabels[i]);
                if (!pair.contains(0)) {
                    expected.merge(pair, 1, Integer::sum);
                }
            }
            Map<List<Integer>, Integer> shared = new HashMap<>();
            one.forEachShared(other, (id, otherId, voxels) -> shared.merge(List.of(id, otherId), voxels, Integer::sum));
            assertThat(shared).as("seed %d", seed).isEqualTo(expected);
        }
    }

    /** A comb whose teeth, one a slice, hang together only in the last slice: the slabs' results must be joined. */
    @Test
    void branchesOfManySlicesMeetInTheLastOne() {
        Size size = new Size(70, 3, 200);
        boolean[] comb = new boolean[size.voxels()];
        for (int z = 0; z < size.z(); z++) {
            for (int x = 0; x < size.x(); x++) {
                comb[size.index(z, 1, x)] = x % 2 == 0 || z == size.z() - 1;
            }
        }
        Components components = Components.label(new Mask(Grid.axial(size, UNEQUAL), comb), Connectivity.SIX);
        assertThat(components.count()).isEqualTo(1);
        assertThat(components.size(1)).isEqualTo(70 * 100 + 100);
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

    @Test
    void componentsOfAnotherGridAreRefused() {
        Components one = Components.label(Masks.drawn(UNEQUAL, new String[] {"#"}), Connectivity.SIX);
        Components other = Components.label(Masks.drawn(UNEQUAL, new String[] {"##"}), Connectivity.SIX);
        assertThatIllegalArgumentException().isThrownBy(() -> one.forEachShared(other, (id, otherId, voxels) -> { }))
                .withMessageContaining("[1,1,1]").withMessageContaining("[1,1,2]");
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
