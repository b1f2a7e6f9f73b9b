package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.hepar.volume.Vector;
import org.junit.jupiter.api.Test;

class ExplanationTest {

    private static final Grid GRID = new Grid(new Size(6, 10, 12), new Spacing(5, 0.8, 0.7), new Vector(-100, -50, 20), Direction.AXIAL);

    /** One voxel each: the reference's at [1,2,3], the prediction's there and at [4,2,9]. */
    private static final CasePair PAIR = new CasePair("patient-7", structures(new int[] {1, 2, 3}), structures(new int[] {1, 2, 3}, new int[] {4, 2, 9}));

    @Test
    void largestDistanceLiesWhereItIs() {
        Explanation explanation = PAIR.explain(Contract.CHRIST_2017, "organ");
        assertThat(explanation.voxels()).isEqualTo(new Overlap(1, 2, 1));
        Explanation.Farthest farthest = explanation.surface().orElseThrow().farthest().orElseThrow();
        assertThat(farthest.side()).isEqualTo(LesionScore.Side.PREDICTION);
        assertThat(farthest.from()).isEqualTo(new Explanation.Place(4, 2, 9, GRID.position(4, 2, 9)));
        assertThat(farthest.to()).isEqualTo(new Explanation.Place(1, 2, 3, GRID.position(1, 2, 3)));
        assertThat(farthest.mm()).isCloseTo(Math.hypot(15, 6 * 0.7), within(1e-12));
        assertThat(explanation.lines().toString()).contains("patient-7").contains("[4,2,9] at (-93.70, -48.40, 40.00) mm of the prediction")
                .contains("[1,2,3] at (-97.90, -48.40, 25.00) mm of the reference");
    }

    @Test
    void sumsOverBothDirectionsGiveTheMean() {
        Explanation explanation = PAIR.explain(Contract.CHRIST_2017, "organ");
        Explanation.Surface surface = explanation.surface().orElseThrow();
        double sum = surface.ofReference().sum() + surface.ofPrediction().sum();
        assertThat(surface.ofReference().places()).isEqualTo(1);
        assertThat(surface.ofPrediction().places()).isEqualTo(2);
        assertThat(explanation.score().asdMm()).isEqualTo(sum / (surface.ofReference().weight() + surface.ofPrediction().weight()));
    }

    @Test
    void surfaceElementsLieBetweenVoxels() {
        Explanation.Farthest farthest = PAIR.explain(Contract.named("deepmind"), "organ").surface().orElseThrow().farthest().orElseThrow();
        assertThat(farthest.from().z()).isEqualTo(4.5);
        assertThat(farthest.from().x()).isEqualTo(9.5);
        assertThat(farthest.from().position()).isEqualTo(GRID.position(4.5, farthest.from().y(), 9.5));
        assertThat(farthest.mm()).isCloseTo(Math.hypot(15, 6 * 0.7), within(1e-12));
    }

    @Test
    void resizedMasksAreExplainedOnTheCasesOwnGrid() {
        Explanation.Farthest farthest = PAIR.explain(Contract.named("christ_2017_as_coded"), "organ").surface().orElseThrow().farthest().orElseThrow();
        assertThat(farthest.from().z()).isEqualTo(4);
        assertThat(farthest.from().x()).isBetween(8.5, 9.5);
        assertThat(farthest.from().y()).isBetween(1.5, 2.5);
    }

    @Test
    void withoutAPredictionThereIsNothingToMeasure() {
        Explanation explanation = new CasePair("a", structures(new int[] {1, 2, 3}), structures()).explain(Contract.CHRIST_2017, "organ");
        assertThat(explanation.surface()).isEmpty();
        assertThat(explanation.lines()).contains("ASD undefined: no_prediction");
    }

    @Test
    void unknownStructureIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PAIR.explain(Contract.CHRIST_2017, "spleen")).withMessageContaining("(=spleen)");
    }

    private static Structures structures(int[]... voxels) {
        boolean[] inside = new boolean[GRID.voxels()];
        for (int[] voxel : voxels) {
            inside[GRID.size().index(voxel[0], voxel[1], voxel[2])] = true;
        }
        return new Structures(GRID, Map.of("organ", PackedMask.of(new Mask(GRID, inside))));
    }
}
