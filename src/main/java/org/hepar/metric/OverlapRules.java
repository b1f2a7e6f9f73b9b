package org.hepar.metric;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How overlap is measured and what empty masks are worth.
 *
 * @param diceBothEmpty Dice when neither mask holds a voxel; NaN: undefined
 * @param diceNoReference Dice when only the reference is empty; NaN: undefined
 * @param diceNoPrediction Dice when only the prediction is empty; NaN: undefined
 * @param rvd base and sign of the relative volume difference
 */
public record OverlapRules(double diceBothEmpty, double diceNoReference, double diceNoPrediction, Rvd rvd) {

    /** Relative volume difference; A reference, B prediction. */
    public enum Rvd {
        /** (|B|-|A|)/|A|. */
        OF_REFERENCE,
        /** (|A|-|B|)/|B|. */
        OF_PREDICTION
    }

    static final OverlapRules USUAL = new OverlapRules(1, 0, 0, Rvd.OF_REFERENCE);

    Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("dice", "2|A∩B|/(|A|+|B|), A reference, B prediction");
        rules.put("dice, both empty", String.valueOf(diceBothEmpty));
        rules.put("dice, no reference", String.valueOf(diceNoReference));
        rules.put("dice, no prediction", String.valueOf(diceNoPrediction));
        rules.put("rvd", rvd == Rvd.OF_REFERENCE ? "(|B|-|A|)/|A|, signed" : "(|A|-|B|)/|B|, signed");
        return rules;
    }
}
