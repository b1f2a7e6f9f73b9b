package org.hepar.metric;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Lesion counts over the cases of a cohort, pooled: every lesion weighs the same, whichever case it is in.
 *
 * @param cases number of cases
 * @param references lesions of the references
 * @param referencesAtLeast10Mm large ones of them
 * @param found references found
 * @param foundAtLeast10Mm large ones of them
 * @param predictions predicted lesions
 * @param falsePositives predicted lesions that answer to none
 * @param merges sum of merge errors
 * @param splits sum of split errors
 * @param meanDiceOfCorrespondences mean over all kept correspondences of all cases; NaN if there is none
 */
public record DetectionAggregate(int cases, int references, int referencesAtLeast10Mm, int found, int foundAtLeast10Mm,
                                 int predictions, int falsePositives, int merges, int splits,
                                 double meanDiceOfCorrespondences) {

    /** The pooled counts; refuses scores of different contracts. */
    public static DetectionAggregate over(List<CaseScores> cases) {
        Aggregate.requireOneContract(cases);
        double meanDice = cases.stream().flatMap(scores -> scores.detection().diceOfCorrespondences().stream())
                .mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        return new DetectionAggregate(cases.size(), sum(cases, Detection::references), sum(cases, Detection::referencesAtLeast10Mm),
                sum(cases, Detection::found), sum(cases, Detection::foundAtLeast10Mm), sum(cases, Detection::predictions),
                sum(cases, Detection::falsePositives), sum(cases, Detection::merges), sum(cases, Detection::splits), meanDice);
    }

    private static int sum(List<CaseScores> cases, ToIntFunction<Detection> count) {
        return cases.stream().map(CaseScores::detection).mapToInt(count).sum();
    }

    /** Share of the reference lesions that were found, 0 to 1; NaN without reference lesions. */
    public double recall() {
        return share(found, references);
    }

    /** Share of the large reference lesions that were found, 0 to 1; NaN without large ones. */
    public double recallAtLeast10Mm() {
        return share(foundAtLeast10Mm, referencesAtLeast10Mm);
    }

    /** Share of the predicted lesions that answer to a reference, 0 to 1; NaN without predicted lesions. */
    public double precision() {
        return share(predictions - falsePositives, predictions);
    }

    /** False positive lesions a case; NaN without cases. */
    public double falsePositivesPerCase() {
        return share(falsePositives, cases);
    }

    private static double share(int part, int whole) {
        return whole == 0 ? Double.NaN : (double) part / whole;
    }
}
