package org.hepar.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hepar.report.Difference.Group;
import org.hepar.stat.Degeneracy;
import org.hepar.stat.Interval;

/** The tables of a comparison as cells, for the page and the terminal alike: numbers as printed, a dash where there is none. */
final class ComparisonCells {

    /** A column: its head, and whether a narrow terminal shows it too. */
    record Column(String head, boolean essential) {
    }

    /** The column that says which values are better. */
    static final String BETTER = "better";

    private ComparisonCells() {
    }

    /** The columns of the table of differences; the first names the measure. */
    static List<Column> columns(Group group) {
        String base = Pairing.letter(group.base());
        String other = Pairing.letter(group.other());
        return List.of(new Column(Words.capital(group.label()), true), new Column("n", true), new Column(base, true), new Column(other, true),
                new Column(other + " − " + base, true), new Column("95 % interval", true), new Column("median", false), new Column("p", true),
                new Column("p Holm", true), new Column("p t-test", false), new Column("r", false), new Column("d_z", false),
                new Column("d_z 80 %", false), new Column(BETTER, false), new Column("favours", true));
    }

    static List<String> row(Difference d) {
        ComparedMeasure measure = d.measure();
        return List.of(measure.heading(), String.valueOf(d.n()), measure.value(d.base().mean()), measure.value(d.other().mean()),
                measure.difference(d.mean()), interval(d.interval().interval(), measure), measure.difference(d.medianDifference()),
                p(d.wilcoxon().p()), p(d.holm()), p(d.pairedT().p()), ComparedMeasure.signed(2, d.wilcoxon().rankBiserial()),
                ComparedMeasure.signed(2, d.pairedT().cohensDz()), MeasureText.number(2, d.power().smallestEffect()), better(measure),
                d.favours().isEmpty() ? MeasureText.UNDEFINED : d.favours() + (d.isSignificant() ? " *" : ""));
    }

    /** The columns of the table of pooled rates. */
    static List<Column> rateColumns(Group group) {
        String base = Pairing.letter(group.base());
        String other = Pairing.letter(group.other());
        return List.of(new Column("Pooled over all " + group.label() + "s", true), new Column("patients", true), new Column(base + " counts", false),
                new Column(other + " counts", false), new Column(base, true), new Column(other, true), new Column(other + " − " + base, true),
                new Column("95 % interval", true), new Column("favours", true));
    }

    static List<String> row(RateDifference d) {
        Interval interval = d.interval().interval();
        return List.of(d.rate().heading(), String.valueOf(d.patients()), d.rate().words(d.base()), d.rate().words(d.other()), d.rate().value(d.base().rate()),
                d.rate().value(d.other().rate()), d.rate().difference(d.difference()), !interval.isDefined() ? MeasureText.UNDEFINED
                        : d.rate().difference(interval.low()) + " to " + d.rate().difference(interval.high()),
                d.favours().isEmpty() ? MeasureText.UNDEFINED : d.favours());
    }

    /** Why rows of these have no interval, a line a reason; rows without cases are told elsewhere. */
    static List<String> reasons(List<Difference> differences, List<RateDifference> rates) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        differences.stream().filter(d -> d.n() > 0 && d.interval().degeneracy() != Degeneracy.NONE).forEach(d -> rows.computeIfAbsent(
                d.differing() == 0 ? "no case differs" : d.interval().degeneracy().reason(), reason -> new ArrayList<>()).add(d.measure().heading()));
        rates.stream().filter(d -> d.interval().degeneracy() != Degeneracy.NONE).forEach(d -> rows.computeIfAbsent(
                d.interval().degeneracy().reason(), reason -> new ArrayList<>()).add(d.rate().heading() + " (pooled)"));
        return rows.entrySet().stream().map(row -> "no interval for " + String.join(", ", row.getValue()) + ": " + row.getKey()).toList();
    }

    static String interval(Interval interval, ComparedMeasure measure) {
        return interval.isDefined() ? measure.difference(interval.low()) + " to " + measure.difference(interval.high()) : MeasureText.UNDEFINED;
    }

    /** A p-value with three decimals. */
    static String p(double p) {
        return Double.isNaN(p) ? MeasureText.UNDEFINED : p < 0.001 ? "<0.001" : String.format(Locale.ROOT, "%.3f", p);
    }

    /** The same as a sign behind the measure's name. */
    static String arrow(ComparedMeasure measure) {
        return switch (measure.better()) {
            case HIGHER -> " ↑";
            case LOWER -> " ↓";
            case NEARER_ZERO -> " → 0";
            case NEITHER -> "";
        };
    }

    private static String better(ComparedMeasure measure) {
        return switch (measure.better()) {
            case HIGHER -> "higher";
            case LOWER -> "lower";
            case NEARER_ZERO -> "nearer 0";
            case NEITHER -> MeasureText.UNDEFINED;
        };
    }
}
