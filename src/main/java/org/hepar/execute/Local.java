package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.hepar.cascade.Desk;
import org.hepar.cascade.FittedCascade;
import org.hepar.config.Hash;
import org.hepar.config.Yaml;
import org.hepar.data.Case;
import org.hepar.data.Cohort;
import org.hepar.data.Fold;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run;
import org.hepar.io.Nifti;
import org.hepar.metric.CasePair;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Contract;
import org.hepar.report.Report;
import org.hepar.report.Scores;
import org.hepar.report.Views;
import org.hepar.track.Journal;
import org.hepar.track.Mlflow;
import org.hepar.track.Progress;
import org.hepar.track.RunLog;
import org.hepar.volume.LabelledVolume;

/**
 * Runs an experiment in this process, fold after fold: checks, trains, segments the test cases, scores, reports.
 * Everything is told to the journal first, and to an MLflow server when one is given.
 *
 * @param runs folder in which the run's own folder is made
 * @param cache folder of prepared cases
 * @param mlflow server that shows the run
 * @param dataWorkers threads that read and augment training slices; their number changes no result
 * @param progress told how far it is
 */
public record Local(Path runs, Path cache, Optional<URI> mlflow, int dataWorkers, Progress progress) {

    /** More threads than this wait for each other's memory and disk more than they help. */
    private static final int MOST_DATA_WORKERS = 16;

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    /** Time between two pages of a run under way. */
    private static final double PAGE_SECONDS = 60;

    public Local {
        if (dataWorkers < 1 || dataWorkers > MOST_DATA_WORKERS) {
            throw new IllegalArgumentException("--data-workers (=" + dataWorkers + ") must be 1 to " + MOST_DATA_WORKERS + "; 1 or 2 keep up with a CPU");
        }
    }

    /**
     * Runs the chosen folds.
     *
     * @param folds names; empty for all
     * @param command as the user gave it, for the record
     * @return the folder of the run
     * @throws IllegalArgumentException before anything is written, when experiment or data are wrong
     */
    public Path run(Experiment experiment, List<String> folds, String command) {
        Folders.requireWritable(runs, "--runs");
        Folders.requireWritable(cache, "--cache");
        Preflight preflight = Preflight.of(experiment, folds, cache, progress);
        Map<String, Object> surroundings = Surroundings.describe(experiment.threads());
        String identity = experiment.identity(preflight.split());
        Path folder = makeFolder(experiment.name(), identity);
        long began = System.nanoTime();
        RunLog log = open(experiment, folder);
        AtomicBoolean killed = new AtomicBoolean();
        Thread onKill = new Thread(() -> killed(log, folder, began, killed), "hepar-killed");
        Runtime.getRuntime().addShutdownHook(onKill);
        try {
            begin(experiment, identity, command, preflight.cohort(), surroundings, folder, log);
            for (Fold fold : preflight.folds()) {
                fold(experiment, preflight.cohort(), fold, new Desk(fold.name(), folder, cache, log, progress, dataWorkers));
            }
            finish(folder, log, "FINISHED", "", began);
            return folder;
        } catch (RuntimeException | Error e) {
            if (killed.get()) {
                awaitEnd();
            }
            fail(folder, log, e, began);
            throw e;
        } finally {
            if (!killed.get()) {
                Runtime.getRuntime().removeShutdownHook(onKill);
                log.close();
            }
        }
    }

