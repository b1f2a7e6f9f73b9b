package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.hepar.experiment.Run;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.metric.SampleScores;
import org.hepar.report.Figures.Figure;
import org.hepar.report.RefinementEffect.Refined;
import org.hepar.volume.PackedMask;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run's page shows of refinements and of the searches for their settings. */
class RefinementReportTest {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Path searched;
    private static Report report;

    @BeforeAll
    static void writeTheReportOfARefinedRun() {
        searched = SampleRun.searched(shared.resolve("searched")).finished("FINISHED", "").close();
        report = Report.write(searched);
    }

    private static String words(Path page) throws IOException {
        return Files.readString(page).replaceAll("(?s)<style>.*?</style>", "").replaceAll("src=\"[^\"]*\"", "").replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }

    @Test
    void eachCaseIsShownBeforeAndAfterAndTheMeansBesideThePapers() throws IOException {
        assertThat(report.warnings()).isEmpty();
        assertThat(words(report.page())).contains("Liver Dice by refinement +0.016 0.929 → 0.945, mean of 4 cases")
                .contains("2 a 0.920 → 0.950 +0.030").contains("30.0 12.0 5.0e−4")
                .contains("Dice ↑ 4 0.929 0.945 +0.016").contains("0.125 0.750").contains("93.1 → 94.3 %").contains("VOE (%) ↓ 4").contains("12.8 → 10.7").contains("46.7 → 24.0")
                .contains("So few cases (4 that differ) can reach no p of the signed-rank test below 0.125")
                .contains("the paired one, which Christ et al. 2017 used")
                .contains("Liver before and after its refinement");
        assertThat(searched.resolve("figures/convergence-liver.svg")).isNotEmptyFile();
        assertThat(searched.resolve("figures/refined-liver-best-2.png")).isNotEmptyFile();
    }

    @Test
    void theSearchIsShownWithItsTrialsAndWhatItChose() throws IOException {
        assertThat(words(report.page())).contains("Search for the CRF's settings").contains("Fold a, liver").contains("random_search, 12 of 20 trials").contains("Chosen trial 4")
                .contains("10.0, 95 % interval 9.0 to 11.0").contains("Without refinement 12.0").contains("fold-a/liver-refinement.yaml").contains("position_mm 0.5 to 8 1.4 to 2 1.7")
                .contains("0 (no refinement) 12.0").contains("4 chosen 10.0");
        assertThat(searched.resolve("figures/sensitivity-a-liver-position-mm.svg")).isNotEmptyFile();
        assertThat(searched.resolve("figures/sensitivity-a-liver-appearance-weight.png")).isNotEmptyFile();
    }

    @Test
    void bothTablesHoldFullPrecision() throws IOException {
        List<String> cases = Files.readAllLines(searched.resolve(RefinementTable.FILE));
        assertThat(cases).hasSize(5);
        assertThat(cases.get(0)).startsWith("fold,case,stage,contract,dice_before,dice_after,voe_before").endsWith("added_voxels,removed_voxels,added_ml,removed_ml,looked_at,iterations,last_change");
        assertThat(cases.get(1)).startsWith("a,2,liver,christ_2017," + Csv.number(0.95 - 0.03) + ",0.95,").endsWith("30000,12000,30,12,0.5,3,0.0005");
        List<String> trials = Files.readAllLines(searched.resolve(TrialTable.FILE));
        assertThat(trials).hasSize(14);
        assertThat(trials.get(0)).isEqualTo("fold,stage,method,trial,chosen,appearance_weight,position_mm,measure,mean,seconds,case_v1,case_v2");
        assertThat(trials.get(1)).isEqualTo("a,liver,random_search,0,no,,,voe,0.12,2,0.11,0.13");
        assertThat(trials.get(5)).isEqualTo("a,liver,random_search,4,yes,1,1.7,voe,0.1,2," + Csv.number(0.1 - 0.01) + ",0.11");
        assertThat(report.files()).contains(searched.resolve(RefinementTable.FILE), searched.resolve(TrialTable.FILE));
    }

