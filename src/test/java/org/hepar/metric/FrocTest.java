package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.hepar.metric.Froc.Point;
import org.hepar.metric.LesionScore.Side;
import org.hepar.volume.Vector;
import org.junit.jupiter.api.Test;

class FrocTest {

    private static final LabelScore EMPTY = SampleScores.label(Outcome.BOTH_EMPTY, 1, 0, Double.NaN, Double.NaN, Double.NaN, 0, 0);

    @Test
    void loweringTheThresholdFindsMoreAndErrsMore() {
        Froc froc = Froc.over(List.of(scores(reference(1, 1), reference(2), prediction(1, 0.9, 1), prediction(2, 0.8)),
                scores(prediction(1, 0.3)), scores(reference(1, 1), prediction(1, 0.5, 1)), scores())).orElseThrow();
        assertThat(List.of(froc.cases(), froc.references())).containsExactly(4, 3);
        assertThat(froc.curve()).containsExactly(new Point(0.9, 1, 0, 1 / 3.0, 0), new Point(0.8, 1, 1, 1 / 3.0, 0.25), new Point(0.5, 2, 1, 2 / 3.0, 0.25),
                new Point(0.3, 2, 2, 2 / 3.0, 0.5));
        assertThat(froc.sensitivityAt(0)).isEqualTo(1 / 3.0);
        assertThat(froc.sensitivityAt(0.125)).isEqualTo(1 / 3.0);
        assertThat(froc.sensitivityAt(0.25)).isEqualTo(2 / 3.0);
        assertThat(froc.meanSensitivity()).isCloseTo((1 / 3.0 + 6 * 2 / 3.0) / 7, within(1e-12));
        // Two cases without lesions: their highest false positives are 0.3 and none. Lesions: 0.9, missed, 0.5.
        assertThat(froc.afrocArea()).isCloseTo((1 + 0 + 1 + 1 + 0.5 + 1) / 6, within(1e-12));
        // And of the others 0.8 and none.
        assertThat(froc.afroc1Area()).isCloseTo((1 + 0 + 1 + 1 + 0.5 + 1 + 1 + 0 + 0 + 1 + 0.5 + 1) / 12, within(1e-12));
    }

    @Test
    void aReferenceIsFoundWithTheHighestScoreOfItsCorrespondence() {
        Froc froc = Froc.over(List.of(scores(reference(1, 1, 2), reference(2, 1, 2), prediction(1, 0.2, 1, 2), prediction(2, 0.7, 1, 2)))).orElseThrow();
        assertThat(froc.curve()).extracting(Point::found).containsExactly(2, 2);
    }

    @Test
    void betweenItsPointsTheCurveIsALineThatBeginsAtNothing() {
        Froc froc = Froc.over(List.of(scores(reference(1, 1), prediction(1, 0.5, 1), prediction(2, 0.5), prediction(3, 0.5)))).orElseThrow();
        assertThat(froc.curve()).containsExactly(new Point(0.5, 1, 2, 1, 2));
        assertThat(froc.sensitivityAt(0.5)).isEqualTo(0.25);
        assertThat(froc.sensitivityAt(2)).isEqualTo(1);
        assertThat(froc.sensitivityAt(8)).isEqualTo(1);
        assertThat(froc.afrocArea()).isNaN();
        assertThat(froc.afroc1Area()).isEqualTo(0.5);
    }

    @Test
    void withoutReferencesThereAreOnlyFalsePositives() {
        Froc froc = Froc.over(List.of(scores(prediction(1, 0.5)), scores())).orElseThrow();
        assertThat(froc.curve()).extracting(Point::falsePositivesPerCase).containsExactly(0.5);
        assertThat(new double[] {froc.curve().get(0).sensitivity(), froc.sensitivityAt(1), froc.meanSensitivity(), froc.afrocArea(), froc.afroc1Area()})
                .containsOnly(Double.NaN);
    }

    @Test
    void withoutScoresThereIsNoCurve() {
        assertThat(Froc.over(List.of())).isEmpty();
        assertThat(Froc.over(List.of(scores(reference(1, 1), prediction(1, Double.NaN, 1))))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> Froc.over(List.of(scores(prediction(1, Double.NaN)), scores(prediction(1, 0.5)))))
                .withMessageContaining("without a score (=1)");
    }

