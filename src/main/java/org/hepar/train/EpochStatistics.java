package org.hepar.train;

import java.util.List;

/**
 * How an epoch went, beside its loss: what the steps drew, how the gradient stood, what the time was spent on.
 *
 * @param validationDice Dice of background and foreground, each the mean over the watched cases
 * @param gradientNorm mean over the steps of the gradient's global norm, before it is shortened
 * @param highestGradientNorm of a step
 * @param slicesPerSecond of training, without validation
 * @param waitingSeconds in which the engine waited for slices
 * @param readyBatches mean number of batches that lay ready when a step asked for one
 * @param foregroundShare share of the slices that showed the foreground when the network saw them
 * @param draws slices drawn of each training case, in the order of the cases
 * @param residentMb memory of the whole process at the end of the epoch, MB; {@code NaN} where the system does not tell
 * @param cpuPercent share of all cores' time that the process used since the epoch began, or was taken up
 */
public record EpochStatistics(List<Double> validationDice, double gradientNorm, double highestGradientNorm, double slicesPerSecond,
        double waitingSeconds, double readyBatches, double foregroundShare, List<Integer> draws, double residentMb, double cpuPercent) {

    public EpochStatistics {
        validationDice = List.copyOf(validationDice);
        draws = List.copyOf(draws);
    }
}
