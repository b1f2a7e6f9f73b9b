package org.hepar.metric;

/** What was there to compare: which of the two masks were empty. What a measure is then worth is up to the contract ({@link WhenEmpty}). */
public enum Outcome {

    /** Neither is empty. */
    MEASURED,
    /** Only the prediction is empty. */
    MISSED,
    /** Only the reference is empty. */
    FALSE_POSITIVE,
    /** Both are empty, rightly. */
    BOTH_EMPTY;

    static Outcome of(Overlap overlap) {
        if (overlap.reference() == 0) {
            return overlap.prediction() == 0 ? BOTH_EMPTY : FALSE_POSITIVE;
        }
        return overlap.prediction() == 0 ? MISSED : MEASURED;
    }
}
