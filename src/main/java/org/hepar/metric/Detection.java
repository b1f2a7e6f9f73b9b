package org.hepar.metric;

import java.util.List;

/**
 * How many lesions of one case were found: counts of connected components, matched by the rule of a contract.
 *
 * <p>Under the rule of Chlebus et al. 2018 recall counts references: two predictions on one reference are one found lesion, one
 * prediction that rightly covers three references finds three; a prediction in no kept correspondence is a false positive.
 * Under that of LiTS true positives are counted once for both sides ({@code found = truePredictions}).
 *
 * @param references lesions of the reference
 * @param referencesAtLeast10Mm those with a longest axial diameter of at least the contract's large-lesion limit (10 mm)
 * @param found references that count as found
 * @param foundAtLeast10Mm large ones of them
 * @param predictions predicted lesions
 * @param truePredictions predictions that count as true
 * @param falsePositives predictions that count as false
 * @param merges sum of |T_ref| - 1 over the kept correspondences
 * @param splits sum of max(0, |T_out| - |T_ref|) over the kept correspondences
 * @param diceOfCorrespondences Dice of each kept correspondence, in the order in which they were found
 * @param lesions every lesion of both sides, the reference's first
 */
public record Detection(int references, int referencesAtLeast10Mm, int found, int foundAtLeast10Mm, int predictions,
                        int truePredictions, int falsePositives, int merges, int splits, List<Double> diceOfCorrespondences,
                        List<LesionScore> lesions) {

    public Detection {
        diceOfCorrespondences = List.copyOf(diceOfCorrespondences);
        lesions = List.copyOf(lesions);
    }

    /** No lesions, neither in the reference nor in the prediction. */
    public static Detection none() {
        return new Detection(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), List.of());
    }

    /** References that were not found. */
    public int missed() {
        return references - found;
    }

    /** Share of the references found, 0 to 1; NaN without references. */
    public double recall() {
        return share(found, references);
    }

    /** Share of the large references found, 0 to 1; NaN without large references. */
    public double recallAtLeast10Mm() {
        return share(foundAtLeast10Mm, referencesAtLeast10Mm);
    }

    /** Share of the predictions that are true, 0 to 1; NaN without predictions. */
    public double precision() {
        return share(truePredictions, truePredictions + falsePositives);
    }

    /** Harmonic mean of precision and recall, 0 to 1; 0 when lesions are on one side only, NaN when on neither. */
    public double f1() {
        if (references == 0 && predictions == 0) {
            return Double.NaN;
        }
        double precision = precision();
        double recall = recall();
        return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }

    private static double share(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
