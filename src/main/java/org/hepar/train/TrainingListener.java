package org.hepar.train;

/** Hears how a training goes. */
public interface TrainingListener {

    void step(int step, int steps, double loss);

    void epoch(Epoch epoch);
}
