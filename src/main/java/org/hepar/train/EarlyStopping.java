package org.hepar.train;

/** When a training ends before its planned epochs: by the Dice of the validation cases. */
public sealed interface EarlyStopping permits EarlyStopping.None, EarlyStopping.Patience {

    /** Whether to stop when the last gain lies so many epochs back. */
    boolean stops(int epochsWithoutGain);

    /** Whether a validation Dice counts as a gain over the one of the last gain; the first epoch always does. */
    boolean isGain(double dice, double lastGain);

    /** Whether it is judged on validation cases, so that a fold must name some. */
    boolean needsValidation();

    /** Never: all planned epochs are done. */
    record None() implements EarlyStopping {

        @Override
        public boolean stops(int epochsWithoutGain) {
            return false;
        }

        @Override
        public boolean isGain(double dice, double lastGain) {
            return dice > lastGain;
        }

        @Override
        public boolean needsValidation() {
            return false;
        }
    }

    /**
     * After so many epochs in a row without a gain.
     *
     * @param minimumGain validation Dice by which an epoch must be above the last gain to be one itself, 0 to below 1
     */
    record Patience(int epochs, double minimumGain) implements EarlyStopping {

        public Patience {
            new Checks().atLeastOne("epochs", epochs).share("minimum_gain", minimumGain).done();
        }

        @Override
        public boolean stops(int epochsWithoutGain) {
            return epochsWithoutGain >= epochs;
        }

        @Override
        public boolean isGain(double dice, double lastGain) {
            return dice > lastGain + minimumGain;
        }

        @Override
        public boolean needsValidation() {
            return true;
        }
    }
}
