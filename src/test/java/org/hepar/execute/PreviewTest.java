package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.hepar.config.Yaml;
import org.hepar.experiment.Experiment;
import org.hepar.track.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewTest {

    @TempDir
    private Path folder;

    private static Experiment experiment() {
        return Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, List.of("cohort.in_plane_size=64", "cohort.in_plane_spacing_mm=5", "cohort.slices=16"));
    }

    private Preview preview(List<String> stages, String fold, int cases) {
        return new Preview(stages, fold, cases, folder.resolve("cache"), Progress.SILENT);
    }

    @Test
    void onlyTheDrawnCasesArePreparedAndTheSecondPictureIsEqual() throws IOException {
        preview(List.of(), "", 2).write(experiment(), folder.resolve("a/one.png"));
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".prepared"))).as("two cases of two stages").hasSize(4);
        }
        preview(List.of(), "", 2).write(experiment(), folder.resolve("two.png"));
        assertThat(Files.readAllBytes(folder.resolve("two.png"))).isEqualTo(Files.readAllBytes(folder.resolve("a/one.png")));
        assertThat(ImageIO.read(folder.resolve("two.png").toFile()).getWidth()).isEqualTo(1728);
    }

    @Test
    void oneStageReadsNothingForTheOther() throws IOException {
        preview(List.of("liver"), "only", 1).write(experiment(), folder.resolve("liver.png"));
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".prepared"))).hasSize(1);
        }
    }

    @Test
    void whatIsNotThereIsToldBeforeAnythingIsRead() throws IOException {
        Files.writeString(folder.resolve("experiment.yaml"), "name: mine");
        Files.createDirectory(folder.resolve("folder.png"));
        assertThatThrownBy(() -> preview(List.of("spleen"), "", 2).write(experiment(), folder.resolve("x.png"))).hasMessageContaining("stage (=spleen)");
        assertThatThrownBy(() -> preview(List.of(), "7", 2).write(experiment(), folder.resolve("x.png"))).hasMessageContaining("fold '7'");
        for (String out : List.of("experiment.yaml", "", "folder.png")) {
            assertThatThrownBy(() -> preview(List.of(), "", 2).write(experiment(), out.isEmpty() ? Path.of("") : folder.resolve(out))).hasMessageContaining("--out (=")
                    .hasMessageContaining(out.equals("folder.png") ? "is a folder" : "must end in .png");
        }
        assertThat(folder.resolve("experiment.yaml")).hasContent("name: mine");
        assertThatThrownBy(() -> preview(List.of(), "", 0)).hasMessageContaining("--cases (=0)");
        assertThat(folder.resolve("cache")).doesNotExist();
        assertThat(folder.resolve("x.png")).doesNotExist();
    }
}