    private Path makeFolder(String name, String identity) {
        String stem = STAMP.format(LocalDateTime.now()) + "-" + name + "-" + identity.substring(0, 8);
        try {
            Files.createDirectories(runs);
            for (int attempt = 1; ; attempt++) {
                Path folder = runs.resolve(attempt == 1 ? stem : stem + "-" + attempt);
                try {
                    return Files.createDirectory(folder).toAbsolutePath().normalize();
                } catch (FileAlreadyExistsException e) {
                    continue;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a run folder in " + runs + ": " + e + "; choose another with --runs", e);
        }
    }

    private RunLog open(Experiment experiment, Path folder) {
        List<RunLog> logs = new ArrayList<>(List.of(Journal.create(folder.resolve("journal.jsonl")), new LivePage(folder, PAGE_SECONDS, progress::say)));
        mlflow.ifPresent(server -> logs.add(Mlflow.connect(server, experiment.name(), folder.getFileName().toString(), folder, progress::say)));
        return RunLog.all(logs);
    }

    private static void begin(Experiment experiment, String identity, String command, Cohort cohort, Map<String, Object> surroundings,
            Path folder, RunLog log) {
        Map<String, Object> started = new LinkedHashMap<>();
        started.put("run_id", folder.getFileName().toString());
        started.put("experiment", experiment.name());
        started.put("identity", identity);
        started.put("command", command);
        started.put("parameters", Yaml.flatten(experiment));
        Map<String, Integer> contracts = new LinkedHashMap<>();
        experiment.contracts().forEach(name -> contracts.put(name, Contract.named(name).version()));
        started.put("contracts", contracts);
        log.record("run_started", started);
        log.record("environment", surroundings);
        log.record("cohort", Map.of("name", cohort.name(), "sha256", cohort.sha256(), "cases", cohort.ids()));
        try {
            Files.writeString(folder.resolve("experiment.yaml"), Yaml.canonical(experiment), StandardCharsets.UTF_8);
            Files.copy(experiment.split().resolve(), folder.resolve("split.yaml"));
            Files.createDirectories(folder.resolve("predictions"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the run folder " + folder + ": " + e, e);
        }
    }

    private static void fold(Experiment experiment, Cohort cohort, Fold fold, Desk desk) {
        Map<String, Object> started = new LinkedHashMap<>();
        started.put("fold", fold.name());
        started.put("training", fold.training());
        started.put("validation", fold.validation());
        started.put("test", fold.test());
        desk.log().record("fold_started", started);
        FittedCascade cascade = experiment.cascade().fit(cases(cohort, fold.training()), cases(cohort, fold.validation()), experiment.seed(), desk);
        try (Progress.Task task = desk.progress().start("fold " + fold.name() + ": segmenting and scoring test cases", fold.test().size())) {
            for (Case one : cases(cohort, fold.test())) {
                CaseScores scores = judge(one, cascade, experiment.contracts().stream().map(Contract::named).toList(), desk).headline();
                task.step(String.format(Locale.ROOT, "%s: liver Dice %.3f, lesion Dice %.3f", one.id(), scores.liver().dice(), scores.lesion().dice()));
            }
        }
    }

    private static List<Case> cases(Cohort cohort, List<String> ids) {
        return ids.stream().map(cohort::get).toList();
    }

    private static Run.ScoredCase judge(Case one, FittedCascade cascade, List<Contract> contracts, Desk desk) {
        LabelledVolume image = one.load();
        FittedCascade.Segmentation segmentation = cascade.segment(image.volume());
        Path prediction = desk.runFolder().resolve("predictions").resolve(one.id() + ".nii.gz");
        Nifti.write(prediction, segmentation.labels(), one.stored());
        long began = System.nanoTime();
        List<CaseScores> scores = CasePair.of(one.id(), image.labels(), segmentation.labels()).score(contracts);
        Map<String, Double> seconds = new LinkedHashMap<>(segmentation.seconds());
        seconds.put("scoring", (System.nanoTime() - began) / 1e9);
        Views.write(desk.runFolder().resolve("views"), one.id(), image, segmentation.labels());
        Run.ScoredCase scored = new Run.ScoredCase(scores, seconds, desk.runFolder().relativize(prediction).toString(), Hash.sha256(prediction));
        desk.log().record("case_scored", scored.fields(desk.fold()));
        return scored;
    }

    /** The end of the run, then its report, which shows how it ended. */
    private void finish(Path folder, RunLog log, String status, String message, long began) {
        Map<String, Double> metrics = Headline.of(Scores.of(Run.read(folder)));
        if (!metrics.isEmpty()) {
            log.record("summary", Map.of("metrics", metrics));
        }
        log.record("run_finished", ended(status, message, began));
        try {
            Report.write(folder).warnings().forEach(progress::say);
        } catch (RuntimeException e) {
            progress.say("the report could not be written (" + e.getMessage() + "); write it again with: hepar report " + folder);
        }
        for (String artifact : artifacts(folder)) {
            log.record("artifact", Map.of("path", artifact));
        }
    }

    private static Map<String, Object> ended(String status, String message, long began) {
        Map<String, Object> ended = new LinkedHashMap<>();
        ended.put("status", status);
        ended.put("message", message);
        ended.put("seconds", (System.nanoTime() - began) / 1e9);
        ended.put("peak_memory_mb", Surroundings.peakMemoryMb());
        return ended;
    }

    private static List<String> artifacts(Path folder) {
        List<String> result = new ArrayList<>();
        for (String name : List.of("experiment.yaml", "split.yaml", "cases.csv", "lesions.csv", "summary.csv", "report.html", "figures")) {
            try (Stream<Path> files = Files.exists(folder.resolve(name)) ? Files.walk(folder.resolve(name)) : Stream.empty()) {
                files.filter(Files::isRegularFile).sorted().map(file -> folder.relativize(file).toString()).forEach(result::add);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + folder.resolve(name) + ": " + e, e);
            }
        }
        return result;
    }

    /** A failed run keeps what was computed; a report that cannot be written either must not hide the first failure. */
    private void fail(Path folder, RunLog log, Throwable failure, long began) {
        try {
            finish(folder, log, "FAILED", failure.getMessage() == null ? failure.toString() : failure.getMessage(), began);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        progress.say("the run failed; what it computed is in " + folder + ", see it with: hepar report " + folder);
    }

    /** Runs while the process is being ended by a signal. */
    private void killed(RunLog log, Path folder, long began, AtomicBoolean killed) {
        killed.set(true);
        log.record("run_finished", ended("KILLED", "ended by a signal", began));
        log.close();
        progress.say("run killed; what it computed is in " + folder + ", see it with: hepar report " + folder);
    }

    /** The log is closed and the process about to end: what this thread would still say is not wanted. */
    private static void awaitEnd() {
        while (true) {
            LockSupport.park();
        }
    }
}
