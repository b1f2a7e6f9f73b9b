package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.train.Engine;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong with an experiment is one line on standard error and exit code 2, before any training and any run folder. */
class BadExperimentTest {

    @TempDir
    private Path folder;

    /** The last line that {@code hepar run} said. */
    private String refused(String split, String... settings) throws IOException {
        Path file = Files.writeString(folder.resolve("split.yaml"), "name: small\nfolds:\n" + split);
        List<String> arguments = new ArrayList<>(List.of("run", "experiments/quickstart.yaml", "--runs", folder.resolve("runs").toString(),
                "--cache", folder.resolve("cache").toString()));
        List<String> all = new ArrayList<>(List.of("split=" + file));
        all.addAll(List.of(settings));
        all.forEach(setting -> arguments.addAll(List.of("--set", setting)));
        Said said = Said.of(arguments);
        List<String> lines = said.err().lines().filter(line -> line.startsWith("hepar: ")).toList();
        assertThat(said.exitCode()).as(said.err()).isEqualTo(2);
        assertThat(lines).as(said.err()).hasSize(1);
        assertThat(said.err()).endsWith(lines.get(0) + System.lineSeparator()).doesNotContain("Exception");
        assertThat(said.out()).isEmpty();
        assertThat(folder.resolve("runs")).doesNotExist();
        return lines.get(0);
    }

    /** Four made patients, small ones; the last has no lesion. */
    private String refusedPhantoms(String training, String test, String... settings) throws IOException {
        List<String> all = new ArrayList<>(List.of("cohort.cases=4", "cohort.slices=12", "cohort.in_plane_size=64", "cohort.in_plane_spacing_mm=5",
                "cascade.liver.training.keep=last", "cascade.lesion.training.keep=last"));
        all.addAll(List.of(settings));
        return refused("  - {name: one, training: [" + training + "], validation: [], test: [" + test + "]}\n", all.toArray(String[]::new));
    }

    @Test
    void aTrainingFoldWithoutAnyLesion() throws IOException {
        for (int again = 0; again < 2; again++) {  // the second time from what is remembered of the cases
            assertThat(refusedPhantoms("phantom-03", "phantom-00, phantom-01, phantom-02")).contains("fold 'one'", "1 training cases (phantom-03)",
                    "has a lesion in its reference", "lesion network has nothing to learn", "split file");
        }
    }

    @Test
    void aTrainingFoldWithoutAnyLiver() throws IOException {
        Grid grid = Grid.axial(new Size(4, 32, 32), new Spacing(4, 5, 5));
        for (String id : List.of("a", "b")) {
            Nifti.write(folder.resolve("image-" + id + ".nii.gz"), new Volume(grid, new float[grid.voxels()]), StoredGrid.of(grid));
            Nifti.write(folder.resolve("reference-" + id + ".nii.gz"), new LabelMap(grid, new byte[grid.voxels()]), StoredGrid.of(grid));
        }
        String said = refused("  - {name: one, training: [a], validation: [], test: [b]}\n", "cascade.liver.training.keep=last", "cascade.lesion.training.keep=last",
                "cohort={type: nifti_folder, folder: \"" + folder + "\", image: \"image-{id}.nii.gz\", reference: \"reference-{id}.nii.gz\"}");
        assertThat(said).contains("fold 'one'", "(a)", "has any liver in its reference", "liver network has nothing to learn");
    }

    @Test
    void lesionsThatPreprocessingTakesAway() throws IOException {
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03", "cascade.lesion.preprocessing.1={type: resample_in_plane, spacing_mm: 90}"))
                .contains("fold 'one'", "2 training cases (phantom-00, phantom-01)", "shows any lesion once it is prepared", "lesion network has nothing to learn",
                        "finer pixels in cascade.lesion.preprocessing", "cascade.liver_box");
    }

    @Test
    void aFoldOfOnePatient() throws IOException {
        assertThat(refusedPhantoms("phantom-00", "phantom-00")).contains("fold 'one'", "names one patient only, phantom-00", "needs two");
        assertThat(refusedPhantoms("phantom-00", "")).contains("fold 'one'", "names one patient only, phantom-00");
    }

    @Test
    void anEmptyTrainingListAndATestCaseThatIsTrainedOn() throws IOException {
        assertThat(refusedPhantoms("", "phantom-00, phantom-01")).contains("fold 'one'", "training (=[]) needs at least one case id");
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-01, phantom-02")).contains("fold 'one'", "training and test share phantom-01");
    }

    @Test
    void zeroStepsOrEpochs() throws IOException {
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03", "cascade.liver.training.epochs=0")).contains("cascade.liver.training", "epochs (=0) must be at least 1");
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03", "cascade.lesion.training.steps_per_epoch=0"))
                .contains("cascade.lesion.training", "steps_per_epoch (=0) must be at least 1");
    }

    @Test
    void moreStepsThanCanBeCounted() throws IOException {
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03", "cascade.lesion.training.epochs=2000000000", "cascade.lesion.training.steps_per_epoch=2000000000"))
                .contains("cascade.lesion.training.epochs", "epochs (=2000000000) times steps_per_epoch (=2000000000) must be at most 2147483647 steps");
    }

    @Test
    void classWeightsOfAnotherNetworkOrOfNone() throws IOException {
        String entropy = "{type: cross_entropy, class_weights: {type: fixed, weights: [1, 2, 3]}}";
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03", "cascade.liver.training.loss=" + entropy))
                .contains("cascade.liver.training.loss.class_weights.weights: weights (=[1.0, 2.0, 3.0]) must be 2 numbers, one a class of this network, background first");
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03",
                "cascade.lesion.training.loss={type: sum, losses: [{type: soft_dice, over: batch, smooth: 1}, {type: sum, losses: [" + entropy + "]}]}"))
                .contains("cascade.lesion.training.loss.losses.1.losses.0.class_weights.weights: weights (=[1.0, 2.0, 3.0]) must be 2 numbers");
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03",
                "cascade.liver.training.loss={type: cross_entropy, class_weights: {type: fixed, weights: [0, 0]}}"))
                .contains("cascade.liver.training.loss.class_weights.weights", "must hold one above 0");
    }

    @Test
    void sizesThatDoNotFit() throws IOException {
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03", "cascade.lesion.preprocessing.1.width=111"))
                .contains("cascade.lesion", "112 x 111 pixels", "width (=111) must be 104 or 112");
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03", "cascade.lesion.preprocessing.1={type: resize_in_plane, height: 16, width: 16}",
                "cascade.lesion.training.network.depth=5")).contains("cascade.lesion", "16 x 16 pixels", "height and width (=16) must be at least 32");
    }

    @Test
    void aDeviceThatIsAbsentOrUnknown() throws IOException {
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03", "device=cuda")).contains("device (=cuda) must be cpu, gpu:N with N from 0, or auto");
        Assumptions.assumeTrue(Engine.problemOfGpu().isPresent(), "there is a GPU");
        assertThat(refusedPhantoms("phantom-00, phantom-01", "phantom-02, phantom-03", "device=gpu:3")).contains("device (=gpu:3) cannot be used", "docs/gpu.md");
    }
}
