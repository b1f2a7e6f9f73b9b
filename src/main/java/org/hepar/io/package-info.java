/**
 * Image files in and out: NIfTI-1 and NIfTI-2 become volumes, label maps and structures on the internal grid, and go back in
 * the grid of their input.
 *
 * <p>Read first: {@link org.hepar.io.Nifti}, {@link org.hepar.io.StoredGrid}.
 *
 * <p>Flow: file -> {@code NiftiHeader} -> {@code StoredGrid} (where the voxels lie) -> decoded chunk by chunk into one
 * array, or run by run into masks; a result -> the stored grid -> file, written aside and moved into place.
 *
 * <p>Must not know: cohorts, preprocessing, networks, or what the labels are used for.
 */
package org.hepar.io;
