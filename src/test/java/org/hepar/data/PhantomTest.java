package org.hepar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hepar.config.Hash;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Size;
import org.junit.jupiter.api.Test;

class PhantomTest {

    private static final Phantom SMALL = new Phantom(3, 7, 12, 64, 5, 10);
    private static final Phantom USUAL = new Phantom(7, 1, 24, 128, 2.5, 5);

    private static String bits(LabelledVolume made) {
        ByteBuffer buffer = ByteBuffer.allocate(5 * made.grid().voxels());
        for (int i = 0; i < made.grid().voxels(); i++) {
            buffer.putFloat(made.volume().voxels()[i]).put(made.labels().labels()[i]);
        }
        return Hash.sha256(buffer.array());
    }

    /**
     * The bits of one case as painted when this test was written. A change of the painting must change
     * {@code PhantomCase.VERSION} too, or weights and caches of the older patients would be taken for those of the newer.
     */
    @Test
    void bitsAreTheSameOnEveryMachineUntilTheVersionChanges() {
        Case one = SMALL.open().get("phantom-01");
        assertThat(List.of(bits(one.load()).substring(0, 16), one.sha256().substring(0, 16))).containsExactly("347e2d970f0d4904", "7dd56c4dc1ce3506");
    }

    @Test
    void sameSeedGivesEqualBitsAndOthersDiffer() {
        Case first = SMALL.open().get("phantom-00");
        assertThat(bits(first.load())).isEqualTo(bits(SMALL.open().get("phantom-00").load()));
        assertThat(bits(first.load())).isNotEqualTo(bits(SMALL.open().get("phantom-01").load()));
        assertThat(bits(first.load())).isNotEqualTo(bits(new Phantom(3, 8, 12, 64, 5, 10).open().get("phantom-00").load()));
    }

    @Test
    void numberOfCasesDoesNotChangeACase() {
        Case among = new Phantom(9, 7, 12, 64, 5, 10).open().get("phantom-02");
        assertThat(bits(among.load())).isEqualTo(bits(SMALL.open().get("phantom-02").load()));
        assertThat(among.sha256()).isEqualTo(SMALL.open().get("phantom-02").sha256());
    }

    @Test
    void hashTellsSeedsSizesAndCasesApart() {
        assertThat(SMALL.open().sha256()).isEqualTo(new Phantom(3, 7, 12, 64, 5, 10).open().sha256())
                .isNotEqualTo(new Phantom(3, 8, 12, 64, 5, 10).open().sha256())
                .isNotEqualTo(new Phantom(3, 7, 12, 65, 5, 10).open().sha256())
                .isNotEqualTo(new Phantom(2, 7, 12, 64, 5, 10).open().sha256());
    }

    @Test
    void storedGridIsTheLoadedOne() {
        Case one = SMALL.open().get("phantom-00");
        assertThat(one.stored().grid()).isEqualTo(one.load().grid());
    }

    @Test
    void spacingIsAnisotropicAndVariesFromCaseToCase() {
        List<Double> pixels = USUAL.open().cases().stream().map(one -> one.stored().grid().spacing().x()).distinct().toList();
        assertThat(pixels.size()).isGreaterThan(3);
        USUAL.open().cases().forEach(one -> assertThat(one.stored().grid().spacing().z()).isGreaterThan(1.5 * one.stored().grid().spacing().x()));
    }

    @Test
    void lesionsLieInALiverOfPlausibleSizeAndTheirNumberRunsFromNoneToManyOverTheCases() {
        List<Integer> counts = new ArrayList<>();
        for (Case one : USUAL.open().cases()) {
            LabelMap labels = one.load().labels();
            assertThat(labels.liver().millilitres()).as(one.id()).isBetween(350.0, 1800.0);
            assertThat(largest(labels.liver().voxels(), labels.grid().size()).count()).as("the liver of %s is nearly one piece", one.id())
                    .isGreaterThan((int) (0.97 * labels.liver().count()));
            counts.add(components(labels.lesion().voxels(), labels.grid().size()).size());
        }
        assertThat(counts).contains(0).anyMatch(n -> n >= 4).allMatch(n -> n <= 8);
    }

    /** The best window of intensities for all cases together, after smoothing away the noise and keeping the largest piece. */
    @Test
    void noThresholdFindsTheLiver() {
        List<float[]> images = new ArrayList<>();
        List<boolean[]> livers = new ArrayList<>();
        List<Size> sizes = new ArrayList<>();
        for (Case one : USUAL.open().cases()) {
            LabelledVolume made = one.load();
            images.add(smoothed(smoothed(made.volume().voxels(), made.grid().size()), made.grid().size()));
            livers.add(made.labels().liver().voxels());
            sizes.add(made.grid().size());
        }
        double best = 0;
        for (int low = 40; low <= 110; low += 10) {
            for (int high = Math.max(80, low + 20); high <= 170; high += 10) {
                double sum = 0;
                for (int n = 0; n < images.size(); n++) {
                    float[] image = images.get(n);
                    boolean[] inWindow = new boolean[image.length];
                    for (int i = 0; i < image.length; i++) {
                        inWindow[i] = image[i] >= low && image[i] <= high;
                    }
                    sum += dice(largest(inWindow, sizes.get(n)), livers.get(n));
                }
                best = Math.max(best, sum / images.size());
            }
        }
        assertThat(best).as("mean Dice of the best window").isBetween(0.2, 0.75);
    }

