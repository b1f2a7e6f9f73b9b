package org.hepar.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hepar.experiment.Run;
import org.hepar.experiment.Run.Search;
import org.hepar.experiment.Run.Trial;

/** The search for the settings of a stage's refinement in one fold, as its page tells it; it may be under way. */
record FoldSearch(String fold, Search search) {

    /** Of the best trials a tenth shows where a setting is good, and fewer than three show nothing. */
    private static final int SHARE = 10;
    private static final int FEWEST = 3;

    /** The lowest and the highest value of a setting. */
    record Span(double low, double high) {
    }

    static List<FoldSearch> of(Run run) {
        return run.folds().stream().flatMap(fold -> fold.searches().stream().map(search -> new FoldSearch(fold.name(), search))).toList();
    }

    String title() {
        return "Fold " + fold + ", " + search.stage();
    }

    /** By what settings are judged, as it is printed. */
    ComparedMeasure measure() {
        return ComparedMeasure.of(search.measure());
    }

    boolean higherIsBetter() {
        return measure().direction() > 0;
    }

    boolean isDone() {
        return search.chosen() >= 0;
    }

    /** The trials with settings, in their order: all but that of no refinement. */
    List<Trial> tried() {
        return search.trials().stream().filter(trial -> trial.number() > 0).toList();
    }

    /** The mean of no refinement; {@code NaN} before it is known. */
    double without() {
        return search.trials().stream().filter(trial -> trial.number() == 0).mapToDouble(Trial::mean).findFirst().orElse(Double.NaN);
    }

    /** The trial that is used, or the best so far; empty before the first one. */
    Optional<Trial> chosen() {
        return isDone() ? search.trials().stream().filter(trial -> trial.number() == search.chosen()).findFirst() : ranked(search.trials()).stream().findFirst();
    }

    /** The best tenth of the trials with settings, the best first: at least three, or all of fewer. */
    List<Trial> bestTrials() {
        List<Trial> ranked = ranked(tried());
        return ranked.subList(0, Math.min(ranked.size(), Math.max(FEWEST, ranked.size() / SHARE)));
    }

    /** The values of a setting among the best trials; {@code NaN} without any. */
    Span best(String key) {
        List<Double> values = bestTrials().stream().map(trial -> trial.settings().getOrDefault(key, Double.NaN)).sorted().toList();
        return values.isEmpty() ? new Span(Double.NaN, Double.NaN) : new Span(values.get(0), values.get(values.size() - 1));
    }

    /** Of equal ones the first is better, as for the search itself. */
    private List<Trial> ranked(List<Trial> trials) {
        Comparator<Trial> byMean = Comparator.comparingDouble(trial -> higherIsBetter() ? -trial.mean() : trial.mean());
        List<Trial> ranked = new ArrayList<>(trials.stream().filter(trial -> !Double.isNaN(trial.mean())).toList());
        ranked.sort(byMean.thenComparingInt(Trial::number));
        return ranked;
    }
}
