package org.hepar.voxel;

import java.util.Arrays;
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

    /**
     * A random mask of unequal spacing from 0.1 to 10 mm, from empty to full, its borders touched: 1 to 9 voxels along each
     * axis, in every fourth case wider than one word of a packed row.
     */
    public static Mask any(Random random) {
        boolean wide = random.nextInt(4) == 0;
        Size size = wide ? new Size(1 + random.nextInt(4), 1 + random.nextInt(4), 60 + random.nextInt(80))
                : new Size(1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9));
        return anyOn(random, Grid.axial(size, new Spacing(anyMm(random), anyMm(random), anyMm(random))));
    }

    /** As dense as chance has it; every tenth empty, every tenth full. */
    public static Mask anyOn(Random random, Grid grid) {
        double share = switch (random.nextInt(10)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2, 3, 4 -> Math.pow(random.nextDouble(), 3);
            default -> random.nextDouble();
        };
        return random(random, grid, share);
    }

    private static double anyMm(Random random) {
        return Math.pow(10, 2 * random.nextDouble() - 1);
    }

    /** Id of each voxel's component, {@code [z,y,x]}, 0 for none. */
    public static int[] labels(Components components) {
        Size size = components.grid().size();
        int[] labels = new int[size.voxels()];
        components.forEachRun((id, z, y, x0, x1) -> Arrays.fill(labels, size.index(z, y, x0), size.index(z, y, x0) + x1 - x0, id));
        return labels;
    }

    /** Every voxel inside with this probability, those at the borders as well. */
    public static Mask random(Random random, Grid grid, double share) {
        boolean[] inside = new boolean[grid.voxels()];
        IntStream.range(0, inside.length).forEach(i -> inside[i] = random.nextDouble() < share);
        return new Mask(grid, inside);
    }
}
