package org.hepar.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hepar.report.Difference.Group;
import org.hepar.stat.BlandAltman;
import org.hepar.stat.Interval;
import org.hepar.stat.Wilcoxon;

/**
 * {@code differences.csv}: a row a measure, label, contract and pair of inputs, in the stored unit (shares, mm, ml) and in full
 * precision; differences are other less base, undefined is an empty cell. A row whose {@code average} is {@code macro} is a mean
 * over the cases; {@code micro} is a rate over the lesions of all cases: it has an interval, and no test.
 */
final class DifferenceTable {

    private static final List<String> COLUMNS = List.of("base", "other", "contract", "comparison", "label", "measure", "average", "better", "n",
            "undefined_base", "undefined_other", "infinite_base", "infinite_other", "base_mean", "other_mean", "difference", "difference_low",
            "difference_high", "median_difference", "p_wilcoxon", "p_holm", "p_paired_t", "rank_biserial", "cohens_dz", "smallest_dz", "w_plus",
            "w_minus", "zeros", "ties", "family", "agreement_low", "agreement_high", "agreement_low_from", "agreement_low_to",
            "agreement_high_from", "agreement_high_to", "p_method", "favours", "note");

    private DifferenceTable() {
    }

    static String text(Comparison comparison) {
        List<List<String>> rows = new ArrayList<>();
        for (Group group : comparison.groups()) {
            comparison.differences().stream().filter(d -> d.group().equals(group)).forEach(d -> rows.add(cells(row(comparison, d))));
            comparison.rates().stream().filter(d -> d.group().equals(group)).forEach(d -> rows.add(cells(row(comparison, d))));
        }
        return Csv.text(COLUMNS, rows);
    }

    private static List<String> cells(Map<String, Object> row) {
        return COLUMNS.stream().map(column -> row.get(column) instanceof Double number ? Csv.number(number)
                : row.containsKey(column) ? row.get(column).toString() : "").toList();
    }

    private static Map<String, Object> row(Comparison comparison, Difference d) {
        Map<String, Object> row = start(comparison, d.group(), d.measure().key(), "macro", d.measure().better().name());
        Wilcoxon test = d.wilcoxon();
        BlandAltman agreement = d.agreement();
        row.put("n", d.n());
        row.put("undefined_base", d.base().undefined());
        row.put("undefined_other", d.other().undefined());
        row.put("infinite_base", d.base().infinite());
        row.put("infinite_other", d.other().infinite());
        row.put("base_mean", d.base().mean());
        row.put("other_mean", d.other().mean());
        row.put("difference", d.mean());
        put(row, "difference_low", "difference_high", d.interval().interval());
        row.put("median_difference", d.medianDifference());
        row.put("p_wilcoxon", test.p());
        row.put("p_holm", d.holm());
        row.put("p_paired_t", d.pairedT().p());
        row.put("rank_biserial", test.rankBiserial());
        row.put("cohens_dz", d.pairedT().cohensDz());
        row.put("smallest_dz", d.power().smallestEffect());
        row.put("w_plus", test.wPlus());
        row.put("w_minus", test.wMinus());
        row.put("zeros", test.zeros());
        row.put("ties", test.ties());
        row.put("family", comparison.family());
        row.put("agreement_low", agreement.lowerLimit());
        row.put("agreement_high", agreement.upperLimit());
        put(row, "agreement_low_from", "agreement_low_to", agreement.lowerLimitInterval());
        put(row, "agreement_high_from", "agreement_high_to", agreement.upperLimitInterval());
        row.put("p_method", Double.isNaN(test.p()) ? "" : (test.method().name() + "_" + test.variant().name()).toLowerCase(Locale.ROOT));
        row.put("favours", input(comparison, d.favours()));
        row.put("note", d.interval().degeneracy().reason());
        return row;
    }

    private static Map<String, Object> row(Comparison comparison, RateDifference d) {
        Map<String, Object> row = start(comparison, d.group(), d.rate().key(), "micro", d.rate().direction() > 0 ? "higher" : "lower");
        row.put("n", d.patients());
        row.put("base_mean", d.base().rate());
        row.put("other_mean", d.other().rate());
        row.put("difference", d.difference());
        put(row, "difference_low", "difference_high", d.interval().interval());
        row.put("favours", input(comparison, d.favours()));
        row.put("note", d.rate().words(d.base()) + " against " + d.rate().words(d.other())
                + (d.interval().degeneracy().reason().isEmpty() ? "" : "; " + d.interval().degeneracy().reason()));
        return row;
    }

    private static Map<String, Object> start(Comparison comparison, Group group, String measure, String average, String better) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("base", comparison.pairing().names().get(group.base()));
        row.put("other", comparison.pairing().names().get(group.other()));
        row.put("contract", group.contract());
        row.put("comparison", group.comparison());
        row.put("label", group.label());
        row.put("measure", measure);
        row.put("average", average);
        row.put("better", better.toLowerCase(Locale.ROOT));
        return row;
    }

    private static String input(Comparison comparison, String letter) {
        return letter.isEmpty() ? "" : comparison.pairing().names().get(letter.charAt(0) - 'A');
    }

    private static void put(Map<String, Object> row, String low, String high, Interval interval) {
        row.put(low, interval.low());
        row.put(high, interval.high());
    }
}
