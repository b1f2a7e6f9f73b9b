package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hepar.data.RefusedCase;
import org.hepar.metric.CasePair;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Contract;
import org.hepar.metric.Detection;
import org.hepar.metric.LabelScore;
import org.hepar.metric.LesionScore;
import org.hepar.metric.LesionScore.Side;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.metric.SampleScores;
import org.hepar.metric.Undefined;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoresTest {

    @TempDir
    Path folder;

    private static final CaseScores MISSED = SampleRun.scores("NA", SampleRun.measured(0.9, 1200), SampleRun.MISSED,
            SampleScores.detection(3, 1, 0, 0, 0, 0, 0, 0, List.of()));
    private static final CaseScores NO_LESION = SampleRun.scores("a, \"b\"", SampleRun.measured(0.1 + 0.2, 1200), SampleRun.NO_LESION,
            SampleScores.detection(0, 0, 0, 0, 0, 0, 0, 0, List.of()));

    static Scores scores(CaseScores... cases) {
        return new Scores(Stream.of(cases).map(c -> new Scores.Row("1", Scores.PREDICTION, "", c)).toList());
    }

    private Scores again(Scores scores) {
        scores.write(folder);
        return Scores.read(folder);
    }

    private List<String> lines() throws Exception {
        return Files.readAllLines(folder.resolve(Scores.CASES));
    }

    @Test
    void theTableBeginsWithTheAgreedColumns() throws Exception {
        scores().write(folder);
        assertThat(lines().get(0)).startsWith("case,label,contract,dice,jaccard,voe,rvd,precision,recall,volume_ml,reference_volume_ml,asd_mm,rmsd_mm,msd_mm,hd95_mm,"
                + "surface_dice,lesions,lesions_at_least_10_mm,lesions_found,").endsWith(",tumour_burden,reference_tumour_burden,tumour_burden_error,voxels,reference_voxels,outcome,undefined,"
                + "comparison,fold,note");
    }

    @Test
    void everyCaseReturnsBitForBit() {
        Scores written = scores(SampleRun.scores("01", 1 / 3.0, 0.7), MISSED, NO_LESION);
        assertThat(again(written)).isEqualTo(written);
    }

    /** Every measure with a value, an infinity or any reason; any labels, contracts, comparisons, folds and notes; lesions with and without a partner. */
    @Test
    void anyScoresReturnBitForBitAndTwiceGiveEqualBytes() throws Exception {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            List<Scores.Row> rows = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                for (String comparison : List.of(Scores.PREDICTION, "reference_b:reference")) {
                    for (String contract : List.of("one", "other")) {
                        rows.add(new Scores.Row(random.nextBoolean() ? "" : "fold, " + seed, comparison, random.nextBoolean() ? "" : "resampled", any(random, "0" + i, contract)));
                    }
                }
            }
            Scores written = new Scores(rows, seed % 2 == 0 ? List.of() : List.of(new RefusedCase("x" + seed, "case x: a, \"b\""), new RefusedCase("y", "why")));
            assertThat(again(written)).as("seed " + seed).isEqualTo(written);
            byte[] cases = Files.readAllBytes(folder.resolve(Scores.CASES));
            byte[] lesions = Files.readAllBytes(folder.resolve(Scores.LESIONS));
            Scores.read(folder).write(folder);
            assertThat(folder.resolve(Scores.CASES)).hasBinaryContent(cases);
            assertThat(folder.resolve(Scores.LESIONS)).hasBinaryContent(lesions);
        }
    }

    private static CaseScores any(Random random, String id, String contract) {
        Map<String, LabelScore> labels = new LinkedHashMap<>();
        for (String label : List.of("liver", "kidney_left", "lesion").subList(0, 1 + random.nextInt(3))) {
            Map<Measure, Double> numbers = new EnumMap<>(Measure.class);
            Map<Measure, Undefined> reasons = new EnumMap<>(Measure.class);
            for (Measure measure : Measure.values()) {
                if (random.nextInt(3) == 0) {
                    reasons.put(measure, Undefined.values()[random.nextInt(Undefined.values().length)]);
                } else {
                    numbers.put(measure, random.nextInt(8) == 0 ? Double.POSITIVE_INFINITY : random.nextInt(8) == 0 ? Double.NEGATIVE_INFINITY
                            : number(random));
                }
            }
            List<LesionScore> lesions = new ArrayList<>();
            for (int i = 0; i < random.nextInt(4); i++) {
                lesions.add(new LesionScore(Side.values()[i % 2], i + 1, random.nextInt(1000), random.nextDouble(), random.nextDouble() * 30,
                        new Vector(random.nextGaussian(), random.nextGaussian(), random.nextGaussian()), i == 1, i == 1 ? List.of(1, 3) : List.of(),
                        i == 1 ? random.nextDouble() : Double.NaN, i == 0 ? Double.NaN : random.nextDouble(), Double.NaN));
            }
            Optional<Detection> detection = label.equals("liver") ? Optional.empty() : Optional.of(random.nextInt(3) == 0
                    ? new Detection(0, 0, 0, 0, 5, 0, 0, 0, 0, List.of(), lesions, Optional.of(Undefined.NO_REFERENCE))
                    : new Detection(4, 2, -3, 1, 5, 2, 3, 1, 0, random.nextBoolean() ? List.of() : List.of(random.nextDouble(), 1 / 3.0), lesions));
            labels.put(label, LabelScore.of(Outcome.values()[random.nextInt(4)], numbers, reasons, detection));
        }
        return new CaseScores(id, contract, labels);
    }

    private static double number(Random random) {
        double any = Double.longBitsToDouble(random.nextLong());
        return random.nextBoolean() && Double.isFinite(any) ? any : random.nextInt(4) == 0 ? random.nextInt(3) : random.nextDouble();
    }

    @Test
    void caseIdsStayText() throws Exception {
        assertThat(again(scores(SampleRun.scores("01", 0.9, 0.5))).rows().get(0).scores().caseId()).isEqualTo("01");
        assertThat(lines().get(1)).startsWith("01,liver,christ_2017,0.9,,");
        assertThat(lines().get(2)).startsWith("01,lesion,christ_2017,0.5,,");
    }

    @Test
    void undefinedIsAnEmptyCellAndItsReasonStandsBesideIt() throws Exception {
        scores(MISSED).write(folder);
        assertThat(lines().get(2)).startsWith("NA,lesion,christ_2017,0,,1,-1,,,0,2.5,,,,,,3,1,0,0,0,0,0,0,0,,0,0,0,,,")
                .contains(",missed,").contains("asd_mm=no_prediction").doesNotContain(";dice=").doesNotContain("voe=").doesNotContain("NaN");
    }

    /** The LiTS scorer fails without reference lesions: its counts are empty and not 0. */
    @Test
    void countsThatTheRuleDoesNotGiveAreEmptyAndHaveAReason() throws Exception {
        Detection failed = new Detection(0, 0, 0, 0, 2, 0, 0, 0, 0, List.of(), List.of(), Optional.of(Undefined.NO_REFERENCE));
        Scores written = scores(SampleRun.scores("x", SampleRun.measured(0.9, 1200), SampleRun.FALSE_POSITIVE, failed));
        assertThat(again(written)).isEqualTo(written);
        assertThat(lines().get(2)).contains(",0,0,,,2,,,,,,,,,").contains(";lesions_found=no_reference;").contains(";lesion_f1=no_reference;").contains("lesion_recall=no_reference;");
    }

    /** Liver and lesion of nine voxels in one row, as {@code LMLL.....}: M is lesion. */
    private static LabelMap row(String labels) {
        byte[] voxels = new byte[9];
        for (int x = 0; x < 9; x++) {
            voxels[x] = labels.charAt(x) == 'M' ? LabelMap.LESION : labels.charAt(x) == 'L' ? LabelMap.LIVER : LabelMap.BACKGROUND;
        }
        return new LabelMap(Grid.axial(new Size(1, 1, 9), new Spacing(1, 1, 1)), voxels);
    }

    /** Under every contract, whatever is missing on whichever side: no cell is empty without a reason, none that has a value has one. */
    @Test
    void everyEmptyCellHasItsReason() throws Exception {
        List<Scores.Row> rows = new ArrayList<>();
        List<String> masks = List.of("LMLMLLLLL", "LLMMMLLLL", "LLLLLLMLL", "LLLLLLLLL", ".........", "M........", "MMMMMMMMM");
        for (String reference : masks) {
            for (String prediction : masks) {
                CasePair.of(reference + " " + prediction, row(reference), row(prediction)).score(Contract.all())
                        .forEach(scores -> rows.add(new Scores.Row("", Scores.PREDICTION, "", scores)));
            }
        }
        Scores written = new Scores(rows);
        assertThat(again(written)).isEqualTo(written);
        List<String> columns = Scores.COLUMNS.subList(0, Scores.COLUMNS.indexOf("outcome"));
        Set<String> reasons = new TreeSet<>();
        for (Csv.Cells cells : Csv.read(folder.resolve(Scores.CASES), Scores.COLUMNS)) {
            List<String> said = Stream.of(cells.text("undefined").split(";")).filter(pair -> !pair.isEmpty()).toList();
            said.forEach(pair -> reasons.add(pair.substring(pair.indexOf('=') + 1)));
            assertThat(said.stream().map(pair -> pair.substring(0, pair.indexOf('=')))).as("%s", cells).doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(columns.stream().filter(cells::isEmpty).toList());
        }
        assertThat(reasons).contains("no_reference_lesion", "no_large_reference_lesion", "no_predicted_lesion", "no_lesion", "no_correspondence", "not_in_contract",
                "not_for_the_liver", "no_liver", "no_reference", "no_prediction", "both_empty").doesNotContain("not_recorded");
    }

    @Test
    void lesionsAreCountedBySize() throws Exception {
        List<LesionScore> lesions = List.of(lesion(Side.REFERENCE, 1, 9.9, true), lesion(Side.REFERENCE, 2, 10, false), lesion(Side.REFERENCE, 3, 30, true),
                lesion(Side.PREDICTION, 1, 9, true), lesion(Side.PREDICTION, 2, 25, false));
        Detection detection = new Detection(3, 2, 2, 1, 2, 1, 1, 0, 0, List.of(0.5), lesions);
        scores(SampleRun.scores("x", SampleRun.measured(0.9, 1200), SampleRun.measured(0.5, 20), detection)).write(folder);
        List<String> head = List.of(lines().get(0).split(",", -1));
        List<String> cells = List.of(lines().get(2).split(",", -1));
        assertThat(cells.subList(head.indexOf("small_lesions"), head.indexOf("tumour_burden"))).containsExactly("1", "1", "1", "0", "1", "0", "0", "0", "1", "1", "1", "1");
        assertThat(Files.readAllLines(folder.resolve(Scores.LESIONS))).element(2).asString().startsWith("x,lesion,christ_2017,prediction:reference,reference,2,").contains(",10,medium,false,");
    }

    private static LesionScore lesion(Side side, int id, double diameterMm, boolean matched) {
        return new LesionScore(side, id, 10, 0.1, diameterMm, new Vector(0, 0, 0), matched, List.of(), Double.NaN, Double.NaN, Double.NaN);
    }

    @Test
    void structuresThatAreNotCountedHaveNoCounts() throws Exception {
        scores(MISSED).write(folder);
        assertThat(lines().get(1)).contains(",,,,,,,,,,,,,");
        assertThat(Scores.read(folder).rows().get(0).scores().liver().detection()).isEmpty();
    }

    @Test
    void withoutTheTableOfLesionsTheCountsAreThereStill() throws Exception {
        scores(SampleRun.scores("01", 0.9, 0.5)).write(folder);
        Files.delete(folder.resolve(Scores.LESIONS));
        assertThat(Scores.read(folder).rows().get(0).scores().detection().found()).isEqualTo(3);
    }

    @Test
    void noCasesAreATableWithAHeadOnly() throws Exception {
        assertThat(again(scores()).rows()).isEmpty();
        assertThat(lines()).hasSize(1);
        Summary.of(scores()).write(folder);
        assertThat(Summary.read(folder).lines()).isEmpty();
    }

    @Test
    void otherColumnsAreNamed() throws Exception {
        Files.writeString(folder.resolve(Scores.CASES), "case,dice\n1,0.5\n");
        assertThatThrownBy(() -> Scores.read(folder)).isInstanceOf(UncheckedIOException.class).hasMessageContaining("line 1: columns (=[case, dice])");
    }

    @Test
    void aDamagedCellIsNamedWithItsLine() throws Exception {
        scores(MISSED).write(folder);
        String text = Files.readString(folder.resolve(Scores.CASES));
        Files.writeString(folder.resolve(Scores.CASES), text.replace("liver,christ_2017,0.9,", "liver,christ_2017,many,"));
        assertThatThrownBy(() -> Scores.read(folder)).isInstanceOf(UncheckedIOException.class).hasMessageContaining("cases.csv, line 2: dice (=many) must be a number")
                .hasMessageNotContaining("\n");
        Files.writeString(folder.resolve(Scores.CASES), text.replace("asd_mm=no_prediction;", ""));
        assertThatThrownBy(() -> Scores.read(folder)).hasMessageContaining("line 3: undefined").hasMessageContaining("asd_mm").hasMessageNotContaining("\n");
    }
}
