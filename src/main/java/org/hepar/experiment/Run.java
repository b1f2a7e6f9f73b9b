package org.hepar.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.hepar.config.Reason;
import org.hepar.metric.CaseScores;
import org.hepar.metric.LabelScore;
import org.hepar.track.Entry;
import org.hepar.track.Journal;
import org.hepar.track.JournalReader;

/**
 * What happened in a run, as its folder tells: the journal's entries put in order. Times in seconds.
 *
 * <p>A run that failed, was killed or is still under way reads with what is there: text that was never written is empty,
 * a number that was never written is {@code NaN}. Where an entry was written twice (a run that was taken up again) the
 * later one holds.
 *
 * @param folder the run folder
 * @param id name of the run
 * @param experiment name of the experiment
 * @param identity SHA-256 of the experiment's canonical text
 * @param command as typed
 * @param status how it ended
 * @param message the reason of a failure; empty otherwise
 * @param started time of the first entry; empty for an empty journal
 * @param seconds from start to end, or to the last entry
 * @param peakMemoryMb most memory that the process held, MB
 * @param parameters the experiment, flattened to {@code path.to.key}
 * @param contracts versions of the contracts by name, the headline's first; none where the journal is older than this
 * @param environment machine and versions
 * @param cohort the cases as opened
 * @param folds in the order in which they ran
 * @param warnings in the order in which they came
 * @param summary metrics of the whole run by name, {@code liver/dice_mean}
 * @param resolvedExperiment text of {@code experiment.yaml}; empty when there is none
 */
