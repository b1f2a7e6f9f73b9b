/**
 * Pure algorithms on voxels: components, distances, morphology, resampling.
 * Read {@link org.hepar.voxel.Components} and {@link org.hepar.voxel.DistanceTransform} first.
 * Flow: mask or volume in, a new mask, volume or array on a stated grid out; inputs are never written.
 * All lengths are mm along the grid's own spacing; each fast algorithm is tested against a brute-force one.
 * Must not know files, patients, measures or networks.
 */
package org.hepar.voxel;
