package org.hepar.train;

/** How a step changes the weights. The names mean what they mean in PyTorch; gradients are clipped before ({@link Training#gradientNorm}). */
public sealed interface Optimiser permits Adam, AdamW, Sgd {

    /** Learning rate before the schedule's factor. */
    double learningRate();

    /** Fresh state (moments, step count) for one training. */
    OptimiserState start();
}
