package org.hepar.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.junit.jupiter.api.Test;

class StoredGridTest {

    private static String words(Direction direction) {
        return StoredGrid.of(new Grid(new Size(75, 500, 512), new Spacing(5, 0.7, 0.703125), new Vector(-172.1, 358.5, -10), direction)).words();
    }

    /** As nibabel shows a file whose axes i, j, k run along x, y, z of LPS: shape (512, 500, 75), axcodes L, P, S, x and y with the other sign. */
    @Test
    void aGridIsShownInTheOrderOfItsFileAndInRas() {
        assertThat(words(Direction.AXIAL)).isEqualTo("512 x 500 x 75 voxels of 0.7031 x 0.7 x 5 mm, the first at RAS (172.1, -358.5, -10) mm, axes to L, P, S");
    }

    @Test
    void exchangedAndReversedAxesAreNamedByWhereTheyRun() {
        assertThat(words(new Direction(new Vector(0, 0, -1), new Vector(-1, 0, 0), new Vector(0, 1, 0)))).endsWith("axes to I, R, P");
    }

    @Test
    void obliqueAxesAreMeasured() {
        double c = Math.cos(Math.toRadians(12.5));
        double s = Math.sin(Math.toRadians(12.5));
        assertThat(words(new Direction(new Vector(c, s, 0), new Vector(-s, c, 0), new Vector(0, 0, 1)))).endsWith("axes to L, P, S, oblique by up to 12.5 degrees");
    }
}