    @Test
    void equalsCountingAnewAtEveryThreshold() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<CaseScores> cases = new ArrayList<>();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                cases.add(randomCase(random));
            }
            if (Froc.over(cases).isEmpty()) {
                continue;
            }
            Froc froc = Froc.over(cases).orElseThrow();
            List<Point> curve = slowCurve(cases);
            assertThat(froc.curve()).as("seed %d", seed).isEqualTo(curve);
            for (double rate : Froc.RATES) {
                assertThat(froc.sensitivityAt(rate)).as("seed %d, rate %s", seed, rate).isCloseTo(slowSensitivity(curve, rate), within(1e-12));
            }
            assertThat(froc.afroc1Area()).as("seed %d", seed).isCloseTo(slowArea(cases, true), within(1e-12));
            assertThat(froc.afrocArea()).as("seed %d", seed).isCloseTo(slowArea(cases, false), within(1e-12));
        }
    }

    private static List<Point> slowCurve(List<CaseScores> cases) {
        TreeSet<Double> thresholds = new TreeSet<>();
        all(cases, Side.PREDICTION).forEach(lesion -> thresholds.add(lesion.score()));
        int references = all(cases, Side.REFERENCE).size();
        List<Point> curve = new ArrayList<>();
        for (double threshold : thresholds.descendingSet()) {
            int found = 0;
            int wrong = 0;
            for (CaseScores one : cases) {
                List<LesionScore> kept = all(List.of(one), Side.PREDICTION).stream().filter(p -> p.score() >= threshold).toList();
                for (LesionScore reference : all(List.of(one), Side.REFERENCE)) {
                    found += kept.stream().anyMatch(p -> p.matchedWith().contains(reference.id())) ? 1 : 0;
                }
                wrong += (int) kept.stream().filter(p -> p.matchedWith().isEmpty()).count();
            }
            curve.add(new Point(threshold, found, wrong, references == 0 ? Double.NaN : (double) found / references, (double) wrong / cases.size()));
        }
        return curve;
    }

    /** The largest value at the rate of any line between neighbouring points, which begin at (0, 0) and end in a level line. */
    private static double slowSensitivity(List<Point> curve, double rate) {
        double best = Double.NEGATIVE_INFINITY;
        double x0 = 0;
        double y0 = 0;
        for (Point point : curve) {
            double x1 = point.falsePositivesPerCase();
            double y1 = point.sensitivity();
            if (Double.isNaN(y1)) {
                return Double.NaN;
            }
            if (x0 <= rate && rate <= x1) {
                best = Math.max(best, x1 == x0 ? y1 : y0 + (y1 - y0) * (rate - x0) / (x1 - x0));
            }
            x0 = x1;
            y0 = y1;
        }
        return x0 <= rate ? y0 : best;
    }

    private static double slowArea(List<CaseScores> cases, boolean ofAllCases) {
        double sum = 0;
        int pairs = 0;
        for (CaseScores wrongIn : cases) {
            if (!ofAllCases && !all(List.of(wrongIn), Side.REFERENCE).isEmpty()) {
                continue;
            }
            double highest = all(List.of(wrongIn), Side.PREDICTION).stream().filter(p -> p.matchedWith().isEmpty()).mapToDouble(LesionScore::score)
                    .max().orElse(Double.NEGATIVE_INFINITY);
            for (CaseScores foundIn : cases) {
                for (LesionScore reference : all(List.of(foundIn), Side.REFERENCE)) {
                    double score = all(List.of(foundIn), Side.PREDICTION).stream().filter(p -> p.matchedWith().contains(reference.id()))
                            .mapToDouble(LesionScore::score).max().orElse(Double.NEGATIVE_INFINITY);
                    sum += score > highest ? 1 : score == highest ? 0.5 : 0;
                    pairs++;
                }
            }
        }
        return pairs == 0 ? Double.NaN : sum / pairs;
    }

    private static List<LesionScore> all(List<CaseScores> cases, Side side) {
        return cases.stream().flatMap(scores -> scores.detection().lesions().stream()).filter(lesion -> lesion.side() == side).toList();
    }

    /** Some references answered by one or two predictions, some missed, some predictions too many; few different scores, so that they tie. */
    private static CaseScores randomCase(Random random) {
        List<LesionScore> lesions = new ArrayList<>();
        List<LesionScore> predictions = new ArrayList<>();
        for (int id = 1; id <= random.nextInt(5); id++) {
            int answers = random.nextInt(3);
            int first = predictions.size() + 1;
            lesions.add(answers == 0 ? reference(id) : answers == 1 ? reference(id, first) : reference(id, first, first + 1));
            for (int i = 0; i < answers; i++) {
                predictions.add(prediction(first + i, random.nextInt(8) / 8.0, id));
            }
        }
        for (int wrong = random.nextInt(4); wrong > 0; wrong--) {
            predictions.add(prediction(predictions.size() + 1, random.nextInt(8) / 8.0));
        }
        lesions.addAll(predictions);
        return scores(lesions.toArray(LesionScore[]::new));
    }

    private static CaseScores scores(LesionScore... lesions) {
        return SampleScores.scores("a", "christ_2017", EMPTY, EMPTY, new Detection(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), List.of(lesions)));
    }

    private static LesionScore reference(int id, Integer... with) {
        return lesion(Side.REFERENCE, id, Double.NaN, with);
    }

    private static LesionScore prediction(int id, double score, Integer... with) {
        return lesion(Side.PREDICTION, id, score, with);
    }

    private static LesionScore lesion(Side side, int id, double score, Integer... with) {
        return new LesionScore(side, id, 1, 1, 1, new Vector(0, 0, 0), with.length > 0, List.of(with), with.length > 0 ? 1 : Double.NaN, Double.NaN, score);
    }
}
