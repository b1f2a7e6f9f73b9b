package org.hepar.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hepar.execute.RunState;
import org.hepar.experiment.Run;
import org.hepar.report.RefinementEffect;
import org.hepar.report.Scores;
import org.hepar.track.JournalReader;
import org.hepar.track.Mlflow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hepar show-run}: what a run was and came to, on one screen. */
@Command(
        name = "show-run",
        description = {"Shows a run: what was run where, how far each stage came, what each case came to, what MLflow has of it. Of a damaged journal what can be read is shown, "
                + "and the lines are named that cannot (exit code 1).", ""},
        footer = {"", "Examples:", "  hepar show-run latest", "  hepar show-run latest --parameters"})
final class ShowRunCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private NamedRun named;

    @Option(names = "--parameters", description = "The whole experiment too, a line for each value.")
    private boolean parameters;

    ShowRunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Path folder = named.folder();
        List<JournalReader.Damage> damage = new ArrayList<>();
        Run readable = Run.readable(folder, damage::add);
        Run run = damage.isEmpty() ? RunState.settled(folder) : readable;
        damage.forEach(each -> console.err().println("hepar: " + each.of(folder.resolve("journal.jsonl"))));
        List<String> lines = new ArrayList<>();
        lines.add(run.id() + "  " + (damage.isEmpty() ? RunState.of(run) : "DAMAGED, as far as it can be read") + (run.message().isBlank() ? "" : ": " + run.message()));
        lines.add("  experiment  " + known(run.experiment()) + ", identity " + known(run.identity()));
        lines.add("  command     " + known(run.command()));
        lines.add("  folder      " + RunFolder.shown(folder));
        lines.add("  started     " + run.started().map(Object::toString).orElse("-") + ", " + duration(run.seconds()) + (Double.isNaN(run.peakMemoryMb()) ? "" : String.format(Locale.ROOT, ", at most %.0f MB", run.peakMemoryMb())));
        lines.add("  cohort      " + known(run.cohort().name()) + ", " + run.cohort().cases().size() + " cases, SHA-256 " + known(run.cohort().sha256()));
        lines.add("  where       " + run.environment().getOrDefault("engine", "-") + " " + run.environment().getOrDefault("engine_version", "") + " on " + run.environment().getOrDefault("device", "cpu") + ", "
                + run.environment().getOrDefault("threads", "?") + " threads, Java " + run.environment().getOrDefault("java", "-") + ", commit " + run.environment().getOrDefault("git_commit", "-")
                + ("true".equals(run.environment().get("git_dirty")) ? " with changes" : ""));
        Map<String, Long> pending = damage.isEmpty() ? Mlflow.pending(folder) : Map.of();
        pending.forEach((server, records) -> lines.add("  MLflow      " + server + (records == 0 ? " has it all" : ": " + records + " records pending; send them with: hepar push " + RunFolder.shown(folder) + " --to " + server)));
        lines.forEach(console.out()::println);
        List<List<String>> stages = new ArrayList<>();
        for (Run.FoldRun fold : run.folds()) {
            for (Run.Stage stage : fold.stages()) {
                Run.Epoch last = stage.epochs().isEmpty() ? null : stage.epochs().get(stage.epochs().size() - 1);
                stages.add(List.of(fold.name(), stage.name(), stage.isGiven() ? "given" : stage.epochs().size() + " of " + (stage.plannedEpochs() == 0 ? "?" : stage.plannedEpochs()), last == null ? "-" : number(last.loss()),
                        last == null ? "-" : number(last.validationDice()), stage.chosenEpoch() == 0 ? "-" : Integer.toString(stage.chosenEpoch()), Double.isNaN(stage.seconds()) ? "-" : duration(stage.seconds())));
            }
        }
        table(List.of("fold", "stage", "epochs", "loss", "Dice", "chosen epoch", "time"), stages);
        List<List<String>> searches = new ArrayList<>();
        for (Run.FoldRun fold : run.folds()) {
            fold.searches().forEach(search -> searches.add(List.of(fold.name(), search.stage(), Math.max(0, search.trials().size() - 1) + " of " + search.plannedTrials(), search.measure(),
                    number(mean(search, 0)), search.chosen() < 0 ? "not ended" : search.chosen() == 0 ? "none" : "trial " + search.chosen(), number(mean(search, search.chosen())))));
        }
        table(List.of("fold", "CRF search", "trials", "measure", "without", "chosen", "its mean"), searches);
        List<List<String>> cases = new ArrayList<>();
        for (Run.FoldRun fold : run.folds()) {
            fold.cases().forEach(one -> cases.add(List.of(fold.name(), one.caseId(), number(one.headline().liver().dice()), number(one.headline().lesion().dice()))));
        }
        table(List.of("fold", "case", "liver Dice", "lesion Dice"), cases);
        if (!run.cases().isEmpty()) {
            console.out().println();
            Verdict.of(Scores.of(run)).forEach(console.out()::println);
            RefinementEffect.of(run).forEach(effect -> console.out().println(effect.stage() + " by refinement: " + effect.words()));
        }
        if (parameters) {
            table(List.of("key", "value"), run.parameters().entrySet().stream().map(each -> List.of(each.getKey(), each.getValue())).toList());
        }
        return damage.isEmpty() ? 0 : Main.FAILED;
    }

    private static String known(String text) {
        return text.isEmpty() ? "-" : text;
    }

    private static double mean(Run.Search search, int trial) {
        return search.trials().stream().filter(each -> each.number() == trial).mapToDouble(Run.Trial::mean).findFirst().orElse(Double.NaN);
    }

    private void table(List<String> head, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            console.out().println();
            TextTable.lines(head, rows).forEach(console.out()::println);
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String duration(double seconds) {
        return Double.isNaN(seconds) ? "-" : String.format(Locale.ROOT, "%d:%02d:%02d", (long) seconds / 3600, (long) seconds / 60 % 60, (long) seconds % 60);
    }
}
