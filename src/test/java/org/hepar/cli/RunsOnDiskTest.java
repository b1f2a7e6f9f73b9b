package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.config.Json;
import org.hepar.track.Journal;
import org.hepar.track.RunLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code hepar runs}, {@code show-run}, {@code diff} and {@code push} on runs whose journals are written here. */
class RunsOnDiskTest {

    private static final String FIRST = "20260101-100000-mini-aaaaaaaa";
    private static final String SECOND = "20260102-100000-mini-bbbbbbbb";

    @TempDir
    private Path folder;
    private String out;
    private String err;

    private int hepar(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--runs", folder.toString()));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        int exitCode = Main.run(Terminal.NONE, new PrintStream(said, true, StandardCharsets.UTF_8), new PrintStream(complained, true, StandardCharsets.UTF_8), all.toArray(String[]::new));
        out = said.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
        return exitCode;
    }

    /** A run with one case, that has come to its end or is left open. */
    private Path run(String name, double learningRate, double dice, boolean ended) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        Map<String, Object> parameters = new LinkedHashMap<>(Map.of("seed", 1, "optimiser.learning_rate", learningRate));
        try (Journal journal = Journal.create(run.resolve("journal.jsonl"))) {
            journal.record("run_started", Map.of("run_id", name, "experiment", "mini", "identity", "ab12", "command", "run mini.yaml", "parameters", parameters, "folds", List.of("0"), "contracts", Map.of()));
            journal.record("environment", Map.of("engine", "PyTorch", "engine_version", "2.7.1", "java", "17", "threads", 2, "device", "cpu"));
            journal.record("cohort", Map.of("name", "phantom", "sha256", "cd34", "cases", List.of("a", "b")));
            journal.record("fold_started", Map.of("fold", "0", "training", List.of("a"), "validation", List.of(), "test", List.of("b")));
            journal.record("stage_started", Map.of("fold", "0", "stage", "liver", "parameters", 10, "epochs", 2, "steps_per_epoch", 5, "training_slices", 7));
            journal.record("epoch", Map.of("fold", "0", "stage", "liver", "epoch", 1, "step", 5, "loss", 0.5, "validation_dice", 0.75, "learning_rate", learningRate, "seconds", 1.0, "best", true));
            if (ended) {
                journal.record("summary", Map.of("metrics", Map.of("liver/dice_mean", dice, "cases", 1)));
                journal.record("run_finished", Map.of("status", "FINISHED", "message", "", "seconds", 61.0, "peak_memory_mb", 500));
            }
        }
        return run;
    }

    @Test
    void runsAreListedTheNewestFirstAndFiltered() throws IOException {
        run(FIRST, 0.1, 0.9, true);
        run(SECOND, 0.1, 0.9, true);
        assertThat(hepar("runs")).isZero();
        assertThat(out.lines()).hasSize(3);
        assertThat(out.lines().toList().get(0)).startsWith("run ").contains("status", "liver Dice", "MLflow");
        assertThat(out.lines().toList().get(1)).startsWith(SECOND).contains("mini", "FINISHED", "not pushed");
        assertThat(out.lines().toList().get(2)).startsWith(FIRST);
        assertThat(hepar("runs", "--last", "1")).isZero();
        assertThat(out).contains(SECOND).doesNotContain(FIRST);
        assertThat(hepar("runs", "--status", "FAILED")).isZero();
        assertThat(out).contains("no runs like that");
        assertThat(hepar("runs", "--experiment", "other", "--json")).isZero();
        assertThat(out).isEmpty();
        assertThat(hepar("runs", "--json")).isZero();
        assertThat(out.lines().map(line -> ((Map<?, ?>) Json.read(line)).get("run"))).asList().isEqualTo(List.of(SECOND, FIRST));
        assertThat(hepar("runs", "--last", "0")).isEqualTo(2);
        assertThat(err).contains("--last (=0) must be at least 1");
    }

    @Test
    void aRunWhoseProcessIsGoneIsClosedAsKilledAndOneThatIsUnderWayIsNot() throws IOException {
        Path left = run(FIRST, 0.1, 0.9, false);
        Path working = run(SECOND, 0.1, 0.9, false);
        try (RunLock held = RunLock.take(working).orElseThrow()) {
            assertThat(hepar("runs")).isZero();
            assertThat(out.lines().filter(line -> line.startsWith(SECOND))).singleElement().asString().contains("RUNNING");
            assertThat(held).isNotNull();
        }
        assertThat(out.lines().filter(line -> line.startsWith(FIRST))).singleElement().asString().contains("KILLED");
        assertThat(Files.readString(left.resolve("journal.jsonl"))).contains("\"status\":\"KILLED\"");
        assertThat(hepar("runs", "--status", "KILLED")).isZero();
        assertThat(out).contains(FIRST).contains(SECOND);
        Files.setLastModifiedTime(left.resolve("journal.jsonl"), FileTime.fromMillis(1_000_000_000_000L));
        Path last = run("20260101-110000-mini-cccccccc", 0.1, 0.9, false);
        Files.setLastModifiedTime(last.resolve("journal.jsonl"), FileTime.fromMillis(2_000_000_000_000L));
        Files.setLastModifiedTime(working.resolve("journal.jsonl"), FileTime.fromMillis(1_500_000_000_000L));
        assertThat(hepar("runs")).isZero();
        assertThat(Files.readString(last.resolve("journal.jsonl"))).contains("\"status\":\"KILLED\"");
        assertThat(((Map<?, ?>) ((Map<?, ?>) Json.read(Files.readAllLines(last.resolve("journal.jsonl")).get(6))).get("fields")).get("seconds")).as("of work, not of lying there").isInstanceOfSatisfying(Double.class, seconds -> assertThat(seconds).isLessThan(60));
        assertThat(RunFolder.of("latest", folder)).as("not changed by closing").isEqualTo(last);
        assertThat(Files.getLastModifiedTime(last.resolve("journal.jsonl")).toMillis()).isEqualTo(2_000_000_000_000L);
    }

    @Test
    void aDamagedJournalIsNamedAndTheOthersAreListed() throws IOException {
        run(FIRST, 0.1, 0.9, true);
        Path damaged = run(SECOND, 0.1, 0.9, true).resolve("journal.jsonl");
        Files.writeString(damaged, Files.readString(damaged).replaceFirst("\"threads\":2", "\"threads\":3"));
        assertThat(hepar("runs")).isEqualTo(Main.FAILED);
        assertThat(out).contains(FIRST);
        assertThat(out.lines().filter(line -> line.startsWith(SECOND))).singleElement().asString().contains("DAMAGED");
        assertThat(err).contains(damaged + " line 2 is damaged (its checksum does not match its text)");
        assertThat(hepar("runs", "--status", "DAMAGED")).isEqualTo(Main.FAILED);
        assertThat(out).contains(SECOND).doesNotContain(FIRST);
    }

    /** What is readable is shown: the end of the training is lost here, its epochs and the result are not. */
    @Test
    void ofADamagedRunIsShownWhatCanBeRead() throws IOException {
        Path damaged = run(FIRST, 0.1, 0.9, true).resolve("journal.jsonl");
        Files.writeString(damaged, Files.readString(damaged).replaceFirst("\"training_slices\":7", "\"training_slices\":8"));
        String before = Files.readString(damaged);
        assertThat(hepar("show-run", FIRST)).isEqualTo(Main.FAILED);
        assertThat(out).startsWith(FIRST + "  DAMAGED, as far as it can be read").contains("identity ab12", "0:01:01, at most 500 MB", "1 of ?", "0.500", "0.750");
        assertThat(err).isEqualTo("hepar: journal " + damaged + " line 5 is damaged (its checksum does not match its text); restore the run folder from a copy or run the experiment again"
                + System.lineSeparator());
        assertThat(Files.readString(damaged)).isEqualTo(before);
        Files.writeString(damaged, before.substring(before.indexOf('\n') + 1));
        assertThat(hepar("show-run", FIRST)).as("without its first line").isEqualTo(Main.FAILED);
        assertThat(out).startsWith(FIRST + "  DAMAGED").contains("experiment  -, identity -", "1 of ?");
        assertThat(err).contains("line 1 is damaged (it is record 2 where record 1 should be)", "line 4 is damaged (its checksum");
    }

    /** The process was stopped while it wrote the first line: the run must not vanish, count as one without content, or be made one by a listing command. */
    @Test
    void aJournalOfNothingButATornLineIsToldByEveryCommand() throws IOException {
        Path torn = Files.createDirectories(folder.resolve(FIRST)).resolve("journal.jsonl");
        Files.writeString(torn, "{\"seq\":1,\"time\":\"2026");
        String told = "journal " + torn + " line 1 is damaged (it was cut short, and there is no other); restore the run folder from a copy or run the experiment again";
        assertThat(hepar("runs")).isEqualTo(Main.FAILED);
        assertThat(out).contains(FIRST).contains("DAMAGED");
        assertThat(err).contains(told);
        assertThat(hepar("runs", "--status", "FINISHED")).isEqualTo(Main.FAILED);
        assertThat(err).contains(told);
        assertThat(hepar("show-run", FIRST)).isEqualTo(Main.FAILED);
        assertThat(out).startsWith(FIRST + "  DAMAGED");
        assertThat(err).contains(told);
        for (String command : List.of("resume", "report")) {
            assertThat(hepar(command, FIRST)).as(command).isEqualTo(2);
            assertThat(err).as(command).isEqualTo("hepar: " + told + System.lineSeparator());
        }
        assertThat(hepar("push", FIRST, "--to", "http://127.0.0.1:9")).isEqualTo(Main.FAILED);
        assertThat(err).contains(told);
        assertThat(Files.readString(torn)).isEqualTo("{\"seq\":1,\"time\":\"2026");
        assertThat(folder.resolve(FIRST).resolve("report.html")).doesNotExist();
    }

    /** A listing command must not make a run of what is none. */
    @Test
    void anEmptyJournalIsLeftAsItIs() throws IOException {
        Path empty = Files.createFile(Files.createDirectories(folder.resolve(FIRST)).resolve("journal.jsonl"));
        assertThat(hepar("runs")).isEqualTo(Main.FAILED);
        assertThat(err).contains("does not begin as the journal of a run does");
        assertThat(empty).isEmptyFile();
    }

    /** Nothing has to be written to look at runs: of one whose process is gone it is told that it is unfinished, and nothing is damaged. The superuser may write anywhere. */
    @Test
    void runsInAFolderThatCannotBeWrittenAreShownAsTheyAre() throws IOException {
        Path left = run(FIRST, 0.1, 0.9, false);
        Path journal = left.resolve("journal.jsonl");
        String before = Files.readString(journal);
        Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeFalse(Files.isWritable(left), "this user may write to a folder that says otherwise: skipped");
            assertThat(hepar("runs")).isZero();
            assertThat(out.lines().filter(line -> line.startsWith(FIRST))).singleElement().asString().contains("UNFINISHED");
            assertThat(hepar("show-run", FIRST)).isZero();
            assertThat(out).startsWith(FIRST + "  UNFINISHED");
            assertThat(hepar("push", FIRST, "--to", "http://127.0.0.1:9")).isEqualTo(Main.FAILED);
            assertThat(err).contains("cannot lock " + left.resolve("mlflow")).contains(" (permission denied); check that its folder can be written");
        } finally {
            Files.setPosixFilePermissions(left, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        assertThat(Files.readString(journal)).isEqualTo(before);
    }

    @Test
    void aRunIsShownOnOneScreen() throws IOException {
        run(FIRST, 0.1, 0.9, true);
        assertThat(hepar("show-run", "latest", "--parameters")).isZero();
        assertThat(out).startsWith(FIRST + "  FINISHED").contains("identity ab12", "0:01:01, at most 500 MB", "PyTorch 2.7.1 on cpu, 2 threads", "1 of 2", "0.500", "0.750", "optimiser.learning_rate    0.1");
        assertThat(hepar("show-run", "nobody")).isEqualTo(2);
        assertThat(err).contains("nobody").doesNotContain("Exception");
    }

    @Test
    void onlyWhatDiffersBetweenTwoRunsIsShown() throws IOException {
        run(FIRST, 0.1, 0.9, true);
        run(SECOND, 0.2, 0.875, true);
        assertThat(hepar("diff", FIRST, SECOND)).isZero();
        assertThat(out).contains("optimiser.learning_rate", "0.1", "0.2", "liver/dice_mean", "0.9000", "0.8750", "-0.0250").doesNotContain("seed", "cohort", "java");
        assertThat(hepar("diff", FIRST, FIRST)).isZero();
        assertThat(out).contains("do not differ");
    }

    /** The run's liver was refined with settings that were searched for. */
    private void refined(String name, double positionMm, double after) throws IOException {
        Path run = Files.createDirectories(folder.resolve(name));
        try (Journal journal = Journal.create(run.resolve("journal.jsonl"))) {
            journal.record("run_started", Map.of("run_id", name, "experiment", "mini", "identity", "ab12", "command", "run mini.yaml", "parameters", Map.of(), "folds", List.of("0"), "contracts", Map.of()));
            journal.record("fold_started", Map.of("fold", "0", "training", List.of("a"), "validation", List.of("v"), "test", List.of("b")));
            journal.record("crf_search_started", Map.of("fold", "0", "stage", "liver", "method", "random_search", "trials", 1, "measure", "voe", "ranges", Map.of("position_mm", List.of(1.0, 8.0)), "cases", List.of("v")));
            journal.record("crf_trial", Map.of("fold", "0", "stage", "liver", "trial", 0, "settings", Map.of(), "values", Map.of("v", 0.25), "mean", 0.25, "seconds", 1.0));
            journal.record("crf_trial", Map.of("fold", "0", "stage", "liver", "trial", 1, "settings", Map.of("position_mm", positionMm), "values", Map.of("v", 0.125), "mean", 0.125, "seconds", 1.0));
            journal.record("crf_search_finished", Map.of("fold", "0", "stage", "liver", "trial", 1, "settings", Map.of("position_mm", positionMm), "mean", 0.125, "refinement", "x.yaml"));
            journal.record("case_scored", Map.of("fold", "0", "case", "b", "contract", "christ_2017", "liver", Map.of("outcome", "measured", "dice", after), "lesion", Map.of("outcome", "missed", "dice", 0.0),
                    "refined", Map.of("liver", Map.of("before", Map.of("outcome", "measured", "dice", 0.75), "after", Map.of("outcome", "measured", "dice", after), "changes", List.of(0.1),
                            "added", 5, "removed", 2, "looked_at", 1.0))));
            journal.record("run_finished", Map.of("status", "FINISHED", "message", "", "seconds", 61.0));
        }
    }

    @Test
    void aRefinementAndTheSearchForItsSettingsAreNamed() throws IOException {
        refined(FIRST, 2, 0.875);
        refined(SECOND, 4, 0.9);
        assertThat(hepar("show-run", FIRST)).isZero();
        assertThat(out).contains("CRF search", "1 of 1", "0.250", "trial 1", "0.125", "liver by refinement: Dice 0.750 -> 0.875 (mean of 1 case)");
        assertThat(hepar("diff", FIRST, SECOND)).isZero();
        assertThat(out).contains("fold 0 liver position_mm", "2.0", "4.0", "liver/dice_after", "0.8750", "0.9000", "+0.0250").doesNotContain("dice_before");
        assertThat(hepar("runs", "--json", "--last", "1")).isZero();
        assertThat(((Map<?, ?>) Json.read(out.strip())).get("refined")).isEqualTo(Map.of("liver_dice_before", 0.75, "liver_dice_after", 0.9));
    }

    @Test
    void pushingNeedsAServerThatAnswersAndNamesOrAll() throws IOException {
        run(FIRST, 0.1, 0.9, true);
        assertThat(hepar("push", FIRST, "--all", "--to", "http://127.0.0.1:9")).isEqualTo(2);
        assertThat(err).contains("--all takes no names of runs (" + FIRST + ")");
        assertThat(hepar("push", "--to", "mlruns")).isEqualTo(2);
        assertThat(err).contains("must be http://host:port");
        assertThat(hepar("push", "nobody", "--to", "http://127.0.0.1:9")).isEqualTo(2);
        assertThat(err).contains("nobody");
        assertThat(Arrays.stream(folder.resolve(FIRST).toFile().list())).containsOnly("journal.jsonl");
    }
}
