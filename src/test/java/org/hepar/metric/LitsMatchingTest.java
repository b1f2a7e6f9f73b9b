package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hepar.config.Json;
import org.hepar.io.Nifti;
import org.hepar.metric.LitsMatching.Form;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.voxel.Components;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Masks;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LitsMatchingTest {

    private static final Spacing MM = new Spacing(1, 1, 1);

    /** Counts of the challenge's own program for 308 made pairs of masks; src/bench/python/lits_detection_golden.py ran it. */
    @Test
    void countsAsTheChallengesOwnProgram() throws IOException {
        List<?> cases = golden();
        assertThat(cases).hasSize(308);
        int failed = 0;
        int faulty = 0;
        for (int i = 0; i < cases.size(); i++) {
            Map<?, ?> golden = (Map<?, ?>) cases.get(i);
            Components references = components(golden, "reference");
            Components predictions = components(golden, "prediction");
            List<?> asItIs = (List<?>) golden.get("as_it_is");
            List<?> corrected = (List<?>) golden.get("corrected");
            for (int t = 0; t < 2; t++) {
                Tally tally = new LitsMatching(t * 0.5, Form.AS_IT_IS).tally(references, predictions);
                Tally cured = new LitsMatching(t * 0.5, Form.CORRECTED).tally(references, predictions);
                if (asItIs.get(t) == null) {
                    assertThat(tally.undefined()).as("case %d", i).contains(Undefined.NO_REFERENCE);
                    assertThat(counts(cured, references)).as("case %d", i).containsExactly(0, predictions.count(), 0);
                    failed++;
                } else {
                    assertThat(counts(tally, references)).as("case %d, as it is, threshold %s", i, t * 0.5).isEqualTo(numbers(asItIs.get(t)));
                    assertThat(counts(cured, references)).as("case %d, corrected, threshold %s", i, t * 0.5).isEqualTo(numbers(corrected.get(t)));
                    faulty += asItIs.get(t).equals(corrected.get(t)) ? 0 : 1;
                }
            }
        }
        assertThat(failed).as("counts that the program cannot give").isEqualTo(42);
        assertThat(faulty).as("counts on which a fault falls").isEqualTo(80);
    }

    /** A prediction that is no lesion comes first, so the second one's number is looked up among those of references, and is not there. */
    @Test
    void aPairOfLittleOverlapPassesAHalfAsItIs() {
        Components reference = row("...#...................");
        Components prediction = row("#.#####################");
        Tally asItIs = new LitsMatching(0.5, Form.AS_IT_IS).tally(reference, prediction);
        assertThat(1 / 21.0).isCloseTo(0.048, within(5e-4));
        assertThat(counts(asItIs, reference)).containsExactly(1, 1, 0);
        assertThat(asItIs.kept()).containsExactly(new Correspondence(List.of(1), List.of(2), 2 / 22.0));
        assertThat(counts(new LitsMatching(0.5, Form.CORRECTED).tally(reference, prediction), reference)).containsExactly(0, 2, 1);
    }

    @Test
    void mergedReferencesCountOnceWhenFoundAndOnceEachWhenNotFoundAsItIs() {
        Components three = row("##.##.##");
        Components tight = row("########");
        for (Form form : Form.values()) {
            Tally tally = new LitsMatching(0.5, form).tally(three, tight);
            assertThat(counts(tally, three)).as("%s", form).containsExactly(1, 0, 2);
            assertThat(tally.kept()).as("%s", form).containsExactly(new Correspondence(List.of(1, 2, 3), List.of(1), 12 / 14.0));
        }
        Components sparse = row("#....#....#");
        Components loose = row("###########");
        assertThat(counts(new LitsMatching(0.5, Form.AS_IT_IS).tally(sparse, loose), sparse)).containsExactly(-2, 3, 5);
        assertThat(counts(new LitsMatching(0.5, Form.CORRECTED).tally(sparse, loose), sparse)).containsExactly(0, 1, 3);
    }

    @Test
    void emptySidesNeverFail() {
        Components nothing = row("....");
        Components one = row(".##.");
        for (double threshold : new double[] {0, 0.5}) {
            assertThat(counts(new LitsMatching(threshold, Form.CORRECTED).tally(nothing, nothing), nothing)).containsExactly(0, 0, 0);
            assertThat(counts(new LitsMatching(threshold, Form.CORRECTED).tally(nothing, one), nothing)).containsExactly(0, 1, 0);
            assertThat(counts(new LitsMatching(threshold, Form.AS_IT_IS).tally(one, nothing), one)).containsExactly(0, 0, 1);
            assertThat(new LitsMatching(threshold, Form.AS_IT_IS).tally(nothing, nothing).undefined()).contains(Undefined.NO_REFERENCE);
        }
    }

    /**
     * What {@code detect_lesions}, run on these two files, counts for them; read from the folder that HEPAR_DATA names, skipped without it. Mirrored
     * in x, the same pair makes the program count 4, 8 and 7 at 0.5.
     */
    @Test
    void countsARealPairAsTheProgramDoes() {
        Components reference = lesions("lits-scoring/reference-segmentation-0.nii.gz");
        Components prediction = lesions("lits-scoring/submission-segmentation-0.nii.gz");
        for (Form form : Form.values()) {
            assertThat(counts(new LitsMatching(0, form).tally(reference, prediction), reference)).as("%s", form).containsExactly(11, 1, 0);
            assertThat(counts(new LitsMatching(0.5, form).tally(reference, prediction), reference)).as("%s", form).containsExactly(8, 4, 3);
        }
    }

    private static Components lesions(String file) {
        String root = System.getenv("HEPAR_DATA");
        Assumptions.assumeTrue(root != null && Files.exists(Path.of(root, file)), "skipped: set HEPAR_DATA to a folder that holds " + file);
        return Components.label(Nifti.readLabels(Path.of(root, file)).labels().lesion(), Connectivity.SIX);
    }

    private static List<Integer> counts(Tally tally, Components references) {
        assertThat(tally.undefined()).isEmpty();
        assertThat(tally.found()).isEqualTo(tally.truePredictions());
        return List.of(tally.found(), tally.falsePositives(), references.count() - tally.found());
    }

    private static Components row(String voxels) {
        return Components.label(Masks.drawn(MM, new String[] {voxels}), Connectivity.SIX);
    }

    private static List<?> golden() throws IOException {
        try (InputStream golden = LitsMatchingTest.class.getResourceAsStream("lits-detection.json")) {
            return (List<?>) Json.read(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Bits, four to a digit, the first voxel the highest. */
    private static Components components(Map<?, ?> golden, String key) {
        List<Integer> size = numbers(golden.get("size_zyx"));
        Grid grid = Grid.axial(new Size(size.get(0), size.get(1), size.get(2)), MM);
        String digits = (String) golden.get(key);
        boolean[] voxels = new boolean[grid.voxels()];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (Character.digit(digits.charAt(i / 4), 16) & 8 >> i % 4) != 0;
        }
        return Components.label(new Mask(grid, voxels), Connectivity.SIX);
    }

    private static List<Integer> numbers(Object list) {
        return ((List<?>) list).stream().map(number -> ((Number) number).intValue()).toList();
    }
}
