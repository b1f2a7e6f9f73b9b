package org.hepar.lesion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

/** What each lesion filter promises, whichever it is. */
class LesionFilterTest {

    private static final List<LesionFilter> EACH = List.of(new NoFilter());
    private static final Grid GRID = new Grid(new Size(1, 2, 4), new Spacing(2.5, 0.8, 0.7), new Vector(0, 0, 0), Direction.AXIAL);
    private static final byte[] LABELS = {0, 1, 2, 1, 1, 1, 1, 2};

    @Test
    void everyPermittedFilterIsTestedHere() {
        assertThat(EACH).extracting(Object::getClass).containsExactlyInAnyOrder((Class[]) LesionFilter.class.getPermittedSubclasses());
    }

    @Test
    void onlyLesionsChangeAndOnlyToLiver() {
        ProbabilityMap lesion = ProbabilityMap.ofForeground(GRID, new float[] {0, 0, 0.9f, 0, 0, 0, 0, 0.6f});
        for (LesionFilter filter : EACH) {
            byte[] given = LABELS.clone();
            LabelMap kept = filter.apply(new LabelMap(GRID, given), lesion, new Volume(GRID, new float[8]));
            assertThat(given).isEqualTo(LABELS);
            assertThat(kept.grid()).isEqualTo(GRID);
            for (int i = 0; i < LABELS.length; i++) {
                assertThat(kept.labels()[i]).isIn(LABELS[i] == LabelMap.LESION ? List.of(LabelMap.LIVER, LabelMap.LESION) : List.of(LABELS[i]));
            }
        }
    }

    @Test
    void noFilterKeepsEveryCandidate() {
        LabelMap labels = new LabelMap(GRID, LABELS);
        assertThat(new NoFilter().apply(labels, ProbabilityMap.ofForeground(GRID, new float[8]), new Volume(GRID, new float[8]))).isSameAs(labels);
    }
}
