package org.hepar.train;

import java.util.Optional;

/** Where a training keeps its state, so that it can be taken up after its process has ended at any moment. */
public sealed interface Checkpoints permits CheckpointFiles, Checkpoints.None {

    /** The newest state that can be used; empty where the training has to start from the beginning. */
    Optional<Checkpoint> newest();

    /** Keeps a state. */
    void keep(Checkpoint checkpoint);

    /** Whether another state should be kept in the middle of an epoch; each epoch's end is kept anyway. */
    boolean isDue(double secondsSinceLast);

    /** Keeps nothing. */
    record None() implements Checkpoints {

        @Override
        public Optional<Checkpoint> newest() {
            return Optional.empty();
        }

        @Override
        public void keep(Checkpoint checkpoint) {
            // Nobody will come back to it.
        }

        @Override
        public boolean isDue(double secondsSinceLast) {
            return false;
        }
    }
}
