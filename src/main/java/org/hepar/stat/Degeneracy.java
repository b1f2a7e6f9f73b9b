package org.hepar.stat;

/**
 * Why a statistic is NaN or says nothing: the named outcome of data that are too few or too equal. A record that carries
 * {@link #NONE} holds defined numbers only.
 */
public enum Degeneracy {

    NONE(""),
    EMPTY("there are no values"),
    SINGLE("there is one value only, so no spread can be estimated"),
    NO_DIFFERENCE("all pairs are equal"),
    CONSTANT("all values are equal, so there is no spread to judge by"),
    EQUAL_RESAMPLES("the statistic is the same in every resample"),
    ONE_SIDED_RESAMPLES("all resamples lie on one side of the estimate"),
    UNDEFINED("the statistic is undefined for the sample, without one of its members, or in its resamples");

    private final String reason;

    Degeneracy(String reason) {
        this.reason = reason;
    }

    /** The reason as part of a sentence for a table's foot; empty for {@link #NONE}. */
    public String reason() {
        return reason;
    }
}
