package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.hepar.config.Reason;
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
import org.hepar.report.RefinementViews;
import org.hepar.report.Report;
import org.hepar.report.Scores;
import org.hepar.report.Views;
import org.hepar.track.Journal;
import org.hepar.track.Mlflow;
import org.hepar.track.Progress;
import org.hepar.track.RunLog;
import org.hepar.train.Diverged;
import org.hepar.train.Engine;
import org.hepar.volume.LabelledVolume;

/**
 * Runs an experiment in this process, fold after fold: checks, trains, segments the test cases, scores, reports.
 * Everything is told to the journal first, and to an MLflow server when one is given. A run whose process ended early is
 * taken up where it stood and ends with the bits that it would have ended with.
 *
 * @param runs folder in which the run's own folder is made
 * @param cache folder of prepared cases
 * @param mlflow server that shows the run
 * @param dataWorkers threads that read and augment training slices; their number changes no result
 * @param checkpointMinutes time between two checkpoints within an epoch, above 0; each epoch's end is kept anyway
 * @param progress told how far it is
 */
public record Local(Path runs, Path cache, Optional<URI> mlflow, int dataWorkers, double checkpointMinutes, Progress progress) {

    /** More threads than this wait for each other's memory and disk more than they help. */
    private static final int MOST_DATA_WORKERS = 16;

    /** Time between two pages of a run under way. */
    private static final double PAGE_SECONDS = 60;

    /** What a result may depend on beside the experiment: another one is warned of when a run is taken up. */
    private static final List<String> OF_THE_BITS = List.of("cpu", "device", "gpu", "engine", "engine_version", "hepar_version", "git_commit");

    public Local {
        if (!(checkpointMinutes > 0)) {
            throw new IllegalArgumentException("--checkpoint-minutes (=" + checkpointMinutes + ") must be above 0, for example 10");
        }
        if (dataWorkers < 1 || dataWorkers > MOST_DATA_WORKERS) {
            throw new IllegalArgumentException("--data-workers (=" + dataWorkers + ") must be 1 to " + MOST_DATA_WORKERS + "; 1 or 2 keep up with a CPU");
        }
    }

    /**
     * Runs the chosen folds: goes on with the newest run of the same experiment, folds and data if that has not come to
     * its end, and starts a new one otherwise.
     *
     * @param folds names; empty for all
     * @param fresh whether to start a new one in any case
     * @param command as the user gave it, for the record
     * @return the folder of the run
     * @throws IllegalArgumentException before anything is written, when experiment or data are wrong
     * @throws RunStopped when the run had begun and cannot go on
     */
    public Path run(Experiment experiment, List<String> folds, boolean fresh, String command) {
        Folders.requireWritable(runs, "--runs");
        Folders.requireWritable(cache, "--cache");
        Engine.start(experiment.threads(), experiment.device()).ifPresent(progress::say);
        Preflight preflight = Preflight.of(experiment, folds, cache, progress);
        Attempt.Subject subject = subject(experiment, preflight);
        Optional<Attempt> unfinished = fresh ? Optional.empty() : Attempt.unfinished(runs, subject, progress::say);
        return work(experiment, preflight, subject, unfinished.orElseGet(() -> Attempt.first(runs, subject)), command);
    }

    /**
     * Goes on with a run that has not come to its end.
     *
     * @throws IllegalArgumentException when it has, when its experiment or data have changed, or another process is at it
     */
    public Path resume(Path run, String command) {
        Folders.requireWritable(cache, "--cache");
        Attempt attempt = Attempt.again(run);
        try {
            Path split = requireFile(run.resolve("split.yaml"));
            Experiment experiment = Yaml.readRecorded(requireFile(run.resolve("experiment.yaml")), Experiment.class, List.of("split=" + split.toAbsolutePath()));
            List<String> folds = attempt.last("run_started").get("folds") instanceof List<?> named ? named.stream().map(String::valueOf).toList() : List.of();
            Engine.start(experiment.threads(), experiment.device()).ifPresent(progress::say);
            Preflight preflight = Preflight.of(experiment, folds, cache, progress);
            Attempt.Subject subject = subject(experiment, preflight);
            subject.differenceFrom(attempt.told()).ifPresent(difference -> {
                throw new IllegalArgumentException("the run " + run + " cannot be gone on with: " + difference + "; run the experiment anew");
            });
            return work(experiment, preflight, subject, attempt, command);
        } finally {
            attempt.close();
        }
    }

