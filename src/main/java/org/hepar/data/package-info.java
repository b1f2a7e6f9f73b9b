/**
 * Purpose: which patients there are, where their voxels come from, and who trains and who tests.
 * Read first: {@link org.hepar.data.Case}, {@link org.hepar.data.Split}.
 * Flow: a {@code CohortSource} of the experiment opens to a {@code Cohort} of cases; a {@code Split} file names the cases of
 * each fold; a case loads its voxels when asked and keeps none. Folders of masks made elsewhere become a {@code MaskPairing}.
 * A cohort is identified by the content of its cases, never by the place where they lie.
 * Must not know: preprocessing, networks, scores and everything that uses the voxels.
 */
package org.hepar.data;
