package org.hepar.cli;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.hepar.config.Json;
import org.hepar.execute.RunState;
import org.hepar.experiment.Run;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Measure;
import org.hepar.report.RefinementEffect;
import org.hepar.track.Mlflow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hepar runs}: which runs there are on this disk. */
@Command(
        name = "runs",
        description = {"Lists the runs in the folder of runs, the newest first: how each ended, what it came to, and whether MLflow has it. A run whose process is gone "
                + "without a word is closed as KILLED (in a folder that cannot be written it is listed as UNFINISHED); it can be gone on with all the same.", ""},
        footer = {"", "Examples:", "  hepar runs", "  hepar runs --experiment quickstart --status FINISHED", "  hepar runs --json"})
final class RunsCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--experiment", paramLabel = "NAME", description = "Only runs of this experiment.")
    private String experiment;

    @Option(names = "--status", paramLabel = "STATUS", description = "Only runs that are RUNNING, FINISHED, FAILED, KILLED, UNFINISHED or DAMAGED.")
    private RunState status;

    @Option(names = "--last", paramLabel = "N", description = "Only the newest N of these.")
    private Integer last;

    @Option(names = "--json", description = "A line of JSON for each run, all numbers unrounded.")
    private boolean json;

    @Option(names = "--runs", paramLabel = "FOLDER", defaultValue = RunFolder.USUAL, description = "Where the runs lie (${DEFAULT-VALUE}).")
    private Path runs;

    RunsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (last != null && last < 1) {
            throw new IllegalArgumentException("--last (=" + last + ") must be at least 1");
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        int unreadable = 0;
        List<Path> folders = new ArrayList<>(RunFolder.all(runs));
        folders.sort(Comparator.comparing(Path::getFileName).reversed());
        for (Path folder : folders) {
            if (last != null && rows.size() == last) {
                break;
            }
            try {
                Map<String, Object> row = row(folder);
                if ((experiment == null || experiment.equals(row.get("experiment"))) && (status == null || status.name().equals(row.get("status")))) {
                    rows.add(row);
                }
            } catch (UncheckedIOException | IllegalArgumentException damaged) {
                console.err().println("hepar: " + damaged.getMessage());
                unreadable++;
                if (experiment == null && (status == null || status == RunState.DAMAGED)) {
                    rows.add(damaged(folder, damaged.getMessage()));
                }
            }
        }
        if (json) {
            rows.forEach(row -> console.out().println(Json.write(row)));
        } else if (rows.isEmpty()) {
            console.out().println("no runs" + (experiment == null && status == null ? " in " + runs + " yet; make one: hepar run experiments/quickstart.yaml" : " like that in " + runs));
        } else {
            TextTable.lines(List.of("run", "experiment", "status", "folds", "cases", "liver Dice", "lesion Dice", "age", "MLflow"), rows.stream().map(this::words).toList())
                    .forEach(console.out()::println);
        }
        return unreadable == 0 ? 0 : Main.FAILED;
    }

    /** Of a folder whose journal, or cursor, cannot be read: it must not vanish from the list. */
    private static Map<String, Object> damaged(Path folder, String message) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("run", folder.getFileName().toString());
        row.put("experiment", "");
        row.put("status", RunState.DAMAGED.name());
        row.put("folds", List.of());
        row.put("cases", 0);
        row.put("pending", Map.of());
        row.put("message", message);
        return row;
    }

    private Map<String, Object> row(Path folder) {
        Run run = RunState.settled(folder);
        List<CaseScores> scores = run.cases().stream().map(Run.ScoredCase::headline).toList();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("run", folder.getFileName().toString());
        row.put("experiment", run.experiment());
        row.put("status", RunState.of(run).name());
        row.put("folds", run.folds().stream().map(Run.FoldRun::name).toList());
        row.put("cases", scores.size());
        row.put("liver_dice_mean", scores.isEmpty() ? null : Aggregate.over(scores, "liver", Measure.DICE).mean());
        row.put("lesion_dice_mean", scores.isEmpty() ? null : Aggregate.over(scores, "lesion", Measure.DICE).mean());
        Map<String, Object> refined = new LinkedHashMap<>();
        RefinementEffect.of(run).forEach(effect -> {
            refined.put(effect.stage() + "_dice_before", effect.mean(Measure.DICE, false));
            refined.put(effect.stage() + "_dice_after", effect.mean(Measure.DICE, true));
        });
        if (!refined.isEmpty()) {
            row.put("refined", refined);
        }
        row.put("started", run.started().map(Instant::toString).orElse(null));
        row.put("seconds", run.seconds());
        row.put("identity", run.identity());
        row.put("pending", Mlflow.pending(folder));
        return row;
    }

    private List<String> words(Map<String, Object> row) {
        Map<?, ?> pending = (Map<?, ?>) row.get("pending");
        String sent = row.containsKey("message") ? "" : pending.isEmpty() ? "not pushed" : pending.entrySet().stream()
                .map(server -> server.getValue().equals(0L) ? "pushed" + (pending.size() > 1 ? " to " + server.getKey() : "") : server.getValue() + " pending" + (pending.size() > 1 ? " for " + server.getKey() : ""))
                .collect(Collectors.joining(", "));
        return List.of(row.get("run").toString(), row.get("experiment").toString(), row.get("status").toString(), ((List<?>) row.get("folds")).stream().map(Object::toString).collect(Collectors.joining(" ")),
                row.get("cases").toString(), dice(row.get("liver_dice_mean")), dice(row.get("lesion_dice_mean")), age(row.get("started")), sent);
    }

    private static String dice(Object value) {
        return value instanceof Double dice && !dice.isNaN() ? String.format(Locale.ROOT, "%.3f", dice) : "-";
    }

    private static String age(Object started) {
        if (started == null) {
            return "-";
        }
        Duration age = Duration.between(Instant.parse(started.toString()), Instant.now());
        return age.toDays() >= 2 ? age.toDays() + " days" : age.toHours() >= 2 ? age.toHours() + " h" : Math.max(0, age.toMinutes()) + " min";
    }
}