    /** The 3x3x3 mean. */
    private static float[] smoothed(float[] image, Size size) {
        float[] result = new float[image.length];
        for (int z = 1; z < size.z() - 1; z++) {
            for (int y = 1; y < size.y() - 1; y++) {
                for (int x = 1; x < size.x() - 1; x++) {
                    float sum = 0;
                    for (int k = -1; k <= 1; k++) {
                        for (int j = -1; j <= 1; j++) {
                            int at = size.index(z + k, y + j, x);
                            sum += image[at - 1] + image[at] + image[at + 1];
                        }
                    }
                    result[size.index(z, y, x)] = sum / 27;
                }
            }
        }
        return result;
    }

    private record Piece(int[] voxels, int count) {
    }

    private static Piece largest(boolean[] mask, Size size) {
        return components(mask, size).stream().reduce(new Piece(new int[0], 0), (a, b) -> b.count > a.count ? b : a);
    }

    /** Pieces that touch by faces. */
    private static List<Piece> components(boolean[] mask, Size size) {
        boolean[] left = mask.clone();
        int slice = size.y() * size.x();
        int[] queue = new int[mask.length];
        List<Piece> pieces = new ArrayList<>();
        for (int seed = 0; seed < left.length; seed++) {
            if (!left[seed]) {
                continue;
            }
            int end = 0;
            queue[end++] = seed;
            left[seed] = false;
            for (int next = 0; next < end; next++) {
                int at = queue[next];
                int x = at % size.x();
                int y = at / size.x() % size.y();
                int z = at / slice;
                int[] around = {x > 0 ? at - 1 : -1, x < size.x() - 1 ? at + 1 : -1, y > 0 ? at - size.x() : -1,
                    y < size.y() - 1 ? at + size.x() : -1, z > 0 ? at - slice : -1, z < size.z() - 1 ? at + slice : -1};
                for (int neighbour : around) {
                    if (neighbour >= 0 && left[neighbour]) {
                        left[neighbour] = false;
                        queue[end++] = neighbour;
                    }
                }
            }
            pieces.add(new Piece(Arrays.copyOf(queue, end), end));
        }
        return pieces;
    }

    private static double dice(Piece piece, boolean[] reference) {
        int common = 0;
        for (int at : piece.voxels) {
            common += reference[at] ? 1 : 0;
        }
        int sum = piece.count;
        for (boolean inside : reference) {
            sum += inside ? 1 : 0;
        }
        return 2.0 * common / sum;
    }

    @Test
    void mostLesionsStandOutFromTheLiverByOneToFourTimesTheNoise() {
        int seen = 0;
        int clear = 0;
        for (Case one : USUAL.open().cases()) {
            LabelledVolume made = one.load();
            Size size = made.grid().size();
            double liver = mean(made, LabelMap.LIVER);
            for (Piece piece : components(made.labels().lesion().voxels(), size)) {
                if (piece.count >= 60) {
                    double lesion = Arrays.stream(piece.voxels).mapToDouble(i -> made.volume().voxels()[i]).average().orElseThrow();
                    assertThat(Math.abs(lesion - liver)).as("%s, lesion of %d voxels", one.id(), piece.count).isLessThan(65);
                    clear += Math.abs(lesion - liver) > 15 ? 1 : 0;
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(5);
        assertThat(clear).as("of %d lesions; those with a bright rim may equal the liver in their mean", seen).isGreaterThan(seen / 2);
    }

    private static double mean(LabelledVolume made, byte label) {
        double sum = 0;
        int n = 0;
        for (int i = 0; i < made.grid().voxels(); i++) {
            if (made.labels().labels()[i] == label) {
                sum += made.volume().voxels()[i];
                n++;
            }
        }
        return sum / n;
    }

    @Test
    void intensitiesAreWholeHuFromAirToBone() {
        float[] hu = SMALL.open().get("phantom-00").load().volume().voxels();
        float lowest = 0;
        float highest = 0;
        for (float value : hu) {
            assertThat(value == Math.rint(value)).isTrue();
            lowest = Math.min(lowest, value);
            highest = Math.max(highest, value);
        }
        assertThat(lowest).isBetween(-1024f, -950f);
        assertThat(highest).isBetween(250f, 600f);
    }

    @Test
    void impossibleSettingsAreRefusedWithTheirNameAndValue() {
        assertThatThrownBy(() -> new Phantom(0, 1, 24, 128, 2, 5)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cases (=0) must be from 1 to 1000; 12 is enough to try things");
        assertThatThrownBy(() -> new Phantom(-1, 1, -3, 0, 2, 4)).as("all at once").hasMessageContaining("cases (=-1)")
                .hasMessageContaining("slices (=-3)").hasMessageContaining("in_plane_size (=0)");
        assertThatThrownBy(() -> new Phantom(1, 1, 2, 128, 2, 5)).hasMessageContaining("slices (=2)");
        assertThatThrownBy(() -> new Phantom(1, 1, 24, 8, 2, 5)).hasMessageContaining("in_plane_size (=8)");
        assertThatThrownBy(() -> new Phantom(1, 1, 24, 128, Double.NaN, 5)).hasMessageContaining("in_plane_spacing_mm (=NaN)");
        assertThatThrownBy(() -> new Phantom(1, 1, 24, 128, 2, -5)).hasMessageContaining("slice_spacing_mm (=-5)");
    }
}
