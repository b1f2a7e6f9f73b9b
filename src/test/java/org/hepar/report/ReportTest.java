package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.metric.SampleScores;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private static Path whole;
    private static Report wholeReport;

    @BeforeAll
    static void writeTheReportOfAWholeRun() {
        whole = SampleRun.whole(shared.resolve("whole"));
        wholeReport = Report.write(whole);
    }

    private static final Detection NOTHING = SampleScores.detection(0, 0, 0, 0, 0, 0, 0, 0, List.of());

    private static String page(Report report) throws Exception {
        return Files.readString(report.page());
    }

    /** The text of the page between tags, pictures and style left out. */
    private static String words(Report report) throws Exception {
        return page(report).replaceAll("(?s)<style>.*?</style>", "").replaceAll("src=\"[^\"]*\"", "").replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    }

    @Test
    void aWholeRunShowsItsNumbersAndWhatTheyRestOn() throws Exception {
        Report report = wholeReport;
        assertThat(report.warnings()).isEmpty();
        assertThat(words(report))
                .contains("cascade-of-christ finished")
                .contains("Liver Dice, mean 0.909 ± 0.105 median 0.942, 8 cases")
                .contains("Lesion Dice, mean 0.461 ± 0.344 median 0.515, 8 cases, 1 missed, 1 false positive")
                .contains("Lesion recall 0.71 15 of 21 lesions found")
                .contains("1 h 12 min").contains("3.4 GB")
                .contains("0 a 0.951 9.3 −3.1 0.59 8.4 0.620 55.1 +16.8 4.56 38.2 3 of 4 2 of 2 1")
                .contains("3 a 0.944 10.6 −2.6 0.67 9.0 0.000 m 100.0 −100.0 – m – m 0 of 1 – 0")
                .contains("Lesion ASD (mm) 5.54 4.30 to 6.98 1.73 5.40 5 3 1 1 4.56 to 6.24 3.48 to 8.04")
                .contains("none in the reference and, rightly, none predicted")
                .contains("not comparable with the numbers above").contains("Cascaded U-Net + 3D CRF 3DIRCADb 10.7 −1.4 1.5 24.0 94.3")
                .contains("Surface voxels with one of their 6 neighbours outside")
                .contains("Cases by lesion Dice").contains("Best: case 4").contains("Median: case 8").contains("Worst: case 9")
                .contains("Processor AMD EPYC").contains("Git commit 95dbada0123456789").contains("type: unet, depth: 4")
                .contains("training 1, 4, 6, 9 (4); validation none; test 0, 3, 5, 8 (4)")
                .contains("MLflow at http://127.0.0.1:5000 did not answer");
        assertThat(report.files()).allSatisfy(file -> assertThat(file).isNotEmptyFile());
        assertThat(whole.resolve("figures/overlay-worst-9-5.png")).exists();
        assertThat(whole.resolve("figures/box-dice.svg")).exists();
    }

    @Test
    void thePageNeedsNothingElse() throws Exception {
        assertThat(page(wholeReport)).doesNotContain("<script").doesNotContain("src=\"http").doesNotContain("<link")
                .doesNotContain("url(");
    }

    @Test
    void writingTwiceGivesEqualBytes() throws Exception {
        Map<Path, byte[]> first = new HashMap<>();
        for (Path file : wholeReport.files()) {
            first.put(file, Files.readAllBytes(file));
        }
        Files.writeString(whole.resolve("figures/overlay-best-gone-1.png"), "left by an earlier report");
        Report again = Report.write(whole);
        assertThat(again.files()).hasSameSizeAs(first.keySet());
        for (Path file : again.files()) {
            assertThat(Files.readAllBytes(file)).as(file.toString()).isEqualTo(first.get(file));
        }
        assertThat(whole.resolve("figures/overlay-best-gone-1.png")).doesNotExist();
    }

    @Test
    void textIsNeverMarkup() throws Exception {
        String evil = "<script>alert('1')</script>\"&";
        Files.createDirectories(folder);
        CaseScores scores = SampleRun.scores(evil, 0.9, 0.5);
        SampleRun run = new SampleRun(folder).started().fold(evil, List.of(evil), List.of(evil)).stage(evil, "liver", 2, true)
                .scored(evil, scores).views(evil, 0.2).warning(evil);
        Files.writeString(folder.resolve("experiment.yaml"), "name: " + evil);
        String page = page(Report.write(run.finished("FAILED", evil).close()));
        assertThat(page).doesNotContain("<script").doesNotContain("alert('1')").contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;");
    }

    @Test
    void aKilledRunSaysSoAndShowsWhatItHad() throws Exception {
        SampleRun run = new SampleRun(folder).started().fold("a", List.of("1"), List.of("2")).stage("a", "liver", 3, false);
        Report report = Report.write(run.finished("KILLED", "Ctrl-C").close());
        assertThat(words(report)).contains("killed").contains("This run was stopped: Ctrl-C. Below is what it had recorded until then, 0 scored cases.")
                .contains("No case was scored yet").contains("a liver 1,942,289 412 3 of 3 180 not ended");
        assertThat(folder.resolve("figures/training-liver-loss.png")).exists();
    }

    @Test
    void aJournalOfOneEntryIsEnough() throws Exception {
        Report report = Report.write(new SampleRun(folder).started().close());
        assertThat(words(report)).contains("unfinished").contains("its process was ended from outside").contains("Peak memory –");
    }

    @Test
    void withoutLesionsTheLiverChoosesTheCases() throws Exception {
        SampleRun run = new SampleRun(folder).started().fold("a", List.of("1"), List.of("2", "3"));
        run.scored("a", SampleRun.scores("2", SampleRun.measured(0.8, 1500), SampleRun.NO_LESION, NOTHING)).views("2", 0.1);
        run.scored("a", SampleRun.scores("3", SampleRun.measured(0.9, 1500), SampleRun.NO_LESION, NOTHING));
        Report report = Report.write(run.finished("FINISHED", "").close());
        assertThat(words(report)).contains("Cases by liver Dice").contains("Best: case 3").contains("Worst: case 2").doesNotContain("Median: case")
                .contains("Lesion recall – no lesion in any reference").contains("No slices of this case were kept");
    }

    @Test
    void oneCaseHasNoSpread() throws Exception {
        SampleRun run = new SampleRun(folder).started().fold("a", List.of("1"), List.of("2")).scored("a", SampleRun.scores("2", 0.9, 0.5));
        assertThat(words(Report.write(run.finished("FINISHED", "").close()))).contains("Liver Dice, mean 0.900 1 case ")
                .contains("Liver Dice 0.900 – – 0.900 1 0 0 0 0.900 to 0.900").contains("The only one: case 2");
    }

    @Test
    void withoutFontsTheReportIsWrittenWithoutFigures() throws Exception {
        SampleRun run = new SampleRun(folder).started().fold("a", List.of("1"), List.of("2")).stage("a", "liver", 3, true)
                .scored("a", SampleRun.scores("2", 0.9, 0.461)).views("2", 0.1);
        Report report = Report.write(run.finished("FINISHED", "").close(), Optional.of("figures are left out; apt-get install fontconfig"));
        assertThat(report.warnings()).containsExactly("figures are left out; apt-get install fontconfig");
        assertThat(words(report)).contains("figures are left out; apt-get install fontconfig").contains("Lesion Dice, mean 0.461")
                .contains("3 of 3").doesNotContain("Spread over the cases");
        assertThat(page(report)).doesNotContain("<img");
        assertThat(folder.resolve("figures")).doesNotExist();
    }

    @Test
    void damagedViewsCostOneWarningOnly() throws Exception {
        SampleRun run = new SampleRun(folder).started().scored("a", SampleRun.scores("4", 0.9, 0.7)).views("4", 0.1)
                .scored("a", SampleRun.scores("9", 0.9, 0.5)).views("9", 0.3);
        Path damaged = folder.resolve("views/9/slice-005-of-012-lesion-prediction.nii.gz");
        assertThat(damaged).exists();
        Files.write(damaged, new byte[7]);
        Report report = Report.write(run.finished("FINISHED", "").close());
        assertThat(report.warnings()).singleElement().satisfies(line -> assertThat(line).contains("case 9 is not drawn").doesNotContain("\n"));
        assertThat(words(report)).contains("Best: case 4").contains("case 9 is not drawn");
        assertThat(folder.resolve("figures/overlay-best-4-5.png")).exists();
    }
}
