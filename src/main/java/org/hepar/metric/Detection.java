package org.hepar.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;

/**
 * How many lesions of one case were found: counts of connected components, matched by the rule of a contract.
 *
 * <p>Under the rule of Chlebus et al. 2018 recall counts references: two predictions on one reference are one found lesion, one
 * prediction that rightly covers three references finds three; a prediction in no kept correspondence is a false positive.
 * Under that of LiTS true positives are counted once for both sides ({@code found = truePredictions}), and the scorer's own
 * arithmetic may take them below 0; nothing is clamped. What is counted by size is counted lesion by lesion under both.
 *
 * @param references lesions of the reference
 * @param referencesAtLeast10Mm those with a longest axial diameter of at least the contract's large-lesion limit (10 mm)
 * @param found references that count as found
 * @param foundAtLeast10Mm large references in a kept correspondence
 * @param predictions predicted lesions
 * @param truePredictions predictions that count as true
 * @param falsePositives predictions that count as false
 * @param merges sum of |T_ref| - 1 over the kept correspondences
 * @param splits sum of max(0, |T_out| - |T_ref|) over the kept correspondences
 * @param diceOfCorrespondences Dice of each kept correspondence, in the order in which they were found
 * @param lesions every lesion of both sides, the reference's first
 * @param undefined why the rule gives this case no counts (those of the rule are then 0, shares NaN); empty where it does
 */
public record Detection(int references, int referencesAtLeast10Mm, int found, int foundAtLeast10Mm, int predictions,
                        int truePredictions, int falsePositives, int merges, int splits, List<Double> diceOfCorrespondences,
                        List<LesionScore> lesions, Optional<Undefined> undefined) {

    public Detection {
        diceOfCorrespondences = List.copyOf(diceOfCorrespondences);
        lesions = List.copyOf(lesions);
    }

    /** Counts that are defined. */
    public Detection(int references, int referencesAtLeast10Mm, int found, int foundAtLeast10Mm, int predictions, int truePredictions,
                     int falsePositives, int merges, int splits, List<Double> diceOfCorrespondences, List<LesionScore> lesions) {
        this(references, referencesAtLeast10Mm, found, foundAtLeast10Mm, predictions, truePredictions, falsePositives, merges, splits,
                diceOfCorrespondences, lesions, Optional.empty());
    }

    /** No lesions, neither in the reference nor in the prediction. */
    public static Detection none() {
        return new Detection(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), List.of());
    }

    /** The objects of several cases as those of one: counts summed, all correspondences, no single lesions. */
    static Detection pooled(List<Detection> cases) {
        return new Detection(sum(cases, Detection::references), sum(cases, Detection::referencesAtLeast10Mm), sum(cases, Detection::found),
                sum(cases, Detection::foundAtLeast10Mm), sum(cases, Detection::predictions), sum(cases, Detection::truePredictions),
                sum(cases, Detection::falsePositives), sum(cases, Detection::merges), sum(cases, Detection::splits),
                cases.stream().flatMap(each -> each.diceOfCorrespondences().stream()).toList(), List.of());
    }

    private static int sum(List<Detection> cases, ToIntFunction<Detection> count) {
        return cases.stream().mapToInt(count).sum();
    }

    /** References that were not found; under LiTS those beyond its true positives. */
    public int missed() {
        return references - found;
    }

    /** Share of the references found, 0 to 1 (LiTS as it is: below 0 too); NaN without references. */
    public double recall() {
        return share(found, references);
    }

    /** Share of the large references found, 0 to 1; NaN without large references. */
    public double recallAtLeast10Mm() {
        return share(foundAtLeast10Mm, referencesAtLeast10Mm);
    }

    /** Share of the counted predictions that are true, 0 to 1 (LiTS as it is: below 0 too); NaN without predictions. */
    public double precision() {
        return share(truePredictions, truePredictions + falsePositives);
    }

    /** Harmonic mean of precision and recall, 0 to 1; 0 when nothing was rightly found; NaN without lesions on either side. */
    public double f1() {
        if (undefined.isPresent() || references == 0 && predictions == 0) {
            return Double.NaN;
        }
        double recall = recall();
        double precision = precision();
        // Below 0 only under LiTS as it is, where the harmonic mean of the negative shares would look like a good one.
        return precision > 0 && recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    }

    /** Mean Dice of the kept correspondences, 0 to 1; NaN without one. */
    public double meanDiceOfCorrespondences() {
        return diceOfCorrespondences.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** The lesions of every size class; empty when the single lesions were not recorded with the counts. */
    public Map<SizeClass, SizeCount> bySize() {
        return lesions.isEmpty() && references + predictions > 0 ? Map.of() : SizeCount.of(lesions);
    }

    private double share(int part, int whole) {
        return whole == 0 || undefined.isPresent() ? Double.NaN : (double) part / whole;
    }
}
