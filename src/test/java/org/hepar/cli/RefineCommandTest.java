package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hepar.config.Yaml;
import org.hepar.crf.DenseCrf;
import org.hepar.crf.Refinement;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.io.StoredSeries;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefineCommandTest {

    private static final Grid GRID = Grid.axial(new Size(5, 12, 14), new Spacing(3, 1, 1));
    private static final String CONFIG = "configs/crf/pydensecrf.yaml";

    @TempDir
    Path folder;
    private float[] foreground;
    private float[] hu;

    private Said refine(String... arguments) {
        List<String> all = new ArrayList<>(List.of("refine"));
        all.addAll(List.of(arguments));
        return Said.of(all);
    }

    /** A bright half that the network sees, but for every fifth voxel, which it takes for the other side. */
    @BeforeEach
    void writeScene() {
        foreground = new float[GRID.voxels()];
        hu = new float[GRID.voxels()];
        for (int i = 0; i < foreground.length; i++) {
            boolean inside = i % 14 < 7;
            hu[i] = inside ? 100 : 0;
            foreground[i] = inside == (i % 5 != 0) ? 0.75f : 0.25f;
        }
        write("image.nii.gz", hu);
        write("foreground.nii", foreground);
    }

    private String write(String name, float[] voxels) {
        Nifti.write(folder.resolve(name), new Volume(GRID, voxels), StoredGrid.of(GRID));
        return at(name);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private float[] background() {
        float[] background = new float[foreground.length];
        for (int i = 0; i < background.length; i++) {
            background[i] = 1 - foreground[i];
        }
        return background;
    }

    @Test
    void theForegroundAloneIsRefinedAndTheProbabilitiesAreThoseOfTheRecord() {
        Said said = refine("--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii.gz"),
                "--write-probability", at("q.nii.gz"));

        assertThat(said.exitCode()).as(said.err()).isZero();
        assertThat(said.out()).contains("foreground.nii has one volume: it was taken for the probability of class 1", "168 of 840 voxels have another label", "class 1: ", at("out.nii.gz"), at("q.nii.gz"));
        assertThat(said.err()).contains("refining [5,12,14] voxels, 2 classes: takes up to ");
        byte[] labels = Nifti.readLabels(folder.resolve("out.nii.gz")).labels().labels();
        for (int i = 0; i < labels.length; i++) {
            assertThat(labels[i]).as("voxel %d", i).isEqualTo((byte) (i % 14 < 7 ? 1 : 0));
        }
        DenseCrf crf = (DenseCrf) Yaml.read(Path.of(CONFIG), Refinement.class, List.of());
        float[][] expected = crf.refine(ProbabilityMap.ofForeground(GRID, foreground), new Volume(GRID, hu)).classes();
        assertThat(Nifti.readSeries(folder.resolve("q.nii.gz")).volumes()).isDeepEqualTo(expected);
    }

    @Test
    void aFileForEachClassAndOneOfAllClassesGiveTheSame() {
        String first = write("p0.nii.gz", background());
        String second = write("p1.nii.gz", foreground);
        Nifti.write(folder.resolve("all.nii.gz"), new ProbabilityMap(GRID, new float[][] {background(), foreground}), StoredGrid.of(GRID));
        List<float[][]> results = new ArrayList<>();
        for (List<String> maps : List.of(List.of(first, second), List.of(at("all.nii.gz")), List.of(at("foreground.nii")))) {
            List<String> arguments = new ArrayList<>(List.of("--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"), "--write-probability", at("q.nii"),
                    "--probability"));
            arguments.addAll(maps);
            Said said = refine(arguments.toArray(String[]::new));
            assertThat(said.exitCode()).as(said.err()).isZero();
            StoredSeries refined = Nifti.readSeries(folder.resolve("q.nii"));
            assertThat(refined.stored().grid().sameAs(GRID)).isTrue();
            results.add(refined.volumes());
        }
        assertThat(results.get(1)).isDeepEqualTo(results.get(0));
        assertThat(results.get(2)).isDeepEqualTo(results.get(0));
    }

    @Test
    void everyShippedProfileRefines() throws Exception {
        try (var files = Files.list(Path.of("configs/crf"))) {
            List<Path> profiles = files.sorted().toList();
            assertThat(profiles).hasSizeGreaterThanOrEqualTo(4);
            for (Path profile : profiles) {
                Said said = refine("--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", profile.toString(), "--out", at("out.nii"));
                assertThat(said.exitCode()).as("%s: %s", profile, said.err()).isZero();
                assertThat(said.out()).contains("840 voxels have another label");
            }
        }
    }

    @Test
    void whatDidNotWorkIsWarnedOfWithTheLikelyReason() {
        Said still = refine("--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--set", "position_weight=0.01",
                "--set", "appearance_weight=0.01", "--out", at("out.nii"));
        assertThat(still.exitCode()).isZero();
        assertThat(still.err()).contains("hepar: no label changed: the weights are small");

        float[] speck = new float[GRID.voxels()];
        Arrays.fill(speck, 0.3f);
        speck[400] = 0.6f;
        Said gone = refine("--probability", write("speck.nii", speck), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        assertThat(gone.err()).contains("hepar: class 1 has vanished (it had 1 voxels)");

        Said certain = refine("--probability", write("certain.nii", new float[GRID.voxels()]), "--image", at("image.nii.gz"), "--config", CONFIG, "--set", "region=uncertain",
                "--out", at("out.nii"));
        assertThat(certain.exitCode()).isZero();
        assertThat(certain.err()).contains("hepar: nothing changed: no voxel is uncertain");

        Said empty = refine("--probability", write("empty.nii", new float[GRID.voxels()]), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        assertThat(empty.exitCode()).isZero();
        assertThat(empty.err()).contains("hepar: nothing is there to refine").doesNotContain("raise a weight");

        Said silent = refine("--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--set", "position_weight=0", "--set", "appearance_weight=0", "--out", at("out.nii"));
        assertThat(silent.err()).contains("hepar: position_weight and appearance_weight are 0").doesNotContain("raise a weight");

        Said early = refine("--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--set", "iterations=1", "--out", at("out.nii"));
        assertThat(early.err()).contains("hepar: it had not come to rest: the last of 1 iterations").doesNotContain("is less than", "is wider than");

        float[] unit = hu.clone();
        for (int i = 0; i < unit.length; i++) {
            unit[i] /= 100;
        }
        Said other = refine("--probability", at("foreground.nii"), "--image", write("unit.nii", unit), "--config", CONFIG, "--set", "position_mm=2", "--out", at("out.nii"));
        assertThat(other.exitCode()).isZero();
        assertThat(other.err()).contains("hepar: appearance_hu (=20.4) is wider than all of the image, 0.000 to 1.000", "hepar: position_mm (=2.0) is less than the distance of 3.000 mm");
    }

    @Test
    void badInputEndsWithTwoAndOneLine() {
        Grid other = Grid.axial(new Size(5, 12, 14), new Spacing(3, 1, 2));
        Nifti.write(folder.resolve("other.nii"), new Volume(other, hu), StoredGrid.of(other));
        bad("other.nii lies on another grid than ", "--probability", at("foreground.nii"), "--image", at("other.nii"), "--config", CONFIG, "--out", at("out.nii"));
        bad("lies on another grid than", "--probability", at("foreground.nii"), at("other.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        bad("must sum to 1 over the 2 classes", "--probability", at("foreground.nii"), at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        bad("must sum to 1 over the 2 classes", "--probability", at("foreground.nii"), at("foreground.nii"), "--image", at("image.nii.gz"), "--config", "configs/crf/none.yaml", "--out",
                at("out.nii"));
        bad("/proc/out.nii: cannot be written", "--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", "/proc/out.nii");
        bad("must be 0 to 1", "--probability", at("image.nii.gz"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        bad("must have a width for each channel of the image, which are 2", "--probability", at("foreground.nii"), "--image", at("image.nii.gz"), at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        bad("position_mm (=0.0) must be a width in mm above 0", "--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--set",
                "position_mm=0", "--out", at("out.nii"));
        bad("named for the labels and for the probabilities", "--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"),
                "--write-probability", at("out.nii"));
        bad("q.txt: the name of a written file must end in", "--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"),
                "--write-probability", at("q.txt"));
        bad(at("image.nii.gz") + ": its values reach from 0.0 to 100.0", "--probability", at("image.nii.gz"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        bad(at("image.nii.gz") + ": its values", "--probability", at("foreground.nii"), at("image.nii.gz"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        bad(at("foreground.nii") + ", " + at("foreground.nii") + " with " + at("image.nii.gz") + ": probabilities sum to", "--probability", at("foreground.nii"), at("foreground.nii"),
                "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        float[] sums = background();
        sums[GRID.size().index(3, 4, 5)] += 0.2f;
        bad("probabilities sum to 1.2000 at [x,y,z] = [5,4,3] of the file", "--probability", write("sums.nii", sums), at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        float[] unknown = background();
        unknown[GRID.size().index(3, 4, 5)] = Float.NaN;
        bad("nan.nii has 1 voxel that is NaN or infinite, the first at [x,y,z] = [5,4,3] of the file", "--probability", write("nan.nii", unknown), at("foreground.nii"), "--image", at("image.nii.gz"),
                "--config", CONFIG, "--out", at("out.nii"));
        bad("is an input too", "--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("foreground.nii"));
        bad("its folder does not exist", "--probability", at("foreground.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("nowhere/out.nii"));
        bad("there is no such file", "--probability", at("absent.nii"), "--image", at("image.nii.gz"), "--config", CONFIG, "--out", at("out.nii"));
        assertThat(folder.resolve("out.nii")).doesNotExist();
    }

    private void bad(String said, String... arguments) {
        Said refused = refine(arguments);
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(Main.BAD_INPUT);
        assertThat(refused.err()).contains(said);
        assertThat(refused.err().lines().filter(line -> line.startsWith("hepar: "))).hasSize(1);
        assertThat(refused.out()).isEmpty();
    }
}
