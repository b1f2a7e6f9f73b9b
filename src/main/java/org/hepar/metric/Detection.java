package org.hepar.metric;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hepar.volume.Mask;
import org.hepar.voxel.AxialDiameter;
import org.hepar.voxel.Components;

/**
 * How many lesions of one case were found: counts of connected components, matched after Chlebus et al. 2018 (see
 * {@link Contract#rules()}).
 *
 * <p>Recall counts references: two predictions on one reference are one found lesion, one prediction that rightly covers
 * three references finds three. A prediction that is in no kept correspondence is a false positive.
 *
 * @param references lesions of the reference
 * @param referencesAtLeast10Mm those with a longest axial diameter of at least the contract's large-lesion limit (10 mm)
 * @param found references in a kept correspondence
 * @param foundAtLeast10Mm large ones of them
 * @param predictions predicted lesions
 * @param falsePositives predicted lesions in no kept correspondence
 * @param merges sum of |T_ref| - 1 over the kept correspondences
 * @param splits sum of max(0, |T_out| - |T_ref|) over the kept correspondences
 * @param diceOfCorrespondences Dice of each kept correspondence, in the order in which they were found
 */
public record Detection(int references, int referencesAtLeast10Mm, int found, int foundAtLeast10Mm, int predictions,
                        int falsePositives, int merges, int splits, List<Double> diceOfCorrespondences) {

    public Detection {
        diceOfCorrespondences = List.copyOf(diceOfCorrespondences);
    }

    /** Matches the lesions of two masks on one grid. */
    static Detection of(Mask reference, Mask prediction, Contract contract) {
        Components references = Components.label(reference, contract.lesionConnectivity());
        Components predictions = Components.label(prediction, contract.lesionConnectivity());
        List<Correspondence> kept = LesionMatching.match(references, predictions, contract.matchingThreshold());
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
            if (diameterMm[id - 1] >= contract.largeLesionMm()) {
                large++;
                foundLarge += found.contains(id) ? 1 : 0;
            }
        }
        return new Detection(references.count(), large, found.size(), foundLarge, predictions.count(),
                predictions.count() - answered, merges, splits, kept.stream().map(Correspondence::dice).toList());
    }

    /** No lesions, neither in the reference nor in the prediction. */
    static Detection none() {
        return new Detection(0, 0, 0, 0, 0, 0, 0, 0, List.of());
    }
}
