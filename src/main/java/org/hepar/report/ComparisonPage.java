package org.hepar.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hepar.metric.Contract;
import org.hepar.metric.Outcome;
import org.hepar.report.ComparisonCells.Column;
import org.hepar.report.Difference.Group;
import org.hepar.report.Difference.Paired;
import org.hepar.report.Figures.Figure;
import org.hepar.report.ScoreTable.Key;
import org.hepar.stat.Wilcoxon;

/** A comparison as one HTML page that needs no other file, no script and no network. */
record ComparisonPage(Comparison comparison, Map<Difference, List<Figure>> figures, List<String> warnings) {

    private static final int MOST_CHARTS_UNFOLDED = 60;

    String html() {
        List<String> names = comparison.pairing().names();
        String title = names.size() == 2 ? names.get(1) + " against " + names.get(0) : "Comparison of "
                + String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.get(names.size() - 1);
        StringBuilder html = new StringBuilder("<h1>" + Html.escape(title) + "</h1>\n");
        html.append(Html.facts(IntStream.range(0, names.size()).mapToObj(i -> List.of(Pairing.letter(i) + " " + names.get(i),
                comparison.folders().get(i) + (i == 0 ? " (the base)" : ""))).toList()));
        List<String> notes = new ArrayList<>(warnings);
        notes.addAll(comparison.notes());
        if (!notes.isEmpty()) {
            html.append(Html.notice(notes));
        }
        html.append(tiles());
        String before = "";
        for (Group group : comparison.groups()) {
            String heading = heading(group);
            if (!heading.equals(before)) {
                html.append("<h2>").append(Html.escape(heading)).append("</h2>\n");
            }
            before = heading;
            html.append(tables(group));
        }
        return Html.page(title, html + reading() + pictures() + methods());
    }

    private String heading(Group group) {
        return comparison.input(group.other()) + " against " + comparison.input(group.base()) + ", contract " + group.contract()
                + comparison.comparisonOf(group).map(words -> ", " + words).orElse("");
    }

    private String tiles() {
        long significant = comparison.differences().stream().filter(Difference::isSignificant).count();
        int smallest = comparison.differences().stream().mapToInt(Difference::n).min().orElse(0);
        int largest = comparison.differences().stream().mapToInt(Difference::n).max().orElse(0);
        return "<div class=\"tiles\">\n"
                + Html.tile("Cases paired", String.valueOf(comparison.pairing().cases().size()), "", smallest == largest ? "all of them in every row"
                        : smallest + " to " + largest + " of them have a value in a row")
                + Html.tile("Tests", String.valueOf(comparison.family()), "", "p is adjusted for all of them")
                + Html.tile("Significant", String.valueOf(significant), "of " + comparison.family(), "with Holm p ≤ 0.05, whomever they favour")
                + "</div>\n";
    }

    private String tables(Group group) {
        List<Difference> differences = comparison.differences().stream().filter(d -> d.group().equals(group)).toList();
        List<RateDifference> rates = comparison.rates().stream().filter(d -> d.group().equals(group)).toList();
        String html = differences(group, differences);
        if (!rates.isEmpty()) {
            html += Html.table(heads(ComparisonCells.rateColumns(group)), rates.stream().map(ComparisonCells::row).toList());
        }
        List<String> reasons = ComparisonCells.reasons(differences, rates);
        if (!reasons.isEmpty()) {
            html += Html.paragraph("legend", String.join("; ", reasons) + ".");
        }
        return html + outcomes(group) + Html.folded("Every case: " + group.label() + ", " + Pairing.letter(group.other()) + " − "
                + Pairing.letter(group.base()), cases(differences));
    }

    /** The arrows take the place of a column, so that the table fits a page. */
    private static String differences(Group group, List<Difference> differences) {
        List<Column> columns = ComparisonCells.columns(group);
        int[] shown = IntStream.range(0, columns.size()).filter(i -> !columns.get(i).head().equals(ComparisonCells.BETTER)).toArray();
        List<List<String>> rows = new ArrayList<>();
        for (Difference d : differences) {
            List<String> cells = ComparisonCells.row(d);
            rows.add(IntStream.of(shown).mapToObj(i -> i == 0 ? cells.get(i) + ComparisonCells.arrow(d.measure()) : cells.get(i)).toList());
        }
        return Html.table("dense", IntStream.of(shown).mapToObj(i -> columns.get(i).head()).toList(), rows);
    }

