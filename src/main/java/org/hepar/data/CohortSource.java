package org.hepar.data;

/** Where a cohort comes from: made, or read from a folder. */
public sealed interface CohortSource permits Phantom, NiftiFolder {

    /**
     * The cohort, checked as far as headers tell; reads no voxels.
     *
     * @throws IllegalArgumentException naming each thing that is wrong with it, one line each
     */
    Cohort open();
}
