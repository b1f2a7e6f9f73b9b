package org.hepar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hepar.config.ConfigException;
import org.hepar.config.Yaml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitTest {

    private static final Cohort FOUR = new Phantom(4, 1, 8, 32, 8, 10).open();  // phantom-00 to phantom-03

    private static Fold fold(String name, String training, String validation, String test) {
        return new Fold(name, list(training), list(validation), list(test));
    }

    private static List<String> list(String ids) {
        return ids.isEmpty() ? List.of() : List.of(ids.split(" "));
    }

    @Test
    void everySplitFileOfTheProjectReadsAndWritesBack() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("data-splits"))) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertThat(all).isNotEmpty();
            for (Path file : all) {
                Split split = Split.read(file);
                assertThat(Yaml.parse(Yaml.canonical(split), file, Split.class, List.of())).as(file.toString()).isEqualTo(split);
                assertThat(split.name()).isEqualTo(file.getFileName().toString().replace(".yaml", ""));
            }
        }
    }

    @Test
    void litsSplitTestsEachOfThe131CasesOnce() {
        Split lits = Split.read(Path.of("data-splits/lits.yaml"));
        List<String> all = IntStream.range(0, 131).mapToObj(String::valueOf).toList();
        assertThat(lits.folds().stream().flatMap(fold -> fold.test().stream())).containsExactlyInAnyOrderElementsOf(all);
        lits.folds().forEach(fold -> assertThat(fold.ids()).containsExactlyInAnyOrderElementsOf(all));
    }

    @Test
    void litsMiniSplitIsTwoFoldsThatTestEachOther() {
        Split mini = Split.read(Path.of("data-splits/lits-mini.yaml"));
        assertThat(mini.fold("0").test()).containsExactly("0", "3", "5", "8").isEqualTo(mini.fold("1").training());
        assertThat(mini.fold("1").test()).containsExactly("1", "4", "6", "9").isEqualTo(mini.fold("0").training());
    }

    @Test
    void quickstartSplitTestsCasesWithAndWithoutLesions() {
        Split quickstart = Split.read(Path.of("data-splits/quickstart.yaml"));
        Cohort cohort = new Phantom(20, 1, 8, 32, 8, 10).open();
        quickstart.requireIn(cohort);
        assertThat(quickstart.ids()).containsExactlyInAnyOrderElementsOf(cohort.ids());
    }

    @Test
    void fileIsReadStrictly(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("mine.yaml");
        Files.writeString(file, "name: mine\nfolds:\n  - {name: a, training: [01, 2], validation: [], test: [03]}\n");
        assertThat(Split.read(file)).isEqualTo(new Split("mine", List.of(fold("a", "01 2", "", "03"))));
        Files.writeString(file, "name: mine\nfolds:\n  - {name: a, training: [1], validation: [], test: [2], tests: [3]}\n"
                + "  - {name: b, training: [], validation: [1, 1], test: []}\n");
        assertThatThrownBy(() -> Split.read(file)).isInstanceOf(ConfigException.class).hasMessageContaining("tests")
                .hasMessageContaining("validation has 1 more than once").hasMessageContaining("training (=[]) needs at least one case id")
                .hasMessageContaining("mine.yaml:4");
    }

    @Test
    void allThatIsWrongWithAFoldIsSaidAtOnce() {
        assertThatThrownBy(() -> fold("a b", "1 2 2", "3 1", "2")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name (='a b')").hasMessageContaining("training has 2 more than once")
                .hasMessageContaining("training and validation share 1").hasMessageContaining("training and test share 2");
        assertThatThrownBy(() -> fold("a", "", "", "2")).hasMessageContaining("training (=[])");
    }

    @Test
    void foldNamesAndTestCasesAreUnique() {
        assertThatThrownBy(() -> new Split("s", List.of(fold("a", "1", "", "2"), fold("a", "3", "", "2"))))
                .hasMessageContaining("two folds are called 'a'").hasMessageContaining("case 2 is a test case of fold 'a'");
        assertThatThrownBy(() -> new Split("s", List.of())).hasMessageContaining("needs at least one fold");
    }

    @Test
    void unknownAndForgottenCasesAreNamedOneLineEach() {
        Split split = new Split("s", List.of(fold("a", "phantom-00 phantom-07", "", "phantom-01"), fold("b", "phantom-01", "x", "phantom-00")));
        assertThatThrownBy(() -> split.requireIn(FOUR)).isInstanceOf(IllegalArgumentException.class)
                .satisfies(thrown -> assertThat(thrown.getMessage().lines()).hasSize(3)
                        .anyMatch(line -> line.contains("fold 'a' names phantom-07, unknown"))
                        .anyMatch(line -> line.contains("fold 'b' names x, unknown"))
                        .anyMatch(line -> line.contains("leaves out phantom-02, phantom-03")));
    }

    @Test
    void splitThatNamesAllCasesIsAccepted() {
        Split split = new Split("s", List.of(fold("a", "phantom-00 phantom-03", "phantom-02", "phantom-01")));
        split.requireIn(FOUR);
        assertThat(split.ids()).containsExactly("phantom-00", "phantom-03", "phantom-02", "phantom-01");
        assertThatThrownBy(() -> split.fold("b")).hasMessageContaining("no fold 'b'").hasMessageContaining("it has a");
    }
}
