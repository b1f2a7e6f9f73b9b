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
        Size size = grid.size();
        int z0 = size.z(), y0 = size.y(), x0 = size.x(), z1 = -1, y1 = -1, x1 = -1;
        for (int z = 0, i = 0; z < size.z(); z++) {
            for (int y = 0; y < size.y(); y++) {
                for (int x = 0; x < size.x(); x++, i++) {
                    if (voxels[i]) {
                        z0 = Math.min(z0, z);
                        z1 = z;
                        y0 = Math.min(y0, y);
                        y1 = Math.max(y1, y);
                        x0 = Math.min(x0, x);
                        x1 = Math.max(x1, x);
                    }
                }
            }
        }
        return z1 < 0 ? Optional.empty() : Optional.of(new Box(z0, y0, x0, z1 + 1, y1 + 1, x1 + 1));
    }

    public Mask crop(Box box) {
        return new Mask(grid.crop(box), (boolean[]) Voxels.crop(voxels, new boolean[box.size().voxels()], grid.size(), box));
    }
}
