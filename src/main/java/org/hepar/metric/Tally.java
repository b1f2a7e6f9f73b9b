package org.hepar.metric;

import java.util.List;
import java.util.Optional;

/**
 * What a {@link Matching} makes of the lesions of a case.
 *
 * @param kept the correspondences that count, in the order in which the rule found them
 * @param found references that count as found
 * @param truePredictions predictions that count as true
 * @param falsePositives predictions that count as false
 * @param undefined why the rule gives no counts, which then are 0; empty where it does
 */
public record Tally(List<Correspondence> kept, int found, int truePredictions, int falsePositives, Optional<Undefined> undefined) {

    public Tally {
        kept = List.copyOf(kept);
    }

    static Tally of(List<Correspondence> kept, int found, int truePredictions, int falsePositives) {
        return new Tally(kept, found, truePredictions, falsePositives, Optional.empty());
    }

    static Tally none(Undefined reason) {
        return new Tally(List.of(), 0, 0, 0, Optional.of(reason));
    }
}
