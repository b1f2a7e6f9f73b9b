package org.hepar.metric;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which measures of counted voxels a contract knows, and what they are worth where masks are empty. A is the reference, B the
 * prediction. Volumes belong to every contract: there is only one way to count.
 *
 * @param whenEmpty the measures that the source gives, of Dice, Jaccard, RVD, precision and recall; the VOE is 1 - Jaccard and comes with it
 * @param rvd base and sign of the relative volume difference
 * @param burden how the volume of a structure is related to that of the liver
 */
public record OverlapRules(Map<Measure, WhenEmpty> whenEmpty, Rvd rvd, Burden burden) {

    /** Relative volume difference. */
    public enum Rvd {
        /** (|B|-|A|)/|A|: above 0 when too much was found. */
        OF_REFERENCE("(|B|-|A|)/|A|, signed"),
        /** (|A|-|B|)/|B|: above 0 when too little was found. */
        OF_PREDICTION("(|A|-|B|)/|B|, signed: the other base and the other sign"),
        /** ||A|-|B||/|A|: without a sign. */
        ABSOLUTE("||A|-|B||/|A|, without a sign");

        private final String words;

        Rvd(String words) {
            this.words = words;
        }
    }

    /** Tumour burden, the volume of a structure per volume of the liver. */
    public enum Burden {
        /** The source knows none. */
        UNKNOWN("not in this contract", "-"),
        /** Structure by liver; the error is that of the prediction less that of the reference. */
        OF_LIVER("volume of the structure / volume of the liver; error: prediction's less reference's", "undefined"),
        /** As the LiTS scorer has it: the error's sign is the other one, and a predicted liver that is all lesion counts as none. */
        LITS("volume of the structure / volume of the liver; error: reference's less prediction's",
                "9001 for a prediction without a liver voxel that is no lesion, undefined for a reference without liver");

        private final String words;
        private final String wordsWithoutLiver;

        Burden(String words, String wordsWithoutLiver) {
            this.words = words;
            this.wordsWithoutLiver = wordsWithoutLiver;
        }

        /** Of a structure of so many voxels in a liver of so many; NaN without a liver. */
        double of(int voxels, int liverVoxels) {
            return liverVoxels == 0 ? Double.NaN : (double) voxels / liverVoxels;
        }

        /** What the prediction's is off by; NaN where either is undefined. */
        double error(double ofPrediction, double ofReference) {
            return this == LITS ? ofReference - ofPrediction : ofPrediction - ofReference;
        }
    }

    /** What the LiTS scorer puts where a number has no meaning. */
    static final double LARGE = 9001;
    /** Those that {@link #whenEmpty} may hold. */
    private static final Set<Measure> KEYS = Collections.unmodifiableSet(
            EnumSet.of(Measure.DICE, Measure.JACCARD, Measure.RVD, Measure.PRECISION, Measure.RECALL));

    public OverlapRules {
        if (!KEYS.containsAll(whenEmpty.keySet())) {
            throw new IllegalArgumentException("measures of overlap rules (=" + whenEmpty.keySet() + ") must be of " + KEYS);
        }
        whenEmpty = whenEmpty.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(whenEmpty));
    }

    /** Whether the contract gives this measure; the VOE comes with Jaccard. */
    boolean knows(Measure measure) {
        return whenEmpty.containsKey(measure == Measure.VOE ? Measure.JACCARD : measure);
    }

    /** A measure's value; NaN where it is undefined or unknown. */
    double value(Measure measure, Overlap overlap) {
        if (!knows(measure)) {
            return Double.NaN;
        }
        if (measure == Measure.VOE) {
            return 1 - value(Measure.JACCARD, overlap);
        }
        Outcome outcome = Outcome.of(overlap);
        if (outcome != Outcome.MEASURED) {
            return whenEmpty.get(measure).value(outcome);
        }
        return switch (measure) {
            case DICE -> overlap.dice();
            case JACCARD -> overlap.jaccard();
            case PRECISION -> overlap.precision();
            case RECALL -> overlap.recall();
            case RVD -> switch (rvd) {
                case OF_REFERENCE -> overlap.rvd();
                case OF_PREDICTION -> overlap.swapped().rvd();
                case ABSOLUTE -> Math.abs(overlap.rvd());
            };
            default -> throw new IllegalArgumentException("measure (=" + measure + ") is no overlap; measure it elsewhere");
        };
    }

    Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        formula(rules, Measure.DICE, "2|A∩B|/(|A|+|B|), A reference, B prediction");
        formula(rules, Measure.JACCARD, "|A∩B|/|A∪B|");
        formula(rules, Measure.VOE, "1 - Jaccard");
        formula(rules, Measure.RVD, rvd.words);
        formula(rules, Measure.PRECISION, "|A∩B|/|B|");
        formula(rules, Measure.RECALL, "|A∩B|/|A|");
        for (Measure measure : KEYS) {
            rules.put(measure.key() + ", empty masks", knows(measure) ? whenEmpty.get(measure).words() : "-");
        }
        rules.put("volume", "voxels of the mask on its own grid x volume of a voxel");
        rules.put("tumour burden", burden.words);
        rules.put("tumour burden, no liver", burden.wordsWithoutLiver);
        return rules;
    }

    private void formula(Map<String, String> rules, Measure measure, String words) {
        rules.put(measure.key(), knows(measure) ? words : "not in this contract");
    }
}
