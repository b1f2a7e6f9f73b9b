package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hepar.config.Yaml;
import org.hepar.data.CohortSource;
import org.hepar.data.Phantom;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.metric.CaseScores;
import org.hepar.report.Scores;
import org.hepar.track.Entry;
import org.hepar.track.Journal;
import org.hepar.track.Progress;
import org.hepar.track.RunLock;
import org.hepar.volume.LabelledVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run on three tiny phantoms: training, segmentation, scores, report, record, use on new files. */
class LocalTest {

    /** Left by a process that ended before its report was written; no sign that the run is done. */
    private static final String PAGE_UNDER_WAY = "the page of a run under way";

    private static final String TABLE = "summary.csv";

    @TempDir
    private Path folder;

    private Experiment experiment(String... overrides) throws IOException {
        Path split = folder.resolve("split.yaml");
        if (!Files.exists(split)) {
            Files.writeString(split, """
                    name: tiny
                    folds:
                      - {name: "0", training: [phantom-00, phantom-01], validation: [], test: [phantom-02]}
                    """);
        }
        List<String> all = new ArrayList<>(List.of("name=tiny", "split=" + split, "cohort.cases=3", "cohort.slices=12", "cohort.in_plane_size=64",
                "cohort.in_plane_spacing_mm=5"));
        for (String stage : List.of("liver", "lesion")) {
            all.addAll(List.of("cascade." + stage + ".training.epochs=2", "cascade." + stage + ".training.steps_per_epoch=4",
                    "cascade." + stage + ".training.keep=last", "cascade." + stage + ".training.network.depth=2",
                    "cascade." + stage + ".training.network.base_channels=4", "cascade." + stage + ".preprocessing.1={type: resize_in_plane, height: 32, width: 32}"));
        }
        all.addAll(List.of(overrides));
        return Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, all);
    }

    /** Draws nothing and remembers what is said. */
    private static Progress listening(List<String> said) {
        return new Progress() {
            @Override
            public Task start(String name, long steps) {
                return SILENT.start(name, steps);
            }

            @Override
            public void say(String line) {
                said.add(line);
            }
        };
    }

    private Local local(String name) {
        return new Local(folder.resolve(name), folder.resolve("cache"), Optional.empty(), 2, 10, Progress.SILENT);
    }

    private Path run(String name, Experiment experiment) {
        return run(name, experiment, 2);
    }

    private Path run(String name, Experiment experiment, int dataWorkers) {
        return new Local(folder.resolve(name), folder.resolve("cache-" + name), Optional.empty(), dataWorkers, 10, Progress.SILENT)
                .run(experiment, List.of(), false, "hepar run tiny");
    }

    @Test
    void aRunLeavesItsWholeRecordAndComesOutAgainBitForBitWhateverTheNumberOfDataWorkers() throws IOException {
        String contracts = "contracts=[christ_2017, christ_2017+dice_0.3]";
        Path first = run("a", experiment(contracts), 1);
        Path second = run("b", experiment(contracts), 4);
        for (String file : List.of("fold-0/liver.safetensors", "fold-0/lesion.safetensors", "predictions/phantom-02.nii.gz", "cases.csv", "lesions.csv", "summary.csv", "split.yaml")) {
            assertThat(first.resolve(file)).as(file).hasBinaryContent(Files.readAllBytes(second.resolve(file)));
        }
        assertThat(first.resolve("report.html")).isNotEmptyFile();
        List<Entry> entries = Journal.read(first.resolve("journal.jsonl"));
        assertThat(entries).extracting(Entry::kind).startsWith("run_started", "environment", "cohort", "fold_started", "stage_started", "epoch", "epoch", "stage_finished")
                .contains("case_scored", "summary", "run_finished", "artifact");
        Run run = Run.read(first);
        Run.EpochDetails details = run.folds().get(0).stages().get(1).epochs().get(1).details();
        assertThat(details.diceByClass()).containsOnlyKeys("background", "lesion");
        assertThat(details.draws()).containsOnlyKeys("phantom-00", "phantom-01");
        assertThat(details.draws().values().stream().mapToDouble(n -> n).sum()).isEqualTo(4 * 4);
        assertThat(details.foregroundShare()).isBetween(0.5, 1.0);
        assertThat(details.gradientNorm()).isPositive();
        assertThat(run.status()).isEqualTo(Run.Status.FINISHED);
        assertThat(run.environment()).containsKeys("java", "engine", "engine_version", "threads", "git_commit", "allocator");
        assertThat(Scores.read(first)).isEqualTo(Scores.of(run));
        assertThat(run.cases().get(0).scores()).extracting(CaseScores::contract).containsExactly("christ_2017", "christ_2017+dice_0.3");
        assertThat(run.contracts()).containsOnlyKeys("christ_2017", "christ_2017+dice_0.3");
        assertThat(run.summary()).containsKeys("liver/dice_mean", "christ_2017+dice_0.3/liver/dice_mean").containsEntry("cases", 1.0);
        try (Stream<Path> runs = Files.list(folder.resolve("a"))) {
            assertThat(runs).containsExactly(first);
        }
    }

    @Test
    void aFinishedRunSegmentsNewFilesInTheirOwnGrid() throws IOException {
        Path run = run("a", experiment());
        LabelledVolume image = ((CohortSource) new Phantom(1, 5, 10, 60, 5, 4)).open().cases().get(0).load();
        Path input = folder.resolve("new.nii.gz");
        Nifti.write(input, image.volume(), StoredGrid.of(image.grid()));
        List<Path> written = new Segmentation(run, List.of(), false).segment(List.of(input), folder.resolve("masks"), Progress.SILENT);
        assertThat(written).containsExactly(folder.resolve("masks/new-segmentation.nii.gz"));
        assertThat(Nifti.readGrid(written.get(0)).grid()).isEqualTo(Nifti.readGrid(input).grid());
        String stored = Files.readString(run.resolve("experiment.yaml"));
        Files.writeString(run.resolve("experiment.yaml"), stored.replaceFirst("(?sm)^contracts:.*", "contract: christ_2017\n").replaceFirst("(?m)^device: cpu\n", ""));
        assertThat(Files.readString(run.resolve("experiment.yaml"))).contains("contract: christ_2017").doesNotContain("contracts", "device");
        byte[] mask = Files.readAllBytes(written.get(0));
        assertThat(new Segmentation(run, List.of(), false).segment(List.of(input), folder.resolve("masks"), Progress.SILENT)).first().asString().endsWith("new-segmentation.nii.gz");
        assertThat(written.get(0)).hasBinaryContent(mask);
        assertThatThrownBy(() -> new Segmentation(run, List.of("9"), false).segment(List.of(input), folder.resolve("masks"), Progress.SILENT))
                .hasMessageContaining("no trained fold '9'; it has '0'");
        assertThatThrownBy(() -> new Segmentation(run, List.of(), false).segment(List.of(input, input), folder.resolve("other"), Progress.SILENT))
                .hasMessageContaining("would both be written");
        assertThatThrownBy(() -> new Segmentation(folder, List.of(), false).segment(List.of(input), folder.resolve("other"), Progress.SILENT))
                .hasMessageContaining("is no run folder");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void whatIsWrongIsFoundBeforeARunFolderIsMade() throws IOException {
        Path split = folder.resolve("wrong.yaml");
        Files.writeString(split, "name: wrong\nfolds:\n  - {name: \"0\", training: [phantom-00, nobody], validation: [], test: [phantom-02]}\n");
        assertThatThrownBy(() -> run("a", experiment("split=" + split))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody").hasMessageContaining("phantom-01");
        assertThatThrownBy(() -> run("a", experiment("cascade.lesion.training.keep=best"))).hasMessageContaining("names no validation cases");
        assertThatThrownBy(() -> new Local(folder.resolve("a"), folder.resolve("cache"), Optional.empty(), 2, 10, Progress.SILENT)
                .run(experiment(), List.of("7"), false, "")).hasMessageContaining("fold '7' is not in split tiny; it has '0'");
        assertThatThrownBy(() -> run("a", experiment("cascade.liver.training.sampling.batch_size=2000000000"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch_size (=2000000000) does not fit this machine").hasMessageContaining("lower it to at most");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void aFailureInTheMiddleKeepsWhatWasComputedAndIsRecorded() throws IOException {
        Experiment hopeless = experiment("cascade.lesion.training.optimiser={type: sgd, learning_rate: 1.0e30, momentum: 0, nesterov: false, weight_decay: 0, decay_norms_and_biases: false}",
                "cascade.lesion.training.gradient_norm=1.0e30");
        List<String> said = new ArrayList<>();
        Progress heard = listening(said);
        Local local = new Local(folder.resolve("a"), folder.resolve("cache-a"), Optional.empty(), 2, 10, heard);
        assertThatThrownBy(() -> local.run(hopeless, List.of(), false, "")).isInstanceOf(RunStopped.class).hasMessageContaining("lower learning_rate").hasMessageContaining("fold 0, lesion");
        try (Stream<Path> runs = Files.list(folder.resolve("a"))) {
            Path run = runs.findFirst().orElseThrow();
            assertThat(Run.read(run).status()).isEqualTo(Run.Status.FAILED);
            assertThat(Run.read(run).message()).contains("lower learning_rate");
            assertThat(run.resolve("fold-0/liver.safetensors")).isNotEmptyFile();
            assertThat(run.resolve("report.html")).isNotEmptyFile();
            Entry diverged = Journal.read(run.resolve("journal.jsonl")).stream().filter(entry -> entry.kind().equals("diverged")).findFirst().orElseThrow();
            assertThat((List<?>) diverged.fields().get("slices")).hasSize(4).allSatisfy(slice -> assertThat((String) slice).matches("phantom-0[01]\\[\\d+]"));
            assertThat(said).last().asString().contains("would meet the same batch: lower the learning_rate or the gradient_norm", "a changed experiment is a new run")
                    .doesNotContain("hepar resume");
            assertThat(run.resolve((String) diverged.fields().get("batch"))).isNotEmptyFile();
            assertThat(Run.read(run).message()).contains(((List<?>) diverged.fields().get("slices")).get(0).toString());
        }
    }

    /** A folder of runs may be shared: what somebody else has left there unfinished stands in nobody's way. */
    @Test
    void aRunThatMayNotBeLockedIsNotTakenUp() throws IOException {
        Path first = run("a", experiment());
        Files.delete(first.resolve("lock"));
        Files.createDirectory(first.resolve("lock"));
        List<String> said = new ArrayList<>();
        Progress heard = listening(said);
        Path second = new Local(folder.resolve("a"), folder.resolve("cache-a"), Optional.empty(), 2, 10, heard).run(experiment(), List.of(), false, "");
        assertThat(second).isNotEqualTo(first);
        assertThat(said).anyMatch(line -> line.startsWith("the run " + folder.resolve("a").resolve(first.getFileName()) + " is not taken up: cannot lock "));
    }

    /** Of the last epoch, not of the one before; also where there is no other. */
    @Test
    void theLastThingSaidOfATrainingIsTheDiceOfItsLastEpoch() throws IOException {
        Map<String, String> last = new LinkedHashMap<>();
        Progress heard = new Progress() {
            @Override
            public Task start(String name, long steps) {
                return new Task() {
                    @Override
                    public void step(String detail) {
                        last.put(name, detail);
                    }

                    @Override
                    public void detail(String detail) {
                        last.put(name, detail);
                    }

                    @Override
                    public void close() {
                    }
                };
            }

            @Override
            public void say(String line) {
            }
        };
        Path run = new Local(folder.resolve("a"), folder.resolve("cache-a"), Optional.empty(), 2, 10, heard)
                .run(experiment("cascade.lesion.training.epochs=1"), List.of(), false, "");
        for (Run.Stage stage : Run.read(run).folds().get(0).stages()) {
            double dice = stage.epochs().get(stage.epochs().size() - 1).validationDice();
            assertThat(last.get("fold 0, " + stage.name() + ": training")).endsWith(String.format(Locale.ROOT, ", training Dice %.3f", dice));
        }
    }

    /** The folder of a run as its process would have left it, had it been killed after the n-th line of its journal. */
    private static Path cut(Path run, Path copy, int lines, boolean torn) throws IOException {
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(run.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!file.endsWith("report.html") || lines == Integer.MAX_VALUE) {
                    Files.copy(file, target);
                }
            }
        }
        if (lines < Integer.MAX_VALUE) {
            List<String> kept = Files.readAllLines(run.resolve("journal.jsonl")).subList(0, lines);
            Files.writeString(copy.resolve("journal.jsonl"), String.join("\n", kept) + (lines == 0 ? "" : torn ? "\n{\"seq\":" + (lines + 1) + ",\"ti" : "\n"));
        }
        return copy;
    }

    @Test
    void aRunThatWasCutOffAnywhereGoesOnInItsFolderToTheSameBits() throws IOException {
        Path whole = run("a", experiment());
        List<Entry> told = Journal.read(whole.resolve("journal.jsonl"));
        int finished = IntStream.range(0, told.size()).filter(i -> told.get(i).kind().equals("run_finished")).findFirst().orElseThrow() + 1;
        for (int lines : new int[] {1, 4, 6, 8, 11, finished - 1, finished, told.size() - 1}) {
            Path copy = cut(whole, folder.resolve("cut-" + lines).resolve(whole.getFileName().toString()), lines, lines % 2 == 0);
            Files.createFile(copy.resolve("predictions/.half.part"));
            if (lines >= 8) {
                Files.createFile(copy.resolve("fold-0/liver-checkpoint-00000008.safetensors")); // the liver's stage_finished is line 8
            }
            if (lines >= finished) {
                Files.writeString(copy.resolve("report.html"), PAGE_UNDER_WAY);
            }
            Path resumed = lines == 8 ? local("cut-" + lines).resume(copy, "hepar resume") : run("cut-" + lines, experiment());
            assertThat(resumed).isEqualTo(copy);
            for (String file : List.of("fold-0/liver.safetensors", "fold-0/lesion.safetensors", "predictions/phantom-02.nii.gz", "cases.csv", "lesions.csv", "summary.csv")) {
                assertThat(resumed.resolve(file)).as("%s, cut after line %d", file, lines).hasBinaryContent(Files.readAllBytes(whole.resolve(file)));
            }
            List<String> once = Journal.read(resumed.resolve("journal.jsonl")).stream().map(LocalTest::work).filter(event -> !event.isEmpty()).toList();
            assertThat(once).as("cut after line %d", lines).isEqualTo(told.stream().map(LocalTest::work).filter(event -> !event.isEmpty()).toList());
            assertThat(Run.read(resumed).status()).isEqualTo(Run.Status.FINISHED);
            assertThat(resumed.resolve("report.html")).isNotEmptyFile().content().isNotEqualTo(PAGE_UNDER_WAY);
            assertThat(resumed.resolve("predictions/.half.part")).doesNotExist();
            assertThat(resumed.resolve("fold-0/liver-checkpoint-00000008.safetensors")).doesNotExist();
        }
    }

    /** What a record says of the work, which must be told once; empty for what is about a try at it. */
    private static String work(Entry entry) {
        return Set.of("run_started", "cohort", "fold_started", "stage_started", "epoch", "stage_finished", "case_scored").contains(entry.kind())
                ? entry.kind() + entry.fields().get("stage") + entry.fields().get("epoch") + entry.fields().get("case") + entry.fields().get("loss") + entry.fields().get("weights_sha256") : "";
    }

    @Test
    void aRunWhoseReportCannotBeWrittenIsGoneOnWithForTheReportAlone() throws IOException {
        Experiment experiment = experiment();
        List<String> said = new ArrayList<>();
        assertThatThrownBy(() -> new Local(folder.resolve("a"), folder.resolve("cache"), Optional.empty(), 2, 10, obstructing(folder.resolve("a"), said))
                .run(experiment, List.of(), false, "hepar run tiny")).isInstanceOf(RunStopped.class).hasMessageContaining("the report is missing").hasMessageContaining(TABLE);
        Path run = only(folder.resolve("a"));
        assertThat(said).last().asString().contains("its results are kept in " + run, "only its report is missing", "hepar resume " + run);
        assertThat(run.resolve("report.html")).as("the page of the run under way").isNotEmptyFile();
        List<Entry> told = Journal.read(run.resolve("journal.jsonl"));
        assertThat(told).last().extracting(Entry::kind).isEqualTo("run_finished");
        assertThat(Run.read(run).status()).isEqualTo(Run.Status.FINISHED);
        try (Stream<Path> files = Files.walk(run)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".part"));
        }
        assertThatThrownBy(() -> run("a", experiment)).as("the reason is still there").isInstanceOf(RunStopped.class).hasMessageContaining(TABLE);
        assertThat(only(folder.resolve("a"))).isEqualTo(run);

        FileTime trained = Files.getLastModifiedTime(run.resolve("fold-0/liver.safetensors"));
        Files.delete(run.resolve(TABLE).resolve("obstacle"));
        Files.delete(run.resolve(TABLE));
        assertThat(local("a").resume(run, "hepar resume")).isEqualTo(run);
        assertThat(Files.getLastModifiedTime(run.resolve("fold-0/liver.safetensors"))).isEqualTo(trained);
        List<Entry> whole = Journal.read(run.resolve("journal.jsonl"));
        assertThat(whole.stream().map(LocalTest::work).filter(event -> !event.isEmpty())).isEqualTo(told.stream().map(LocalTest::work).filter(event -> !event.isEmpty()).toList());
        assertThat(whole).last().extracting(entry -> entry.fields().get("path")).isEqualTo("report.html");
        assertThat(Run.read(run).status()).isEqualTo(Run.Status.FINISHED);
        assertThat(run.resolve(TABLE)).isNotEmptyFile();
        assertThatThrownBy(() -> local("a").resume(run, "")).hasMessageContaining("is finished");
    }

    private static Path only(Path runs) throws IOException {
        try (Stream<Path> folders = Files.list(runs)) {
            List<Path> found = folders.toList();
            assertThat(found).hasSize(1);
            return found.get(0);
        }
    }

    /** Puts a folder in the place of one of the report's tables when the test cases are scored. */
    private static Progress obstructing(Path runs, List<String> said) {
        return new Progress() {
            @Override
            public Task start(String name, long steps) {
                if (name.contains("scoring test cases")) {
                    try {
                        Files.createFile(Files.createDirectory(only(runs).resolve(TABLE)).resolve("obstacle"));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
                return SILENT.start(name, steps);
            }

            @Override
            public void say(String line) {
                said.add(line);
            }
        };
    }

    @Test
    void onlyAnUnfinishedRunOfTheSameExperimentIsTakenUp() throws IOException {
        Path whole = run("a", experiment());
        Path other = run("a", experiment());
        assertThat(other).as("a finished run is not taken up").isNotEqualTo(whole);
        assertThatThrownBy(() -> local("a").resume(whole, "")).hasMessageContaining("is finished").hasMessageContaining("hepar report");
        Path copy = cut(whole, folder.resolve("b").resolve(whole.getFileName().toString()), 5, false);
        assertThat(run("b", experiment("seed=99"))).as("another experiment").isNotEqualTo(copy);
        assertThat(local("b").run(experiment(), List.of(), true, "hepar run --fresh")).as("asked for a new one").isNotEqualTo(copy);
        Path again = cut(whole, folder.resolve("c").resolve(whole.getFileName().toString()), 5, false);
        try (RunLock lock = RunLock.take(again).orElseThrow()) {
            assertThatThrownBy(() -> run("c", experiment())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("under way").hasMessageContaining("--fresh");
            assertThatThrownBy(() -> local("c").resume(again, "")).hasMessageContaining("under way");
        }
        assertThatThrownBy(() -> local("c").resume(cut(whole, folder.resolve("c/stub"), 0, false), "")).hasMessageContaining("ended before it began");
        Files.writeString(again.resolve("experiment.yaml"), Files.readString(again.resolve("experiment.yaml")).replace("seed: 1\n", "seed: 5\n"));
        assertThatThrownBy(() -> local("c").resume(again, "")).hasMessageContaining("its experiment is another");
        assertThatThrownBy(() -> new Local(folder, folder, Optional.empty(), 2, 0, Progress.SILENT)).hasMessageContaining("--checkpoint-minutes (=0.0)");
    }

    @Test
    void aFoldThatTrainsOnOnePatientIsWarnedOfBeforeAnythingIsTrained() throws IOException {
        Files.writeString(folder.resolve("split.yaml"), "name: lone\nfolds:\n  - {name: \"0\", training: [phantom-00], validation: [phantom-01], test: [phantom-02]}\n");
        List<Entry> told = Journal.read(run("a", experiment()).resolve("journal.jsonl"));
        int warning = told.stream().map(Entry::kind).toList().indexOf("warning");
        assertThat(warning).isPositive().isLessThan(told.stream().map(Entry::kind).toList().indexOf("fold_started"));
        assertThat((String) told.get(warning).fields().get("message")).contains("fold '0' trains on one patient only, phantom-00");
        assertThat(Plan.of(experiment(), List.of()).text()).contains("warning     fold '0' trains on one patient only, phantom-00");
    }

    @Test
    void bothTablesOfRefinementsAreToldAndTheReportLast(@TempDir Path run) throws IOException {
        for (String file : List.of("report.html", "refinement.csv", "crf-trials.csv", "cases.csv", "lock")) {
            Files.writeString(run.resolve(file), "");
        }
        assertThat(Local.artifacts(run)).containsExactly("cases.csv", "refinement.csv", "crf-trials.csv", "report.html");
    }

    @Test
    void aFoldWithoutTestCasesTrainsForUseElsewhere() throws IOException {
        Files.writeString(folder.resolve("split.yaml"), "name: all\nfolds:\n  - {name: all, training: [phantom-00, phantom-01, phantom-02], validation: [], test: []}\n");
        Path run = run("a", experiment());
        assertThat(run.resolve("fold-all/lesion.safetensors")).isNotEmptyFile();
        assertThat(run.resolve("report.html")).isNotEmptyFile();
        assertThat(Files.readAllLines(run.resolve("cases.csv"))).hasSize(1);
        assertThat(Journal.read(run.resolve("journal.jsonl")).stream().map(Entry::kind)).contains("run_finished").doesNotContain("case_scored");
    }

    @Test
    void aPlanNeedsNoData() throws IOException {
        String plan = Plan.of(Yaml.read(Path.of("experiments/lits.yaml"), Experiment.class, List.of("cohort.folder=/no/such/folder")), List.of()).text();
        assertThat(plan).contains("not at hand", "jobs        2", "liver net", "lesion net", "memory");
        Path file = Files.writeString(folder.resolve("native.yaml"), "base: " + Path.of("configs/chlebus_2018-paper.yaml").toAbsolutePath() + "\nname: native\nquestion: Of which size are slices?\n"
                + "cohort: {type: nifti_folder, folder: /no/such/folder, image: \"{id}.nii\", reference: \"r{id}.nii\"}\nsplit: " + Path.of("data-splits/lits.yaml").toAbsolutePath() + "\n");
        assertThat(Plan.of(Yaml.read(file, Experiment.class, List.of()), List.of()).text()).contains("slices of 512 x 512", "508, 516, 524", "these are filled up to 516 x 516");
        assertThat(Plan.of(experiment(), List.of()).text()).contains("3 cases, at hand", "2 training,   0 validation,   1 test");
    }
}