public record Run(Path folder, String id, String experiment, String identity, String command, Status status, String message,
                  Optional<Instant> started, double seconds, double peakMemoryMb, Map<String, String> parameters,
                  Map<String, Integer> contracts, Map<String, String> environment, Patients cohort, List<FoldRun> folds, List<String> warnings,
                  Map<String, Double> summary, String resolvedExperiment) {

    /** How a run ended; {@link #UNFINISHED}: it is still under way, or its process was ended from outside. */
    public enum Status { FINISHED, FAILED, KILLED, UNFINISHED }

    /** The cohort that a run saw: its name, the hash of its content, its cases. */
    public record Patients(String name, String sha256, List<String> cases) {
    }

    /** One fold of a run: who was in it, what was trained, what was scored. */
    public record FoldRun(String name, List<String> training, List<String> validation, List<String> test,
                          List<Stage> stages, List<Search> searches, List<ScoredCase> cases) {
    }

    /**
     * The search for the settings of one stage's refinement, on the validation cases of its fold.
     *
     * @param stage {@code liver} or {@code lesion}
     * @param measure by which settings are judged: {@code dice}, {@code voe}, {@code asd_mm} or {@code msd_mm}
     * @param plannedTrials asked for, without the one of no refinement
     * @param ranges lowest and highest value by key
     * @param cases on which it is judged
     * @param trials in their order; number 0 is no refinement
     * @param chosen number of the trial whose settings are used; -1 before it has ended
     * @param lower end of the interval of the chosen one's mean over cases; {@code NaN} where there is none
     * @param upper its other end
     * @param refinement file with the settings that are used, relative to the run folder; empty before it has ended
     */
    public record Search(String stage, String method, String measure, int plannedTrials, Map<String, List<Double>> ranges, List<String> cases, List<Trial> trials, int chosen,
                         double lower, double upper, String refinement, String refinementSha256) {
    }

    /**
     * One try at settings.
     *
     * @param number from 1; 0 is no refinement
     * @param settings by key
     * @param values of the measure by case, {@code NaN} where undefined
     * @param mean over the cases, undefined values being the worst
     */
    public record Trial(int number, Map<String, Double> settings, Map<String, Double> values, double mean, double seconds) {
    }

    /**
     * The training of one network; of one that was given only its name and weights.
     *
     * @param name {@code liver} or {@code lesion}
     * @param parameters number of trained numbers of the network
     * @param plannedEpochs epochs asked for
     * @param seconds of training; {@code NaN} when it did not end
     * @param chosenEpoch epoch whose weights were kept; 0 when the training did not end
     * @param validationDice Dice of the kept weights
     * @param weights file, relative to the run folder
     */
    public record Stage(String name, long parameters, int plannedEpochs, int stepsPerEpoch, int trainingSlices, List<Epoch> epochs,
                        double seconds, int chosenEpoch, double validationDice, String weights, String weightsSha256) {

        /** Whether it was a file and not trained. */
        public boolean isGiven() {
            return plannedEpochs == 0 && epochs.isEmpty() && !weights.isEmpty();
        }
    }

    /**
     * One pass over the training slices.
     *
     * @param step optimiser steps since the start of the training
     * @param validationOn the cases behind {@code validationDice}: {@code validation}, or {@code training} where a fold has none
     * @param best whether its weights were the best so far
     * @param details what older journals do not tell
     */
    public record Epoch(int epoch, long step, double loss, double validationDice, String validationOn, double learningRate,
                        double seconds, boolean best, EpochDetails details) {
    }

    /**
     * What an epoch's steps drew and spent; {@code NaN} and empty where it was not recorded.
     *
     * @param diceByClass validation Dice by class, background first
     * @param gradientNorm mean over the steps, before it is shortened
     * @param highestGradientNorm of a step
     * @param slicesPerSecond of training, without validation
     * @param waitingSeconds in which the engine waited for slices
     * @param readyBatches mean number that lay ready when a step asked for one
     * @param residentMb memory of the process at its end, MB
     * @param foregroundShare share of the drawn slices that showed the foreground
     * @param draws slices drawn by training case
     */
    public record EpochDetails(Map<String, Double> diceByClass, double gradientNorm, double highestGradientNorm, double slicesPerSecond,
                               double waitingSeconds, double readyBatches, double residentMb, double foregroundShare, Map<String, Double> draws) {
    }

    /**
     * One test case, segmented and scored.
     *
     * @param scores of the same masks under each contract, the headline's first
     * @param seconds by step: liver, lesion, refinement, scoring
     * @param prediction file of the predicted labels, relative to the run folder
     * @param refined what refinements did, by stage; none of a stage without
     */
    public record ScoredCase(List<CaseScores> scores, Map<String, Double> seconds, String prediction, String predictionSha256, Map<String, RefinedStage> refined) {

        public ScoredCase {
            if (scores.isEmpty()) {
                throw new IllegalArgumentException("scores (=[]) need at least one contract; name one under contracts");
            }
            scores = List.copyOf(scores);
            refined = Collections.unmodifiableMap(new LinkedHashMap<>(refined));
        }

        /** Of a cascade without refinements. */
        public ScoredCase(List<CaseScores> scores, Map<String, Double> seconds, String prediction, String predictionSha256) {
            this(scores, seconds, prediction, predictionSha256, Map.of());
        }

        /** The scores under the contract that was named first. */
        public CaseScores headline() {
            return scores.get(0);
        }

        public String caseId() {
            return headline().caseId();
        }

        /** The fields of the journal entry {@code case_scored} from which this case is read back. */
        public Map<String, Object> fields(String fold) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("fold", fold);
            fields.put("case", caseId());
            fields.put("contract", headline().contract());
            fields.put("seconds", seconds);
            fields.put("prediction", prediction);
            fields.put("prediction_sha256", predictionSha256);
            fields.putAll(ScoreFields.of(headline()));
            Map<String, Object> further = new LinkedHashMap<>();
            scores.subList(1, scores.size()).forEach(each -> further.put(each.contract(), ScoreFields.of(each)));
            if (!further.isEmpty()) {
                fields.put("further_contracts", further);
            }
            if (!refined.isEmpty()) {
                Map<String, Object> effects = new LinkedHashMap<>();
                refined.forEach((stage, effect) -> effects.put(stage, effect.fields()));
                fields.put("refined", effects);
            }
            return fields;
        }
    }

    /**
     * What a stage's refinement did in a case: the stage's own mask before and after it, with nothing of other stages.
     *
     * @param before its score under the first contract, of {@code liver} or {@code lesion} as the stage is called
     * @param after the same of the refined mask
     * @param changes mean |ΔQ| of each iteration
     * @param added voxels that the refinement added to the mask
     * @param removed voxels that it took away
     * @param lookedAt share of the voxels that the stage saw which were looked at; 0 when none was uncertain
     */
    public record RefinedStage(LabelScore before, LabelScore after, List<Double> changes, long added, long removed, double lookedAt) {

        public RefinedStage {
            changes = List.copyOf(changes);
        }

        private Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("before", ScoreFields.of(before));
            fields.put("after", ScoreFields.of(after));
            fields.put("changes", changes);
            fields.put("added", added);
            fields.put("removed", removed);
            fields.put("looked_at", lookedAt);
            return fields;
        }

        private static RefinedStage read(Fields fields) {
            return new RefinedStage(ScoreFields.label(fields.map("before")), ScoreFields.label(fields.map("after")), fields.numbers("changes"), fields.whole("added"), fields.whole("removed"),
                    fields.number("looked_at"));
        }
    }

    /**
     * Reads a run folder.
     *
     * @throws UncheckedIOException when it holds no {@code journal.jsonl}
     * @throws IllegalArgumentException when an entry of the journal has a field of a wrong kind
     */
    public static Run read(Path runFolder) {
        Path journal = journal(runFolder);
        return of(runFolder, journal, Journal.read(journal));
    }

    /** Reads as much of a run folder as can be read; what its journal has lost is told. */
    public static Run readable(Path runFolder, Consumer<JournalReader.Damage> damaged) {
        Path journal = journal(runFolder);
        return of(runFolder, journal, Journal.readable(journal, damaged));
    }

    private static Path journal(Path runFolder) {
        Path journal = runFolder.resolve("journal.jsonl");
        if (!Files.isRegularFile(journal)) {
            throw new UncheckedIOException(new IOException(runFolder
                    + " is no run folder, it holds no journal.jsonl; name a folder under runs/ that 'hepar run' made"));
        }
        return journal;
    }

    private static Run of(Path runFolder, Path journal, List<Entry> entries) {
        Reader reader = new Reader(journal);
        entries.forEach(reader::read);
        return reader.run(runFolder, textOf(runFolder.resolve("experiment.yaml")));
    }

    /** All scored cases of all folds, fold after fold. */
    public List<ScoredCase> cases() {
        return folds.stream().flatMap(fold -> fold.cases().stream()).toList();
    }

    private static String textOf(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(file + " cannot be read: " + Reason.of(e), e));
        }
    }

    /** Takes the entries one by one; what is not said yet is empty or {@code NaN}. */
    private static final class Reader {

        private final Path journal;
        private final Map<String, FoldReader> folds = new LinkedHashMap<>();
        private final List<String> warnings = new ArrayList<>();
        private final Map<String, Double> summary = new LinkedHashMap<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private Fields start = Fields.none();
        private Fields end = Fields.none();
        private Patients cohort = new Patients("", "", List.of());
        private Instant first;
        private Instant last;

        Reader(Path journal) {
            this.journal = journal;
        }

        void read(Entry entry) {
            Fields fields = new Fields(journal, entry.sequence(), entry.kind(), entry.fields());
            first = first == null ? entry.time() : first;
            last = entry.time();
            switch (entry.kind()) {
                case "run_started" -> {
                    start = fields;
                    end = Fields.none();
                }
                case "run_resumed" -> end = Fields.none();
                case "environment" -> environment.putAll(fields.texts());
                case "cohort" -> cohort = new Patients(fields.text("name"), fields.text("sha256"), fields.list("cases"));
                case "fold_started" -> fold(fields).started = fields;
                case "stage_started" -> stage(fields).started = fields;
                case "epoch" -> stage(fields).epoch(fields);
                case "stage_finished", "stage_given" -> stage(fields).finished = fields;
                case "crf_search_started" -> search(fields).started = fields;
                case "crf_trial" -> search(fields).trials.put(fields.integer("trial"), fields);
                case "crf_search_finished" -> search(fields).finished = fields;
                case "case_scored" -> fold(fields).cases.put(fields.text("case"), scored(fields));
                case "summary" -> summary.putAll(fields.map("metrics").numbers());
                case "warning" -> warnings.add(fields.text("message"));
                case "run_finished" -> end = fields;
                default -> {
                    // kinds that a later version added say nothing to this one
                }
            }
        }

        private FoldReader fold(Fields fields) {
            return folds.computeIfAbsent(fields.text("fold"), FoldReader::new);
        }

        private StageReader stage(Fields fields) {
            return fold(fields).stages.computeIfAbsent(fields.text("stage"), StageReader::new);
        }

        private SearchReader search(Fields fields) {
            return fold(fields).searches.computeIfAbsent(fields.text("stage"), SearchReader::new);
        }

        private static ScoredCase scored(Fields fields) {
            String caseId = fields.text("case");
            List<CaseScores> scores = new ArrayList<>(List.of(ScoreFields.read(caseId, fields.text("contract"), fields)));
            Fields further = fields.map("further_contracts");
            further.names().forEach(contract -> scores.add(ScoreFields.read(caseId, contract, further.map(contract))));
            Map<String, RefinedStage> refined = new LinkedHashMap<>();
            Fields effects = fields.map("refined");
            effects.names().forEach(stage -> refined.put(stage, RefinedStage.read(effects.map(stage))));
            return new ScoredCase(scores, fields.map("seconds").numbers(), fields.text("prediction"), fields.text("prediction_sha256"), refined);
        }

        private static Map<String, Integer> versions(Fields contracts) {
            Map<String, Integer> versions = new LinkedHashMap<>();
            contracts.names().forEach(name -> versions.put(name, contracts.integer(name)));
            return Collections.unmodifiableMap(versions);
        }

        Run run(Path folder, String resolvedExperiment) {
            String id = start.text("run_id");
            double elapsed = first == null ? Double.NaN : Duration.between(first, last).toMillis() / 1000.0;
            return new Run(folder, id.isEmpty() ? folder.toAbsolutePath().normalize().getFileName().toString() : id,
                    start.text("experiment"), start.text("identity"), start.text("command"),
                    end.constant("status", Status.class, Status.UNFINISHED), end.text("message"), Optional.ofNullable(first),
                    Double.isNaN(end.number("seconds")) ? elapsed : end.number("seconds"), end.number("peak_memory_mb"),
                    Collections.unmodifiableMap(new TreeMap<>(start.map("parameters").texts())), versions(start.map("contracts")), Collections.unmodifiableMap(environment),
                    cohort, folds.values().stream().map(FoldReader::fold).toList(), List.copyOf(warnings),
                    Collections.unmodifiableMap(summary), resolvedExperiment);
        }
    }

    private static final class FoldReader {

        private final String name;
        private final Map<String, StageReader> stages = new LinkedHashMap<>();
        private final Map<String, SearchReader> searches = new LinkedHashMap<>();
        private final Map<String, ScoredCase> cases = new LinkedHashMap<>();
        private Fields started = Fields.none();

        FoldReader(String name) {
            this.name = name;
        }

        FoldRun fold() {
            return new FoldRun(name, started.list("training"), started.list("validation"), started.list("test"),
                    stages.values().stream().map(StageReader::stage).toList(), searches.values().stream().map(SearchReader::search).toList(), List.copyOf(cases.values()));
        }
    }

    private static final class SearchReader {

        private final String stage;
        private final Map<Integer, Fields> trials = new TreeMap<>();
        private Fields started = Fields.none();
        private Fields finished = Fields.none();

        SearchReader(String stage) {
            this.stage = stage;
        }

        Search search() {
            Map<String, List<Double>> ranges = new LinkedHashMap<>();
            Fields given = started.map("ranges");
            given.names().forEach(key -> ranges.put(key, given.numbers(key)));
            return new Search(stage, started.text("method"), started.text("measure"), started.integer("trials"), ranges, started.list("cases"),
                    trials.values().stream().map(SearchReader::trial).toList(), finished.has("trial") ? finished.integer("trial") : -1, finished.number("lower"), finished.number("upper"),
                    finished.text("refinement"), finished.text("refinement_sha256"));
        }

        private static Trial trial(Fields fields) {
            return new Trial(fields.integer("trial"), fields.map("settings").numbers(), fields.map("values").numbers(), fields.number("mean"), fields.number("seconds"));
        }
    }

    private static final class StageReader {

        private final String name;
        private final Map<Integer, Epoch> epochs = new TreeMap<>();
        private Fields started = Fields.none();
        private Fields finished = Fields.none();

        StageReader(String name) {
            this.name = name;
        }

        void epoch(Fields f) {
            epochs.put(f.integer("epoch"), new Epoch(f.integer("epoch"), f.whole("step"), f.number("loss"), f.number("validation_dice"),
                    f.text("validation_on"), f.number("learning_rate"), f.number("seconds"), f.truth("best"),
                    new EpochDetails(f.map("dice_by_class").numbers(), f.number("gradient_norm"), f.number("gradient_norm_highest"), f.number("slices_per_second"),
                            f.number("waiting_seconds"), f.number("ready_batches"), f.number("resident_mb"), f.number("foreground_share"), f.map("draws").numbers())));
        }

        Stage stage() {
            return new Stage(name, started.whole("parameters"), started.integer("epochs"), started.integer("steps_per_epoch"),
                    started.integer("training_slices"), List.copyOf(epochs.values()), finished.number("seconds"),
                    finished.integer("chosen_epoch"), finished.number("validation_dice"), finished.text("weights"),
                    finished.text("weights_sha256"));
        }
    }
}
