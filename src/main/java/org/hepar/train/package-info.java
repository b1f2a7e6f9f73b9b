/**
 * Training: the one loop that turns a specification and prepared cases into a segmenter.
 * Read {@link org.hepar.train.Training} first, then {@link org.hepar.train.TrainedNetwork}.
 * Slices are drawn, augmented and batched; forward, loss, backward, step; validation after each epoch. A listener is
 * told each {@code Epoch} as a value; {@code fit} returns the chosen weights as an immutable {@code Segmenter}.
 * One of the three packages that know the engine; nothing of it shows in the types that go out.
 * Must not know the cascade, run folders, MLflow, or the terminal.
 */
package org.hepar.train;
