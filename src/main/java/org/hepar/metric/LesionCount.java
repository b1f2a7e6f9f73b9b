package org.hepar.metric;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hepar.volume.Mask;
import org.hepar.voxel.AxialDiameter;
import org.hepar.voxel.Components;

/** Tells lesions apart, matches and counts them. */
final class LesionCount {

    private LesionCount() {
    }

    /** Matches the lesions of two masks on one grid. */
    static Detection of(Mask reference, Mask prediction, DetectionRules rules) {
        Components references = Components.label(reference, rules.connectivity());
        Components predictions = Components.label(prediction, rules.connectivity());
        List<Correspondence> kept = LesionMatching.match(references, predictions, rules.threshold());
        Set<Integer> found = new HashSet<>();
        int answered = 0;
        int merges = 0;
        int splits = 0;
        for (Correspondence correspondence : kept) {
            found.addAll(correspondence.references());
            answered += correspondence.predictions().size();
            merges += correspondence.mergeError();
            splits += correspondence.splitError();
        }
        double[] diameterMm = AxialDiameter.longestMm(references);
        int large = 0;
        int foundLarge = 0;
        for (int id = 1; id <= references.count(); id++) {
            if (diameterMm[id - 1] >= rules.largeLesionMm()) {
                large++;
                foundLarge += found.contains(id) ? 1 : 0;
            }
        }
        return new Detection(references.count(), large, found.size(), foundLarge, predictions.count(), answered,
                predictions.count() - answered, merges, splits, kept.stream().map(Correspondence::dice).toList(), List.of());
    }
}
