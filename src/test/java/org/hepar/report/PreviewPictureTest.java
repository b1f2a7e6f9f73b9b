package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.augment.Axis;
import org.hepar.augment.LabelledSlice;
import org.hepar.augment.Transform;
import org.hepar.cascade.Glimpse;
import org.hepar.config.Yaml;
import org.hepar.experiment.Experiment;
import org.hepar.train.SeenSlice;
import org.junit.jupiter.api.Test;

class PreviewPictureTest {

    /** Left half black, right half white; the upper half is foreground, the lower right quarter ignored. */
    private static Glimpse glimpse(int height, int width) {
        float[] image = new float[height * width];
        byte[] labels = new byte[height * width];
        for (int i = 0; i < image.length; i++) {
            image[i] = i % width < width / 2 ? 0 : 1;
            labels[i] = i / width < height / 2 ? 1 : i % width < width / 2 ? 0 : LabelledSlice.IGNORED;
        }
        LabelledSlice slice = new LabelledSlice(1, height, width, 1, 1, image, labels);
        return new Glimpse("07", new SeenSlice(0, 5, slice, List.of(new Transform.Unchanged()), slice));
    }

    private static Experiment experiment() {
        return Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, List.of());
    }

    @Test
    void aRowShowsTheSlicePlainAndUnderItsLabels() {
        BufferedImage picture = PreviewPicture.draw(experiment(), "only", Map.of("liver", List.of(glimpse(40, 40))));
        int top = 24 + 44 + 74;
        assertThat(picture.getRGB(24 + 20, top + 150) & 0xffffff).as("plain, lower left").isZero();
        assertThat(picture.getRGB(24 + 180, top + 150) & 0xffffff).as("plain, lower right").isEqualTo(0xffffff);
        int labelled = 24 + 206;
        int learned = picture.getRGB(labelled + 20, top + 50);
        assertThat(learned >> 8 & 0xff).as("green over black").isGreaterThan(learned >> 16 & 0xff).isPositive();
        assertThat(picture.getRGB(labelled + 20, top + 150) & 0xffffff).as("background is left as it is").isZero();
        int ignored = picture.getRGB(labelled + 180, top + 150);
        assertThat(ignored >> 16 & 0xff).as("orange over white").isGreaterThan(ignored & 0xff);
    }

    @Test
    void stagesStandSideBySideAndEqualInputGivesAnEqualPicture() {
        Map<String, List<Glimpse>> seen = new LinkedHashMap<>();
        seen.put("liver", List.of(glimpse(40, 40), glimpse(40, 30)));
        BufferedImage one = PreviewPicture.draw(experiment(), "only", seen);
        seen.put("lesion", List.of(glimpse(20, 50)));
        BufferedImage two = PreviewPicture.draw(experiment(), "only", seen);
        assertThat(two.getHeight()).isEqualTo(one.getHeight());
        assertThat(two.getWidth()).isEqualTo(2 * one.getWidth() - 24);
        assertThat(Figures.png(two)).isEqualTo(Figures.png(PreviewPicture.draw(experiment(), "only", seen)));
    }

    @Test
    void everyTransformHasItsWords() {
        assertThat(PreviewPicture.words(List.of(new Transform.Unchanged(), new Transform.Rotated(-7.31), new Transform.Translated(-3.2, 11), new Transform.Scaled(1.071),
                new Transform.Flipped(Axis.LEFT_RIGHT), new Transform.Deformed(30, 4, 1), new Transform.Noisy(0.1, 2), new Transform.Rescaled(1.05, -0.02))))
                .isEqualTo("turned -7.3° · moved 3 mm forward, 11 mm left · scaled 1.07 · mirrored left-right · deformed by 4 mm over 30 mm · noise of 0.10 SD · grey x 1.05 - 0.02");
        assertThat(PreviewPicture.words(List.of(new Transform.Unchanged()))).isEqualTo("unchanged");
        assertThat(PreviewPicture.words(List.of(new Transform.Rotated(-0.01)))).isEqualTo("turned 0.0°");
    }
}
