/**
 * The cascade of Christ et al.: the liver first, the lesions within it.
 * Read {@link org.hepar.cascade.Cascade} first, then {@link org.hepar.cascade.FittedCascade}.
 * Liver network on whole slices, refinement, largest component, crop with a margin, lesion network, refinement, lesion
 * filter; out comes a label map on the grid of the input. {@code fit} trains both stages and returns the immutable form.
 * The fitted form sees networks as {@code Segmenter}, so it is tested with thresholds and without an engine.
 * Must not know the engine, image formats, scores, or where it runs.
 */
package org.hepar.cascade;
