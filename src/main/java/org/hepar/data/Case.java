package org.hepar.data;

import org.hepar.io.StoredGrid;
import org.hepar.volume.LabelledVolume;

/** One patient's image and reference. Loads anew each time: a cohort holds no voxels. */
public interface Case {

    /** Names the case within its cohort, as split files do. */
    String id();

    /** The grid of the image as stored, so that a prediction can be written in it; reads the header only. */
    StoredGrid stored();

    /**
     * Image in HU and reference labels, in the internal orientation.
     *
     * @throws IllegalArgumentException when both lie on different grids, a voxel is not a number or a label unknown
     * @throws java.io.UncheckedIOException when a file cannot be read
     */
    LabelledVolume load();

    /** SHA-256 (hex) over the content of the case's files; for a made case over what it is made from. */
    String sha256();
}