    @Test
    void writingTwiceGivesEqualBytes() throws IOException {
        Path copy = SampleRun.searched(folder).finished("FINISHED", "").close();
        Map<Path, byte[]> first = new HashMap<>();
        for (Path file : Report.write(copy).files()) {
            first.put(file, Files.readAllBytes(file));
        }
        Files.writeString(copy.resolve("figures/sensitivity-gone-liver-position-mm.png"), "left by an earlier report");
        for (Path file : Report.write(copy).files()) {
            assertThat(Files.readAllBytes(file)).as("%s", file).isEqualTo(first.get(file));
        }
        assertThat(copy.resolve("figures/sensitivity-gone-liver-position-mm.png")).doesNotExist();
    }

    @Test
    void aRunWithoutRefinementsSaysNothingOfThem() throws IOException {
        Path plain = new SampleRun(folder).started().fold("a", List.of("1"), List.of("2")).scored("a", SampleRun.scores("2", 0.9, 0.5)).finished("FINISHED", "").close();
        assertThat(words(Report.write(plain).page())).doesNotContain("by refinement").doesNotContain("Search for").doesNotContain("before → after").doesNotContain(RefinementTable.FILE);
        assertThat(plain.resolve(RefinementTable.FILE)).doesNotExist();
        assertThat(plain.resolve(TrialTable.FILE)).doesNotExist();
    }

    @Test
    void aSearchUnderWayIsOnTheLivePage() throws IOException {
        for (int trials : new int[] {-1, 0, 1, 7}) {
            Path run = folder.resolve("trials" + trials);
            new SampleRun(run).started().fold("a", List.of("1"), List.of("2")).search("a", trials, false).close();
            Report.refresh(run);
            String page = words(run.resolve("report.html"));
            assertThat(page).contains(Math.max(0, trials) + " of 20 trials").contains("the search has not ended");
            assertThat(page).contains(switch (trials) {
                case -1 -> "no trial yet";
                case 0 -> "Best so far 12.0, no refinement";
                case 1 -> "Best so far 10.6, trial 1";
                default -> "Best so far 10.0, trial 4";
            });
            assertThat(Files.readString(run.resolve("report.html")).contains("position_mm on a logarithmic axis")).as("figures with %d trials", trials).isEqualTo(trials > 0);
        }
    }

    @Test
    void textIsNeverMarkup() throws IOException {
        String evil = "<script>alert('1')</script>\"&";
        Path run = new SampleRun(folder).started().fold(evil, List.of(evil), List.of(evil)).search(evil, 4, true).refined(evil, evil, 0.9, 0.1).finished("FINISHED", "").close();
        assertThat(Files.readString(Report.write(run).page())).doesNotContain("<script").doesNotContain("alert('1')").contains("Fold &lt;script&gt;");
    }

    @Test
    void aDamagedSliceCostsOneWarningOnly() throws IOException {
        Path run = SampleRun.searched(folder).finished("FINISHED", "").close();
        try (var files = Files.list(run.resolve("views/2/refined-liver"))) {
            Files.write(files.filter(file -> file.toString().endsWith("after.nii.gz")).findFirst().orElseThrow(), new byte[7]);
        }
        assertThat(Report.write(run).warnings()).singleElement().satisfies(line -> assertThat(line).contains("refinement of case 2 is not drawn").doesNotContain("\n"));
        assertThat(run.resolve("figures/refined-liver-best-2.png")).doesNotExist();
        assertThat(run.resolve("figures/refined-liver-worst-5.png")).exists();
    }

