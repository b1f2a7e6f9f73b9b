package org.hepar.voxel;

/** What lies beyond the borders of the array when a surface is looked for. */
public enum Outside {

    /** No voxel is inside there: a voxel at the border of the array is on the surface. */
    BACKGROUND,
    /** All voxels are inside there (an erosion with border value 1): the border of the array alone makes no surface. */
    FOREGROUND
}
