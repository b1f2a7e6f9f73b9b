package org.hepar.volume;

/** A box of voxels: from {@code [z0,y0,x0]} inclusive to {@code [z1,y1,x1]} exclusive. Never empty. */
public record Box(int z0, int y0, int x0, int z1, int y1, int x1) {

    public Box {
        if (z0 < 0 || y0 < 0 || x0 < 0 || z1 <= z0 || y1 <= y0 || x1 <= x0) {
            throw new IllegalArgumentException("box (=[" + z0 + "," + y0 + "," + x0 + "] to [" + z1 + "," + y1 + "," + x1
                    + "], end exclusive) must start at 0 or later and hold at least one voxel along each axis");
        }
    }

    public Size size() {
        return new Size(z1 - z0, y1 - y0, x1 - x0);
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
