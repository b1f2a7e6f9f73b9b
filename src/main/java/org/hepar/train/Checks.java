package org.hepar.train;

import org.hepar.config.Requirements;

/** The checks that the records of this package share; each message names the key as the YAML file has it, and all are said at once. */
final class Checks {

    private final Requirements requirements = new Requirements();

    Checks positive(String name, double value) {
        requirements.require(value > 0 && Double.isFinite(value), name + " (=" + value + ") must be above 0");
        return this;
    }

    Checks notNegative(String name, double value) {
        requirements.require(value >= 0 && Double.isFinite(value), name + " (=" + value + ") must be 0 or more");
        return this;
    }

    /** At least 0 and below 1. */
    Checks share(String name, double value) {
        requirements.require(value >= 0 && value < 1, name + " (=" + value + ") must be at least 0 and below 1");
        return this;
    }

    Checks atLeastOne(String name, int value) {
        requirements.require(value >= 1, name + " (=" + value + ") must be at least 1");
        return this;
    }

    Checks require(boolean holds, String message) {
        requirements.require(holds, message);
        return this;
    }

    /** @throws IllegalArgumentException with a line for each check that failed */
    void done() {
        requirements.check();
    }
}
