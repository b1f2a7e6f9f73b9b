package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.hepar.metric.LesionScore.Side;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;
import org.hepar.voxel.Components;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Masks;
import org.hepar.voxel.Morphology;
import org.junit.jupiter.api.Test;

class LesionCountTest {

    private static final Spacing MM = new Spacing(4, 2, 3);

    @Test
    void everyLesionIsInTheTable() {
        Structures reference = slice("ooooooo", "o##oooo", "o##oooo");
        Structures prediction = slice("ooooooo", "o##oo#o", "ooooo#o");
        Detection detection = count(reference, prediction, Optional.empty());
        assertThat(detection.lesions()).hasSize(3);
        LesionScore found = detection.lesions().get(0);
        assertThat(List.of(found.side(), found.id(), found.voxels(), found.matched(), found.matchedWith()))
                .containsExactly(Side.REFERENCE, 1, 4, true, List.of(1));
        assertThat(found.volumeMl()).isCloseTo(4 * 24 / 1000.0, within(1e-12));
        assertThat(found.diameterMm()).isCloseTo(Math.hypot(6, 4), within(1e-12));
        assertThat(found.dice()).isEqualTo(2 * 2 / 6.0);
        assertThat(found.centre()).isEqualTo(new Vector(1.5 * 3, 1.5 * 2, 0));
        LesionScore right = detection.lesions().get(1);
        LesionScore wrong = detection.lesions().get(2);
        assertThat(List.of(right.side(), right.id(), right.matched(), right.matchedWith())).containsExactly(Side.PREDICTION, 1, true, List.of(1));
        assertThat(List.of(wrong.side(), wrong.id(), wrong.voxels(), wrong.matched(), wrong.matchedWith()))
                .containsExactly(Side.PREDICTION, 2, 2, false, List.of());
        assertThat(wrong.dice()).isNaN();
        assertThat(wrong.score()).isNaN();
    }

    @Test
    void centresLieInPatientSpace() {
        Grid oblique = new Grid(new Size(1, 1, 4), MM, new Vector(10, -20, 30), new Direction(new Vector(0, 1, 0), new Vector(1, 0, 0), new Vector(0, 0, 1)));
        PackedMask lesion = PackedMask.empty(oblique);
        lesion.fill(0, 0, 1, 4);
        Structures side = new Structures(oblique, Map.of(LabelMapping.LESION, lesion));
        assertThat(count(side, side, Optional.empty()).lesions().get(0).centre()).isEqualTo(new Vector(10, -20 + 2 * 3, 30));
    }

    @Test
    void distanceIsToTheBoundaryOfTheSameSidesLiver() {
        Grid grid = Grid.axial(new Size(5, 7, 9), MM);
        boolean[] all = new boolean[grid.voxels()];
        Arrays.fill(all, true);
        PackedMask middle = PackedMask.empty(grid);
        middle.fill(2, 3, 4, 5);
        Structures within = new Structures(grid, Map.of(LabelMapping.LIVER, PackedMask.of(new Mask(grid, all)), LabelMapping.LESION, middle));
        Structures alone = new Structures(grid, Map.of(LabelMapping.LESION, middle));
        Structures missed = new Structures(grid, Map.of(LabelMapping.LIVER, PackedMask.empty(grid), LabelMapping.LESION, middle));
        // 2 slices of 4 mm, 3 rows of 2 mm or 4 columns of 3 mm away from the liver's outermost voxels.
        assertThat(count(within, within, Optional.empty()).lesions()).extracting(LesionScore::distanceToLiverBoundaryMm).containsExactly(6.0, 6.0);
        assertThat(count(within, missed, Optional.empty()).lesions()).extracting(LesionScore::distanceToLiverBoundaryMm).containsExactly(6.0, Double.NaN);
        assertThat(count(alone, alone, Optional.empty()).lesions()).extracting(LesionScore::distanceToLiverBoundaryMm).containsOnly(Double.NaN);
    }

