package org.hepar.metric;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.hepar.stat.Summary;

/**
 * One measure over the cases of a cohort, in the measure's unit, and how many cases stand behind it.
 *
 * <p>The rule is the same for every measure: all cases in which it is defined count. So Dice and VOE count every case (a
 * missed lesion is Dice 0, an empty case left empty is Dice 1); RVD every case with a reference (missed: -1); ASD and
 * MSD only cases where both masks hold a voxel. A method that misses organs therefore shows it beside the mean, in
 * {@code missed} and {@code undefined}, and a mean is never read without them.
 *
 * @param mean NaN if no case counts
 * @param standardDeviation divides by n - 1; NaN for fewer than two cases
 * @param median NaN if no case counts
 * @param used cases in the mean
 * @param undefined cases without a value
 * @param missed cases with a reference and an empty prediction, whether they count or not
 * @param falsePositive cases with a prediction and an empty reference, whether they count or not
 */
public record Aggregate(double mean, double standardDeviation, double median, int used, int undefined, int missed,
                        int falsePositive) {

    /** The aggregate of the measure's own values (RVD signed). */
    public static Aggregate over(List<CaseScores> cases, Structure structure, Measure measure) {
        return over(cases, structure, measure, DoubleUnaryOperator.identity());
    }

    /** The aggregate of the measure's sizes: for RVD, whose signed mean lets too much here hide too little there. */
    public static Aggregate ofAbsolute(List<CaseScores> cases, Structure structure, Measure measure) {
        return over(cases, structure, measure, Math::abs);
    }

    /**
     * Dice of all cases as one, 2ΣI/ΣS as in LiTS ("Dice global"): large lesions weigh more. 1 when there is nothing to
     * find and nothing found in any case, NaN without cases.
     */
    public static double globalDice(List<CaseScores> cases, Structure structure) {
        requireOneContract(cases);
        if (cases.isEmpty()) {
            return Double.NaN;
        }
        double twiceShared = 0;
        double all = 0;
        for (CaseScores scores : cases) {
            LabelScore score = structure.of(scores);
            double both = score.volumeMl() + score.referenceVolumeMl();
            twiceShared += score.dice() * both;
            all += both;
        }
        return all == 0 ? 1 : twiceShared / all;
    }

    private static Aggregate over(List<CaseScores> cases, Structure structure, Measure measure, DoubleUnaryOperator change) {
        requireOneContract(cases);
        List<LabelScore> scores = cases.stream().map(structure::of).toList();
        double[] defined = scores.stream().mapToDouble(measure::of).filter(value -> !Double.isNaN(value)).map(change).toArray();
        Summary summary = Summary.of(defined);
        return new Aggregate(summary.mean(), summary.standardDeviation(), summary.median(), defined.length,
                scores.size() - defined.length, count(scores, Outcome.MISSED), count(scores, Outcome.FALSE_POSITIVE));
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
