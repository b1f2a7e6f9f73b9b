package org.hepar.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.voxel.Components;

/**
 * Matching after Chlebus et al. 2018 (Scientific Reports 8:15497, Fig. 2), <em>reconstructed</em>: sets of lesions of both sides
 * correspond if their Dice passes a threshold. Recall counts references, precision counts predictions: every lesion of a
 * correspondence is found, or true; every prediction in none is a false positive, even where it touches a reference.
 *
 * @param dice θ of the paper, 0.2 there: Dice that two sets must pass, 0 to below 1
 * @param hit whether reaching θ is enough
 */
public record ChlebusMatching(double dice, Hit hit) implements Matching {

    /** When a Dice passes the threshold. */
    public enum Hit {
        /** Above it: the paper's rule. */
        ABOVE("above"),
        /** At it or above. */
        AT_LEAST("at least");

        private final String words;

        Hit(String words) {
            this.words = words;
        }

        boolean passes(double dice, double threshold) {
            return dice > threshold || this == AT_LEAST && dice == threshold;
        }
    }

    public ChlebusMatching {
        if (!(dice >= 0 && dice < 1)) {
            throw new IllegalArgumentException("matching threshold (=" + dice + ") must be a Dice from 0 to below 1");
        }
    }

    @Override
    public Tally tally(Components references, Components predictions) {
        List<Correspondence> kept = LesionMatching.match(references, predictions).stream().filter(c -> hit.passes(c.dice(), dice)).toList();
        int found = kept.stream().mapToInt(c -> c.references().size()).sum();
        int answered = kept.stream().mapToInt(c -> c.predictions().size()).sum();
        return Tally.of(kept, found, answered, predictions.count() - answered);
    }

    @Override
    public Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("matching", "after Chlebus et al. 2018 (reconstructed): the pair of highest Dice, grown by the lesion that raises the Dice of the sets "
                + "most; sets correspond if their Dice is " + hit.words + " " + dice);
        rules.put("matching ties", "lowest id of the reference, then of the prediction; when growing, references first");
        rules.put("lesion counts", "recall counts references, precision predictions; a prediction in no correspondence is a false positive");
        return rules;
    }
}
