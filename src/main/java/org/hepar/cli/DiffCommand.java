package org.hepar.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.hepar.execute.RunState;
import org.hepar.experiment.Run;
import org.hepar.metric.Measure;
import org.hepar.report.RefinementEffect;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hepar diff}: what sets two runs apart. */
@Command(
        name = "diff",
        description = {"Shows what differs between two runs: in their experiments, where they were run, and in what they came to; what is equal is left out. "
                + "Whether a difference of results is more than chance: hepar compare.", ""},
        footer = {"", "Example:", "  hepar diff 20260102-100000-lits-mini-9f86d081 latest"})
final class DiffCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(index = "0", paramLabel = "RUN", description = "Folder of a run, its name in the folder of runs, or '" + RunFolder.LATEST + "'.")
    private String first;

    @Parameters(index = "1", paramLabel = "RUN", description = "Another one.")
    private String second;

    @Option(names = "--runs", paramLabel = "FOLDER", defaultValue = RunFolder.USUAL, description = "Where runs are looked for by name (${DEFAULT-VALUE}).")
    private Path runs;

    DiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Run a = RunState.settled(RunFolder.of(first, runs));
        Run b = RunState.settled(RunFolder.of(second, runs));
        boolean any = table("experiment", a.id(), b.id(), differing(a.parameters(), b.parameters()));
        any |= table("data", a.id(), b.id(), differing(Map.of("cohort", a.cohort().name(), "sha256", a.cohort().sha256()), Map.of("cohort", b.cohort().name(), "sha256", b.cohort().sha256())));
        any |= table("where", a.id(), b.id(), differing(a.environment(), b.environment()));
        any |= table("CRF settings", a.id(), b.id(), differing(found(a), found(b)));
        any |= table("refinement", a.id(), b.id(), results(refined(a), refined(b)));
        any |= table("result", a.id(), b.id(), results(a.summary(), b.summary()));
        if (!any) {
            console.out().println("the runs do not differ in experiment, data, surroundings or results");
        }
        return 0;
    }

    /** What searches chose, by fold, stage and setting; of one that is under way nothing. */
    private static Map<String, String> found(Run run) {
        Map<String, String> found = new TreeMap<>();
        for (Run.FoldRun fold : run.folds()) {
            for (Run.Search search : fold.searches()) {
                search.trials().stream().filter(trial -> trial.number() == search.chosen()).forEach(trial -> search.ranges().keySet().forEach(key ->
                        found.put("fold " + fold.name() + " " + search.stage() + " " + key, trial.settings().containsKey(key) ? trial.settings().get(key).toString() : "no refinement")));
            }
        }
        return found;
    }

    /** Mean of each headline measure before and after a stage's refinement. */
    private static Map<String, Double> refined(Run run) {
        Map<String, Double> refined = new TreeMap<>();
        for (RefinementEffect effect : RefinementEffect.of(run)) {
            for (Measure measure : Measure.headline()) {
                if (!Double.isNaN(effect.mean(measure, false))) {
                    refined.put(effect.stage() + "/" + measure.key() + "_before", effect.mean(measure, false));
                    refined.put(effect.stage() + "/" + measure.key() + "_after", effect.mean(measure, true));
                }
            }
        }
        return refined;
    }

    private boolean table(String what, String a, String b, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            List<String> head = new ArrayList<>(List.of(what, a, b));
            if (rows.get(0).size() > head.size()) {
                head.add("difference");
            }
            TextTable.lines(head, rows).forEach(console.out()::println);
            console.out().println();
        }
        return !rows.isEmpty();
    }

    private static List<List<String>> differing(Map<String, String> a, Map<String, String> b) {
        return names(a, b).map(name -> List.of(name, a.getOrDefault(name, "-"), b.getOrDefault(name, "-"))).toList();
    }

    private static List<List<String>> results(Map<String, Double> a, Map<String, Double> b) {
        return names(a, b).map(name -> List.of(name, number(a.get(name)), number(b.get(name)), difference(a.get(name), b.get(name)))).toList();
    }

    /** Of what differs, sorted. */
    private static <V> Stream<String> names(Map<String, V> a, Map<String, V> b) {
        return Stream.concat(a.keySet().stream(), b.keySet().stream()).distinct().sorted().filter(name -> !Objects.equals(a.get(name), b.get(name)));
    }

    private static String number(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }

    private static String difference(Double a, Double b) {
        return a == null || b == null ? "-" : String.format(Locale.ROOT, "%+.4f", b - a);
    }
}
