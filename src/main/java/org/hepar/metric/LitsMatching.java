package org.hepar.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hepar.voxel.Components;

/**
 * Matching as in the scoring program of the LiTS 2017 challenge ({@code detect_lesions} of
 * github.com/PatrickChrist/lits-challenge-scoring, {@code program/helpers/calc_metric.py}, commit 0cbafa5). References are merged
 * under the prediction that shares most voxels with them, predictions are merged under the merged reference that shares most
 * with them, and a correspondence counts if the overlap of its two sets is above a threshold. The program reports
 * precision and recall at the thresholds 0 and 0.5.
 *
 * <p>A correspondence counts once, for both sides: TP; FP = predictions - TP, FN = references - TP. So of three references
 * rightly found by one prediction two are missed, and of two predictions on one reference one is false: the program's
 * rule, in both forms.
 *
 * @param overlap intersection over union that two sets must exceed, 0 to below 1
 * @param form with or without the program's faults
 */
public record LitsMatching(double overlap, Form form) implements Matching {

    /** Which arithmetic. */
    public enum Form {
        /**
         * As the program computes, to the last count. A correspondence at or below the threshold takes as many from TP as references were
         * merged in it, though it had given one: TP may fall below 0. The union looks up the prediction's number among
         * numbers of references, so that it may miss the prediction, or take in another one: a pair of little overlap may pass. Numbers above
         * 255 wrap. A case without reference lesions stops the program: its counts are undefined.
         */
        AS_IT_IS("as the scorer's code computes, faults included; undefined without references"),
        /**
         * TP is the number of correspondences whose own union leaves them above the threshold; without reference lesions every prediction is
         * a false positive.
         */
        CORRECTED("correspondences above the threshold, each counted once");

        private final String words;

        Form(String words) {
            this.words = words;
        }
    }

    public LitsMatching {
        if (!(overlap >= 0 && overlap < 1)) {
            throw new IllegalArgumentException("matching threshold (=" + overlap + ") must be an intersection over union from 0 to below 1");
        }
    }

    @Override
    public Tally tally(Components references, Components predictions) {
        if (form == Form.AS_IT_IS && references.count() == 0) {
            return Tally.none(Undefined.NO_REFERENCE);
        }
        return new LitsScorer(references, predictions).tally(overlap, form);
    }

    @Override
    public Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("matching", "LiTS 2017: references merged under the prediction, then predictions under the merged reference, that shares most voxels; "
                + "sets correspond if their intersection over union is above " + overlap);
        rules.put("matching ties", "lowest number, in the scan order of a file stored as those of LiTS: x to the left (slowest), y to the front, "
                + "z to the head");
        rules.put("lesion counts", "TP: " + form.words + "; FP = predictions - TP, FN = references - TP");
        return rules;
    }
}