    private static Attempt.Subject subject(Experiment experiment, Preflight preflight) {
        return new Attempt.Subject(experiment.name(), experiment.identity(preflight.split()), preflight.folds().stream().map(Fold::name).toList(), preflight.cohort().sha256(), preflight.files());
    }

    private static Path requireFile(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file.getParent() + " cannot be gone on with: it holds no " + file.getFileName() + "; run the experiment anew");
        }
        return file;
    }

    private Path work(Experiment experiment, Preflight preflight, Attempt.Subject subject, Attempt attempt, String command) {
        Map<String, Object> surroundings = Surroundings.describe();
        Path folder = attempt.folder();
        long began = System.nanoTime() - (long) (1e9 * attempt.secondsBefore());
        RunLog log = open(experiment, attempt);
        AtomicBoolean killed = new AtomicBoolean();
        Thread onKill = new Thread(() -> killed(log, folder, began, killed), "hepar-killed");
        Runtime.getRuntime().addShutdownHook(onKill);
        boolean computed = false;
        try {
            begin(experiment, subject, command, preflight.cohort(), surroundings, attempt, log);
            preflight.warnings().forEach(warning -> warn(warning, log));
            for (Fold fold : preflight.folds()) {
                Desk desk = new Desk(fold.name(), folder, cache, log, progress, dataWorkers, subject.identity(), checkpointMinutes,
                        subject.files(), attempt.finishedStages(fold.name()), StageScoring.of(experiment), attempt.told(fold.name()));
                fold(experiment, preflight.cohort(), fold, desk, attempt);
            }
            finish(folder, log, "FINISHED", "", began);
            computed = true;
            report(folder, log);
            return folder;
        } catch (RuntimeException | Error e) {
            if (killed.get()) {
                awaitEnd();
            }
            if (computed) {
                progress.say("the run is finished and its results are kept in " + folder + "; only its report is missing, write it with: hepar resume " + folder);
                throw stopped("the report is missing", e);
            }
            fail(folder, log, e, began);
            throw stopped("the run stopped", e);
        } finally {
            if (!killed.get()) {
                Runtime.getRuntime().removeShutdownHook(onKill);
                close(log);
                attempt.close();
            }
        }
    }

    /** A file that cannot be written in the middle of a run is no mistake of the input; what was wrong with that has been said before. */
    private static RuntimeException stopped(String outcome, Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        RuntimeException exception = (RuntimeException) failure;
        return exception instanceof UncheckedIOException || exception.getCause() instanceof Diverged ? RunStopped.because(outcome, exception) : exception;
    }

    /** On a full disk the journal cannot be forced either, which must not hide why the run stopped. */
    private void close(RunLog log) {
        try {
            log.close();
        } catch (UncheckedIOException e) {
            progress.say(e.getMessage());
        }
    }

    private RunLog open(Experiment experiment, Attempt attempt) {
        Path folder = attempt.folder();
        Path file = folder.resolve(Attempt.JOURNAL);
        if (attempt.isFirst()) {
            describe(experiment, folder);
        } else {
            attempt.tidy();
        }
        Journal journal = attempt.isFirst() ? Journal.create(file) : Journal.resume(file);
        List<RunLog> logs = new ArrayList<>(List.of(journal, new LivePage(folder, PAGE_SECONDS, progress::say)));
        mlflow.ifPresent(server -> logs.add(Mlflow.connect(server, folder, progress::say)));
        return attempt.isFirst() ? RunLog.all(logs) : RunLog.continuing(RunLog.all(logs), attempt.told());
    }

    /** The resolved experiment and its folds: there before the journal, so that a run with a journal can be gone on with. */
    private static void describe(Experiment experiment, Path folder) {
        try {
            Files.writeString(folder.resolve("experiment.yaml"), Yaml.canonical(experiment), StandardCharsets.UTF_8);
            Files.copy(experiment.split().resolve(), folder.resolve("split.yaml"));
            Files.createDirectories(folder.resolve("predictions"));
            experiment.cascade().keepGiven(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the run folder " + folder + ": " + Reason.of(e), e);
        }
    }

    private void begin(Experiment experiment, Attempt.Subject subject, String command, Cohort cohort, Map<String, Object> surroundings,
            Attempt attempt, RunLog log) {
        Map<String, Object> started = new LinkedHashMap<>();
        started.put(Journal.VERSION_FIELD, Journal.VERSION);
        started.put("run_id", attempt.folder().getFileName().toString());
        started.put("experiment", experiment.name());
        started.put("identity", subject.identity());
        started.put("folds", subject.folds());
        started.put("files", subject.files());
        started.put("command", command);
        started.put("parameters", Yaml.flatten(experiment));
        Map<String, Integer> contracts = new LinkedHashMap<>();
        experiment.contracts().forEach(name -> contracts.put(name, Contract.named(name).version()));
        started.put("contracts", contracts);
        log.record("run_started", started);
        log.record("environment", surroundings);
        log.record("cohort", Map.of("name", cohort.name(), "sha256", cohort.sha256(), "cases", cohort.ids()));
        if (!attempt.isFirst()) {
            Map<String, Object> resumed = new LinkedHashMap<>();
            resumed.put("command", command);
            resumed.put("environment", surroundings);
            log.record("run_resumed", resumed);
            progress.say("going on with the unfinished run " + attempt.folder() + " (--fresh starts a new one)");
            warnOfOtherSurroundings(attempt, surroundings, log);
        }
    }

    private void warnOfOtherSurroundings(Attempt attempt, Map<String, Object> surroundings, RunLog log) {
        Map<String, Object> before = attempt.last("environment");
        List<String> others = OF_THE_BITS.stream().filter(name -> before.get(name) != null && !String.valueOf(before.get(name)).equals(String.valueOf(surroundings.get(name))))
                .map(name -> name + " was " + before.get(name) + ", is " + surroundings.get(name)).toList();
        if (!others.isEmpty()) {
            String message = "the run goes on under other conditions (" + String.join("; ", others) + "): its result may differ in its last bits from that of an undisturbed run";
            warn(message, log);
        }
    }

    private void warn(String message, RunLog log) {
        warn(message, log, progress);
    }

    private static void warn(String message, RunLog log, Progress progress) {
        log.record("warning", Map.of("message", message));
        progress.say(message);
    }

    private static void fold(Experiment experiment, Cohort cohort, Fold fold, Desk desk, Attempt attempt) {
        Map<String, Object> started = new LinkedHashMap<>();
        started.put("fold", fold.name());
        started.put("training", fold.training());
        started.put("validation", fold.validation());
        started.put("test", fold.test());
        desk.log().record("fold_started", started);
        FittedCascade cascade = experiment.cascade().fit(cases(cohort, fold.training()), cases(cohort, fold.validation()), experiment.seed(), desk);
        if (fold.test().isEmpty()) {
            desk.progress().say("fold " + fold.name() + " names no test cases: nothing is scored; hepar segment --run " + desk.runFolder() + " uses its networks");
            desk.log().record("fold_finished", Map.of("fold", fold.name(), "metrics", Map.of()));
            return;
        }
        try (Progress.Task task = desk.progress().start("fold " + fold.name() + ": segmenting and scoring test cases", fold.test().size())) {
            for (Case one : cases(cohort, fold.test())) {
                if (attempt.isScored(fold.name(), one.id())) {
                    task.step(one.id() + ": scored before");
                    continue;
                }
                CaseScores scores = judge(one, cascade, experiment, desk).headline();
                task.step(String.format(Locale.ROOT, "%s: liver Dice %.3f, lesion Dice %.3f", one.id(), scores.liver().dice(), scores.lesion().dice()));
            }
        }
        Run run = Run.read(desk.runFolder());
        RefinementReview.of(fold.name(), run).forEach(doubt -> warn(doubt, desk.log(), desk.progress()));
        List<Scores.Row> rows = Scores.of(run).rows().stream().filter(row -> row.fold().equals(fold.name())).toList();
        desk.log().record("fold_finished", Map.of("fold", fold.name(), "metrics", Headline.of(new Scores(rows))));
    }

    private static List<Case> cases(Cohort cohort, List<String> ids) {
        return ids.stream().map(cohort::get).toList();
    }

    private static Run.ScoredCase judge(Case one, FittedCascade cascade, Experiment experiment, Desk desk) {
        LabelledVolume image = one.load();
        FittedCascade.Segmentation segmentation = cascade.segment(image.volume());
        Path prediction = desk.runFolder().resolve("predictions").resolve(one.id() + ".nii.gz");
        Nifti.write(prediction, segmentation.labels(), one.stored());
        long began = System.nanoTime();
        List<CaseScores> scores = CasePair.of(one.id(), image.labels(), segmentation.labels()).score(experiment.contracts().stream().map(Contract::named).toList());
        Map<String, Run.RefinedStage> refined = StageScoring.of(experiment).refined(one.id(), image.labels(), segmentation.effects());
        Map<String, Double> seconds = new LinkedHashMap<>(segmentation.seconds());
        seconds.put("scoring", (System.nanoTime() - began) / 1e9);
        Views.write(desk.runFolder().resolve("views"), one.id(), image, segmentation.labels());
        segmentation.effects().forEach((stage, effect) -> RefinementViews.write(desk.runFolder().resolve("views"), one.id(), stage, image, effect.before(), effect.after()));
        Run.ScoredCase scored = new Run.ScoredCase(scores, seconds, desk.runFolder().relativize(prediction).toString(), Hash.sha256(prediction), refined);
        desk.log().record("case_scored", scored.fields(desk.fold()));
        return scored;
    }

    /** Tells the results and how the run ended; its report shows both. */
    private void finish(Path folder, RunLog log, String status, String message, long began) {
        Map<String, Double> metrics = Headline.of(Scores.of(Run.read(folder)));
        if (!metrics.isEmpty()) {
            log.record("summary", Map.of("metrics", metrics));
        }
        log.record("run_finished", ended(status, message, began));
    }

    /** Files are told of when all are written: before that, a page of the run under way lies where the report will be. */
    private void report(Path folder, RunLog log) {
        Report.write(folder).warnings().forEach(progress::say);
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

    /** The report is the last: with it the run has come to its end. */
    static List<String> artifacts(Path folder) {
        List<String> result = new ArrayList<>();
        for (String name : List.of("experiment.yaml", "split.yaml", "cases.csv", "lesions.csv", "summary.csv", "refinement.csv", "crf-trials.csv", "figures", Attempt.REPORT)) {
            try (Stream<Path> files = Files.exists(folder.resolve(name)) ? Files.walk(folder.resolve(name)) : Stream.empty()) {
                files.filter(Files::isRegularFile).sorted().map(file -> folder.relativize(file).toString()).forEach(result::add);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + folder.resolve(name) + ": " + Reason.of(e), e);
            }
        }
        return result;
    }

    /** A failed run keeps what was computed; a report that cannot be written either must not hide the first failure. */
    private void fail(Path folder, RunLog log, Throwable failure, long began) {
        try {
            finish(folder, log, "FAILED", failure.getMessage() == null ? failure.toString() : failure.getMessage(), began);
            report(folder, log);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        progress.say("the run failed; what it computed is in " + folder + ", see it with: hepar report " + folder + (failure.getCause() instanceof Diverged
                ? "; going on with it would meet the same batch: lower the learning_rate or the gradient_norm of this network's training, a changed experiment is a new run"
                : ", go on with it: hepar resume " + folder));
    }

    /** Runs while the process is being ended by a signal. */
    private void killed(RunLog log, Path folder, long began, AtomicBoolean killed) {
        killed.set(true);
        log.record("run_finished", ended("KILLED", "ended by a signal", began));
        log.close();
        progress.say("run killed; what it computed is in " + folder + ", see it with: hepar report " + folder + ", go on with it: hepar resume " + folder);
    }

    /** The log is closed and the process about to end: what this thread would still say is not wanted. */
    private static void awaitEnd() {
        while (true) {
            LockSupport.park();
        }
    }
}
