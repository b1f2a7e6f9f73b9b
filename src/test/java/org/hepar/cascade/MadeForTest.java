package org.hepar.cascade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.hepar.config.Yaml;
import org.hepar.preprocess.HuWindow;
import org.hepar.volume.Grid;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

/** Which images a network is refused: few, and never a CT in HU, clipped or not. */
class MadeForTest {

    private static final HuWindow WINDOW = new HuWindow(-100, 400);
    private static final Grid GRID = grid(5, 0.8);

    private static Grid grid(double slice, double pixel) {
        return Grid.axial(new Size(10, 64, 64), new Spacing(slice, pixel, pixel));
    }

    /** Of 1000 voxels 500 air at -1000, 150 fat at -80, 320 organs from 0 to 160, 30 bone at 700, mixed. */
    private static Volume ct(Grid grid, DoubleUnaryOperator changed) {
        float[] voxels = new float[grid.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            int k = i * 619 % 1000;
            voxels[i] = (float) changed.applyAsDouble(k < 500 ? -1000 : k < 650 ? -80 : k < 970 ? (k - 650) / 2.0 : 700);
        }
        return new Volume(grid, voxels);
    }

    private static DoubleUnaryOperator clipped(double lower, double upper) {
        return hu -> Math.min(upper, Math.max(lower, hu));
    }

    private static MadeFor of(Volume... images) {
        return MadeFor.of(WINDOW, java.util.Arrays.stream(images).map(image -> ImageFacts.of(image, WINDOW)).toList());
    }

    @Test
    void aClippedCtIsAsGoodAsAWholeOneEitherWay() {
        Volume whole = ct(GRID, hu -> hu);
        Volume clipped = ct(GRID, clipped(-160, 240));
        Volume narrow = ct(GRID, clipped(-100, 400));
        Volume cutOut = ct(GRID, hu -> hu < -500 ? 60 : hu);
        for (MadeFor made : List.of(of(whole), of(clipped), of(whole, clipped))) {
            for (Volume image : List.of(whole, clipped, narrow)) {
                assertThat(made.against(image)).isEmpty();
            }
            assertThat(new Intention(List.of(WINDOW, new HuWindow(-50, 250)), List.of(made)).against(clipped)).isEmpty();
        }
        // Without any air, but with fat: a tight cut-out.
        assertThat(MadeFor.of(new HuWindow(-50, 250), List.of(ImageFacts.of(whole, new HuWindow(-50, 250)))).against(cutOut)).isEmpty();
    }

    @Test
    void whatIsNoCtInHuIsRefusedWithNumbersOfBothSides() {
        MadeFor made = of(ct(GRID, hu -> hu));
        assertThat(made.against(ct(GRID, hu -> WINDOW.apply(new Volume(Grid.axial(new Size(1, 1, 1), new Spacing(1, 1, 1)), new float[] {(float) hu})).voxels()[0])))
                .singleElement().asString().contains("its values are 0 to 1", "less than 50 of the window of -100 to 400 HU", "normalised");
        assertThat(made.against(ct(GRID, hu -> hu < -500 ? 0 : 500 + hu))).as("an MR: air 0, no value below").first().asString()
                .contains("0.00 % of its voxels are at or below -100 HU", "its values are 0 to 1200", "of the images in training at least 50 %");
        assertThat(made.against(ct(GRID, hu -> hu + 1024))).as("stored values without their intercept").isNotEmpty();
        MadeFor withoutDark = MadeFor.of(new HuWindow(-1100, 400), List.of(ImageFacts.of(ct(GRID, hu -> hu), new HuWindow(-1100, 400))));
        assertThat(withoutDark.against(ct(GRID, hu -> hu + 1424))).singleElement().asString().contains("% of its voxels are at or above 400 HU", "at most 3.0 %");
    }

    @Test
    void spacingsFarOutsideAreRefused() {
        MadeFor made = of(ct(grid(5, 0.7), hu -> hu), ct(grid(1, 0.9), hu -> hu));
        for (Grid usual : List.of(grid(5, 0.7), grid(0.6, 0.5), grid(10, 1.5))) {
            assertThat(made.against(usual)).isEmpty();
        }
        assertThat(made.against(grid(5, 0.0008))).singleElement().asString().isEqualTo("it has pixels of 0.0008 mm, the images in training 0.7 to 0.9 mm");
        assertThat(made.against(grid(0.005, 0.8))).singleElement().asString().contains("slices every 0.005 mm, the images in training 1 to 5 mm");
        assertThat(made.against(grid(40, 5))).hasSize(2);
    }

    @Test
    void itIsReadBackFromItsText() {
        MadeFor made = of(ct(GRID, hu -> hu));
        assertThat(Yaml.parseRecorded(Yaml.canonical(made), java.nio.file.Path.of("made_for"), MadeFor.class)).isEqualTo(made);
        assertThat(made.leastDarkShare()).isBetween(0.49, 0.51);
        assertThat(made.mostBrightShare()).isBetween(0.025, 0.035);
    }
}
