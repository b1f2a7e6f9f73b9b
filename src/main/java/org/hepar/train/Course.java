package org.hepar.train;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far a training has come, beside its arrays and the count of its running epoch ({@link EpochTally}). Where the schedule and the sampler stand is not in it: both are pure
 * functions of the step.
 *
 * @param step optimiser steps done
 * @param seconds spent on the running epoch
 * @param bestEpoch epoch of the highest validation Dice, from 1; 0 before the first
 * @param bestDice that Dice; -1 before the first epoch
 * @param gainEpoch epoch of the last gain in the sense of early stopping; 0 before the first
 * @param gainDice its validation Dice; -1 before the first epoch
 * @param lastDice validation Dice of the last epoch; {@code NaN} before the first
 */
record Course(int step, double seconds, int bestEpoch, double bestDice, int gainEpoch, double gainDice, double lastDice) {

    static final Course START = new Course(0, 0, 0, -1, 0, -1, Double.NaN);

    Course stepped() {
        return new Course(step + 1, seconds, bestEpoch, bestDice, gainEpoch, gainDice, lastDice);
    }

    Course spent(double epochSeconds) {
        return new Course(step, epochSeconds, bestEpoch, bestDice, gainEpoch, gainDice, lastDice);
    }

    /** After an epoch: the next one starts at zero. */
    Course finished(int epoch, double dice, boolean gain) {
        boolean best = dice > bestDice;
        return new Course(step, 0, best ? epoch : bestEpoch, best ? dice : bestDice,
                gain ? epoch : gainEpoch, gain ? dice : gainDice, dice);
    }

    /** As text; a number's text is read back to equal bits. */
    Map<String, String> text() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("step", Integer.toString(step));
        text.put("seconds", Double.toString(seconds));
        text.put("best_epoch", Integer.toString(bestEpoch));
        text.put("best_dice", Double.toString(bestDice));
        text.put("gain_epoch", Integer.toString(gainEpoch));
        text.put("gain_dice", Double.toString(gainDice));
        text.put("last_dice", Double.toString(lastDice));
        return text;
    }

    static Course of(Map<String, String> text) {
        return new Course(Integer.parseInt(text.get("step")), Double.parseDouble(text.get("seconds")),
                Integer.parseInt(text.get("best_epoch")), Double.parseDouble(text.get("best_dice")),
                Integer.parseInt(text.get("gain_epoch")), Double.parseDouble(text.get("gain_dice")),
                Double.parseDouble(text.get("last_dice")));
    }
}
