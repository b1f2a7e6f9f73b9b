package org.hepar.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepar.metric.DetectionMeasure;
import org.hepar.report.Difference.Group;
import org.hepar.report.ScoreTable.Key;
import org.hepar.report.ScoreTable.Line;
import org.hepar.stat.Bootstrap;
import org.hepar.stat.BootstrapInterval;

/**
 * A rate that is pooled over the lesions of all cases, in two inputs. Lesions of one patient resemble each other, so the
 * interval of the difference comes from drawing whole patients, the same ones for both inputs.
 *
 * @param group what is compared with what
 * @param rate what is compared
 * @param base counts of the base
 * @param other counts of the other
 * @param patients cases that both inputs have counts of
 * @param interval of other less base
 */
record RateDifference(Group group, Rate rate, Counts base, Counts other, int patients, BootstrapInterval interval) {

    /** Which counts make a rate; the names are those of the columns. */
    enum Rate {
        RECALL(DetectionMeasure.RECALL, "lesions_found", List.of("lesions"), 1, 3),
        LARGE_RECALL(DetectionMeasure.RECALL_AT_LEAST_10_MM, "lesions_found_at_least_10_mm", List.of("lesions_at_least_10_mm"), 1, 3),
        PRECISION(DetectionMeasure.PRECISION, "true_positive_lesions", List.of("true_positive_lesions", "false_positive_lesions"), 1, 3),
        /** Over the cases: nothing but a case is counted below. */
        FALSE_POSITIVES(DetectionMeasure.FALSE_POSITIVES, "false_positive_lesions", List.of(), -1, 2);

        private final DetectionMeasure measure;
        private final String numerator;
        private final List<String> denominator;
        private final int direction;
        private final int decimals;

        Rate(DetectionMeasure measure, String numerator, List<String> denominator, int direction, int decimals) {
            this.measure = measure;
            this.numerator = numerator;
            this.denominator = denominator;
            this.direction = direction;
            this.decimals = decimals;
        }

        String key() {
            return measure.key();
        }

        String heading() {
            return ComparedMeasure.of(key()).heading();
        }

        /** {@code +1} where more is better, else {@code -1}. */
        int direction() {
            return direction;
        }

        String value(double rate) {
            return MeasureText.number(decimals, rate);
        }

        String difference(double difference) {
            return ComparedMeasure.signed(decimals, difference);
        }

        /** {@code 14 of 20} lesions, {@code 9 in 8} cases. */
        String words(Counts counts) {
            return MeasureText.number(0, counts.part()) + (denominator.isEmpty() ? " in " : " of ") + MeasureText.number(0, counts.whole());
        }

        /** The columns that it is made of. */
        List<String> columns() {
            List<String> columns = new ArrayList<>(denominator);
            columns.add(numerator);
            return columns;
        }

        private double part(Line line) {
            return line.of(numerator);
        }

        private double whole(Line line) {
            return denominator.isEmpty() ? 1 : denominator.stream().mapToDouble(line::of).sum();
        }
    }

    /** {@code part} of {@code whole}, summed over the patients. */
    record Counts(double part, double whole) {

        /** NaN where there is nothing to count. */
        double rate() {
            return whole == 0 ? Double.NaN : part / whole;
        }
    }

    /** The rate over the cases of which both inputs have the counts; nothing where no case has them or there is nothing to count. */
    static Optional<RateDifference> of(Group group, Rate rate, List<Key> keys, Pairing pairing, Bootstrap bootstrap) {
        List<Line[]> pairs = keys.stream().map(key -> new Line[] {pairing.rows().get(group.base()).get(key), pairing.rows().get(group.other()).get(key)})
                .filter(pair -> counted(rate, pair[0]) && counted(rate, pair[1])).toList();
        double[][] sums = new double[4][pairs.size()];
        for (int i = 0; i < pairs.size(); i++) {
            for (int side = 0; side < 2; side++) {
                sums[2 * side][i] = rate.part(pairs.get(i)[side]);
                sums[2 * side + 1][i] = rate.whole(pairs.get(i)[side]);
            }
        }
        Counts base = counts(sums[0], sums[1]);
        Counts other = counts(sums[2], sums[3]);
        return base.whole() + other.whole() == 0 ? Optional.empty() : Optional.of(new RateDifference(group, rate, base, other, pairs.size(),
                bootstrap.ofRatioDifference(sums[2], sums[3], sums[0], sums[1])));
    }

    private static boolean counted(Rate rate, Line line) {
        return Double.isFinite(rate.part(line)) && Double.isFinite(rate.whole(line));
    }

    private static Counts counts(double[] parts, double[] wholes) {
        double part = 0;
        double whole = 0;
        for (int i = 0; i < parts.length; i++) {
            part += parts[i];
            whole += wholes[i];
        }
        return new Counts(part, whole);
    }

    /** Other less base; NaN where a rate is. */
    double difference() {
        return other.rate() - base.rate();
    }

    /** The letter of the input with the better rate; empty where there is none. */
    String favours() {
        double better = rate.direction() * difference();
        return better > 0 ? Pairing.letter(group.other()) : better < 0 ? Pairing.letter(group.base()) : "";
    }
}
