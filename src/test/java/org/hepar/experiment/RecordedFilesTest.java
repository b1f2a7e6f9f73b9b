package org.hepar.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hepar.config.Formerly;
import org.hepar.config.Yaml;
import org.junit.jupiter.api.Test;

/**
 * The experiments that earlier versions recorded in their runs are read back: networks that were trained once can be put to use. The files are named by the form
 * they have, a number that rises with each key that is added.
 */
class RecordedFilesTest {

    private static final Path FOLDER = Path.of("src/test/resources/org/hepar/experiment/recorded");
    private static final String NEWEST = "3-";

    private static List<Path> files(String start) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.getFileName().toString().startsWith(start)).sorted().toList();
        }
    }

    @Test
    void everyFormIsRead() throws IOException {
        assertThat(files("")).hasSizeGreaterThanOrEqualTo(5);
        for (Path file : files("")) {
            Experiment experiment = Yaml.readRecorded(file, Experiment.class, List.of());
            String text = Yaml.canonical(experiment);
            assertThat(Yaml.canonical(Yaml.parse(text, Path.of("again.yaml"), Experiment.class, List.of()))).as("%s", file).isEqualTo(text);
        }
        Experiment first = Yaml.readRecorded(FOLDER.resolve("1-lits-mini.yaml"), Experiment.class, List.of());
        assertThat(first.device()).isEqualTo("cpu");
        assertThat(first.cascade().trained("liver").mirroring()).isEmpty();
    }

    @Test
    void theNewestFormIsThatOfToday() throws IOException {
        assertThat(files(NEWEST)).isNotEmpty();
        for (Path file : files(NEWEST)) {
            assertThatCode(() -> Yaml.parse(Files.readString(file), file, Experiment.class, List.of()))
                    .as("a key was added: it needs @%s, and what is recorded today a file here with the next number", Formerly.class.getSimpleName())
                    .doesNotThrowAnyException();
        }
    }
}
