package org.hepar.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hepar.metric.Measure;
import org.hepar.metric.Measure.Better;

/**
 * A column of {@code cases.csv} that is compared, or the size of a signed one: its name, how it is printed, which values are
 * better. Of a signed measure such as RVD a mean near zero may hide large errors of both signs, and its difference says
 * nothing about better or worse; so it is compared once as it is (does one method draw larger?) and once as
 * {@code rvd_absolute} (does one err more?).
 *
 * @param key the column, or the column and {@code _absolute}
 * @param heading its name and unit as printed
 * @param better which values are better
 * @param scale from the stored unit to the printed one: 100 for percent
 * @param decimals as printed
 */
record ComparedMeasure(String key, String heading, Better better, double scale, int decimals) {

    private static final String ABSOLUTE = "_absolute";

    /** Those that are compared unless others are named, signed ones followed by their size. */
    static List<String> usual() {
        return List.of("dice", "voe", "rvd", "rvd_absolute", "asd_mm", "msd_mm", "lesion_recall", "lesion_f1", "false_positive_lesions");
    }

    /** Whether this version knows a column and what it means. */
    static boolean isKnown(String column) {
        return measure(column).isPresent() || LesionMeasure.named(column).isPresent();
    }

    /** What can be compared in a table with these columns. */
    static List<String> within(List<String> columns) {
        List<String> keys = new ArrayList<>();
        for (String column : columns) {
            keys.add(column);
            if (measure(column).filter(measure -> measure.better() == Better.NEARER_ZERO).isPresent() && !columns.contains(column + ABSOLUTE)) {
                keys.add(column + ABSOLUTE);
            }
        }
        return keys;
    }

    /** The measure of a key; one that this version does not know is printed by its key and has no better. */
    static ComparedMeasure of(String key) {
        Optional<Measure> measure = measure(key);
        if (measure.isPresent()) {
            Measure m = measure.get();
            return new ComparedMeasure(key, MeasureText.heading(m), m.better(), MeasureText.shown(m, 1), MeasureText.decimals(m));
        }
        Optional<Measure> signed = key.endsWith(ABSOLUTE) ? measure(column(key)) : Optional.empty();
        if (signed.isPresent()) {
            Measure m = signed.get();
            String heading = MeasureText.heading(m).replace(m.label(), "|" + m.label() + "|");
            return new ComparedMeasure(key, heading, Better.LOWER, MeasureText.shown(m, 1), MeasureText.decimals(m));
        }
        return LesionMeasure.named(key).map(ComparedMeasure::of).orElseGet(() -> new ComparedMeasure(key, key.replace('_', ' '), Better.NEITHER, 1, 3));
    }

    private static ComparedMeasure of(LesionMeasure lesions) {
        Better better = switch (lesions.measure()) {
            case FALSE_POSITIVES, MERGE_ERRORS, SPLIT_ERRORS -> Better.LOWER;
            case RECALL, RECALL_AT_LEAST_10_MM, PRECISION, F1, DICE_PER_CORRESPONDENCE -> Better.HIGHER;
        };
        return new ComparedMeasure(lesions.key(), "Lesion " + lesions.words(), better, 1, lesions.decimals());
    }

    private static Optional<Measure> measure(String key) {
        return Arrays.stream(Measure.values()).filter(measure -> measure.key().equals(key)).findFirst();
    }

    private static String column(String key) {
        return key.endsWith(ABSOLUTE) ? key.substring(0, key.length() - ABSOLUTE.length()) : key;
    }

    /** Its value in a row, in the stored unit; NaN where it is undefined. */
    double of(ScoreTable.Line line) {
        return key.endsWith(ABSOLUTE) && !line.values().containsKey(key) ? Math.abs(line.of(column(key))) : line.of(key);
    }

    /** {@code +1} where a larger value is better, {@code -1} where a smaller one is, 0 where neither. */
    int direction() {
        return switch (better) {
            case HIGHER -> 1;
            case LOWER -> -1;
            case NEARER_ZERO, NEITHER -> 0;
        };
    }

    /** A stored value as printed. */
    String value(double stored) {
        return better == Better.NEARER_ZERO ? difference(stored) : MeasureText.number(decimals, scale * stored);
    }

    /** A difference of stored values as printed, with its sign. */
    String difference(double stored) {
        return signed(decimals, scale * stored);
    }

    /** A number with its sign, unless it is printed as zero. */
    static String signed(int decimals, double number) {
        String text = MeasureText.number(decimals, number);
        return number > 0 && text.matches(".*[1-9].*") ? "+" + text : text;
    }
}
