package org.hepar.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.metric.LesionScore.Side;

/** Matches and counts the lesions of a case. */
final class LesionCount {

    private LesionCount() {
    }

    /** The counts of a reference's and a prediction's lesions on one grid, which were told apart by the rules' connectivity. */
    static Detection of(Lesions reference, Lesions prediction, DetectionRules rules) {
        Tally tally = rules.matching().tally(reference.components(), prediction.components());
        List<LesionScore> references = scores(reference, Side.REFERENCE, tally);
        List<LesionScore> predictions = scores(prediction, Side.PREDICTION, tally);
        List<LesionScore> large = references.stream().filter(lesion -> lesion.diameterMm() >= rules.largeLesionMm()).toList();
        List<LesionScore> lesions = new ArrayList<>(references);
        lesions.addAll(predictions);
        List<Correspondence> kept = tally.kept();
        return new Detection(references.size(), large.size(), tally.found(), (int) large.stream().filter(LesionScore::matched).count(),
                predictions.size(), tally.truePredictions(), tally.falsePositives(), kept.stream().mapToInt(Correspondence::mergeError).sum(),
                kept.stream().mapToInt(Correspondence::splitError).sum(), kept.stream().map(Correspondence::dice).toList(), lesions, tally.undefined());
    }

    private static List<LesionScore> scores(Lesions lesions, Side side, Tally tally) {
        Map<Integer, Correspondence> of = new HashMap<>();
        for (Correspondence correspondence : tally.kept()) {
            (side == Side.REFERENCE ? correspondence.references() : correspondence.predictions()).forEach(id -> of.put(id, correspondence));
        }
        List<LesionScore> scores = new ArrayList<>();
        for (int id = 1; id <= lesions.components().count(); id++) {
            scores.add(lesions.score(side, id, Optional.ofNullable(of.get(id))));
        }
        return scores;
    }
}
