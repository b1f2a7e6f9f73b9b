package org.hepar.train;

/** Hears how a training goes. */
public interface TrainingListener {

    /** The training goes on after this step, which an earlier process had reached. */
    default void resumed(int step, int steps) {
    }

    void step(int step, int steps, double loss);

    /** After an epoch, before its checkpoint is kept: told again where the process ends in between. */
    void epoch(Epoch epoch);
}
