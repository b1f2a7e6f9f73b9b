package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.data.RefusedCase;
import org.hepar.metric.CasePair;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Contract;
import org.hepar.metric.Detection;
import org.hepar.metric.SampleScores;
import org.hepar.report.ScoreReport.Drawn;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Structures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreReportTest {

    @TempDir
    Path folder;

    private static final Map<String, String> FACTS = Map.of("Command", "hepar score --prediction a --reference b");
    private static final Contract OTHER = new Contract("other", 4, "a source", "one rule less", Contract.CHRIST_2017.grid(), Contract.CHRIST_2017.overlap(),
            Optional.empty(), Contract.CHRIST_2017.detection());

    private static Structures reference() {
        return Structures.of(SampleRun.image().labels());
    }

    private static Structures prediction(double error) {
        return Structures.of(SampleRun.prediction(error));
    }

    private static Scores.Row row(String comparison, String note, CaseScores scores) {
        return new Scores.Row("", comparison, note, scores);
    }

    /** Four masks of the made body, each a little further off, under so many contracts. */
    private static Scores scored(List<Contract> contracts, String... comparisons) {
        List<Scores.Row> rows = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            for (String comparison : comparisons) {
                for (CaseScores scores : new CasePair("p" + i, reference(), prediction(0.2 * i + (comparison.equals(Scores.PREDICTION) ? 0 : 0.1))).score(contracts)) {
                    rows.add(row(comparison, i == 2 ? "resampled" : "", scores));
                }
            }
        }
        return new Scores(rows);
    }

    private static String words(Path page) throws Exception {
        return Files.readString(page).replaceAll("(?s)<style>.*?</style>", "").replaceAll("src=\"[^\"]*\"", "").replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }

    @Test
    void theFolderHoldsTablesFiguresAndAPageThatNeedsNothingElse() throws Exception {
        Scores scores = new Scores(scored(List.of(Contract.CHRIST_2017), Scores.PREDICTION).rows(), List.of(new RefusedCase("9", "case 9: no prediction")));
        Drawn drawn = Drawn.of("p3", Scores.PREDICTION, reference(), prediction(0.6), Optional.empty());
        List<Path> files = new ScoreReport("masks of a tool", FACTS, List.of(Contract.CHRIST_2017), scores, List.of(drawn), List.of("slow disk"))
                .write(folder);
        assertThat(files).contains(folder.resolve("cases.csv"), folder.resolve("lesions.csv"), folder.resolve("summary.csv"), folder.resolve("figures/box-dice.png"))
                .endsWith(folder.resolve("report.html")).allSatisfy(file -> assertThat(file).exists());
        assertThat(Scores.read(folder)).isEqualTo(scores);
        assertThat(Summary.read(folder)).isEqualTo(Summary.of(scores));
        assertThat(words(folder.resolve("report.html"))).contains("masks of a tool", "4 cases · liver, lesion · contract christ_2017", "hepar score --prediction a --reference b",
                "1 case could not be scored and is in no number below: case 9: no prediction", "case p2: resampled", "slow disk", "Liver Dice, mean", "Lesion recall",
                "Scores of each case Case Liver Lesion Lesions found", "9 not scored", ", 1 not scored", "Worst cases by lesion Dice", "Case p3: liver Dice", "version 1: the house&#39;s own contract")
                .doesNotContain("Fold", "Readers", "The same masks under each contract");
        assertThat(Files.readString(folder.resolve("report.html"))).doesNotContain("<script").doesNotContain("src=\"http").doesNotContain("<link").doesNotContain("url(");
    }

    @Test
    void writingTwiceGivesEqualBytes() throws Exception {
        LabelledVolume image = SampleRun.image();
        Drawn drawn = Drawn.of("p3", Scores.PREDICTION, reference(), prediction(0.6), Optional.of(image.volume()));
        ScoreReport report = new ScoreReport("t", FACTS, List.of(Contract.CHRIST_2017), scored(List.of(Contract.CHRIST_2017), Scores.PREDICTION), List.of(drawn), List.of());
        Map<Path, byte[]> first = new HashMap<>();
        for (Path file : report.write(folder)) {
            first.put(file, Files.readAllBytes(file));
        }
        assertThat(report.write(folder)).hasSameSizeAs(first.keySet()).allSatisfy(file -> assertThat(file).hasBinaryContent(first.get(file)));
    }

    @Test
    void severalContractsStandInColumnsAndEachHasItsOwnTables() throws Exception {
        List<Contract> contracts = List.of(Contract.CHRIST_2017, OTHER);
        new ScoreReport("t", FACTS, contracts, scored(contracts, Scores.PREDICTION), List.of(), List.of()).write(folder);
        assertThat(words(folder.resolve("report.html"))).contains("The same masks under each contract Mean (cases used) christ_ 2017 other", "version 4: one rule less. a source",
                "Rules of other");
        assertThat(folder.resolve("figures/box-other-dice.png")).exists();
        assertThat(folder.resolve("figures/box-other-asd-mm.png")).doesNotExist();
        assertThat(folder.resolve("figures/box-christ-2017-asd-mm.png")).exists();
    }

    @Test
    void readersStandBesideThePublishedOnes() throws Exception {
        String[] comparisons = {Scores.PREDICTION, "prediction:reference_b", "reference_b:reference", "reference:reference_b"};
        new ScoreReport("t", FACTS, List.of(Contract.CHRIST_2017), scored(List.of(Contract.CHRIST_2017), comparisons), List.of(), List.of()).write(folder);
        assertThat(words(folder.resolve("report.html"))).contains("Readers Liver Judged (reference in brackets) Dice/case Cases prediction (reference)", "reference b (reference)",
                "MTRA (LiTS) 0.92 0.94 2.6 0.70 ± 0.27 0.72 ± 0.11 11 5 30", "Reference b against reference, christ_2017");
    }

    /** The rows of Chlebus et al. 2018, Table 1: 138 false positives in 30 cases are 4.6 a case; merge and split errors are sums. */
    @Test
    void readersAreCountedAsPublished() throws Exception {
        List<Scores.Row> rows = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Detection counts = SampleScores.detection(5, 1, 4, 1, 4 + (i < 18 ? 5 : 4), i < 18 ? 5 : 4, i < 12 ? 1 : 0, i < 14 ? 1 : 0, List.of(0.65));
            CaseScores scores = SampleScores.scores("c" + i, "christ_2017", SampleRun.measured(0.9, 1500), SampleRun.measured(0.51, 20), counts);
            rows.add(row(Scores.PREDICTION, "", scores));
            rows.add(row("reference_b:reference", "", scores));
        }
        new ScoreReport("t", FACTS, List.of(Contract.CHRIST_2017), new Scores(rows), List.of(), List.of()).write(folder);
        assertThat(words(folder.resolve("report.html"))).contains("prediction (reference) 0.80 1.00 4.6 0.51 ± 0.00 0.65 ± 0.00 12 14 30");
    }

    @Test
    void anyStructuresCanBeScored() throws Exception {
        Map<String, PackedMask> names = new LinkedHashMap<>();
        names.put("kidney_left", reference().of("liver"));
        names.put("tumour", reference().of("lesion"));
        Structures reference = new Structures(reference().grid(), names);
        Scores scores = new Scores(new CasePair("p", reference, reference).score(List.of(Contract.CHRIST_2017)).stream().map(each -> row(Scores.PREDICTION, "", each)).toList());
        Drawn drawn = Drawn.of("p", Scores.PREDICTION, reference, reference, Optional.empty());
        new ScoreReport("t", FACTS, List.of(Contract.CHRIST_2017), scores, List.of(drawn), List.of()).write(folder);
        assertThat(words(folder.resolve("report.html"))).contains("Kidney_left Dice, mean 1.000", "Tumour recall 1.00", "Tumours found");
    }

    @Test
    void theWorstAreThoseOfTheLastLabelWithSomethingToFind() {
        Scores scores = new Scores(List.of(row(Scores.PREDICTION, "", SampleRun.scores("b", 0.9, 0.5)), row(Scores.PREDICTION, "", SampleRun.scores("a", 0.1, 0.5)),
                row(Scores.PREDICTION, "", SampleRun.scores("c", 0.9, 0.2)), row(Scores.PREDICTION, "", SampleRun.scores("d", 0.9, 0.9)),
                row(Scores.PREDICTION, "", SampleRun.scores("e", SampleRun.measured(0.2, 9), SampleRun.NO_LESION, Detection.none())),
                row("reference_b:reference", "", SampleRun.scores("f", 0.9, 0.01))));
        assertThat(ScoreReport.worst(scores, 3)).extracting(row -> row.scores().caseId()).containsExactly("c", "a", "b");
        assertThat(ScoreReport.worst(new Scores(List.of()), 3)).isEmpty();
    }

    @Test
    void nothingScoredIsAPageThatSaysWhy() throws Exception {
        new ScoreReport("t", FACTS, List.of(Contract.CHRIST_2017), new Scores(List.of(), List.of(new RefusedCase("1", "case 1: no prediction"), new RefusedCase("2", "case 2: no prediction"))), List.of(), List.of()).write(folder);
        assertThat(words(folder.resolve("report.html"))).contains("2 cases could not be scored and are in no number below", "No case was scored");
    }

    @Test
    void textIsNeverMarkup() throws Exception {
        String evil = "<script>alert('1')</script>\"&";
        Scores scores = new Scores(List.of(new Scores.Row(evil, evil + ":" + evil, evil, SampleRun.scores(evil, 0.9, 0.5))), List.of(new RefusedCase(evil, evil)));
        Drawn drawn = Drawn.of(evil, evil + ":" + evil, reference(), prediction(0.3), Optional.empty());
        new ScoreReport(evil, Map.of(evil, evil), List.of(Contract.CHRIST_2017), scores, List.of(drawn), List.of(evil)).write(folder);
        assertThat(Files.readString(folder.resolve("report.html"))).doesNotContain("<script").doesNotContain("alert('1')");
    }

    @Test
    void withoutFontsThePageIsWrittenWithoutFigures() throws Exception {
        Drawn drawn = Drawn.of("p3", Scores.PREDICTION, reference(), prediction(0.6), Optional.empty());
        new ScoreReport("t", FACTS, List.of(Contract.CHRIST_2017), scored(List.of(Contract.CHRIST_2017), Scores.PREDICTION), List.of(drawn), List.of())
                .write(folder, Optional.of("figures are left out"));
        assertThat(words(folder.resolve("report.html"))).contains("figures are left out").doesNotContain("Spread over the cases");
        assertThat(folder.resolve("figures")).doesNotExist();
    }
}
