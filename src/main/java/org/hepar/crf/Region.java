package org.hepar.crf;

/** Which voxels a refinement looks at and may change. */
public enum Region {
    /** All of them. */
    WHOLE,
    /**
     * The box around the voxels where some class is neither nearly certain nor nearly excluded, with a margin; voxels outside keep
     * their probabilities and are not heard. Costs less and errs a little.
     */
    UNCERTAIN
}
