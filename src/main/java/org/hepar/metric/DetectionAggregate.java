package org.hepar.metric;

import java.util.List;

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

    public static DetectionAggregate over(List<CaseScores> cases) {
        Aggregate.requireOneContract(cases);
        int[] sum = new int[8];
        for (CaseScores scores : cases) {
            Detection d = scores.detection();
            int[] counts = {d.references(), d.referencesAtLeast10Mm(), d.found(), d.foundAtLeast10Mm(), d.predictions(),
                    d.falsePositives(), d.merges(), d.splits()};
            for (int i = 0; i < sum.length; i++) {
                sum[i] += counts[i];
            }
        }
        double meanDice = cases.stream().flatMap(scores -> scores.detection().diceOfCorrespondences().stream())
                .mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        return new DetectionAggregate(cases.size(), sum[0], sum[1], sum[2], sum[3], sum[4], sum[5], sum[6], sum[7], meanDice);
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
