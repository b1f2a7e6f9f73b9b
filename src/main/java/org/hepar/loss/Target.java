package org.hepar.loss;

import ai.djl.ndarray.NDArray;

/**
 * What a batch should have been, as the losses take it. Made in Java memory before the forward pass and kept unchanged
 * until the backward pass is done.
 *
 * @param oneHot 1 for the reference class of a pixel, 0 elsewhere and at ignored pixels, {@code [n,classes,y,x]}
 * @param valid 1 for pixels that count, 0 for ignored ones, {@code [n,1,y,x]}
 * @param counts pixels of each class, ignored ones left out
 */
public record Target(NDArray oneHot, NDArray valid, ClassCounts counts) {
}
