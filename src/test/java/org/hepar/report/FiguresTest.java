package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.hepar.experiment.Run;
import org.hepar.report.Figures.Figure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FiguresTest {

    @Test
    void axesBeginAndEndOnRoundTicks() {
        assertThat(Axis.around(0, 1, 5)).isEqualTo(new Axis(0, 1, 0.2));
        assertThat(Axis.around(0, 1800, 5)).isEqualTo(new Axis(0, 2000, 500));
        assertThat(Axis.around(-100, 34, 5)).isEqualTo(new Axis(-100, 50, 50));
        assertThat(Axis.around(0, 0, 5).max()).isPositive();
        assertThat(Axis.around(0, 1, 5).label(0.6000000001)).isEqualTo("0.6");
        assertThat(Axis.around(-100, 34, 5).label(-50)).isEqualTo("−50");
        assertThat(Axis.around(0, 1800, 5).label(1500)).isEqualTo("1500");
    }

    @Test
    void everyMeasureAndStageIsDrawnTwiceWithEqualBytes(@TempDir Path folder) throws Exception {
        Run run = Run.read(new SampleRun(folder).started().fold("a", List.of("1"), List.of("2")).stage("a", "liver", 4, true).close());
        List<Figure> curves = Figures.training(run);
        assertThat(curves).extracting(Figure::name).containsExactly("training-liver-loss", "training-liver-dice", "training-liver-gradient", "training-liver-rate");
        List<Figure> boxes = Figures.boxes(SampleRun.cases(8), "");
        assertThat(boxes).extracting(Figure::name).containsExactly("box-dice", "box-voe", "box-rvd", "box-asd-mm", "box-msd-mm");
        BufferedImage dice = ImageIO.read(new ByteArrayInputStream(boxes.get(0).png()));
        assertThat(dice.getWidth()).isEqualTo(500);
        assertThat(boxes.get(0).svg()).startsWith("<?xml").contains("</svg>");
        List<Figure> again = Figures.boxes(SampleRun.cases(8), "");
        for (int i = 0; i < boxes.size(); i++) {
            assertThat(again.get(i).png()).isEqualTo(boxes.get(i).png());
            assertThat(again.get(i).svg()).isEqualTo(boxes.get(i).svg());
        }
    }

    @Test
    void aSingleEpochAndASingleCaseAreDrawn(@TempDir Path folder) {
        Run run = Run.read(new SampleRun(folder).started().fold("a", List.of("1"), List.of("2")).stage("a", "lesion", 1, false).close());
        assertThat(Figures.training(run)).hasSize(4);
        assertThat(Figures.boxes(SampleRun.cases(1), "")).hasSize(5);
        assertThat(Figures.boxes(List.of(), "")).isEmpty();
    }

    @Test
    void theBundledFontDraws() {
        assertThat(Fonts.problem()).isEmpty();
        assertThat(Fonts.plain(12).getFamily()).isEqualTo("Liberation Sans");
    }
}
