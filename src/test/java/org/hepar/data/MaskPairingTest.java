package org.hepar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskPairingTest {

    private static final Grid GRID = new Grid(new Size(2, 3, 4), new Spacing(5, 1.5, 1.5), new Vector(-10, 20, 300), Direction.AXIAL);

    @TempDir
    private Path home;

    /** Names by spaces; files without content, since no voxel is asked for. */
    private Path folder(String name, String files) {
        try {
            Path folder = Files.createDirectories(home.resolve(name));
            for (String file : files.split(" ")) {
                Files.createDirectories(folder.resolve(file).getParent());
                Files.writeString(folder.resolve(file), "");
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MaskFolder prediction(Path folder) {
        return new MaskFolder("prediction", folder, Optional.empty());
    }

    private static MaskFolder reference(Path folder) {
        return new MaskFolder("reference", folder, Optional.empty());
    }

    private static MaskPairing paired(Path prediction, Path reference) {
        return MaskPairing.of(prediction(prediction), reference(reference), Optional.empty());
    }

    private MaskPairing paired(String predictions, String references) {
        return paired(folder("p", predictions), folder("r", references));
    }

    private static List<String> lines(MaskPairing pairing) {
        return pairing.problems().stream().map(RefusedCase::reason).toList();
    }

    private static List<String> ids(MaskPairing pairing) {
        assertThat(lines(pairing)).isEmpty();
        return pairing.whole().stream().map(MaskPair::caseId).toList();
    }

    private static List<String> refusal(ThrowingCallable pairing) {
        Throwable thrown = catchThrowable(pairing);
        assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
        return thrown.getMessage().lines().toList();
    }

    @ParameterizedTest
    @CsvSource({
        "segmentation-0.nii.gz segmentation-10.nii.gz segmentation-2.nii.gz, test-segmentation-0.nii test-segmentation-2.nii test-segmentation-10.nii, 0 2 10",
        "liver_03_pred.nii.gz liver_11_pred.nii.gz, liver_03.nii.gz liver_11.nii.gz, 03 11",
        "liver_10.nii.gz liver_11.nii.gz liver_12.nii.gz, ref10.nii.gz ref11.nii.gz ref12.nii.gz, 10 11 12",
        "10.nii 20.nii 30.nii, r-10.nii r-20.nii r-30.nii, 10 20 30",
        "LiTS17_pred_0.nii.gz LiTS17_pred_1.nii.gz, LiTS17_seg_0.nii.gz LiTS17_seg_1.nii.gz, 0 1",
        "a_p1_s1_pred.nii a_p1_s2_pred.nii, a_p1_s1_gt.nii a_p1_s2_gt.nii, 1_s1 1_s2",
        "patient_anna.nii patient_bert.nii, expert-anna.nii expert-bert.nii, anna bert",
        "case1.nii caseA.nii, caseA-r.nii case1-r.nii, case1 caseA",
        "x7.seg.nii x8.seg.nii, x7.nii x8.nii, 7 8",
        "p_1a.NII.GZ p_1b.NII.GZ, r_1a.nii r_1b.nii, 1a 1b"})
    void idsAreWhatIsLeftOfTheNamesBetweenWhatAllShare(String predictions, String references, String expected) {
        assertThat(ids(paired(predictions, references))).containsExactly(expected.split(" "));
    }

    @Test
    void aCaseHasOneIdWhateverItsPredictionIsCalled() {
        assertThat(ids(paired("segmentation-3.nii segmentation-12.nii", "segmentation-12.nii segmentation-3.nii"))).containsExactly("3", "12");
        assertThat(ids(paired(folder("p2", "out_3.nii out_12.nii"), home.resolve("r")))).containsExactly("3", "12");
        assertThat(ids(paired(folder("p3", "scan-2024-07-01.nii"), folder("r3", "scan-2024-07-01.nii")))).containsExactly("2024-07-01");
    }

    @Test
    void filesOfOneNameAreOneCaseAlsoWhereOthersAreMissing() {
        assertThat(ids(paired("liver_1.nii.gz liver_2.nii.gz", "liver_2.nii liver_1.nii"))).containsExactly("1", "2");
        folder("r", "liver_3.nii");
        MaskPairing pairing = paired(home.resolve("p"), home.resolve("r"));
        assertThat(pairing.pairs()).extracting(MaskPair::caseId).containsExactly("1", "2");
        assertThat(pairing.problems()).hasSize(1);
    }

    @Test
    void oneFileInEachFolderIsOneCase() {
        assertThat(ids(paired("mine.nii.gz", "truth.nii"))).containsExactly("truth");
        MaskPair pair = paired(home.resolve("p"), home.resolve("r")).pairs().get(0);
        assertThat(pair).isEqualTo(new MaskPair("truth", home.resolve("p/mine.nii.gz"), home.resolve("r/truth.nii"), Optional.empty()));
        assertThat(ids(paired(folder("p2", "submission-segmentation-0.nii.gz"), folder("r2", "reference-segmentation-0.nii.gz")))).containsExactly("0");
    }

    @Test
    void oneFileFindsItsCaseAmongMany() {
        MaskPairing pairing = paired("net_03_pred.nii.gz", "liver_02.nii.gz liver_03.nii.gz liver_04.nii.gz");
        assertThat(pairing.pairs()).extracting(MaskPair::caseId).containsExactly("03");
        assertThat(lines(pairing)).containsExactly(
                "case 02: reference " + home.resolve("r/liver_02.nii.gz") + " has no prediction; expected " + home.resolve("p/net_02_pred.nii.gz")
                        + ", or a --reference-pattern that leaves it out",
                "case 04: reference " + home.resolve("r/liver_04.nii.gz") + " has no prediction; expected " + home.resolve("p/net_04_pred.nii.gz")
                        + ", or a --reference-pattern that leaves it out");
    }

    @Test
    void missingCasesAreToldWithTheFileThatWasExpected() {
        MaskPairing pairing = paired("p_1.nii p_2.nii p_4.nii", "r_1.nii.gz r_3.nii.gz r_4.nii.gz");
        assertThat(pairing.pairs()).extracting(MaskPair::caseId).containsExactly("1", "4");
        assertThat(refusal(pairing::whole)).containsExactly(
                "case 2: prediction " + home.resolve("p/p_2.nii") + " has no reference; expected " + home.resolve("r/r_2.nii.gz")
                        + ", or a --prediction-pattern that leaves it out",
                "case 3: reference " + home.resolve("r/r_3.nii.gz") + " has no prediction; expected " + home.resolve("p/p_3.nii")
                        + ", or a --reference-pattern that leaves it out",
                "nothing was scored; --keep-going scores the 2 cases that are whole");
    }

    @Test
    void atMostTwentyProblemsAreShown() {
        String many = String.join(" ", IntStream.range(0, 40).mapToObj(n -> "p_" + n + ".nii").toList());
        assertThat(refusal(() -> paired(many, "r_0.nii r_1.nii").whole())).hasSize(22).endsWith("... and 18 more",
                "nothing was scored; --keep-going scores the 2 cases that are whole");
    }

    @Test
    void theSameCaseTwiceIsNoCase() {
        MaskPairing pairing = paired("1.nii 1.nii.gz 2.nii 3.hdr 3.img 4.hdr.gz 4.img.gz", "1.nii 2.nii 3.nii 4.nii");
        assertThat(pairing.pairs()).extracting(MaskPair::caseId).containsExactly("2", "3", "4");
        assertThat(pairing.pairs().get(1).prediction()).hasFileName("3.hdr");
        assertThat(lines(pairing)).containsExactly("case 1 is there twice as prediction: " + home.resolve("p/1.nii") + " and "
                + home.resolve("p/1.nii.gz") + "; take one of them away");
    }

    @Test
    void leadingZerosMakeAnotherCase() {
        assertThat(refusal(() -> paired("p_1.nii p_2.nii", "r_01.nii r_02.nii"))).containsExactly(
                "case ids differ in leading zeros only (prediction 1, 2; reference 01, 02), and 01 and 1 are two cases; rename the files of one folder, "
                        + "or cut a zero with a pattern such as --reference-pattern 'r_0{id}.nii'");
        MaskPairing some = paired(folder("p2", "p_9.nii p_10.nii"), folder("r2", "r_09.nii r_10.nii"));
        assertThat(some.pairs()).extracting(MaskPair::caseId).containsExactly("10");
        assertThat(lines(some)).hasSize(2).last().asString().contains("case 9: prediction", "expected", "('09' is another id: rename one of the files)");
    }

    @Test
    void namesThatDoNotPairAskForAPattern() {
        assertThat(refusal(() -> paired("a_x.nii b_x.nii c_x.nii", "liver_7_ref.nii.gz liver_8_ref.nii.gz"))).containsExactly(
                "no case is in all folders (prediction a_x.nii, b_x.nii, ...; reference liver_7_ref.nii.gz, liver_8_ref.nii.gz); say where the case id "
                        + "stands, for example with --prediction-pattern '{id}.nii' --reference-pattern 'liver_{id}_ref.nii.gz'");
    }

    @Test
    void namesThatCanBeReadInTwoWaysAskForAPattern() {
        assertThat(refusal(() -> paired("case_7_v2.nii", "r_1.nii r_2.nii r_7.nii"))).hasSize(1).first().asString()
                .contains("can be read in more than one way", "--prediction-pattern 'case_{id}_v2.nii'");
        MaskFolder told = new MaskFolder("prediction", home.resolve("p"), Optional.of("case_{id}_v2"));
        assertThat(MaskPairing.of(told, reference(home.resolve("r")), Optional.empty()).pairs()).extracting(MaskPair::caseId).containsExactly("7");
    }

    @Test
    void patternsSayWhereTheIdStandsInFoldersToo() {
        Path predictions = folder("p", "case_1/liver.nii.gz case_1/other.nii.gz case_2/liver.nii.gz top.nii.gz");
        Path references = folder("r", "liver_1_a.nii liver_2_a.nii liver_2_b.nii");
        MaskPairing pairing = MaskPairing.of(new MaskFolder("prediction", predictions, Optional.of("case_{id}/liver.nii.gz")),
                new MaskFolder("reference", references, Optional.of("liver_{id}_a")), Optional.empty());
        assertThat(ids(pairing)).containsExactly("1", "2");
        assertThat(pairing.pairs().get(1).prediction()).isEqualTo(predictions.resolve("case_2/liver.nii.gz"));
    }

    @Test
    void onePatternIsEnoughForTheOtherFolderToFollow() {
        Path predictions = folder("p", "x_5_net1.nii x_6_net1.nii x_5_net2.nii");
        MaskPairing pairing = MaskPairing.of(new MaskFolder("prediction", predictions, Optional.of("x_{id}_net1.nii")),
                reference(folder("r", "s5.nii s6.nii")), Optional.empty());
        assertThat(ids(pairing)).containsExactly("5", "6");
    }

    @Test
    void aSecondReaderMakesThree() {
        Path second = folder("b", "reader2_1.nii reader2_2.nii reader2_4.nii");
        MaskPairing pairing = MaskPairing.of(prediction(folder("p", "liver_1.nii liver_2.nii liver_3.nii")), reference(folder("r", "liver_1.nii liver_2.nii liver_3.nii")),
                Optional.of(new MaskFolder("reference-b", second, Optional.empty())));
        assertThat(pairing.pairs()).extracting(MaskPair::caseId).containsExactly("1", "2");
        assertThat(pairing.pairs().get(0).secondReference()).contains(second.resolve("reader2_1.nii"));
        assertThat(lines(pairing)).containsExactly(
                "case 3: prediction " + home.resolve("p/liver_3.nii") + " has no reference-b; expected " + second.resolve("reader2_3.nii"),
                "case 4: reference-b " + second.resolve("reader2_4.nii") + " has no prediction and no reference; expected "
                        + home.resolve("p/liver_4.nii") + " and " + home.resolve("r/liver_4.nii") + ", or a --reference-b-pattern that leaves it out");
    }

    @Test
    void foldersThatAreOfNoUseAreToldTogether() throws IOException {
        Files.createDirectories(home.resolve("empty/1"));
        assertThat(refusal(() -> paired(home.resolve("nowhere"), home.resolve("empty")))).satisfiesExactly(
                line -> assertThat(line).isEqualTo("prediction folder " + home.resolve("nowhere") + " does not exist; check its name"),
                line -> assertThat(line).contains("reference folder " + home.resolve("empty") + " holds no NIfTI file (.nii, .nii.gz, .hdr); name the folder that holds the masks", "--reference-pattern '{id}/NAME.nii.gz'"));
        Path other = folder("other", "1.mha .hidden.nii.gz");
        assertThat(refusal(() -> paired(other.resolve("1.mha"), other))).satisfiesExactly(
                line -> assertThat(line).contains("1.mha is a file; name the folder"),
                line -> assertThat(line).contains("holds no NIfTI file", "for example, '1.mha'", "convert"));
        MaskFolder nothing = new MaskFolder("reference", folder("r", "a.nii"), Optional.of("b_{id}.nii"));
        assertThatThrownBy(() -> MaskPairing.of(prediction(home.resolve("r")), nothing, Optional.empty()))
                .hasMessageContaining("matches --reference-pattern (='b_{id}.nii')").hasMessageContaining("for example, 'a.nii'");
        MaskFolder readme = new MaskFolder("image", folder("i", "README.txt scan_1.nii.gz"), Optional.of("b_{id}.nii"));
        assertThatThrownBy(() -> MaskPairing.of(readme, reference(home.resolve("r")), Optional.empty())).hasMessageContaining("for example, 'scan_1.nii.gz'");
        MaskFolder noScan = new MaskFolder("image", folder("t", "README.txt"), Optional.of("b_{id}.nii"));
        assertThatThrownBy(() -> MaskPairing.of(noScan, reference(home.resolve("r")), Optional.empty()))
                .hasMessageContaining("image folder " + home.resolve("t") + " holds no NIfTI file").hasMessageContaining("convert the scans");
        assertThatThrownBy(() -> new MaskFolder("reference", other, Optional.of("b.nii"))).hasMessageContaining("--reference-pattern (='b.nii') has no {id}");
    }

    @Test
    void aFolderIsNotComparedWithItself() {
        Path both = folder("both", "1_pred.nii 2_pred.nii 1.nii 2.nii");
        assertThat(refusal(() -> paired(both, home.resolve("both/../both")))).hasSize(1).first().asString()
                .contains("prediction and reference are the same folder", "--prediction-pattern and --reference-pattern");
        assertThat(refusal(() -> MaskPairing.of(new MaskFolder("image", both, Optional.empty()), reference(both), Optional.empty()))).hasSize(1).first().asString()
                .contains("image and reference are the same folder", "so the masks would be taken for scans").doesNotContain("themselves");
        MaskPairing apart = MaskPairing.of(new MaskFolder("prediction", both, Optional.of("{id}_pred.nii")),
                new MaskFolder("reference", home.resolve("both/../both"), Optional.of("{id}.nii")), Optional.empty());
        assertThat(ids(apart)).containsExactly("1", "2");
        assertThat(refusal(() -> MaskPairing.of(new MaskFolder("prediction", both, Optional.of("{id}.nii")),
                new MaskFolder("reference", both, Optional.of("{id}")), Optional.empty()))).first().asString().contains("take the same files");
    }

    @Test
    void gridsAreComparedByTheirHeaders() {
        Grid shifted = new Grid(new Size(3, 3, 4), GRID.spacing(), new Vector(-10, 20, 295), Direction.AXIAL);
        for (String name : List.of("p/1.nii", "p/2.nii", "r/1.nii", "r/3.nii", "p/4.nii")) {
            labels(name, GRID);
        }
        labels("r/2.nii", shifted);
        labels("p/3.nii", shifted);
        folder("r", "4.nii");
        MaskPairing pairing = paired(home.resolve("p"), home.resolve("r"));
        MaskPairing strict = pairing.withGridsChecked(false);
        assertThat(strict.pairs()).extracting(MaskPair::caseId).containsExactly("1");
        assertThat(strict.problems()).hasSize(3);
        assertThat(lines(strict).get(0)).isEqualTo("case 2: the prediction lies on another grid than the reference: prediction " + home.resolve("p/2.nii")
                + ": 4 x 3 x 2 voxels of 1.5 x 1.5 x 5 mm, the first at RAS (10, -20, 300) mm, axes to L, P, S; reference " + home.resolve("r/2.nii")
                + ": 4 x 3 x 3 voxels of 1.5 x 1.5 x 5 mm, the first at RAS (10, -20, 295) mm, axes to L, P, S; they differ (x to the left, y to the back, "
                + "z to the head) in size [z,y,x] [2,3,4] against [3,3,4]; origin z 300 against 295 mm; --allow-resample brings it onto the reference's grid");
        assertThat(lines(strict).get(2)).startsWith("case 4: " + home.resolve("r/4.nii") + " is empty");
        MaskPairing lenient = pairing.withGridsChecked(true);
        assertThat(lenient.pairs()).extracting(MaskPair::caseId).containsExactly("1", "2", "3");
        assertThat(lenient.problems()).hasSize(1);
    }

    @Test
    void theSecondReferenceMustLieOnTheGridOfTheFirst() {
        labels("p/1.nii", GRID);
        labels("r/1.nii", GRID);
        labels("b/1.nii", Grid.axial(GRID.size(), new Spacing(5, 1.5, 1.4)));
        MaskPairing pairing = MaskPairing.of(prediction(home.resolve("p")), reference(home.resolve("r")),
                Optional.of(new MaskFolder("reference-b", home.resolve("b"), Optional.empty())));
        assertThat(lines(pairing.withGridsChecked(false))).hasSize(1).first().asString()
                .startsWith("case 1: the second reference lies on another grid than the reference: second reference ").contains("spacing x 1.4 against 1.5 mm; origin [x,y,z]");
    }

    private void labels(String name, Grid grid) {
        try {
            Files.createDirectories(home.resolve(name).getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Nifti.write(home.resolve(name), new LabelMap(grid, new byte[grid.voxels()]), StoredGrid.of(grid));
    }
}
