package org.hepar.volume;

/**
 * Grid and one float a voxel, {@code [z,y,x]}: HU for CT until a preprocessing step normalises it.
 *
 * <p>The array is handed over, not copied, and never written after construction. 4 bytes a voxel.
 */
public record Volume(Grid grid, float[] voxels) {

    public Volume {
        Voxels.requireLength("volume", grid, voxels.length);
    }

    public float at(int z, int y, int x) {
        return voxels[grid.size().index(z, y, x)];
    }

    public Volume crop(Box box) {
        return new Volume(grid.crop(box), (float[]) Voxels.crop(voxels, new float[box.size().voxels()], grid.size(), box));
    }
}
