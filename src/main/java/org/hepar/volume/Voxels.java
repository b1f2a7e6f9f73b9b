package org.hepar.volume;

/** What the voxel arrays of this package share: the length check and the copy of a box. */
final class Voxels {

    private Voxels() {
    }

    static void requireLength(String what, Grid grid, int length) {
        if (grid.voxels() != length) {
            throw new IllegalArgumentException(what + " needs " + grid.voxels() + " voxels for size " + grid.size() + ", got " + length);
        }
    }

    /** Copies a box, row by row, from an array of any type into one of the same type. */
    static Object crop(Object from, Object to, Size size, Box box) {
        Size cropped = box.size();
        for (int z = 0; z < cropped.z(); z++) {
            for (int y = 0; y < cropped.y(); y++) {
                System.arraycopy(from, size.index(box.z0() + z, box.y0() + y, box.x0()), to, cropped.index(z, y, 0), cropped.x());
            }
        }
        return to;
    }
}