    /** How often each input missed the structure, or found what is not there. */
    private String outcomes(Group group) {
        List<Key> keys = comparison.pairing().keys().stream().filter(key -> key.contract().equals(group.contract())
                && key.comparison().equals(group.comparison()) && key.label().equals(group.label())).toList();
        List<String> words = new ArrayList<>();
        for (int input : new int[] {group.base(), group.other()}) {
            List<String> parts = new ArrayList<>();
            for (Outcome outcome : List.of(Outcome.MISSED, Outcome.FALSE_POSITIVE, Outcome.BOTH_EMPTY)) {
                long count = keys.stream().filter(key -> comparison.pairing().rows().get(input).get(key).outcome().equalsIgnoreCase(outcome.name())).count();
                if (count > 0) {
                    parts.add(count + " " + outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '));
                }
            }
            if (!parts.isEmpty()) {
                words.add(Pairing.letter(input) + ": " + String.join(", ", parts));
            }
        }
        return words.isEmpty() ? "" : Html.paragraph("legend", "Of " + keys.size() + " cases, " + group.label() + " " + String.join("; ", words) + ".");
    }

    private static String cases(List<Difference> differences) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        differences.forEach(d -> d.cases().forEach(pair -> rows.computeIfAbsent(pair.caseId(), id -> new ArrayList<>())));
        for (Difference d : differences) {
            Map<String, Paired> byCase = d.cases().stream().collect(Collectors.toMap(Paired::caseId, pair -> pair));
            rows.forEach((id, cells) -> cells.add(byCase.containsKey(id) ? d.measure().difference(byCase.get(id).difference()) : MeasureText.UNDEFINED));
        }
        List<String> head = new ArrayList<>(List.of("Case"));
        differences.forEach(d -> head.add(d.measure().heading()));
        return Html.table(head, rows.entrySet().stream().map(row -> {
            List<String> cells = new ArrayList<>(List.of(row.getKey()));
            cells.addAll(row.getValue());
            return cells;
        }).toList());
    }

    private static List<String> heads(List<Column> columns) {
        return columns.stream().map(Column::head).toList();
    }

    private static String reading() {
        return Html.paragraph("legend", "↑ higher is better, ↓ lower is better, → 0 nearer to zero is. n: cases with a value in both. 95 % interval: of the mean difference, bootstrapped over cases. p: signed-rank test. "
                + "p Holm: adjusted for all tests on this page. r: rank-biserial correlation, from −1 to 1. d_z: mean difference over its standard "
                + "deviation; d_z 80 %: the smallest that so many cases find with 80 % chance. favours: whose mean is better, * with Holm p ≤ 0.05. "
                + MeasureText.UNDEFINED + " is undefined. Full precision: differences.csv.");
    }

    private String pictures() {
        if (figures.values().stream().allMatch(List::isEmpty)) {
            return "";
        }
        boolean folded = figures.size() > MOST_CHARTS_UNFOLDED / 2;
        StringBuilder html = new StringBuilder("<h2>Every case, and the agreement</h2>\n").append(Html.paragraph("legend", "Left: a line a case; blue is better, "
                + "orange worse than the base; the thick line joins the means. Right (Bland-Altman): difference against mean; blue the bias, dashed "
                + "orange the limits of agreement (bias ± 1.96 standard deviations), pale their 95 % intervals. As files: figures/."));
        for (Group group : comparison.groups()) {
            List<Figure> drawn = select(d -> d.group().equals(group));
            String name = heading(group) + ": " + group.label();
            html.append(folded ? Html.folded(name, Html.figures("curves", drawn)) : "<h3>" + Html.escape(name) + "</h3>\n" + Html.figures("curves", drawn));
        }
        return html.toString();
    }

    private List<Figure> select(Predicate<Difference> which) {
        return figures.entrySet().stream().filter(entry -> which.test(entry.getKey())).flatMap(entry -> entry.getValue().stream()).toList();
    }

    private String methods() {
        Wilcoxon.Variant zeros = comparison.question().zeros();
        List<List<String>> rows = new ArrayList<>(List.of(
                List.of("Pairs", "rows of equal case, label, contract and comparison; a case without a finite value in one input is left out of that row"),
                List.of("Test", "Wilcoxon signed-rank, two-sided, exact up to " + Wilcoxon.EXACT_LIMIT + " differing cases with ties; cases that do not differ: "
                        + (zeros == Wilcoxon.Variant.PRATT ? "ranked, then dropped (Pratt 1959)" : "dropped before ranking (Wilcoxon 1945)")),
                List.of("Second test", "paired t, two-sided, not adjusted; needs differences that are about normal"),
                List.of("Adjustment", "Holm 1979, over all " + comparison.family() + " signed-rank tests of this page"),
                List.of("Interval", "BCa bootstrap (Efron & Tibshirani 1993) of the mean difference, 10,000 resamples of cases, seed "
                        + comparison.question().seed()),
                List.of("Pooled rates", "sum over lesions; interval as above, whole patients drawn, the same for both inputs"),
                List.of("Agreement", "Bland & Altman 1999, intervals by Student's t"),
                List.of("Power", "two-sided paired t-test at 0.05, 80 %")));
        StringBuilder html = new StringBuilder("<h2>Record</h2>\n").append(Html.folded("Methods", Html.facts(rows)));
        for (String name : comparison.pairing().contracts()) {
            Contract.all().stream().filter(contract -> contract.name().equals(name)).forEach(contract -> html.append(Html.folded("Contract " + name,
                    Html.list(contract.rules().entrySet().stream().map(rule -> rule.getKey() + ": " + rule.getValue()).toList()))));
        }
        return html.toString();
    }
}
