package org.hepar.augment;

import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.config.Requirements;

/** What the distributions share: their checks and the way that a value is drawn. */
final class Draw {

    private Draw() {
    }

    static void requireProbability(Requirements requirements, String of, double probability) {
        requirements.require(probability >= 0 && probability <= 1, "probability (=" + probability + ") of " + of
                    + " must lie in [0,1]; 0.5 changes every second slice");
    }

    static void requireAtLeastZero(Requirements requirements, String name, double value, String cure) {
        requirements.require(value >= 0 && Double.isFinite(value), name + " (=" + value + ") must be finite and at least 0; " + cure);
    }

    static void requireAboveZero(Requirements requirements, String name, double value, String cure) {
        requirements.require(value > 0 && Double.isFinite(value), name + " (=" + value + ") must be finite and above 0; " + cure);
    }

    /** The drawn change, or none; takes one value from the generator. */
    static Transform withProbability(double probability, UniformRandomProvider random, Transform drawn) {
        return random.nextDouble() < probability ? drawn : new Transform.Unchanged();
    }

    /** Even in [lower, upper). */
    static double between(double lower, double upper, UniformRandomProvider random) {
        return lower + (upper - lower) * random.nextDouble();
    }
}
