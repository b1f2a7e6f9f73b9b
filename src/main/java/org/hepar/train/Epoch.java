package org.hepar.train;

/**
 * What one epoch came to.
 *
 * @param epoch number, from 1
 * @param step optimiser steps done so far
 * @param loss mean over the epoch's batches
 * @param validationDice mean over the validation cases of the Dice of all their prepared slices
 * @param learningRate of the last step
 * @param seconds of training and validation
 * @param best whether this is the highest validation Dice so far
 * @param statistics what else is known of it
 */
public record Epoch(int epoch, int step, double loss, double validationDice, double learningRate, double seconds, boolean best, EpochStatistics statistics) {
}
