package org.hepar.train;

/** How a step changes the weights. */
public sealed interface Optimiser permits Adam, Sgd {

    /** Learning rate before the schedule's factor. */
    double learningRate();

    /** Fresh state (moments, step count) for one training. */
    OptimiserState start();
}
