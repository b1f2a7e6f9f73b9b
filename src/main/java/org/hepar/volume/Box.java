package org.hepar.volume;

import java.util.Optional;
import java.util.function.IntPredicate;

/** A box of voxels: from {@code [z0,y0,x0]} inclusive to {@code [z1,y1,x1]} exclusive. Never empty. */
public record Box(int z0, int y0, int x0, int z1, int y1, int x1) {

    public Box {
        if (z0 < 0 || y0 < 0 || x0 < 0 || z1 <= z0 || y1 <= y0 || x1 <= x0) {
            throw new IllegalArgumentException("box (=[" + z0 + "," + y0 + "," + x0 + "] to [" + z1 + "," + y1 + "," + x1
                    + "], end exclusive) must start at 0 or later and hold at least one voxel along each axis");
        }
    }

    /** The smallest box around all voxels inside, which are told by their place in an array, x fastest; empty when there is none. */
    public static Optional<Box> around(Size size, IntPredicate inside) {
        int z0 = size.z(), y0 = size.y(), x0 = size.x(), z1 = -1, y1 = -1, x1 = -1;
        for (int z = 0, i = 0; z < size.z(); z++) {
            for (int y = 0; y < size.y(); y++) {
                for (int x = 0; x < size.x(); x++, i++) {
                    if (inside.test(i)) {
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

    public Size size() {
        return new Size(z1 - z0, y1 - y0, x1 - x0);
    }

    /** The smallest box that holds both. */
    public Box unite(Box other) {
        return new Box(Math.min(z0, other.z0), Math.min(y0, other.y0), Math.min(x0, other.x0),
                Math.max(z1, other.z1), Math.max(y1, other.y1), Math.max(x1, other.x1));
    }

    /** The box grown by a margin in mm along each axis (rounded up to whole voxels) and clipped to the grid. */
    public Box grow(double marginMm, Grid grid) {
        int dz = (int) Math.ceil(marginMm / grid.spacing().z());
        int dy = (int) Math.ceil(marginMm / grid.spacing().y());
        int dx = (int) Math.ceil(marginMm / grid.spacing().x());
        Size size = grid.size();
        return new Box(Math.max(0, z0 - dz), Math.max(0, y0 - dy), Math.max(0, x0 - dx),
                Math.min(size.z(), z1 + dz), Math.min(size.y(), y1 + dy), Math.min(size.x(), x1 + dx));
    }

    void requireInside(Size size) {
        if (z1 > size.z() || y1 > size.y() || x1 > size.x()) {
            throw new IllegalArgumentException("box (=" + this + ") reaches outside of a volume of size " + size);
        }
    }
}
