package org.hepar.volume;

/**
 * Gives each voxel of a volume a probability a class, on the volume's own grid.
 *
 * <p>The seam of the house: training returns one, the cascade uses one, a test gives a threshold.
 */
@FunctionalInterface
public interface Segmenter {

    ProbabilityMap segment(Volume volume);
}
