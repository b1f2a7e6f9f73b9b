package org.hepar.train;

/** The checks that the records of this package share; each message names the key as the YAML file has it. */
final class Checks {

    private Checks() {
    }

    static void positive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " (=" + value + ") must be above 0");
        }
    }

    static void notNegative(String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " (=" + value + ") must be 0 or more");
        }
    }

    /** At least 0 and below 1. */
    static void share(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " (=" + value + ") must be at least 0 and below 1");
        }
    }

    static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " (=" + value + ") must be at least 1");
        }
    }
}
