package org.hepar.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.hepar.track.FaultProxy.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A real MLflow server ({@link RealMlflow}) behind a proxy that does to its answers what networks do. */
class MlflowFaultsTest {

    private static final Patience SHORT = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofMillis(500));

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private URI server;

    @BeforeEach
    void requireServer() {
        server = RealMlflow.address();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("well", script(request -> Fault.NONE)),
                Arguments.of("down from the start", script(request -> Fault.REFUSED)),
                Arguments.of("dies in the middle and returns", script(request -> request > 12 && request < 40 ? Fault.REFUSED : Fault.NONE)),
                Arguments.of("dies in the middle", script(request -> request > 12 ? Fault.REFUSED : Fault.NONE)),
                Arguments.of("accepts and never answers", script(request -> request > 8 ? Fault.SILENT : Fault.NONE)),
                Arguments.of("500 for a while", script(request -> request > 8 && request < 30 ? Fault.ERROR_500 : Fault.NONE)),
                Arguments.of("429 many in a row", script(request -> request > 8 && request < 60 ? Fault.BUSY_429 : Fault.NONE)),
                Arguments.of("429 with Retry-After", script(request -> request > 8 && request < 20 ? Fault.BUSY_429_WITH_RETRY_AFTER : Fault.NONE)),
                Arguments.of("every third answer breaks off in the middle", script(request -> request % 3 == 0 ? Fault.HALF_AN_ANSWER : Fault.NONE)),
                Arguments.of("every third answer is lost", script(request -> request % 3 == 0 ? Fault.ANSWER_LOST : Fault.NONE)),
                Arguments.of("every request arrives twice", script(request -> Fault.TWICE)),
                Arguments.of("ten seconds late", script(request -> request > 8 ? Fault.SLOW : Fault.NONE)),
                Arguments.of("anything at random", script(request -> Fault.values()[new Random(request).nextInt(Fault.values().length - 1)])));
    }

    private static FaultProxy.Script script(FaultProxy.Script script) {
        return script;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void nothingIsLostAndTheRunHardlyWaits(String name, FaultProxy.Script script) throws IOException {
        SampleRun.writeFiles(folder, 300_000);
        String experiment = "faults " + name + " " + System.nanoTime();
        try (FaultProxy proxy = new FaultProxy(server)) {
            proxy.follow(script);
            long began = System.nanoTime();
            Journal journal = Journal.create(folder.resolve("journal.jsonl"));
            RunLog log = RunLog.all(List.of(journal, Mlflow.connect(proxy.address(), folder, said::add, Map.of(), SHORT)));
            SampleRun.record(log, experiment, 20);
            double recorded = (System.nanoTime() - began) / 1e9;
            log.close();
            double closed = (System.nanoTime() - began) / 1e9 - recorded;
            if (!name.equals("well")) {
                assertThat(closed).as("seconds that the run waits at its end; %s", said).isLessThan(30);
            }
            proxy.follow(request -> Fault.NONE);
            Mlflow.push(proxy.address(), folder, false, said::add);
            Mlflow.Verification verification = Mlflow.verify(proxy.address(), folder);
            assertThat(verification.differences()).as("%s; %s", verification.counts(), said).isEmpty();
            assertThat(verification.isEqual()).isTrue();
            assertThat(Mlflow.push(proxy.address(), folder, false, said::add)).as("twice changes nothing").startsWith("0 new pages, 0 parameters, 0 metric points");
        }
    }

    /** A full disk is played by a limit to the size of the server's files: neither its data base nor an artefact larger than that can be written. */
    @Test
    void aServerWhoseDiskIsFullGetsTheRestWhenThereIsRoom() throws Exception {
        List<ProcessHandle> processes = RealMlflow.processes();
        long full = Files.size(RealMlflow.database());
        SampleRun.writeFiles(folder, (int) full + 1_000_000);
        try {
            limit(processes, Long.toString(full));
            long began = System.nanoTime();
            try (RunLog log = RunLog.all(List.of(Journal.create(folder.resolve("journal.jsonl")), Mlflow.connect(server, folder, said::add, Map.of(), SHORT)))) {
                SampleRun.record(log, "full disk " + System.nanoTime());
            }
            assertThat((System.nanoTime() - began) / 1e9).as("seconds of the whole run; %s", said).isLessThan(30);
            assertThat(said).last().asString().contains("does not have the whole run yet");
            assertThatThrownBy(() -> Mlflow.push(server, folder, false, said::add)).isInstanceOf(IllegalStateException.class).hasMessageContaining("push again when it is well");
        } finally {
            limit(processes, "unlimited");
        }
        Mlflow.push(server, folder, false, said::add);
        Mlflow.Verification verification = Mlflow.verify(server, folder);
        assertThat(verification.differences()).as("%s; %s", verification.counts(), said).isEmpty();
        assertThat(Mlflow.push(server, folder, false, said::add)).as("twice changes nothing").startsWith("0 new pages, 0 parameters, 0 metric points, 0 tags, 0 files");
    }

    private static void limit(List<ProcessHandle> processes, String bytes) throws Exception {
        for (ProcessHandle process : processes) {
            Process prlimit = new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":unlimited").inheritIO().start();
            assertThat(prlimit.waitFor()).isZero();
        }
    }

    /** Nobody's names, but a journal is a file: what it says arrives, as it is or escaped, and nothing gets out of its run. */
    @Test
    void strangeNamesArriveOrAreEscaped() throws IOException {
        String strange = "../../x \"double\" 'single' `back` %2e%2e/ \\ \n next line; DROP TABLE runs; -- 🫀 läsion ";
        String longest = strange + "n".repeat(10_000);
        Path inside = Files.createDirectories(folder.resolve("figures"));
        Files.writeString(inside.resolve("it's \"one\" 🫀 läsion.svg"), "<svg/>");
        try (Journal journal = Journal.create(folder.resolve("journal.jsonl"))) {
            journal.record("run_started", Map.of("run_id", longest, "experiment", longest + System.nanoTime(), "identity", strange, "command", longest, "parameters", Map.of(strange, longest, longest, strange, "empty", "")));
            journal.record("cohort", Map.of("name", longest, "sha256", strange, "cases", List.of(strange, longest)));
            journal.record("fold_started", Map.of("fold", longest, "training", List.of(strange), "validation", List.of(), "test", List.of(longest)));
            journal.record("stage_started", Map.of("fold", longest, "stage", strange, "parameters", 10, "epochs", 2, "steps_per_epoch", 5, "training_slices", 7));
            journal.record("epoch", Map.of("fold", longest, "stage", strange, "epoch", 1, "step", 5, "loss", 0.5, "validation_dice", 0.75, "learning_rate", 0.1, "seconds", 1.0, "best", true));
            journal.record("case_scored", Map.of("fold", longest, "case", strange, "liver", Map.of("dice", 0.9), "lesion", Map.of("dice", 0.5)));
            journal.record("warning", Map.of("message", longest));
            journal.record("run_finished", Map.of("status", "FAILED", "message", longest, "seconds", 201.4, "peak_memory_mb", 1830));
            journal.record("artifact", Map.of("path", "figures"));
            journal.record("artifact", Map.of("path", "figures/../../../etc/passwd"));
            journal.record("artifact", Map.of("path", strange));
            journal.record("artifact", Map.of("path", "a\0b.txt"));
        }
        Mlflow.push(server, folder, false, said::add);
        Mlflow.Verification verification = Mlflow.verify(server, folder);
        assertThat(verification.differences()).as("%s; %s", verification.counts(), said).isEmpty();
        assertThat(said).hasSize(3).allSatisfy(line -> assertThat(line).doesNotContain("\n", "\0").contains("is not a file of the run folder"));
    }

    /** No run of hepar's makes such names. */
    @Test
    void aFileThatTheServerHasNoPlaceForIsNamedAndMissedAlone() throws IOException {
        Path inside = Files.createDirectories(folder.resolve("figures"));
        for (String name : List.of("a\nb.txt", "a?b#c;d.txt", "e.txt")) {
            Files.writeString(inside.resolve(name), "text");
        }
        try (Journal journal = Journal.create(folder.resolve("journal.jsonl"))) {
            SampleRun.record(journal, "no place " + System.nanoTime());
            journal.record("artifact", Map.of("path", "figures"));
        }
        Mlflow.push(server, folder, false, said::add);
        assertThat(said).filteredOn(line -> line.contains(" refused ")).isNotEmpty().allSatisfy(line -> assertThat(line).doesNotContain("\n").contains("figures/a"));
        Mlflow.Verification verification = Mlflow.verify(server, folder);
        assertThat(verification.differences()).isNotEmpty().allSatisfy(line -> assertThat(line).contains("figures/a").contains("is not there as it is here"));
    }

    @Test
    void comparingGoesOnWithABusyServer() throws IOException {
        SampleRun.writeFiles(folder, 1000);
        try (Journal journal = Journal.create(folder.resolve("journal.jsonl")); FaultProxy proxy = new FaultProxy(server)) {
            SampleRun.record(journal, "busy " + System.nanoTime());
            Mlflow.push(proxy.address(), folder, false, said::add);
            proxy.follow(request -> request % 20 == 0 ? FaultProxy.Fault.BUSY_429 : request % 33 == 0 ? FaultProxy.Fault.HALF_AN_ANSWER : request % 47 == 0 ? FaultProxy.Fault.ERROR_500 : FaultProxy.Fault.NONE);
            Mlflow.Verification verification = Mlflow.verify(proxy.address(), folder);
            assertThat(verification.isEqual()).as("%s; %s", verification.counts(), verification.differences()).isTrue();
            assertThat(proxy.requests()).isGreaterThan(50);
        }
    }

    private void pushSample(String experiment) throws IOException {
        SampleRun.writeFiles(folder, 1000);
        try (Journal journal = Journal.create(folder.resolve("journal.jsonl"))) {
            SampleRun.record(journal, experiment + " " + System.nanoTime());
        }
        Mlflow.push(server, folder, false, said::add);
    }

    /** Somebody tidies up on the server; the next push puts it right. */
    @Test
    void pagesThatWereDeletedThereAreMadeAnewInTheirPlace() throws Exception {
        pushSample("deleted");
        for (String page : List.of("fold_0", "fold_1/liver", Message.RUN)) {
            new MlflowServer(server, Map.of(), SHORT).delete(MlflowCursor.open(folder, server).pages().get(page).id());
            assertThat(Mlflow.verify(server, folder).isEqual()).isFalse();
            assertThat(Mlflow.push(server, folder, false, said::add)).startsWith("1 new pages");
            assertThat(Mlflow.verify(server, folder).differences()).isEmpty();
        }
        assertThat(said).isEmpty();
    }

    /** Somebody else, a copy of the run perhaps, has ended the page and nested another in it. */
    @Test
    void whatWasChangedThereIsSeenAndToldAgain() throws Exception {
        pushSample("changed");
        MlflowCursor.Page page = MlflowCursor.open(folder, server).pages().get("fold_0");
        MlflowServer there = new MlflowServer(server, Map.of(), SHORT);
        there.finish(page.id(), "KILLED", 1);
        assertThat(Mlflow.verify(server, folder).differences()).singleElement().asString().contains("fold_0 is KILLED instead of FINISHED");
        assertThat(Mlflow.push(server, folder, false, said::add)).startsWith("0 new pages, 0 parameters, 0 metric points");
        assertThat(Mlflow.push(server, folder, true, said::add)).startsWith("0 new pages");
        assertThat(Mlflow.verify(server, folder).differences()).isEmpty();
        there.createRun(there.run(page.id()).orElseThrow().getInfo().getExperimentId(), "intruder", "somebody", 1, Map.of("mlflow.parentRunId", page.id()));
        assertThat(Mlflow.verify(server, folder).differences()).singleElement().asString().contains("fold_0 has 1 pages nested in it that the journal does not have: intruder");
    }

    /** What MLflow or a person puts beside a run is theirs; what stands among hepar's own is a stranger, counted and named. */
    @Test
    void whatTheJournalDoesNotHaveIsCountedAndNamedAndWhatIsOfOthersIsNot() throws Exception {
        pushSample("strangers");
        MlflowServer there = new MlflowServer(server, Map.of(), SHORT);
        MlflowCursor.Page run = MlflowCursor.open(folder, server).pages().get(Message.RUN);
        MlflowCursor.Page fold = MlflowCursor.open(folder, server).pages().get("fold_0");
        Path file = Files.writeString(folder.resolve("report.html").resolveSibling("note.txt"), "seen by somebody");
        there.put(run.artifactUri(), "note.txt", file);
        there.put(run.artifactUri(), "mine/deeper/note.txt", file);
        there.log(run.id(), List.of(), Map.of(), Map.of("reviewed", "yes", "mlflow.note.by", "somebody"));
        Mlflow.Verification others = Mlflow.verify(server, folder);
        assertThat(others.differences()).isEmpty();
        assertThat(others.isEqual()).isTrue();
        assertThat(others.counts()).endsWith("2 files that others put there beside the run's");
        there.put(run.artifactUri(), "figures/more/intruder.png", file);
        there.put(fold.artifactUri(), "fold-0/other.safetensors", file);
        there.log(fold.id(), List.of(new Message.Point("fold_0", "intruder/dice", 0.5, 1, 1)), Map.of("intruder", "1"), Map.of("hepar.intruder", "yes"));
        assertThat(Mlflow.verify(server, folder).differences()).containsExactlyInAnyOrder(
                "the run has 1 files that the journal does not have: figures/more/intruder.png",
                "fold_0 has 1 files that the journal does not have: fold-0/other.safetensors",
                "fold_0 has 1 curves that the journal does not have: intruder/dice",
                "fold_0 has 1 parameters that the journal does not have: intruder",
                "fold_0 has 1 tags of hepar's that the journal does not have: hepar.intruder");
    }

    @Test
    void aServerThatForgotWhereItStoodIsToldAgainWithoutDoubling() throws IOException {
        pushSample("forgotten");
        Files.delete(MlflowCursor.file(folder, server));
        assertThat(Mlflow.push(server, folder, false, said::add)).startsWith("0 new pages");
        assertThat(Mlflow.verify(server, folder).differences()).isEmpty();
    }
}
