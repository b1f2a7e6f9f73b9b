package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.hepar.report.Comparison.Question;
import org.hepar.stat.Wilcoxon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

    private static final Path GOLDEN = Path.of("src/test/resources/org/hepar/report/compare");
    private static final Question USUAL = question();

    @TempDir
    Path folder;

    private static Question question(String... measures) {
        return new Question(List.of(measures), List.of(), List.of(), false, false, Wilcoxon.Variant.PRATT, 1);
    }

    private Comparison lesions(Question question, double[] a, double[] b) {
        return Comparison.of(List.of(SampleTable.lesions(folder.resolve("a"), a), SampleTable.lesions(folder.resolve("b"), b)), question);
    }

    /** Values of SciPy and statsmodels, made by src/bench/python/compare_golden.py: ties, zeros, missed cases, an infinity. */
    @Test
    void theTableHoldsWhatOtherImplementationsFind() {
        Comparison comparison = Comparison.of(List.of(GOLDEN.resolve("base"), GOLDEN.resolve("other")), USUAL);
        Comparison.Written written = comparison.write(folder.resolve("out"));
        List<Csv.Cells> found = Csv.read(written.table(), Csv.head(written.table())).stream().filter(row -> row.text("average").equals("macro")).toList();
        List<String> columns = Csv.head(GOLDEN.resolve("expected.csv"));
        List<Csv.Cells> expected = Csv.read(GOLDEN.resolve("expected.csv"), columns);
        assertThat(found).hasSize(expected.size()).hasSize(15);
        for (int i = 0; i < expected.size(); i++) {
            String row = expected.get(i).text("label") + " " + expected.get(i).text("measure");
            assertThat(found.get(i).text("label") + " " + found.get(i).text("measure")).isEqualTo(row);
            double width = expected.get(i).number("difference_high") - expected.get(i).number("difference_low");
            for (String column : columns.subList(2, columns.size())) {
                double value = expected.get(i).number(column);
                boolean drawn = Set.of("difference_low", "difference_high").contains(column);
                // the ends of both are quantiles of other draws; their chance is about 2 % of the interval
                double tolerance = drawn ? 0.06 * width : column.equals("smallest_dz") ? 1e-6 : 1e-9 * Math.max(1e-3, Math.abs(value));
                assertThat(found.get(i).number(column)).as(row + " " + column).isCloseTo(value, within(tolerance));
            }
        }
        assertThat(comparison.notes()).anySatisfy(note -> assertThat(note).contains("1 case of B other is left out").endsWith("only-b"));
    }

    @Test
    void whatIsComparedAreColumnsOfTheTableOfCases() {
        for (RateDifference.Rate rate : RateDifference.Rate.values()) {
            assertThat(Scores.COLUMNS).containsAll(rate.columns());
        }
        assertThat(ComparedMeasure.within(Scores.COLUMNS)).containsAll(ComparedMeasure.usual());
    }

    @Test
    void runsAreComparedByTheirTables() {
        Path one = SampleRun.whole(folder.resolve("one"));
        Path two = SampleRun.whole(folder.resolve("two"));
        Report.write(one);
        Report.write(two);
        Comparison comparison = Comparison.of(List.of(one, two), USUAL);
        assertThat(comparison.pairing().cases()).hasSize(8);
        assertThat(comparison.rates()).extracting(rate -> rate.rate().key()).contains("lesion_recall", "false_positive_lesions");
        assertThat(comparison.notes()).anySatisfy(note -> assertThat(note).contains("no value differs"));
        assertThat(comparison.notes()).anySatisfy(note -> assertThat(note).contains("2 folds"));
    }

    @Test
    void pooledRatesSumLesionsOverPatients() {
        Comparison comparison = Comparison.of(List.of(GOLDEN.resolve("base"), GOLDEN.resolve("other")), USUAL);
        assertThat(comparison.rates()).extracting(rate -> rate.rate().key()).containsExactly("lesion_recall", "lesion_precision", "false_positive_lesions");
        RateDifference recall = comparison.rates().get(0);
        ScoreTable base = ScoreTable.read(GOLDEN.resolve("base"));
        double found = base.lines().stream().mapToDouble(line -> line.of("lesions_found")).filter(Double::isFinite).sum();
        double lesions = base.lines().stream().mapToDouble(line -> line.of("lesions")).filter(Double::isFinite).sum();
        assertThat(recall.base()).isEqualTo(new RateDifference.Counts(found, lesions));
        assertThat(recall.patients()).isEqualTo(14);
        assertThat(recall.interval().estimate()).isCloseTo(recall.difference(), within(1e-15));
        assertThat(recall.interval().interval().contains(recall.difference())).isTrue();
        RateDifference falsePositives = comparison.rates().get(2);
        Difference mean = comparison.differences().stream().filter(d -> d.measure().key().equals("false_positive_lesions")).findFirst().orElseThrow();
        assertThat(falsePositives.difference()).isCloseTo(mean.mean(), within(1e-12));
        assertThat(falsePositives.interval().interval().low()).isCloseTo(mean.interval().interval().low(), within(1e-12));
    }

    @Test
    void fourCasesAreToldToShowNothing() {
        Comparison comparison = lesions(question("dice"), new double[] {0.1, 0.2, 0.3, 0.4}, new double[] {0.5, 0.65, 0.7, 0.85});
        assertThat(comparison.notes()).singleElement().asString()
                .startsWith("Lesion Dice: with n = 4 no signed-rank test can show anything at 0.05: the smallest possible p is 0.125");
        assertThat(comparison.differences().get(0).wilcoxon().p()).isEqualTo(0.125);
    }

    @Test
    void fewDifferingCasesAmongManyAreToldToo() {
        Comparison comparison = lesions(question("dice"), new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}, new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9});
        assertThat(comparison.notes()).singleElement().asString().contains("of n = 7 cases only 2 differ").contains("the smallest possible p is 0.5");
    }

    @Test
    void tooManyTestsForTheCasesAreTold() {
        double[] a = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6};
        double[] b = {0.2, 0.31, 0.42, 0.53, 0.64, 0.75};
        assertThat(lesions(question("dice"), a, b).notes()).isEmpty();
        assertThat(lesions(question("dice", "asd_mm"), a, b).notes()).singleElement().asString()
                .contains("with 2 tests and n = 6 nothing can be significant after Holm's adjustment: the smallest possible p is 2 x 0.0313 = 0.0625");
    }

    @Test
    void comparisonsOfSeveralReadersStayApart() {
        Path a = new SampleTable(folder.resolve("a")).line("1,lesion,x,0.1,,10,,,,,,,prediction:reference,,").line("1,lesion,x,0.5,,12,,,,,,,prediction:reference_b,,").write();
        Path b = new SampleTable(folder.resolve("b")).line("1,lesion,x,0.3,,10,,,,,,,prediction:reference,,").line("1,lesion,x,0.6,,12,,,,,,,prediction:reference_b,,").write();
        Comparison comparison = Comparison.of(List.of(a, b), question("dice"));
        assertThat(comparison.differences()).hasSize(2);
        assertThat(comparison.text(1000)).contains("B b against A a, contract x, prediction against reference", "B b against A a, contract x, prediction against reference b");
    }

    @Test
    void holmIsOverAllTestsShown() {
        double[] a = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};
        double[] b = {0.2, 0.31, 0.42, 0.53, 0.64, 0.75, 0.86, 0.97};
        Comparison one = lesions(question("dice"), a, b);
        assertThat(one.family()).isOne();
        assertThat(one.differences().get(0).holm()).isEqualTo(2 / 256.0);
        Comparison two = lesions(question("dice", "asd_mm"), a, b);
        assertThat(two.differences()).extracting(Difference::holm).containsExactly(4 / 256.0, 4 / 256.0);
    }

    @Test
    void theBetterInputIsNamedWhicheverWayTheMeasurePoints() {
        Comparison comparison = lesions(question("dice", "asd_mm", "rvd"), new double[] {0.1, 0.2}, new double[] {0.2, 0.4});
        assertThat(comparison.differences()).extracting(d -> d.measure().key() + " " + d.favours()).containsExactly("dice B", "asd_mm B", "rvd ");
    }

    @Test
    void theSizeOfASignedMeasureIsComparedByItself() {
        Path a = new SampleTable(folder.resolve("a")).line("1,lesion,x,,-0.3,10,,,,,,,,,").line("2,lesion,x,,0.3,10,,,,,,,,,").write();
        Path b = new SampleTable(folder.resolve("b")).line("1,lesion,x,,-0.1,10,,,,,,,,,").line("2,lesion,x,,0.1,10,,,,,,,,,").write();
        Comparison comparison = Comparison.of(List.of(a, b), USUAL);
        assertThat(comparison.differences()).extracting(d -> d.measure().key()).containsExactly("rvd", "rvd_absolute");
        assertThat(comparison.differences().get(0).mean()).isZero();
        assertThat(comparison.differences().get(1).mean()).isCloseTo(-0.2, within(1e-15));
        assertThat(comparison.differences().get(1).favours()).isEqualTo("B");
    }

    @Test
    void aCaseUndefinedOrInfiniteOnOneSideIsLeftOutOfThatMeasureOnlyAndCounted() {
        Path a = new SampleTable(folder.resolve("a")).lesion("1", 0.5).lesion("2", 0.5).lesion("3", 0.5).write();
        Path b = new SampleTable(folder.resolve("b")).lesion("1", 0.6).line("2,lesion,christ_2017,0,-1,10,,,,,,missed,prediction:reference,,")
                .line("3,lesion,christ_2017,0,-1,10,inf,,,,,missed,prediction:reference,,").write();
        Comparison comparison = Comparison.of(List.of(a, b), question("dice", "asd_mm"));
        assertThat(comparison.differences().get(0).n()).isEqualTo(3);
        Difference asd = comparison.differences().get(1);
        assertThat(asd.n()).isOne();
        assertThat(asd.other().undefined()).isOne();
        assertThat(asd.other().infinite()).isOne();
        assertThat(asd.base().alone()).isEqualTo(2);
        assertThat(asd.other().mean()).isEqualTo(2);
        assertThat(comparison.notes()).anySatisfy(note -> assertThat(note).startsWith("Lesion ASD (mm): 2 cases have a finite value in A a only"));
    }

    @Test
    void foldsOfOneCrossValidationAreToldToOverlap() {
        Path a = new SampleTable(folder.resolve("a")).line("1,lesion,x,0.1,,10,,,,,,,,1,").line("2,lesion,x,0.2,,10,,,,,,,,2,").write();
        Path b = new SampleTable(folder.resolve("b")).line("1,lesion,x,0.1,,10,,,,,,,,1,").line("2,lesion,x,0.2,,10,,,,,,,,2,").write();
        assertThat(Comparison.of(List.of(a, b), USUAL).notes()).anySatisfy(note -> assertThat(note).contains("2 folds").contains("training sets overlap"));
        assertThat(lesions(USUAL, new double[] {0.1}, new double[] {0.2}).notes()).noneSatisfy(note -> assertThat(note).contains("fold"));
    }

    @Test
    void thirdInputsAreComparedWithTheFirstUnlessAllPairsAreAskedFor() {
        List<Path> three = List.of(SampleTable.lesions(folder.resolve("a"), 0.1, 0.2), SampleTable.lesions(folder.resolve("b"), 0.2, 0.4),
                SampleTable.lesions(folder.resolve("c"), 0.2, 0.5));
        Question all = new Question(List.of("dice"), List.of(), List.of(), true, false, Wilcoxon.Variant.WILCOX, 1);
        assertThat(Comparison.of(three, question("dice")).differences()).extracting(d -> Pairing.letter(d.group().other()) + Pairing.letter(d.group().base()))
                .containsExactly("BA", "CA");
        assertThat(Comparison.of(three, all).differences()).extracting(d -> Pairing.letter(d.group().other()) + Pairing.letter(d.group().base()))
                .containsExactly("BA", "CA", "CB");
        assertThat(Comparison.of(three, all).family()).isEqualTo(3);
    }

    @Test
    void contractsAreNeverMixed() {
        Path a = new SampleTable(folder.resolve("a")).line("1,lesion,x,0.1,,10,,,,,,,,,").line("1,lesion,y,0.5,,10,,,,,,,,,").write();
        Path b = new SampleTable(folder.resolve("b")).line("1,lesion,y,0.7,,10,,,,,,,,,").line("1,lesion,x,0.2,,10,,,,,,,,,").write();
        Comparison comparison = Comparison.of(List.of(a, b), USUAL);
        assertThat(comparison.differences()).extracting(d -> d.group().contract() + " " + d.n()).containsExactly("x 1", "y 1");
        assertThat(comparison.differences().get(1).base().mean()).isEqualTo(0.5);
    }

    @Test
    void anUnknownMeasureIsRefusedWithThoseThereAre() {
        assertThatIllegalArgumentException().isThrownBy(() -> lesions(question("dcie"), new double[] {0.1}, new double[] {0.2}))
                .withMessageContaining("--measure (=dcie)").withMessageContaining("dice").withMessageContaining("rvd_absolute");
    }

    @Test
    void aMeasureThatOneTableLacksIsSaid() throws Exception {
        Path a = SampleTable.lesions(folder.resolve("a"), 0.1, 0.2);
        Path b = Files.createDirectories(folder.resolve("b"));
        Files.writeString(b.resolve("cases.csv"), "case,label,contract,comparison,dice\n1,lesion,christ_2017,prediction:reference,0.3\n");
        Comparison comparison = Comparison.of(List.of(a, b), USUAL);
        assertThat(comparison.differences()).extracting(d -> d.measure().key()).containsExactly("dice");
        assertThat(comparison.notes()).contains("measure asd_mm is left out: it is not in every input's cases.csv")
                .anySatisfy(note -> assertThat(note).contains("not known whether all inputs were scored against the same"));
    }

    @Test
    void aNamedLesionMeasureComesWithItsPooledRate() {
        assertThat(lesions(question("dice"), new double[] {0.1, 0.2}, new double[] {0.2, 0.4}).rates()).isEmpty();
        Comparison golden = Comparison.of(List.of(GOLDEN.resolve("base"), GOLDEN.resolve("other")), question("lesion_recall", "dice"));
        assertThat(golden.rates()).extracting(rate -> rate.rate().key()).containsExactly("lesion_recall");
    }

    @Test
    void theTextIsPlainAndNarrowTerminalsGetTheEssentialColumns() {
        Comparison comparison = Comparison.of(List.of(GOLDEN.resolve("base"), GOLDEN.resolve("other")), USUAL);
        assertThat(String.join("\n", comparison.text(1000))).matches("\\p{ASCII}*").contains("B other against A base, contract christ_2017")
                .contains("p t-test").contains("d_z 80 %").contains("p is adjusted for 15 tests");
        List<String> narrow = comparison.text(100);
        assertThat(String.join("\n", narrow)).contains("p Holm").doesNotContain("p t-test");
        assertThat(narrow.stream().filter(line -> !line.startsWith("note:") && !line.startsWith("interval:") && !line.contains(GOLDEN.toString())))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void equalInputsGiveEqualFilesAndThePageNeedsNoOtherFile() throws Exception {
        Comparison comparison = Comparison.of(List.of(GOLDEN.resolve("base"), GOLDEN.resolve("other")), question("dice", "asd_mm"));
        Comparison.Written first = comparison.write(folder.resolve("one"));
        Comparison.Written second = Comparison.of(List.of(GOLDEN.resolve("base"), GOLDEN.resolve("other")), question("dice", "asd_mm"))
                .write(folder.resolve("two"));
        assertThat(Files.readString(second.page())).isEqualTo(Files.readString(first.page()));
        assertThat(Files.readString(second.table())).isEqualTo(Files.readString(first.table()));
        assertThat(Files.readString(first.page())).contains("data:image/png;base64,").doesNotContain("<script").doesNotContain("href=\"http").doesNotContain("src=\"figures");
        try (var figures = Files.list(folder.resolve("one/figures"))) {
            assertThat(figures.map(file -> file.getFileName().toString())).hasSize(16).contains("bland-altman-B-A-christ-2017-lesion-dice.png",
                    "paired-B-A-christ-2017-liver-asd-mm.svg");
        }
    }

    @Test
    void figuresOfAnEarlierComparisonAreTakenAwayAndOtherFilesStay() throws Exception {
        Path figures = Files.createDirectories(folder.resolve("out/figures"));
        Files.writeString(figures.resolve("paired-old.png"), "");
        Files.writeString(figures.resolve("mine.png"), "");
        lesions(question("dice"), new double[] {0.1, 0.2}, new double[] {0.2, 0.4}).write(folder.resolve("out"));
        assertThat(figures.resolve("paired-old.png")).doesNotExist();
        assertThat(figures.resolve("mine.png")).exists();
    }

    @Test
    void namesOfInputsCannotBecomeMarkup() throws Exception {
        Path a = SampleTable.lesions(folder.resolve("<b>a&"), 0.1, 0.2);
        Path b = SampleTable.lesions(folder.resolve("b"), 0.2, 0.4);
        assertThat(Files.readString(Comparison.of(List.of(a, b), USUAL).write(folder.resolve("out")).page())).contains("&lt;b&gt;a&amp;").doesNotContain("<b>a&");
    }

    @Test
    void nothingIsWrittenOverAnInput() {
        Comparison comparison = lesions(USUAL, new double[] {0.1, 0.2}, new double[] {0.2, 0.4});
        assertThatIllegalArgumentException().isThrownBy(() -> comparison.write(folder.resolve("a"))).withMessageContaining("must not be one of the inputs");
        assertThat(folder.resolve("a/report.html")).doesNotExist();
    }

    @Test
    void degenerateSamplesAreDrawnAndTold() {
        Comparison equal = lesions(question("dice"), new double[] {0.5, 0.5, 0.5}, new double[] {0.5, 0.5, 0.5});
        assertThat(equal.differences().get(0).wilcoxon().p()).isOne();
        assertThat(String.join("\n", equal.text(1000))).contains("(no interval for Dice: no case differs)");
        assertThat(equal.notes()).anySatisfy(note -> assertThat(note).contains("scores of the same predictions?"));
        equal.write(folder.resolve("equal"));
        Comparison single = lesions(question("dice"), new double[] {0.5}, new double[] {0.7});
        assertThat(single.notes()).anySatisfy(note -> assertThat(note).contains("with n = 1").contains("the smallest possible p is 1"));
        single.write(folder.resolve("single"));
        Comparison shifted = lesions(question("dice"), new double[] {0.5, 0.6}, new double[] {0.6, 0.7});
        shifted.write(folder.resolve("shifted"));
        assertThat(folder.resolve("shifted/figures/bland-altman-B-A-christ-2017-lesion-dice.png")).exists();
    }
}
