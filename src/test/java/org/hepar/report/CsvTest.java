package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTest {

    @TempDir
    Path folder;

    private static final List<String> HEAD = List.of("case", "note");

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("table.csv"), text);
    }

    private List<List<String>> read(String text) throws Exception {
        return Csv.read(file(text), HEAD).stream().map(row -> List.of(row.text("case"), row.text("note"))).toList();
    }

    @Test
    void anyTextComesBackAsItWas() throws Exception {
        List<List<String>> rows = List.of(List.of("01", ""), List.of("a, \"b\"", "NA"), List.of("two\nlines", "\r\n"), List.of(" spaced ", "\""), List.of("ä→", "null"));
        assertThat(read(Csv.text(HEAD, rows))).isEqualTo(rows);
    }

    @Test
    void filesOfSpreadsheetsAreRead() throws Exception {
        assertThat(read("\uFEFFcase,note\r\n\"1\",x\r\n\r\n2,\"a \"\"b\"\"\"")).containsExactly(List.of("1", "x"), List.of("2", "a \"b\""));
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() throws Exception {
        assertThatThrownBy(() -> read("case,note\n\"1\n2\",x\n3\n")).isInstanceOf(UncheckedIOException.class).hasMessageContaining("table.csv, it is no table: Row number 2 contains 1 columns. 2 expected");
        assertThatThrownBy(() -> read("case,note\n1,\"x\n")).hasMessageContaining("a quote is opened and not closed").hasMessageNotContaining("\n");
        assertThatThrownBy(() -> read("")).hasMessageContaining("line 1: columns (=[]) must be [case, note]");
    }

    @Test
    void numbersAreTheShortestThatReadBack() {
        assertThat(Stream.of(0.1 + 0.2, 0.1, 2.0, 1 / 3.0, 1e23, 1.2e-9, -0.0, 9001.0, 2e-3, Double.NEGATIVE_INFINITY, Double.NaN).map(Csv::number))
                .containsExactly("0.30000000000000004", "0.1", "2", "0.3333333333333333", "1E+23", "1.2E-9", "-0", "9001", "0.002", "-inf", "");
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            double value = i % 2 == 0 ? random.nextGaussian() : Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Double.parseDouble(Csv.number(value))).isEqualTo(value);
            }
        }
    }
}
