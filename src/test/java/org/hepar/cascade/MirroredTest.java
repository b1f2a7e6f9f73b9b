package org.hepar.cascade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.hepar.augment.Axis;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;

class MirroredTest {

    private static final Grid GRID = Grid.axial(new Size(2, 3, 4), new Spacing(1, 1, 1));

    private static Volume volume() {
        float[] voxels = new float[24];
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = i / 100f;
        }
        return new Volume(GRID, voxels);
    }

    private static float[] foreground(Segmenter segmenter, List<Axis> axes) {
        return new Mirrored(segmenter, axes).segment(volume()).classes()[1];
    }

    @Test
    void whatDoesNotDependOnDirectionsStaysAsItIs() {
        Segmenter pointwise = volume -> ProbabilityMap.ofForeground(volume.grid(), volume.voxels().clone());
        float[] once = foreground(pointwise, List.of());
        assertThat(once).isEqualTo(volume().voxels());
        for (List<Axis> axes : List.of(List.of(Axis.LEFT_RIGHT), List.of(Axis.FRONT_BACK), List.of(Axis.LEFT_RIGHT, Axis.FRONT_BACK))) {
            assertThat(foreground(pointwise, axes)).as("%s", axes).containsExactly(once, within(1e-6f));
        }
    }

    /** Of a segmenter that answers 1 in the first column only, mirroring along x leaves one half at each end. */
    @Test
    void whatDependsOnADirectionIsAveragedOverBoth() {
        List<Volume> seen = new ArrayList<>();
        Segmenter firstColumn = volume -> {
            seen.add(volume);
            float[] answer = new float[24];
            for (int i = 0; i < answer.length; i += 4) {
                answer[i] = 1;
            }
            return ProbabilityMap.ofForeground(volume.grid(), answer);
        };
        float[] mean = foreground(firstColumn, List.of(Axis.LEFT_RIGHT));
        for (int i = 0; i < mean.length; i++) {
            assertThat(mean[i]).isEqualTo(i % 4 == 0 || i % 4 == 3 ? 0.5f : 0f);
        }
        assertThat(seen).hasSize(2);
        assertThat(seen.get(1).voxels()[0]).isEqualTo(0.03f);
        assertThat(seen.get(1).voxels()[4]).isEqualTo(0.07f);
        assertThat(foreground(firstColumn, List.of(Axis.LEFT_RIGHT, Axis.FRONT_BACK))).isEqualTo(mean);
        assertThat(seen).hasSize(6);
        assertThat(seen.get(3).voxels()[0]).as("along x first, as the axes are named").isEqualTo(0.03f);
        assertThat(seen.get(4).voxels()[0]).isEqualTo(0.08f);
        assertThat(seen.get(5).voxels()[0]).isEqualTo(0.11f);
    }
}
