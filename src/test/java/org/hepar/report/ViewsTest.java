package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewsTest {

    @TempDir
    Path folder;

    private static final Grid GRID = Grid.axial(new Size(4, 20, 40), new Spacing(5, 4, 2));

    /** Four slices: a small lesion in the second, the largest liver in the third; every voxel -1000 or 100 HU. */
    private static LabelMap reference() {
        byte[] labels = new byte[GRID.voxels()];
        fill(labels, 1, 4, 10, 5, 15, LabelMap.LIVER);
        fill(labels, 1, 6, 8, 7, 10, LabelMap.LESION);
        fill(labels, 2, 4, 14, 5, 25, LabelMap.LIVER);
        return new LabelMap(GRID, labels);
    }

    private static void fill(byte[] labels, int z, int y0, int y1, int x0, int x1, byte label) {
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                labels[GRID.size().index(z, y, x)] = label;
            }
        }
    }

    private static LabelledVolume image(LabelMap reference) {
        float[] hu = new float[GRID.voxels()];
        for (int i = 0; i < hu.length; i++) {
            hu[i] = reference.labels()[i] == 0 ? -1000 : 100;
        }
        return new LabelledVolume(new Volume(GRID, hu), reference);
    }

    @Test
    void slicesOfLargestLiverLesionAndDisagreementAreKept() {
        byte[] predicted = reference().labels().clone();
        fill(predicted, 3, 0, 20, 0, 40, LabelMap.LIVER);
        Views.write(folder, "7", image(reference()), new LabelMap(GRID, predicted));
        List<View> views = Views.read(folder, "7");
        assertThat(views).extracting(View::slice).containsExactly(2, 3, 4);
        assertThat(views).extracting(View::shows).containsExactly(List.of("lesion"), List.of("liver"), List.of("disagreement"));
        assertThat(views.get(0).words()).isEqualTo("largest lesion area, slice 2 of 4");
        assertThat(views.get(0).reference().masks()).isEqualTo(Structures.of(reference().crop(new Box(1, 0, 0, 2, 20, 40))).masks());
        assertThat(views.get(2).prediction().of("liver").count()).isEqualTo(20 * 40);
        assertThat(views.get(0).image().orElseThrow().at(0, 6, 7)).isEqualTo(100);
        assertThat(views.get(1).reference().grid().origin().z()).isEqualTo(10);
    }

    @Test
    void aSliceChosenTwiceIsKeptOnceAndWritingAgainReplaces() {
        byte[] predicted = reference().labels().clone();
        fill(predicted, 2, 0, 20, 0, 40, LabelMap.LIVER);
        Views.write(folder, "7", image(reference()), new LabelMap(GRID, predicted));
        assertThat(Views.read(folder, "7")).extracting(View::words)
                .containsExactly("largest lesion area, slice 2 of 4", "largest liver area and disagreement, slice 3 of 4");
        LabelMap nothing = new LabelMap(GRID, new byte[GRID.voxels()]);
        Views.write(folder, "7", image(nothing), nothing);
        assertThat(Views.read(folder, "7")).extracting(View::words).containsExactly("middle slice, slice 3 of 4");
    }

    @Test
    void noCaseIdLeavesTheFolder() {
        assertThat(Views.fileName("volume-01.x")).isEqualTo("volume-01.x");
        assertThat(Views.fileName("../<é>")).isEqualTo("%2E.%2F%3C%C3%A9%3E");
        LabelMap reference = reference();
        Views.write(folder.resolve("views"), "../escaped", image(reference), reference);
        assertThat(folder.resolve("escaped")).doesNotExist();
        assertThat(Views.read(folder.resolve("views"), "../escaped")).isNotEmpty();
        assertThat(Views.read(folder.resolve("views"), "never written")).isEmpty();
    }

    @Test
    void aPredictionOnAnotherGridIsRefused() {
        Grid other = Grid.axial(new Size(4, 20, 40), new Spacing(5, 4, 3));
        assertThatThrownBy(() -> Views.write(folder, "7", image(reference()), new LabelMap(other, new byte[other.voxels()])))
                .hasMessageContaining("case 7").hasMessageContaining("spacing x 3 against 2 mm");
    }

    @Test
    void overlayHasTheColoursOfTheirMeaningAndKeepsMillimetresSquare() {
        byte[] predicted = new byte[GRID.voxels()];
        fill(predicted, 1, 4, 10, 10, 20, LabelMap.LIVER);
        fill(predicted, 1, 6, 8, 7, 10, LabelMap.LESION);
        Views.write(folder, "7", image(reference()), new LabelMap(GRID, predicted));
        View view = Views.read(folder, "7").stream().filter(v -> v.slice() == 2).findFirst().orElseThrow();
        BufferedImage picture = Overlay.draw(List.of(view), "Case 7", "liver Dice 0.5").get(0);
        // shown: columns 5..20 and rows 4..10 (30 mm by 24 mm), 20 mm around them, but at least 80 mm (all of the slice)
        assertThat(colour(picture, 5, 6.5)).satisfies(c -> assertThat(c.getRed()).isGreaterThan(c.getBlue() + 60)); // yellow: missed liver
        assertThat(colour(picture, 9, 11)).satisfies(c -> assertThat(c.getGreen()).isGreaterThan(c.getRed() + 20)); // green: both liver
        assertThat(colour(picture, 7, 8.5)).satisfies(c -> assertThat(c.getBlue()).isGreaterThan(c.getRed() + 60)); // blue: both lesion
        assertThat(colour(picture, 7, 17)).satisfies(c -> assertThat(c.getRed()).isGreaterThan(c.getBlue() + 60)); // yellow: no liver
        assertThat(colour(picture, 12, 30)).isEqualTo(Color.BLACK);
    }

    /** Images without air, such as MR, have no fixed window: of a case it is one, so that a dark slice stays darker than a bright one. */
    @Test
    void allSlicesOfACaseShareOneWindowOfGreyValues() {
        float[] intensities = new float[GRID.voxels()];
        for (int i = 0; i < intensities.length; i++) {
            intensities[i] = (i < 2 * 800 ? 100 : 300) + i % 40;
        }
        Structures mask = Structures.of(reference());
        List<View> views = Views.of("7", mask, mask, Optional.of(new Volume(GRID, intensities)));
        assertThat(views).extracting(View::slice).containsExactly(2, 3);
        List<BufferedImage> pictures = Overlay.draw(views, "Case 7", "liver Dice 1");
        int dark = new Color(pictures.get(0).getRGB(220, 300)).getRed();
        int bright = new Color(pictures.get(1).getRGB(220, 300)).getRed();
        assertThat(dark).isLessThan(80);
        assertThat(bright).isGreaterThan(180);
    }

    /** The colour of the lower panel at a voxel: 440 pixels show 80 mm around the middle of rows 4..9 and columns 5..19. */
    private static Color colour(BufferedImage picture, double y, double x) {
        int v = (int) ((y - 6.5) * 4 / 80 * 440 + 220);
        int u = (int) ((x - 12) * 2 / 80 * 440 + 220);
        return new Color(picture.getRGB(u, 62 + 446 + v));
    }
}
