/**
 * Purpose: the steps between the scanner's voxels and a network's input, the same in training and in use.
 * Read first: {@link org.hepar.preprocess.Preprocessing}, {@link org.hepar.preprocess.HuWindow}.
 * Flow: a volume in HU goes through the steps in the order of the experiment; the labels follow where the grid changes.
 * Each step is a record without learned state, so its YAML is all there is to it.
 * Resampling is in the plane only: slices are never merged, made or moved.
 * Must not know: cases and files, augmentation, networks and anything that learns.
 */
package org.hepar.preprocess;
