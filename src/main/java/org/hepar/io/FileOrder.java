package org.hepar.io;

import org.hepar.volume.Size;

/**
 * A walk over the voxels in the order of the file, run by run along its fastest axis, that says where each voxel lies in
 * the internal array {@code [z,y,x]}. Reorienting is nothing but these strides: no second array is needed.
 */
final class FileOrder {

    private final int columns;
    private final int rows;
    private final int alongColumns;
    private final int alongRows;
    private final int alongSlices;
    private final int start;
    private int column;
    private int row;
    private int slice;
    private int lineStart;

    FileOrder(Size size, AxisOrder axes) {
        int[] length = new int[3];
        int[] stride = new int[3];
        length[axes.x()] = size.x();
        length[axes.y()] = size.y();
        length[axes.z()] = size.z();
        stride[axes.x()] = axes.xFlipped() ? -1 : 1;
        stride[axes.y()] = axes.yFlipped() ? -size.x() : size.x();
        stride[axes.z()] = axes.zFlipped() ? -size.x() * size.y() : size.x() * size.y();
        columns = length[0];
        rows = length[1];
        alongColumns = stride[0];
        alongRows = stride[1];
        alongSlices = stride[2];
        start = size.index(axes.zFlipped() ? size.z() - 1 : 0, axes.yFlipped() ? size.y() - 1 : 0, axes.xFlipped() ? size.x() - 1 : 0);
        lineStart = start;
    }

    /** Internal index of the voxel that comes next in the file. */
    int index() {
        return lineStart + column * alongColumns;
    }

    /** What to add to the internal index for each further voxel of the run. */
    int step() {
        return alongColumns;
    }

    /** Voxels left on this line of the file. */
    int run() {
        return columns - column;
    }

    /** Moves on by any number of voxels, over ends of lines too. */
    void advance(int voxels) {
        column += voxels;
        if (column < columns) {
            return;
        }
        row += column / columns;
        column %= columns;
        slice += row / rows;
        row %= rows;
        lineStart = start + slice * alongSlices + row * alongRows;
    }
}