    @Test
    void addedAndRemovedVoxelsHaveColoursInTheDifferenceOnly() throws IOException {
        PackedMask before = SampleRun.liver(0.9);
        RefinementViews.write(folder, "7", "liver", SampleRun.image(), before, SampleRun.liver(0.1));
        Figure figure = RefinementPicture.figure(RefinementViews.read(folder, "7", "liver").orElseThrow(), "liver", "best", "7", "Liver", "Dice");
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(figure.png()));
        int panel = Overlay.PANEL + Overlay.GAP;
        assertThat(picture.getWidth()).isEqualTo(3 * Overlay.PANEL + 2 * Overlay.GAP);
        for (int place = 0; place < 3; place++) {
            assertThat(pixels(picture, place * panel, 0, 200, 255) > 500).as("added, panel %d", place).isEqualTo(place == 2);
            assertThat(pixels(picture, place * panel, 255, 130, 0) > 500).as("removed, panel %d", place).isEqualTo(place == 2);
        }
    }

    /** Pixels of a panel near a colour that lies over grey. */
    private static long pixels(BufferedImage picture, int left, int red, int green, int blue) {
        long near = 0;
        for (int y = 60; y < 60 + Overlay.PANEL - 10; y++) {
            for (int x = left; x < left + Overlay.PANEL; x++) {
                int rgb = picture.getRGB(x, y);
                near += Math.abs((rgb >> 16 & 255) - red) < 45 && Math.abs((rgb >> 8 & 255) - green) < 45 && Math.abs((rgb & 255) - blue) < 45 ? 1 : 0;
            }
        }
        return near;
    }

    @Test
    void theLargestChangeIsTheSliceThatIsKept() {
        RefinementViews.write(folder, "7", "liver", SampleRun.image(), PackedMask.empty(SampleRun.image().grid()), SampleRun.liver(0));
        assertThat(RefinementViews.read(folder, "7", "liver").orElseThrow().slice()).as("the middle of the ellipsoid, from 1").isEqualTo(7);
        assertThat(RefinementViews.read(folder, "8", "liver")).isEmpty();
    }

    @Test
    void whatIsUndefinedCountsInNoMeanAndNoVolumeIsMadeUp() {
        Path run = new SampleRun(folder).started().fold("a", List.of("1"), List.of("2")).refined("a", "2", 0.9, 0.1).close();
        RefinementEffect effect = RefinementEffect.of(Run.read(run)).get(0);
        assertThat(effect.mean(Measure.DICE, false)).isEqualTo(0.8, within(1e-12));
        assertThat(effect.mean(Measure.DICE, true)).isEqualTo(0.9);
        Refined one = effect.cases().get(0);
        assertThat(one.addedMl()).isEqualTo(30, within(1e-9));
        assertThat(one.lastChange()).isEqualTo(0.0005);
        Run.RefinedStage nothing = new Run.RefinedStage(SampleRun.NO_LESION, SampleRun.NO_LESION, List.of(), 0, 0, 0);
        Refined empty = new Refined("a", "3", nothing);
        assertThat(empty.addedMl()).isNaN();
        assertThat(empty.lastChange()).isNaN();
        RefinementEffect lesion = new RefinementEffect("lesion", "christ_2017", List.of(empty, new Refined("a", "4", one.effect())));
        assertThat(lesion.differences().stream().filter(difference -> difference.measure().key().equals("asd_mm"))).singleElement()
                .satisfies(difference -> assertThat(difference.n()).isEqualTo(1));
        assertThat(RefinementFigures.convergence(List.of(new RefinementEffect("lesion", "christ_2017", List.of(empty))))).isEmpty();
    }

    @Test
    void theBestTenthIsAtLeastThreeTrials() {
        FoldSearch few = found("few", 12, true);
        assertThat(few.bestTrials()).extracting(Run.Trial::number).containsExactly(4, 3, 5);
        assertThat(few.best("position_mm")).satisfies(span -> {
            assertThat(span.low()).isEqualTo(0.5 + 0.3 * 3);
            assertThat(span.high()).isEqualTo(0.5 + 0.3 * 5);
        });
        assertThat(found("many", 40, true).bestTrials()).hasSize(4);
        assertThat(found("one", 1, false).bestTrials()).hasSize(1);
        assertThat(found("none", 0, false).best("position_mm").low()).isNaN();
    }

    private FoldSearch found(String name, int trials, boolean done) {
        return FoldSearch.of(Run.read(new SampleRun(folder.resolve(name)).started().fold("a", List.of("1"), List.of("2")).search("a", trials, done).close())).get(0);
    }

    @Test
    void aStageThatWasNotRefinedSomewhereIsSaidWithTheReason() throws IOException {
        Map<String, String> refined = Map.of("cascade.liver.refinement.type", "crf_search", "cascade.lesion.refinement.type", "dense_crf");
        CaseScores vanished = SampleRun.scores("3", SampleScores.label(Outcome.MISSED, 0, 1, -1, Double.NaN, Double.NaN, 0, 1500), SampleRun.NO_LESION, SampleScores.detection(0, 0, 0, 0, 0, 0, 0, 0, List.of()));
        Path run = new SampleRun(folder).started(refined).fold("a", List.of("1"), List.of("2", "3")).search("a", 12, true, 0).scored("a", SampleRun.scores("2", 0.9, 0.5)).scored("a", vanished)
                .finished("FINISHED", "").close();
        assertThat(words(Report.write(run).page())).contains("Refinement The liver was not refined in 1 case (2): the search found no settings that are better than no refinement. "
                + "The liver was not refined in 1 case (3): its network found nothing there that could be refined. "
                + "The lesion was not refined in 1 case (3): no liver was found there, so nothing was looked for in it.");
        Map<String, String> unrefined = Map.of("cascade.liver.refinement.type", "no_refinement", "cascade.lesion.refinement.type", "no_refinement");
        Path plain = new SampleRun(folder.resolve("plain")).started(unrefined).fold("a", List.of("1"), List.of("3")).scored("a", vanished).finished("FINISHED", "").close();
        assertThat(words(Report.write(plain).page())).as("none was asked for").doesNotContain("not refined");
    }

    @Test
    void manyCasesAreFoldedAndTheirMeansAreNot() throws IOException {
        SampleRun run = new SampleRun(folder).started().fold("a", List.of("1"), List.of("2"));
        for (int i = 0; i < 25; i++) {
            run.refined("a", "c" + i, 0.9 + 0.002 * i, 0.01);
        }
        String page = Files.readString(Report.write(run.finished("FINISHED", "").close()).page());
        assertThat(page).contains("<summary>Every case: liver</summary>");
        assertThat(page.substring(page.indexOf("Every case: liver"), page.indexOf("Mean over the cases"))).contains("</details>");
        assertThat(Files.readString(report.page())).doesNotContain("Every case: liver");
    }

    @Test
    void ofTheDiceTheHighestIsTheBest() {
        Run.Trial low = new Run.Trial(1, Map.of("position_mm", 1.0), Map.of(), 0.8, 1);
        Run.Trial high = new Run.Trial(2, Map.of("position_mm", 2.0), Map.of(), 0.9, 1);
        FoldSearch found = new FoldSearch("a", new Run.Search("liver", "random_search", "dice", 2, Map.of("position_mm", List.of(0.5, 8.0)), List.of("v1"), List.of(low, high), -1, Double.NaN, Double.NaN, "", ""));
        assertThat(found.chosen()).contains(high);
        assertThat(RefinementFigures.sensitivity(found)).singleElement().extracting(Figure::words).asString().contains("Dice against position_mm");
    }

    @Test
    void logarithmicAxesHaveRoundTicks() {
        assertThat(LogAxis.around(0.5, 8, 5)).isEqualTo(new LogAxis(2, new Axis(-1, 3, 1)));
        assertThat(LogAxis.around(0.5, 8, 5).label(-1)).isEqualTo("0.5");
        assertThat(LogAxis.around(0.1, 30, 5).label(-4)).isEqualTo("1/16");
        assertThat(LogAxis.around(1e-7, 1e-3, 5)).isEqualTo(new LogAxis(10, new Axis(-7, -3, 1)));
        assertThat(LogAxis.around(1e-7, 1e-3, 5).label(-7)).isEqualTo("1e−7");
        assertThat(LogAxis.around(7, 9, 5)).as("too narrow for powers of two").isEqualTo(new LogAxis(1, new Axis(7, 9, 0.5)));
        assertThat(LogAxis.around(7, 9, 5).label(7.5)).isEqualTo("7.5");
        assertThat(LogAxis.around(7, 9, 5).at(8)).isEqualTo(8);
    }
}
