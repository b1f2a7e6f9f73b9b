/**
 * Training: the one loop that turns a specification and labelled slices into a segmenter.
 * Read {@code Training} first, then the optimiser.
 * Slices are drawn, augmented and batched; forward, loss, backward, step; validation after each epoch; the best weights
 * are kept. Each epoch is told to a consumer as a value, and {@code fit} returns a {@code Segmenter}.
 * One of the three packages that know the engine; nothing of it shows in the types that go out.
 * Must not know the cascade, run folders, MLflow, or the terminal.
 */
package org.hepar.train;
