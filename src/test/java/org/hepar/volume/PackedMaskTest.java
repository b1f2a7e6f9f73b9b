package org.hepar.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedMaskTest {

    private static final Spacing MM = new Spacing(5, 0.8, 0.7);
    /** One voxel, one less than a word, a word, one more, and so wide that stretches are looked for. */
    private static final int[] WIDTHS = {1, 2, 63, 64, 65, 127, 128, 130, 300};

    private interface Check {
        void check(String name, Mask mask, Random random);
    }

    private static void onRandomMasks(Check check) {
        for (int width : WIDTHS) {
            for (int seed = 0; seed < 40; seed++) {
                Random random = new Random(seed);
                Size size = new Size(1 + random.nextInt(4), 1 + random.nextInt(4), width);
                check.check("seed " + seed + ", size " + size, mask(random, Grid.axial(size, MM)), random);
            }
        }
    }

    /** Noise, stretches, or both: from empty to full. */
    private static Mask mask(Random random, Grid grid) {
        double stay = random.nextInt(3) == 0 ? 0.5 : random.nextDouble() < 0.2 ? 1 : 1 - Math.pow(random.nextDouble(), 4);
        boolean[] voxels = new boolean[grid.voxels()];
        boolean now = random.nextBoolean();
        for (int i = 0; i < voxels.length; i++) {
            now ^= random.nextDouble() > stay;
            voxels[i] = now;
        }
        return new Mask(grid, voxels);
    }

    @Test
    void everyVoxelKeepsItsPlace() {
        onRandomMasks((name, mask, random) -> {
            PackedMask packed = PackedMask.of(mask);
            Size size = mask.grid().size();
            for (int i = 0; i < mask.voxels().length; i++) {
                int z = i / (size.y() * size.x());
                int y = i / size.x() % size.y();
                int x = i % size.x();
                assertThat(packed.at(z, y, x)).as("%s, voxel %d", name, i).isEqualTo(mask.voxels()[i]);
            }
            assertThat(packed.unpacked().voxels()).as(name).containsExactly(mask.voxels());
            assertThat(packed.count()).as(name).isEqualTo(mask.count());
            assertThat(packed.isEmpty()).as(name).isEqualTo(mask.isEmpty());
            assertThat(packed.millilitres()).as(name).isEqualTo(mask.millilitres());
            assertThat(packed.bounds()).as(name).isEqualTo(mask.bounds());
        });
    }

    @Test
    void bitsBehindTheLastVoxelAreZero() {
        onRandomMasks((name, mask, random) -> {
            PackedMask packed = PackedMask.of(mask);
            Size size = mask.grid().size();
            for (int row = 0; row < size.z() * size.y() && (size.x() & 63) != 0; row++) {
                assertThat(packed.words()[(row + 1) * packed.wordsPerRow() - 1] >>> size.x()).as("%s, row %d", name, row).isZero();
            }
        });
    }

    @Test
    void cropsLikeAMaskOfBytes() {
        onRandomMasks((name, mask, random) -> {
            Size size = mask.grid().size();
            int z = random.nextInt(size.z());
            int y = random.nextInt(size.y());
            int x = random.nextInt(size.x());
            Box box = new Box(z, y, x, z + 1 + random.nextInt(size.z() - z), y + 1 + random.nextInt(size.y() - y), x + 1 + random.nextInt(size.x() - x));
            assertThat(PackedMask.of(mask).crop(box)).as("%s, %s", name, box).isEqualTo(PackedMask.of(mask.crop(box)));
        });
    }

    @Test
    void runsAreTheStretchesOfARow() {
        onRandomMasks((name, mask, random) -> {
            PackedMask packed = PackedMask.of(mask);
            PackedMask filled = PackedMask.empty(mask.grid());
            Size size = mask.grid().size();
            for (int row = 0; row < size.z() * size.y(); row++) {
                int z = row / size.y();
                int y = row % size.y();
                List<Integer> ends = new ArrayList<>();
                packed.forEachRun(z, y, (x0, x1) -> {
                    ends.add(x0);
                    ends.add(x1);
                    filled.fill(z, y, x0, x1);
                });
                assertThat(ends).as("%s, row %d", name, row).doesNotHaveDuplicates().isSorted().hasSize(2 * packed.runs(z, y));
            }
            assertThat(filled).as(name).isEqualTo(packed);
        });
    }

    @Test
    void voxelsComeInScanOrder() {
        onRandomMasks((name, mask, random) -> {
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < mask.voxels().length; i++) {
                if (mask.voxels()[i]) {
                    expected.add(i);
                }
            }
            List<Integer> places = new ArrayList<>();
            PackedMask.of(mask).forEachVoxel((z, y, x) -> places.add(mask.grid().size().index(z, y, x)));
            assertThat(places).as(name).isEqualTo(expected);
        });
    }

    @Test
    void bitsOfARowBeginAtAnyColumn() {
        onRandomMasks((name, mask, random) -> {
            PackedMask packed = PackedMask.of(mask);
            int width = mask.grid().size().x();
            int x = random.nextInt(width);
            for (int k = 0; k < 64; k++) {
                boolean inside = x + k < width && mask.at(0, 0, x + k);
                assertThat(packed.bits(0, 0, x) >>> k & 1).as("%s, column %d + %d", name, x, k).isEqualTo(inside ? 1 : 0);
            }
        });
    }

    @Test
    void sharedVoxelsAreInsideOfBoth() {
        onRandomMasks((name, mask, random) -> {
            Mask other = mask(random, mask.grid());
            int shared = 0;
            for (int i = 0; i < other.voxels().length; i++) {
                shared += other.voxels()[i] && mask.voxels()[i] ? 1 : 0;
            }
            assertThat(PackedMask.of(mask).countShared(PackedMask.of(other))).as(name).isEqualTo(shared);
        });
    }

    @Test
    void labelsAreLookedUpInTheTable() {
        onRandomMasks((name, mask, random) -> {
            boolean[] inside = new boolean[256];
            inside[2] = true;
            inside[200] = true;
            byte[] labels = new byte[mask.voxels().length];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) (mask.voxels()[i] ? random.nextInt(20) < 19 ? 2 : 200 : random.nextInt(20) < 19 ? 0 : 201);
            }
            assertThat(PackedMask.ofLabels(mask.grid(), labels, inside)).as(name).isEqualTo(PackedMask.of(mask));
        });
    }

    @Test
    void liverAndLesionOfALabelMapArePacked() {
        Grid grid = Grid.axial(new Size(1, 1, 5), MM);
        Structures structures = Structures.of(new LabelMap(grid, new byte[] {0, 1, 2, 1, 0}));
        assertThat(structures.of(LabelMapping.LIVER).words()).containsExactly(0b01110);
        assertThat(structures.of(LabelMapping.LESION).words()).containsExactly(0b00100);
    }

    @Test
    void impossibleInputIsRefused() {
        Grid grid = Grid.axial(new Size(1, 1, 5), MM);
        assertThatIllegalArgumentException().isThrownBy(() -> new PackedMask(grid, new long[2])).withMessageContaining("2 words");
        assertThatIllegalArgumentException().isThrownBy(() -> PackedMask.ofLabels(grid, new byte[4], new boolean[256])).withMessageContaining("got 4");
        assertThatIllegalArgumentException().isThrownBy(() -> PackedMask.ofLabels(grid, new byte[5], new boolean[3])).withMessageContaining("3 entries");
        assertThatIllegalArgumentException().isThrownBy(() -> PackedMask.empty(grid).countShared(PackedMask.empty(Grid.axial(new Size(1, 5, 1), MM))))
                .withMessageContaining("[1,1,5]").withMessageContaining("[1,5,1]");
    }
}
