/**
 * Images and labels on a grid in patient space: the values that all other packages exchange.
 * Read {@link org.hepar.volume.Grid} first, then {@link org.hepar.volume.Segmenter}.
 * A {@code Volume} goes into a {@code Segmenter}, a {@code ProbabilityMap} on the same grid comes out; a decision makes
 * it a {@code LabelMap}. Arrays are {@code [z,y,x]}, x fastest, in the orientation nearest to LPS axial; world is mm.
 * Voxel arrays are handed over, never copied and never written after construction.
 * Must not know files, networks, or any other package of the house.
 */
package org.hepar.volume;
