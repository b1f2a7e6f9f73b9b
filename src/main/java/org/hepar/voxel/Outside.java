package org.hepar.voxel;

/** What counts as lying beyond the borders of the array. */
public enum Outside {

    /** Nothing of the mask: a voxel at the border is on the surface. */
    BACKGROUND,
    /** More of the mask: the border of the array makes no surface. */
    FOREGROUND
}
