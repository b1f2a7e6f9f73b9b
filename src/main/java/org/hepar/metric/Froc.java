package org.hepar.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.hepar.metric.LesionScore.Side;
import org.hepar.volume.LabelMapping;

/**
 * Free-response operating characteristic: which share of the reference lesions is found, and at how many false positives a case, when
 * only predicted lesions of at least a score are kept.
 *
 * <p>Lesions are matched once, with all predictions: a reference is found while the highest score of the predictions in its correspondence
 * is kept, a prediction in no correspondence is a false positive. A case without reference lesions counts as a case, and with its false
 * positives. The curve begins at (0, 0) and is linear between its points, after the last of which more false positives find nothing more
 * (LUNA16: Setio et al. 2017, Medical Image Analysis 42:1-13).
 *
 * @param cases number of cases
 * @param references number of reference lesions of all cases; without any, sensitivities are NaN
 * @param curve a point for each score that occurs, highest score first
 * @param afrocArea probability that a reference lesion has a higher score than the highest false positive of a case without reference lesions
 *     (Chakraborty &amp; Berbaum 2004, Medical Physics 31:2313): a missed lesion and a case without false positives score lowest, equal scores
 *     count half; NaN without such cases
 * @param afroc1Area the same over the false positives of all cases: what is left where every case has lesions
 */
public record Froc(int cases, int references, List<Point> curve, double afrocArea, double afroc1Area) {

    /** False positives a case at which LUNA16 averages the sensitivity (Niemeijer et al. 2011, IEEE TMI 30:215). */
    public static final List<Double> RATES = List.of(0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0);

    /**
     * What is found when predicted lesions of this score and higher ones are kept.
     *
     * @param score threshold
     * @param found references found
     * @param falsePositives false positives of all cases
     * @param sensitivity share of the references found, 0 to 1; NaN without references
     * @param falsePositivesPerCase false positives a case
     */
    public record Point(double score, int found, int falsePositives, double sensitivity, double falsePositivesPerCase) {
    }

    public Froc {
        curve = List.copyOf(curve);
    }

    /** The curve of the lesions of the cases; empty when no predicted lesion has a score. Refuses scores of different contracts. */
    public static Optional<Froc> over(List<CaseScores> cases) {
        Aggregate.requireOneContract(cases);
        List<Marks> marks = new ArrayList<>();
        int scored = 0;
        int unscored = 0;
        for (CaseScores scores : cases) {
            Optional<Detection> detection = Optional.ofNullable(scores.labels().get(LabelMapping.LESION)).flatMap(LabelScore::detection);
            if (detection.isPresent()) {
                Marks of = Marks.of(detection.get().lesions());
                marks.add(of);
                scored += of.scored();
                unscored += of.unscored();
            }
        }
        if (scored > 0 && unscored > 0) {
            throw new IllegalArgumentException("predicted lesions without a score (=" + unscored + ") beside " + scored
                    + " with one; score all cases with a map of scores, or none");
        }
        return scored == 0 ? Optional.empty() : Optional.of(of(marks));
    }

    private static Froc of(List<Marks> cases) {
        double[] found = sorted(cases.stream().flatMap(marks -> marks.lesions().stream()).toList());
        double[] wrong = sorted(cases.stream().flatMap(marks -> marks.falsePositives().stream()).toList());
        TreeSet<Double> thresholds = new TreeSet<>();
        cases.forEach(marks -> thresholds.addAll(marks.predictions()));
        List<Point> curve = new ArrayList<>();
        for (double threshold : thresholds.descendingSet()) {
            int hits = atLeast(found, threshold);
            int falsePositives = atLeast(wrong, threshold);
            curve.add(new Point(threshold, hits, falsePositives, found.length == 0 ? Double.NaN : (double) hits / found.length,
                    (double) falsePositives / cases.size()));
        }
        double[] withoutLesions = cases.stream().filter(marks -> marks.lesions().isEmpty()).mapToDouble(Marks::highestFalsePositive).toArray();
        double[] all = cases.stream().mapToDouble(Marks::highestFalsePositive).toArray();
        return new Froc(cases.size(), found.length, curve, higher(found, withoutLesions), higher(found, all));
    }

    private static double[] sorted(List<Double> scores) {
        return scores.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** How many of the ascending scores reach a threshold. */
    private static int atLeast(double[] scores, double threshold) {
        int from = 0;
        int to = scores.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (scores[middle] < threshold) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return scores.length - from;
    }

    /** Probability that a lesion's score is higher than a case's, equal ones by half; NaN where one of them is missing. */
    private static double higher(double[] lesions, double[] cases) {
        if (lesions.length == 0 || cases.length == 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (double highest : cases) {
            int reach = atLeast(lesions, highest);
            // The next number above -Infinity is the lowest finite one, so that missed lesions only tie with cases without false positives.
            int exceed = atLeast(lesions, Math.nextUp(highest));
            sum += exceed + 0.5 * (reach - exceed);
        }
        return sum / ((double) lesions.length * cases.length);
    }

    /** Sensitivity at a rate of false positives a case, 0 to 1; NaN without references. */
    public double sensitivityAt(double falsePositivesPerCase) {
        if (references == 0) {
            return Double.NaN;
        }
        double rate = 0;
        double sensitivity = 0;
        for (Point point : curve) {
            if (point.falsePositivesPerCase() > falsePositivesPerCase) {
                double share = (falsePositivesPerCase - rate) / (point.falsePositivesPerCase() - rate);
                return sensitivity + share * (point.sensitivity() - sensitivity);
            }
            rate = point.falsePositivesPerCase();
            sensitivity = point.sensitivity();
        }
        return sensitivity;
    }

    /** Mean sensitivity at the seven {@link #RATES}, LUNA16's competition performance metric; NaN without references. */
    public double meanSensitivity() {
        return RATES.stream().mapToDouble(this::sensitivityAt).average().orElse(Double.NaN);
    }

    /**
     * What the scores of one case come to.
     *
     * @param lesions of each reference, the highest score in its correspondence; -Infinity if it was missed
     * @param falsePositives scores of the predictions in no correspondence
     * @param predictions all scores
     * @param unscored predictions without a score
     */
    private record Marks(List<Double> lesions, List<Double> falsePositives, List<Double> predictions, int unscored) {

        private static Marks of(List<LesionScore> lesions) {
            List<LesionScore> predicted = lesions.stream().filter(lesion -> lesion.side() == Side.PREDICTION && !Double.isNaN(lesion.score())).toList();
            long unscored = lesions.stream().filter(lesion -> lesion.side() == Side.PREDICTION && Double.isNaN(lesion.score())).count();
            List<Double> highest = lesions.stream().filter(lesion -> lesion.side() == Side.REFERENCE)
                    .map(reference -> predicted.stream().filter(p -> reference.matchedWith().contains(p.id())).mapToDouble(LesionScore::score)
                            .max().orElse(Double.NEGATIVE_INFINITY)).toList();
            return new Marks(highest, predicted.stream().filter(lesion -> !lesion.matched()).map(LesionScore::score).toList(),
                    predicted.stream().map(LesionScore::score).toList(), (int) unscored);
        }

        private int scored() {
            return predictions.size();
        }

        private double highestFalsePositive() {
            return falsePositives.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NEGATIVE_INFINITY);
        }
    }
}
