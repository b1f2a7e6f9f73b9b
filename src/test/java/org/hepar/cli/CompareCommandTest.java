package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareCommandTest {

    private static final String GOLDEN = "src/test/resources/org/hepar/report/compare/";

    @TempDir
    Path folder;

    private Said compare(String... arguments) {
        List<String> all = new ArrayList<>(List.of("compare", "--out", folder.resolve("out").toString()));
        all.addAll(List.of(arguments));
        return Said.of(all);
    }

    @Test
    void theTableIsPrintedAndThePageIsNamed() {
        Said said = compare(GOLDEN + "base", GOLDEN + "other", "--label", "lesion", "--measure", "dice,asd_mm");

        assertThat(said.err()).isEmpty();
        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).contains("B other against A base, contract christ_2017").containsPattern("(?m)^Dice +14 ").containsPattern("(?m)^ASD \\(mm\\) +12 ")
                .contains("p is adjusted for 2 tests").doesNotContain("Liver");
        assertThat(said.out().lines().toList()).last().asString().startsWith("report: ").endsWith("report.html");
        assertThat(folder.resolve("out/differences.csv")).isNotEmptyFile();
        assertThat(folder.resolve("out/report.html")).isNotEmptyFile();
    }

    @Test
    void aRunIsFoundByItsNameAndByLatest() throws Exception {
        Path runs = folder.resolve("runs");
        for (String name : List.of("base", "other")) {
            Files.createDirectories(runs.resolve(name));
            Files.copy(Path.of(GOLDEN, name, "cases.csv"), runs.resolve(name).resolve("cases.csv"));
        }
        Files.writeString(runs.resolve("other/journal.jsonl"), "");

        assertThat(compare("base", "latest", "--runs", runs.toString(), "--measure", "dice").out()).contains("B other against A base");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "base | compare needs two or more scored folders or runs, got only",
        "base base | is the same folder as input A",
        "base absent | 'absent' holds no cases.csv",
        "base latest --runs target/no-such-runs | there is no run in target/no-such-runs",
        "base other --measure dcie | --measure (=dcie)",
        "base other --contract lits_2017 | --contract (=lits_2017)",
        "base other --label tumour | --label (=tumour)",
        "base other --zeros half | --zeros",
        "base other --seed one | --seed"})
    void badInputIsOneLineAndExitCodeTwoAndNothingIsWritten(String arguments, String expected) {
        Said said = compare(arguments.replaceFirst("^base\\b", GOLDEN + "base").replaceFirst(" (other|base)\\b", " " + GOLDEN + "$1").split(" "));

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines()).hasSize(1);
        assertThat(said.err()).startsWith("hepar: ").contains(expected).doesNotContain("Exception");
        assertThat(folder.resolve("out")).doesNotExist();
    }
}
