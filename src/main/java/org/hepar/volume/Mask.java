package org.hepar.volume;

import java.util.Optional;

/**
 * Grid and a yes or no for each voxel, {@code [z,y,x]}. The array is handed over, not copied, and never written after
 * construction. 1 byte a voxel.
 */
public record Mask(Grid grid, boolean[] voxels) {

    public Mask {
        Voxels.requireLength("mask", grid, voxels.length);
    }

    public boolean at(int z, int y, int x) {
        return voxels[grid.size().index(z, y, x)];
    }

    /** Number of voxels that are inside. */
    public int count() {
        int n = 0;
        for (boolean inside : voxels) {
            n += inside ? 1 : 0;
        }
        return n;
    }

    public boolean isEmpty() {
        for (boolean inside : voxels) {
            if (inside) {
                return false;
            }
        }
        return true;
    }

    /** Volume in ml. */
    public double millilitres() {
        return count() * grid.spacing().voxelMm3() / 1000;
    }

    /** The smallest box that holds all voxels inside; empty for an empty mask. */
    public Optional<Box> bounds() {
        return Box.around(grid.size(), i -> voxels[i]);
    }

    public Mask crop(Box box) {
        return new Mask(grid.crop(box), (boolean[]) Voxels.crop(voxels, new boolean[box.size().voxels()], grid.size(), box));
    }
}