    @Test
    void distanceEqualsAllPairsOfLesionAndBoundaryVoxels() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Grid grid = Masks.randomGrid(random);
            Mask liver = Masks.random(random, grid, 0.9);
            Mask lesion = Masks.random(random, grid, 0.2);
            Structures side = new Structures(grid, Map.of(LabelMapping.LIVER, PackedMask.of(liver), LabelMapping.LESION, PackedMask.of(lesion)));
            List<Double> expected = distances(lesion, Morphology.surface(liver, Connectivity.SIX));
            List<LesionScore> lesions = count(side, side, Optional.empty()).lesions();
            for (int i = 0; i < expected.size(); i++) {
                assertThat(lesions.get(i).distanceToLiverBoundaryMm()).as("seed %d, lesion %d", seed, i + 1).isCloseTo(expected.get(i), within(1e-9));
            }
        }
    }

    @Test
    void aPredictedLesionHasTheHighestScoreOfItsVoxels() {
        Structures reference = slice("##oo");
        Structures prediction = slice("##o#");
        Volume scores = new Volume(reference.grid(), new float[] {0.25f, 0.5f, 0.75f, 0.125f});
        List<LesionScore> lesions = count(reference, prediction, Optional.of(scores)).lesions();
        assertThat(lesions).extracting(LesionScore::score).containsExactly(Double.NaN, 0.5, 0.125);
        Volume other = new Volume(Grid.axial(new Size(1, 1, 1), MM), new float[1]);
        assertThatIllegalArgumentException().isThrownBy(() -> count(reference, prediction, Optional.of(other)))
                .withMessageContaining("scores of lesions have size [1,1,1]");
    }

    @Test
    void lesionsAreCountedBySize() {
        Spacing spacing = new Spacing(1, 1, 1);
        Grid grid = Grid.axial(new Size(1, 1, 80), spacing);
        PackedMask reference = PackedMask.empty(grid);
        reference.fill(0, 0, 0, 5);
        reference.fill(0, 0, 10, 25);
        reference.fill(0, 0, 30, 60);
        PackedMask prediction = PackedMask.empty(grid);
        prediction.fill(0, 0, 2, 4);
        prediction.fill(0, 0, 30, 60);
        prediction.fill(0, 0, 65, 80);
        Detection detection = count(new Structures(grid, Map.of(LabelMapping.LESION, reference)),
                new Structures(grid, Map.of(LabelMapping.LESION, prediction)), Optional.empty());
        assertThat(detection.bySize()).isEqualTo(Map.of(SizeClass.SMALL, new SizeCount(1, 1, 1, 0), SizeClass.MEDIUM, new SizeCount(1, 0, 1, 1),
                SizeClass.LARGE, new SizeCount(1, 1, 1, 0)));
        assertThat(detection.bySize().get(SizeClass.SMALL).recall()).isEqualTo(1);
        assertThat(detection.bySize().get(SizeClass.MEDIUM).precision()).isEqualTo(0);
        assertThat(List.of(detection.referencesAtLeast10Mm(), detection.foundAtLeast10Mm())).containsExactly(2, 1);
        assertThat(List.of(detection.recall(), detection.precision(), detection.f1())).containsExactly(2 / 3.0, 2 / 3.0, 2 / 3.0);
    }

    @Test
    void withoutSingleLesionsThereAreNoCountsBySize() {
        assertThat(SampleScores.detection(2, 1, 1, 1, 1, 0, 0, 0, List.of(0.5)).bySize()).isEmpty();
        assertThat(Detection.none().bySize().values()).containsOnly(new SizeCount(0, 0, 0, 0));
    }

    @Test
    void matchesAreToldInWords() {
        Detection detection = count(slice("##o##oooo#######oooo"), slice("#####oooo###o###o##o"), Optional.empty());
        assertThat(MatchText.of(detection)).containsExactly(
                "reference 1 (6.3 mm, 0.05 ml) + 2 (6.3 mm, 0.05 ml) <-> prediction 1 (15.1 mm, 0.12 ml): Dice 0.889, 1 merged",
                "reference 3 (21.1 mm, 0.17 ml) <-> prediction 2 (9.2 mm, 0.07 ml) + 3 (9.2 mm, 0.07 ml): Dice 0.923, 1 split",
                "prediction 4 (6.3 mm, 0.05 ml): false positive");
        assertThat(MatchText.of(count(slice("##oo"), slice("oooo"), Optional.empty()))).containsExactly("reference 1 (6.3 mm, 0.05 ml): missed");
    }

    @Test
    void wordsSayWhyThereIsNothingToTell() {
        Detection failed = new LesionSides(slice("oooo"), slice("o##o"), Optional.empty()).count(LabelMapping.LESION, DetectionRules.LITS_2017);
        assertThat(MatchText.of(failed)).containsExactly("prediction 1 (6.3 mm, 0.05 ml): false positive", "no counts under this contract: no_reference");
        assertThat(MatchText.of(Detection.none())).containsExactly("no lesions on either side");
        assertThat(MatchText.of(SampleScores.detection(1, 0, 1, 0, 1, 0, 0, 0, List.of(1.0)))).containsExactly("the single lesions were not recorded");
    }

    @Test
    void lesionsAreToldApartOnceForEachConnectivity() {
        Structures diagonal = slice("oooo", "#ooo", "o#oo");
        LesionSides sides = new LesionSides(diagonal, diagonal, Optional.empty());
        assertThat(sides.count(LabelMapping.LESION, DetectionRules.CHLEBUS_2018).references()).isEqualTo(1);
        assertThat(sides.count(LabelMapping.LESION, DetectionRules.LITS_2017).references()).isEqualTo(2);
        assertThat(sides.count(LabelMapping.LESION, DetectionRules.CHLEBUS_2018.with("connectivity_18")).references()).isEqualTo(1);
    }

    private static Detection count(Structures reference, Structures prediction, Optional<Volume> scores) {
        return new LesionSides(reference, prediction, scores).count(LabelMapping.LESION, DetectionRules.CHLEBUS_2018);
    }

    /** One slice: {@code o} is liver, {@code #} lesion in it. */
    private static Structures slice(String... rows) {
        Mask lesion = Masks.drawn(MM, rows);
        Mask liver = Masks.drawn(MM, Arrays.stream(rows).map(row -> row.replace('o', '#')).toArray(String[]::new));
        return new Structures(lesion.grid(), Map.of(LabelMapping.LIVER, PackedMask.of(liver), LabelMapping.LESION, PackedMask.of(lesion)));
    }

    private static List<Double> distances(Mask lesion, Mask boundary) {
        Components components = Components.label(lesion, DetectionRules.CHLEBUS_2018.connectivity());
        Spacing mm = lesion.grid().spacing();
        List<Double> smallest = new ArrayList<>();
        for (int id = 1; id <= components.count(); id++) {
            double[] best = {boundary.isEmpty() ? Double.NaN : Double.POSITIVE_INFINITY};
            components.packed(id).forEachVoxel((z, y, x) -> PackedMask.of(boundary).forEachVoxel((toZ, toY, toX) -> best[0] = Math.min(best[0],
                    Math.hypot(Math.hypot((z - toZ) * mm.z(), (y - toY) * mm.y()), (x - toX) * mm.x()))));
            smallest.add(best[0]);
        }
        return smallest;
    }
}
