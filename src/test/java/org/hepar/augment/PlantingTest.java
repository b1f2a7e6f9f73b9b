package org.hepar.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlantingTest {

    private static final int SIDE = 96;
    private static final byte ORGAN = LabelledSlice.ORGAN;

    /** An organ of 0.6 in its middle half, outside 0.2; three slices, 1 mm. */
    private static LabelledSlice organ(byte label) {
        byte[] labels = new byte[SIDE * SIDE];
        float[] image = new float[3 * labels.length];
        for (int i = 0; i < labels.length; i++) {
            boolean inside = i / SIDE >= 24 && i / SIDE < 72 && i % SIDE >= 24 && i % SIDE < 72;
            labels[i] = inside ? label : 0;
            for (int c = 0; c < 3; c++) {
                image[c * labels.length + i] = inside ? 0.6f : 0.2f;
            }
        }
        return new LabelledSlice(3, SIDE, SIDE, 1, 1, image, labels);
    }

    private static LabelledSlice planted(LabelledSlice slice, int lesions, double radiusMm, double contrast, long seed) {
        return Transforms.apply(List.of(new Transform.Planted(lesions, radiusMm, radiusMm, contrast, contrast, seed)), slice);
    }

    private static long count(LabelledSlice slice, int label) {
        int count = 0;
        for (byte each : slice.labels()) {
            count += each == label ? 1 : 0;
        }
        return count;
    }

    @Test
    void whatIsLearnedAsLesionIsDarkerByTheContrastAndLiesInTheOrgan() {
        LabelledSlice before = organ(ORGAN);
        for (long seed = 0; seed < 50; seed++) {
            LabelledSlice after = planted(before, 2, 8, -0.2, seed);
            assertThat(count(after, 1)).as("seed " + seed).isPositive();
            int middle = after.pixels();
            for (int i = 0; i < after.pixels(); i++) {
                if (after.labels()[i] == 1) {
                    assertThat(before.labels()[i]).isEqualTo(ORGAN);
                    assertThat(after.image()[middle + i]).as("at least half of the contrast is reached where the label is").isLessThanOrEqualTo(0.5f + 1e-6f);
                } else {
                    assertThat(after.labels()[i]).isEqualTo(before.labels()[i]);
                    if (before.labels()[i] == 0) {
                        assertThat(after.image()[middle + i]).as("outside").isEqualTo(0.2f);
                    } else {
                        // Less than half of one lesion's edge, twice where two lie side by side.
                        assertThat(after.image()[middle + i]).isBetween(0.4f, 0.6f);
                    }
                }
            }
        }
    }

    @Test
    void aLesionHasAboutTheAreaOfItsRadiusAndItsMiddleTheWholeContrast() {
        double area = 0;
        float darkest = 1;
        for (long seed = 0; seed < 200; seed++) {
            LabelledSlice after = planted(organ(ORGAN), 1, 4, -0.3, seed);
            area += count(after, 1) / 200.0;
            for (float value : Arrays.copyOfRange(after.image(), after.pixels(), 2 * after.pixels())) {
                darkest = Math.min(darkest, value);
            }
        }
        // Some are cut off at the organ's edge.
        assertThat(area).isCloseTo(Math.PI * 16, within(10.0));
        assertThat(darkest).isCloseTo(0.2f, within(0.001f));
    }

    @Test
    void neighbouringSlicesShowItSmaller() {
        int middle = 0;
        int upper = 0;
        for (long seed = 0; seed < 20; seed++) {
            LabelledSlice after = planted(organ(ORGAN), 1, 12, -0.2, seed);
            for (int i = 0; i < after.pixels(); i++) {
                upper += after.labels()[i] == 1 && after.image()[i] < 0.5f ? 1 : 0;
                middle += after.labels()[i] == 1 && after.image()[after.pixels() + i] < 0.5f ? 1 : 0;
            }
        }
        assertThat(upper).isPositive().isLessThan(middle);
    }

    @Test
    void inAnOrganThatIsLearnedItselfTheLabelsStay() {
        LabelledSlice before = organ(LabelledSlice.FOREGROUND);
        LabelledSlice after = planted(before, 3, 10, -0.2, 1);
        assertThat(after.labels()).isEqualTo(before.labels());
        assertThat(after.image()).isNotEqualTo(before.image());
    }

    @Test
    void whereNothingCanGrowNothingDoes() {
        LabelledSlice empty = organ((byte) 0);
        assertThat(planted(empty, 3, 10, -0.2, 1)).isSameAs(empty);
    }

    @Test
    void realLesionsAndIgnoredPixelsStayAsTheyAre() {
        LabelledSlice slice = organ(ORGAN);
        for (int x = 40; x < 56; x++) {
            slice.labels()[48 * SIDE + x] = x % 2 == 0 ? LabelledSlice.FOREGROUND : LabelledSlice.IGNORED;
        }
        LabelledSlice after = planted(slice, 5, 20, -0.2, 2);
        for (int x = 40; x < 56; x++) {
            assertThat(after.labels()[48 * SIDE + x]).isEqualTo(slice.labels()[48 * SIDE + x]);
            assertThat(after.image()[SIDE * SIDE + 48 * SIDE + x]).isEqualTo(0.6f);
        }
    }

    @Test
    void theOrganIsBackgroundForALoss() {
        LabelledSlice after = planted(organ(ORGAN), 1, 8, -0.2, 3);
        LabelledSlice plain = after.withoutOrgan();
        assertThat(count(plain, ORGAN)).isZero();
        assertThat(count(plain, 1)).isEqualTo(count(after, 1));
        assertThat(plain.withoutOrgan()).isSameAs(plain);
    }
}
