package org.hepar.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.hepar.stat.Summary;

/**
 * One measure over the cases of a cohort, in the measure's unit, and how many cases stand behind it.
 *
 * <p>The rule is the same for every measure: all cases in which the contract gives it a value count. A method that misses organs
 * may so be praised for the cases that are left; {@code missed} and {@code undefined} beside the mean show it, and a mean is never
 * read without them. An infinite value counts, and makes the mean infinite.
 *
 * @param values the values of the cases that have one, summed up
 * @param undefined cases without a value
 * @param missed cases with a reference and an empty prediction, whether they count or not
 * @param falsePositive cases with a prediction and an empty reference, whether they count or not
 */
public record Aggregate(Summary values, int undefined, int missed, int falsePositive) {

    /** The aggregate of the measure's own values (RVD signed). */
    public static Aggregate over(List<CaseScores> cases, String label, Measure measure) {
        return over(cases, label, measure::of);
    }

    /** The aggregate of the measure's sizes: for RVD, whose signed mean lets too much here hide too little there. */
    public static Aggregate ofAbsolute(List<CaseScores> cases, String label, Measure measure) {
        return over(cases, label, score -> Math.abs(measure.of(score)));
    }

    /** The aggregate of any number of a case; NaN says that a case has none. */
    public static Aggregate over(List<CaseScores> cases, String label, ToDoubleFunction<LabelScore> number) {
        double[] defined = defined(cases, label, number);
        List<LabelScore> scores = cases.stream().map(each -> each.of(label)).toList();
        return new Aggregate(Summary.of(defined), scores.size() - defined.length, count(scores, Outcome.MISSED), count(scores, Outcome.FALSE_POSITIVE));
    }

    /** The numbers of the cases that have one, in the order of the cases. Refuses scores of different contracts. */
    public static double[] defined(List<CaseScores> cases, String label, ToDoubleFunction<LabelScore> number) {
        requireOneContract(cases);
        return cases.stream().map(each -> each.of(label)).mapToDouble(number).filter(value -> !Double.isNaN(value)).toArray();
    }

    /**
     * Dice of all cases as one, 2ΣI/ΣS over the voxels as in LiTS ("Dice global"): large lesions, and cases of small voxels, weigh more.
     * Over the cases whose Dice is defined, each on the contract's grid; 1 when there is nothing to find and nothing found in any of
     * them, NaN without one.
     */
    public static double globalDice(List<CaseScores> cases, String label) {
        requireOneContract(cases);
        List<LabelScore> defined = cases.stream().map(each -> each.of(label)).filter(score -> !Double.isNaN(score.dice())).toList();
        if (defined.isEmpty()) {
            return Double.NaN;
        }
        double all = defined.stream().mapToDouble(Aggregate::bothVoxels).sum();
        return all == 0 ? 1 : defined.stream().mapToDouble(Aggregate::twiceSharedVoxels).sum() / all;
    }

    /** Twice the voxels that reference and prediction share; 0 without a Dice. */
    public static double twiceSharedVoxels(LabelScore score) {
        return score.outcome() == Outcome.MEASURED && !Double.isNaN(score.dice()) ? score.dice() * bothVoxels(score) : 0;
    }

    /** Voxels of reference and prediction, counted in each; 0 without a Dice. */
    public static double bothVoxels(LabelScore score) {
        return Double.isNaN(score.dice()) ? 0 : score.of(Measure.VOXELS) + score.of(Measure.REFERENCE_VOXELS);
    }

    /** Mean of the values; NaN if no case counts. */
    public double mean() {
        return values.mean();
    }

    /** Standard deviation of the values, divided by n - 1; NaN for fewer than two. */
    public double standardDeviation() {
        return values.standardDeviation();
    }

    /** Median of the values; NaN if no case counts. */
    public double median() {
        return values.median();
    }

    /** Cases in the mean. */
    public int used() {
        return values.n();
    }

    private static int count(List<LabelScore> scores, Outcome outcome) {
        return (int) scores.stream().filter(score -> score.outcome() == outcome).count();
    }

    static void requireOneContract(List<CaseScores> cases) {
        List<String> contracts = cases.stream().map(CaseScores::contract).distinct().toList();
        if (contracts.size() > 1) {
            throw new IllegalArgumentException("scores of different contracts (=" + contracts
                    + ") must not be put into one mean; aggregate each contract by itself");
        }
    }
}
