package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hepar.data.RefusedCase;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.metric.CasePair;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Contract;
import org.hepar.report.Scores;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreCommandTest {

    private static final Grid GRID = Grid.axial(new Size(6, 20, 24), new Spacing(2, 0.75, 0.75));

    @TempDir
    private Path home;
    private Path reference;
    private Path prediction;

    /** What a command said and how it ended. */
    private Said score(String... more) {
        List<String> arguments = new ArrayList<>(List.of("score", "--prediction", prediction.toString(), "--reference", reference.toString()));
        arguments.addAll(Arrays.asList(more));
        if (!arguments.contains("--out")) {
            arguments.addAll(List.of("--out", home.resolve("out").toString()));
        }
        return Said.of(arguments);
    }

    private Scores scored() {
        return Scores.read(home.resolve("out"));
    }

    /** A block of liver with a lesion in it, both moved along x. */
    private static LabelMap labels(Grid grid, int shift) {
        byte[] labels = new byte[grid.voxels()];
        for (int z = 1; z < 5; z++) {
            for (int y = 3; y < 17; y++) {
                for (int x = 3 + shift; x < 18 + shift; x++) {
                    labels[grid.size().index(z, y, x)] = y > 6 && y < 13 && x > 6 + shift && x < 13 + shift ? LabelMap.LESION : LabelMap.LIVER;
                }
            }
        }
        return new LabelMap(grid, labels);
    }

    private static void write(Path file, LabelMap labels) {
        Nifti.write(file, labels, StoredGrid.of(labels.grid()));
    }

    @BeforeEach
    void twoCases() throws IOException {
        reference = Files.createDirectories(home.resolve("reference"));
        prediction = Files.createDirectories(home.resolve("prediction"));
        for (int n : new int[] {3, 12}) {
            write(reference.resolve("segmentation-" + n + ".nii.gz"), labels(GRID, 0));
            write(prediction.resolve("pred_" + n + ".nii"), labels(GRID, n == 3 ? 1 : 2));
        }
    }

    @Test
    void everyNumberOfACaseIsInTheTableUnderItsContract() {
        Said said = score("--contract", "christ_2017,lits_2017");

        assertThat(said.err().lines().filter(line -> line.startsWith("hepar: "))).isEmpty();
        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).contains("christ_2017").contains("lits_2017").contains("report: ");
        List<CaseScores> expected = CasePair.of("3", labels(GRID, 0), labels(GRID, 1)).score(Contract.parse("christ_2017,lits_2017"));
        List<CaseScores> read = scored().rows().stream().map(Scores.Row::scores).toList();
        assertThat(read).extracting(CaseScores::caseId).containsExactly("3", "3", "12", "12");
        for (int i = 0; i < 2; i++) {
            assertThat(read.get(i).contract()).isEqualTo(expected.get(i).contract());
            assertThat(read.get(i).lesion().values()).isEqualTo(expected.get(i).lesion().values());
            assertThat(read.get(i).liver().values()).isEqualTo(expected.get(i).liver().values());
            assertThat(read.get(i).detection().found()).isEqualTo(1);
        }
        assertThat(home.resolve("out")).isDirectoryContaining("glob:**/report.html").isDirectoryContaining("glob:**/summary.csv")
                .isDirectoryContaining("glob:**/lesions.csv");
    }

    @Test
    void theSameMasksGiveTheSameBytes() throws IOException {
        score();
        byte[] first = Files.readAllBytes(home.resolve("out/cases.csv"));
        byte[] page = Files.readAllBytes(home.resolve("out/report.html"));
        score();
        assertThat(home.resolve("out/cases.csv")).hasBinaryContent(first);
        assertThat(home.resolve("out/report.html")).hasBinaryContent(page);
    }

    @Test
    void otherGridIsRefusedShowingBothBeforeAnythingIsWritten() throws IOException {
        write(prediction.resolve("pred_12.nii"), labels(Grid.axial(new Size(6, 20, 25), GRID.spacing()), 0));
        Said said = score();

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("case 12").contains("prediction " + prediction.resolve("pred_12.nii") + ": 25 x 20 x 6 voxels of 0.75 x 0.75 x 2 mm, the first at RAS (0, 0, 0) mm, axes to L, P, S; "
                + "reference " + reference.resolve("segmentation-12.nii.gz") + ": 24 x 20 x 6 voxels of", "[z,y,x] [6,20,25] against [6,20,24]").contains("--allow-resample").doesNotContain("Exception");
        assertThat(said.out()).isEmpty();
        assertThat(home.resolve("out")).doesNotExist();
    }

    @Test
    void aMaskBroughtToTheReferencesGridIsNoted() {
        write(prediction.resolve("pred_12.nii"), labels(Grid.axial(new Size(6, 20, 25), GRID.spacing()), 0));
        assertThat(score("--allow-resample").exitCode()).isZero();

        assertThat(scored().rows()).extracting(Scores.Row::note).containsExactly("", "resampled");
        assertThat(scored().rows().get(1).scores().liver().dice()).isEqualTo(1);
    }

    @Test
    void gridsWithoutAVoxelInCommonNameCaseAndFiles() {
        write(prediction.resolve("pred_12.nii"), labels(new Grid(GRID.size(), GRID.spacing(), new Vector(1000, 0, 0), Direction.AXIAL), 0));
        assertThat(score("--allow-resample").err()).contains("case 12: no voxel of the prediction lies within the reference: prediction "
                + prediction.resolve("pred_12.nii") + ": 24 x 20 x 6 voxels", "the first at RAS (-1000, 0, 0) mm", "reference "
                + reference.resolve("segmentation-12.nii.gz"), "origin x 1000 against 0 mm; one of the files does not say");
    }

    @Test
    void aMissingCaseStopsAllUnlessToldToKeepGoing() throws IOException {
        Files.delete(prediction.resolve("pred_12.nii"));
        write(prediction.resolve("pred_7.nii"), labels(GRID, 0));
        Said strict = score();
        assertThat(strict.exitCode()).isEqualTo(2);
        assertThat(strict.err()).contains("case 12").contains("case 7").contains("--keep-going");
        assertThat(home.resolve("out")).doesNotExist();

        Said going = score("--keep-going");
        assertThat(going.exitCode()).isEqualTo(2);
        assertThat(going.err()).contains("not scored: case 12").contains("not scored: case 7");
        assertThat(scored().rows()).extracting(row -> row.scores().caseId()).containsExactly("3");
        assertThat(Files.readString(home.resolve("out/report.html"))).contains("case 12");
    }

    @Test
    void aRefusedCaseStandsInTheTablesWithItsReason() throws IOException {
        float[] half = new float[GRID.voxels()];
        Arrays.fill(half, 0.25f);
        Nifti.write(prediction.resolve("pred_12.nii"), new Volume(GRID, half), StoredGrid.of(GRID));
        write(reference.resolve("segmentation-40.nii.gz"), labels(GRID, 0));
        Said said = score("--keep-going", "--contract", "christ_2017,nnunet");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.out()).contains("2 cases could not be scored");
        assertThat(said.err()).contains("scoring 2/2").doesNotContain("stopped").contains("not scored: case 12: ").contains("not scored: case 40: ");
        assertThat(scored().refused()).extracting(RefusedCase::caseId).containsExactly("40", "12");
        List<String> lines = Files.readAllLines(home.resolve("out/cases.csv"));
        assertThat(lines.stream().filter(line -> line.startsWith("12,") || line.startsWith("40,"))).hasSize(8)
                .allMatch(line -> line.matches("(12|40),(liver|lesion),(christ_2017|nnunet),+not_scored,prediction:reference,,\"?case (12|40): .*"));
        assertThat(Files.readAllLines(home.resolve("out/summary.csv")).subList(1, 3)).allMatch(line -> line.endsWith(",2"));
    }

    @Test
    void withNoCaseLeftNothingIsWritten() throws IOException {
        for (int n : new int[] {3, 12}) {
            float[] half = new float[GRID.voxels()];
            Arrays.fill(half, 0.25f);
            Nifti.write(prediction.resolve("pred_" + n + ".nii"), new Volume(GRID, half), StoredGrid.of(GRID));
        }
        Said said = score("--keep-going");

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).endsWith("hepar: no case can be scored; nothing was written\n");
        assertThat(home.resolve("out")).doesNotExist();
    }

    @Test
    void aSingleCaseHasNoMedian() throws IOException {
        Files.delete(prediction.resolve("pred_12.nii"));
        Files.delete(reference.resolve("segmentation-12.nii.gz"));
        assertThat(score().out()).contains(", 1 case").doesNotContain("median").doesNotContain("1 cases");
    }

    @Test
    void probabilitiesAreNoLabels() {
        float[] half = new float[GRID.voxels()];
        Arrays.fill(half, 0.25f);
        Nifti.write(prediction.resolve("pred_12.nii"), new Volume(GRID, half), StoredGrid.of(GRID));
        Said said = score();

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("pred_12.nii").contains("0.25").contains("probabilities");
        assertThat(home.resolve("out")).doesNotExist();
    }

    @Test
    void labelsOutsideOfTheMappingAreRefusedOrIgnored() {
        byte[] spleen = labels(GRID, 0).labels();
        spleen[0] = 3;
        write(prediction.resolve("pred_12.nii"), new LabelMap(GRID, spleen));
        Said said = score();
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("pred_12.nii").contains("3").contains("--ignore-other-labels");

        assertThat(score("--ignore-other-labels").exitCode()).isZero();
        assertThat(scored().rows().get(1).scores().liver().dice()).isEqualTo(1);
    }

    @Test
    void theSameCaseTwiceIsRefused() {
        write(prediction.resolve("pred_12.nii.gz"), labels(GRID, 0));
        assertThat(score().err()).contains("case 12").contains("twice");
    }

    @Test
    void lesionsAloneAreScoredWithoutALiver() {
        Said said = score("--labels", "lesion=2", "--ignore-other-labels");
        assertThat(said.exitCode()).isZero();
        assertThat(scored().labels()).containsExactly("lesion");
    }

    @Test
    void masksOfOneLabelAloneAreDoubted() throws IOException {
        for (Path file : List.of(prediction.resolve("pred_3.nii"), prediction.resolve("pred_12.nii"), reference.resolve("segmentation-3.nii.gz"),
                reference.resolve("segmentation-12.nii.gz"))) {
            byte[] ones = labels(GRID, 0).labels();
            for (int i = 0; i < ones.length; i++) {
                ones[i] = (byte) Math.min(1, ones[i]);
            }
            write(file, new LabelMap(GRID, ones));
        }
        String warning = "no file holds label 2 (lesion); if 1 is the lesion here, give --labels lesion=1";
        Said said = score();
        assertThat(said.exitCode()).isZero();
        assertThat(said.err()).contains(warning);
        assertThat(Files.readString(home.resolve("out/report.html"))).contains(warning);
        assertThat(score("--labels", "liver=1", "--out", home.resolve("liver").toString()).err()).doesNotContain("label 2");
        assertThat(score("--labels", "lesion=1", "--out", home.resolve("lesion").toString()).err()).doesNotContain("label 2");
    }

    @Test
    void aLesionInOneFileIsNoReasonForDoubt() {
        assertThat(score().err()).doesNotContain("label 2");
    }

    @Test
    void twoReadersAreComparedWithEachOtherToo() throws IOException {
        Path second = Files.createDirectories(home.resolve("second"));
        for (int n : new int[] {3, 12}) {
            write(second.resolve("reader_" + n + ".nii"), labels(GRID, 1));
        }
        assertThat(score("--reference-b", second.toString()).exitCode()).isZero();
        assertThat(scored().comparisons()).containsExactly("prediction:reference", "prediction:reference_b", "reference_b:reference", "reference:reference_b");
    }

    @Test
    void explainingTellsHowANumberCameAboutAndWritesNothing() {
        Said said = score("--explain", "12");
        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).contains("case 12").contains("voxels: reference 840").contains("largest distance").contains("reference 1").contains("prediction 1");
        assertThat(home.resolve("out")).doesNotExist();
        assertThat(score("--explain", "99").err()).contains("99").contains("'3', '12'");
    }

    @Test
    void explainingACaseWithoutReferenceSaysSo() {
        write(prediction.resolve("pred_7.nii"), labels(GRID, 0));
        assertThat(score("--explain", "7").err()).contains("pred_7.nii has no reference").doesNotContain("is not among the cases");
    }

    @Test
    void explainingNamesTheSurfaceOfTheMaximumWhereItIsAnother() {
        assertThat(score("--explain", "12", "--contract", "lits_2017").out()).contains("two surfaces").contains("18 neighbours").contains("6 neighbours");
        assertThat(score("--explain", "12").out()).doesNotContain("two surfaces");
    }

    @Test
    void aMapThatIsNoProbabilityIsRefused() throws IOException {
        Path maps = Files.createDirectories(home.resolve("maps"));
        for (int n : new int[] {3, 12}) {
            write(maps.resolve("map_" + n + ".nii"), labels(GRID, 0));
        }
        Said said = score("--probability", maps.toString());
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("map_3.nii").contains("2.0").contains("probabilities from 0 to 1");
        assertThat(home.resolve("out")).doesNotExist();
    }

    /** Whatever a case's masks hold, what stands beside them is looked at before any is scored. */
    @Test
    void aMissingMapAndAnImageElsewhereAreFoundBeforeAnyCaseIsScored() throws IOException {
        Path volumes = Files.createDirectories(home.resolve("volumes"));
        Grid other = Grid.axial(GRID.size(), new Spacing(7, 1, 1));
        Nifti.write(volumes.resolve("volume_12.nii"), new Volume(other, new float[GRID.voxels()]), StoredGrid.of(other));
        assertThat(score("--probability", volumes.toString()).err()).contains("segmentation-3.nii.gz has no map").doesNotContain("scoring");
        assertThat(score("--image", volumes.toString()).err()).contains("case 12: its image lies on another grid").contains("7").doesNotContain("scoring");
        assertThat(home.resolve("out")).doesNotExist();
    }

    @Test
    void labelsThatLookMistakenAreDoubted() {
        assertThat(score("--labels", "liver=1", "lesion=2").err()).contains("the liver is scored without its lesions");
        assertThat(score("--labels", "Liver=1,2", "lesion=2").err()).contains("label name (=Liver) must be written liver");
        onlyLesions(prediction.resolve("pred_3.nii"), false);
        onlyLesions(prediction.resolve("pred_12.nii"), false);
        assertThat(score("--out", home.resolve("ones").toString()).err()).contains("no prediction holds label 2 (lesion), though references do");
        for (Path file : List.of(prediction.resolve("pred_3.nii"), prediction.resolve("pred_12.nii"), reference.resolve("segmentation-3.nii.gz"),
                reference.resolve("segmentation-12.nii.gz"))) {
            onlyLesions(file, true);
        }
        assertThat(score("--out", home.resolve("twos").toString()).err()).contains("no file holds label 1 (liver)").contains("--labels lesion=2");
    }

    /** Lesions alone, under their own label or as 1. */
    private static void onlyLesions(Path file, boolean asTwo) {
        byte[] labels = labels(GRID, 0).labels();
        for (int i = 0; i < labels.length; i++) {
            labels[i] = labels[i] == LabelMap.LESION ? (byte) (asTwo ? 2 : 1) : 0;
        }
        write(file, new LabelMap(GRID, labels));
    }

    @Test
    void lesionsAreRankedByAMapOfProbabilities() throws IOException {
        Path maps = Files.createDirectories(home.resolve("maps"));
        for (int n : new int[] {3, 12}) {
            float[] map = new float[GRID.voxels()];
            Arrays.fill(map, n / 16f);
            Nifti.write(maps.resolve("map_" + n + ".nii"), new Volume(GRID, map), StoredGrid.of(GRID));
        }
        assertThat(score("--probability", maps.toString()).exitCode()).isZero();
        assertThat(scored().rows().get(1).scores().detection().lesions()).extracting(lesion -> lesion.score()).containsExactly(Double.NaN, 0.75);
    }

    @Test
    void aFolderWithOtherFilesIsLeftAlone() throws IOException {
        Files.writeString(Files.createDirectories(home.resolve("out")).resolve("thesis.txt"), "mine");
        Said said = score();
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.err()).contains("thesis.txt");
        assertThat(home.resolve("out")).isDirectoryNotContaining("glob:**/cases.csv");
    }

    @Test
    void scoresOfOtherMasksOrRulesAreNotReplaced() throws IOException {
        score();
        byte[] first = Files.readAllBytes(home.resolve("out/cases.csv"));
        for (Said said : List.of(score("--contract", "nnunet"), score("--labels", "lesion=2", "--ignore-other-labels"), score("--prediction-pattern", "pred_{id}.nii"))) {
            assertThat(said.exitCode()).isEqualTo(2);
            assertThat(said.err()).contains("folder " + home.resolve("out") + " holds the scores of another command (").contains("--out").hasLineCount(1);
        }
        Path same = Files.createDirectories(home.resolve("elsewhere/prediction"));
        write(same.resolve("pred_3.nii"), labels(GRID, 0));
        prediction = same;
        assertThat(score("--keep-going").err()).contains("(prediction " + home.toRealPath().resolve("prediction") + ", here " + same.toRealPath() + ")");
        assertThat(home.resolve("out/cases.csv")).hasBinaryContent(first);
    }

    @Test
    void afterAFailureTheEarlierResultsAreSaidToBeUntouched() throws IOException {
        score();
        byte[] first = Files.readAllBytes(home.resolve("out/cases.csv"));
        Files.delete(prediction.resolve("pred_12.nii"));
        assertThat(score().err()).contains("case 12").endsWith("hepar: the earlier results in " + home.resolve("out") + " are untouched\n");
        assertThat(home.resolve("out/cases.csv")).hasBinaryContent(first);
    }

    @Test
    void aToleranceChangesTheContractsName() {
        assertThat(score("--tolerance-mm", "3", "--contract", "christ_2017,lits_2017").exitCode()).isZero();
        assertThat(scored().contracts()).containsExactly("christ_2017+tolerance_3mm", "lits_2017");
    }
}
