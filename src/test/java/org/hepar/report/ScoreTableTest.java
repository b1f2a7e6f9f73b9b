package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreTableTest {

    @TempDir
    Path folder;

    private ScoreTable read(String text) throws Exception {
        Files.writeString(folder.resolve("cases.csv"), text);
        return ScoreTable.read(folder);
    }

    @Test
    void anEmptyCellIsUndefinedAndAnInfinityStaysOne() throws Exception {
        ScoreTable table = read("case,label,contract,dice,asd_mm,comparison,fold,outcome\n01,lesion,monai,0.25,inf,a:b,2,missed\n02,lesion,monai,,1e-3,a:b,2,\n");
        assertThat(table.measures()).containsExactly("dice", "asd_mm");
        ScoreTable.Line first = table.lines().get(0);
        assertThat(first.key()).isEqualTo(new ScoreTable.Key("01", "lesion", "monai", "a:b"));
        assertThat(first.fold()).isEqualTo("2");
        assertThat(first.outcome()).isEqualTo("missed");
        assertThat(first.of("dice")).isEqualTo(0.25);
        assertThat(first.of("asd_mm")).isInfinite().isPositive();
        assertThat(table.lines().get(1).of("dice")).isNaN();
        assertThat(table.lines().get(1).of("asd_mm")).isEqualTo(0.001);
    }

    @Test
    void columnsThatAreNoScoresMayBeAbsent() throws Exception {
        ScoreTable.Line line = read("case,label,contract,dice\n1,liver,x,0.5\n").lines().get(0);
        assertThat(line.fold()).isEmpty();
        assertThat(line.key().comparison()).isEmpty();
    }

    @Test
    void anUnknownColumnIsAMeasureWhereAllItsCellsAreNumbers() throws Exception {
        assertThat(read("case,label,contract,entropy,reader\n1,liver,x,0.5,anna\n2,liver,x,,7\n").measures()).containsExactly("entropy");
    }

    @Test
    void aKnownMeasureThatIsNoNumberIsNamedWithItsLine() {
        assertThatThrownBy(() -> read("case,label,contract,dice\n1,liver,x,0.5\n2,liver,x,good\n")).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cases.csv, line 3: dice (=good)");
    }

    @Test
    void aRowThatStandsThereTwiceIsRefused() {
        assertThatThrownBy(() -> read("case,label,contract,dice\n7,liver,x,0.5\n7,liver,y,0.5\n7,liver,x,0.6\n")).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("line 4: case 7 (liver, x) stands in line 2 already");
    }

    @Test
    void aTableWithoutCasesOrNoTableAtAllIsRefused() {
        assertThatThrownBy(() -> read("id,label,contract,dice\n1,liver,x,0.5\n")).hasMessageContaining("column case is missing");
        assertThatThrownBy(() -> ScoreTable.read(folder.resolve("absent"))).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("absent holds no cases.csv").hasMessageContaining("hepar score");
    }
}
