package org.hepar.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.experiment.Run.Search;
import org.hepar.experiment.Run.Trial;
import org.hepar.report.FoldSearch.Span;
import org.hepar.report.Figures.Figure;

/** The part of a run's page that shows how the settings of its refinements were found, a search after the other; empty without any. */
record SearchSections(Map<FoldSearch, List<Figure>> searches) {

    /** Settings are searched for with four digits. */
    private static final MathContext DIGITS = new MathContext(4);
    private static final int MOST_UNFOLDED = 4;
    /** Of fewer cases a bootstrap interval says next to nothing. */
    private static final int FEW = 5;

    SearchSections {
        searches = new LinkedHashMap<>(searches);
    }

    String html() {
        if (searches.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<h2>Search for the CRF's settings</h2>\n" + Html.paragraph("soft", "On the validation cases of each fold alone; its test cases have no part in it. "
                + "All trials also as " + TrialTable.FILE + "."));
        searches.forEach((found, figures) -> html.append("<h3>").append(Html.escape(found.title())).append("</h3>\n").append(facts(found))
                .append(figures.isEmpty() ? "" : searches.size() <= MOST_UNFOLDED ? Html.figures("overlays", figures) : Html.folded("How the measure depends on each setting", Html.figures("overlays", figures)))
                .append(settings(found)).append(trials(found)));
        return html + Html.paragraph("legend", "A point is a trial: the measure's mean over the validation cases, an undefined value counting as the worst. A setting whose points slope or bend "
                + "matters; one whose points lie in a cloud does not, within its range. The green band spans the values of the best tenth of the trials, at least three: where it reaches the end of a "
                + "range, a thin line, a wider range may hold better ones. Triangles at the edge are trials that are worse than the axis reaches.");
    }

    private static String facts(FoldSearch found) {
        Search search = found.search();
        ComparedMeasure measure = found.measure();
        Optional<Trial> chosen = found.chosen();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("Method", search.method() + ", " + found.tried().size() + " of " + search.plannedTrials() + " trials"));
        rows.add(List.of("Judged by", measure.heading() + ", " + (found.higherIsBetter() ? "higher" : "lower") + " is better, mean of " + Words.count(search.cases().size(), "validation case") + " ("
                + String.join(", ", search.cases()) + ")"));
        rows.add(List.of("Without refinement", measure.value(found.without())));
        String mean = chosen.map(trial -> measure.value(trial.mean())).orElse("");
        if (!found.isDone()) {
            rows.add(List.of("Best so far", chosen.map(trial -> mean + ", " + words(trial)).orElse("no trial yet") + "; the search has not ended"));
        } else {
            rows.add(List.of("Chosen", chosen.map(SearchSections::words).orElse("trial " + search.chosen())));
            rows.add(List.of("Its mean", mean + (Double.isNaN(search.lower()) ? "" : ", 95 % interval " + measure.value(search.lower()) + " to " + measure.value(search.upper())
                    + (search.cases().size() < FEW ? " (of so few cases hardly more than their values)" : ""))
                    + (search.cases().size() == 1 ? "; of one case there is no interval" : "")
                    + (search.chosen() == 0 ? "" : "; the best of many trials on few cases is optimistic")));
            rows.add(List.of("Settings in", search.refinement()));
        }
        return Html.facts(rows);
    }

    private static String words(Trial trial) {
        return trial.number() == 0 ? "no refinement, as no settings that were tried are better" : "trial " + trial.number();
    }

    private static String settings(FoldSearch found) {
        if (found.tried().isEmpty()) {
            return "";
        }
        String chosen = found.isDone() ? "Chosen" : "Best so far";
        Map<String, Double> used = found.chosen().map(Trial::settings).orElse(Map.of());
        List<List<String>> rows = new ArrayList<>();
        found.search().ranges().forEach((key, range) -> {
            Span best = found.best(key);
            rows.add(List.of(key, digits(range.get(0)) + " to " + digits(range.get(1)), digits(best.low()) + " to " + digits(best.high()), digits(used.getOrDefault(key, Double.NaN))));
        });
        return Html.table(List.of("Setting", "Range", "Best " + Words.count(found.bestTrials().size(), "trial"), chosen), rows);
    }

    private static String trials(FoldSearch found) {
        if (found.search().trials().isEmpty()) {
            return "";
        }
        ComparedMeasure measure = found.measure();
        List<String> keys = List.copyOf(found.search().ranges().keySet());
        List<String> head = new ArrayList<>(List.of("Trial", measure.heading()));
        head.addAll(keys);
        head.add("Time (s)");
        List<List<String>> rows = new ArrayList<>();
        for (Trial trial : found.search().trials()) {
            String which = trial.number() == 0 ? " (no refinement)" : "";
            List<String> cells = new ArrayList<>(List.of(trial.number() + which + (trial.number() == found.search().chosen() ? " chosen" : ""), measure.value(trial.mean())));
            keys.forEach(key -> cells.add(digits(trial.settings().getOrDefault(key, Double.NaN))));
            cells.add(MeasureText.number(1, trial.seconds()));
            rows.add(cells);
        }
        return Html.folded("All trials", Html.table("dense", head, rows));
    }

    /** A setting as people write it. */
    static String digits(double value) {
        return Double.isNaN(value) ? MeasureText.UNDEFINED : value < 1e-3 ? RefinementSections.small(value) : new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
