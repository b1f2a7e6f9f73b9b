package org.hepar.voxel;

import java.util.Random;
import java.util.stream.IntStream;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/** Masks for tests: drawn row by row, or random ones of small size and unequal spacing. */
public final class Masks {

    private Masks() {
    }

    /** A mask of slices of rows; {@code #} is inside. */
    public static Mask drawn(Spacing spacing, String[]... slices) {
        Size size = new Size(slices.length, slices[0].length, slices[0][0].length());
        boolean[] inside = new boolean[size.voxels()];
        for (int z = 0; z < size.z(); z++) {
            for (int y = 0; y < size.y(); y++) {
                for (int x = 0; x < size.x(); x++) {
                    inside[size.index(z, y, x)] = slices[z][y].charAt(x) == '#';
                }
            }
        }
        return new Mask(Grid.axial(size, spacing), inside);
    }

    /** A random grid of 1 to 9 voxels along each axis with spacings from 0.3 to 5.3 mm. */
    public static Grid randomGrid(Random random) {
        return Grid.axial(new Size(1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9)),
                new Spacing(0.3 + 5 * random.nextDouble(), 0.3 + 5 * random.nextDouble(), 0.3 + 5 * random.nextDouble()));
    }

    /** Every voxel inside with this probability, those at the borders as well. */
    public static Mask random(Random random, Grid grid, double share) {
        boolean[] inside = new boolean[grid.voxels()];
        IntStream.range(0, inside.length).forEach(i -> inside[i] = random.nextDouble() < share);
        return new Mask(grid, inside);
    }
}
