package org.hepar.crf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

/** What each refinement promises, whichever it is. */
class RefinementTest {

    private static final List<Refinement> EACH = List.of(new NoRefinement(),
            new DenseCrf(3, 3, 12, List.of(25.0), 5, 5, Normalisation.SYMMETRIC, Region.WHOLE, 1e-5, new Compatibility.Potts()));
    private static final Grid GRID = new Grid(new Size(2, 3, 4), new Spacing(2.5, 0.8, 0.7), new Vector(0, 0, 0), Direction.AXIAL);

    @Test
    void everyPermittedRefinementIsTestedHere() {
        assertThat(EACH).extracting(Object::getClass).containsExactlyInAnyOrder((Class[]) Refinement.class.getPermittedSubclasses());
    }

    @Test
    void resultLiesOnTheSameGridSumsToOneAndLeavesItsInputAlone() {
        float[] foreground = new float[24];
        float[] hu = new float[24];
        for (int i = 0; i < 24; i++) {
            foreground[i] = i % 5 / 4f;
            hu[i] = 40 + 60 * (i % 3);
        }
        for (Refinement refinement : EACH) {
            float[] given = foreground.clone();
            ProbabilityMap refined = refinement.refine(ProbabilityMap.ofForeground(GRID, given), new Volume(GRID, hu.clone()));
            assertThat(refined.grid()).isEqualTo(GRID);
            assertThat(refined.classes()).hasNumberOfRows(2);
            for (int i = 0; i < 24; i++) {
                assertThat(refined.classes()[0][i] + refined.classes()[1][i]).isCloseTo(1, within(1e-5f));
            }
            assertThat(given).isEqualTo(foreground);
        }
    }

    @Test
    void noRefinementChangesNothing() {
        ProbabilityMap probability = ProbabilityMap.ofForeground(GRID, new float[24]);
        assertThat(new NoRefinement().refine(probability, new Volume(GRID, new float[24]))).isSameAs(probability);
    }

    @Test
    void aMaskThatBecomesAMultipleIsDoubted() {
        assertThat(RefinementDoubt.grown(100, 301, Double.NaN)).isTrue();
        assertThat(RefinementDoubt.grown(100, 300, Double.NaN)).isFalse();
        assertThat(RefinementDoubt.grown(100, 160, 50)).as("grew, to more than three times the reference").isTrue();
        assertThat(RefinementDoubt.grown(100, 140, 10)).as("was too large before").isFalse();
        assertThat(RefinementDoubt.grown(0, 500, 10)).as("nothing was there").isFalse();
    }
}
