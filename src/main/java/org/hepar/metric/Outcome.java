package org.hepar.metric;

/** What was there to compare: which of the two masks were empty. Says why a measure has no value. */
public enum Outcome {

    /** Neither is empty: every measure is defined. */
    MEASURED,
    /** Only the prediction is empty: Dice 0, VOE 1, RVD -1, no distances. */
    MISSED,
    /** Only the reference is empty: Dice 0, VOE 1, no RVD (its base is 0), no distances. */
    FALSE_POSITIVE,
    /** Both are empty, rightly: Dice 1, VOE 0, no RVD, no distances. */
    BOTH_EMPTY;

    static Outcome of(Overlap overlap) {
        if (overlap.reference() == 0) {
            return overlap.prediction() == 0 ? BOTH_EMPTY : FALSE_POSITIVE;
        }
        return overlap.prediction() == 0 ? MISSED : MEASURED;
    }
}
