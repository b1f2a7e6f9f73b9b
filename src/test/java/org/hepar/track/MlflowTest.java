package org.hepar.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run beside a server in this process that keeps what it is asked; {@link MlflowFaultsTest} has the real one. */
@Timeout(60)
class MlflowTest {

    private static final Patience SHORT = new Patience(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofMillis(50), Duration.ofMillis(200));

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();

    private void run(URI server, Map<String, String> environment) throws IOException {
        SampleRun.writeFiles(folder, 1000);
        try (RunLog log = RunLog.all(List.of(Journal.create(folder.resolve("journal.jsonl")), Mlflow.connect(server, folder, said::add, environment, SHORT)))) {
            SampleRun.record(log, "sample");
        }
    }

    private static Map<String, String> pairs(List<Map<?, ?>> values) {
        return values.stream().collect(Collectors.toMap(value -> (String) value.get("key"), value -> (String) value.get("value"), (first, second) -> second));
    }

    @Test
    void aRunArrivesWhole() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            run(server.address(), Map.of());
            assertThat(said).isEmpty();
            assertThat(server.to("experiments/create")).singleElement().satisfies(call -> assertThat(call.json().get("name")).isEqualTo("sample"));
            assertThat(server.to("runs/create")).hasSize(9);
            assertThat(pairs(FakeMlflow.values(server.to("runs/create").get(2), "tags"))).containsEntry("mlflow.parentRunId", "r2").containsEntry("mlflow.source.name", "hepar");
            assertThat(pairs(FakeMlflow.values(server.to("runs/create").get(0), "tags"))).containsEntry("hepar.identity", "e3b0c44298fc1c14").doesNotContainKey("mlflow.parentRunId");
            assertThat(pairs(server.logged("tags"))).containsEntry("mlflow.source.git.commit", "95dbada").containsEntry("hepar.host", "here");
            assertThat(server.to("runs/update")).hasSize(9).allSatisfy(call -> assertThat(call.json().get("status")).isEqualTo("FINISHED"));
            assertThat(server.files()).extracting(FakeMlflow.Call::path).contains("/api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/report.html",
                    "/api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/figures/curves%20of%20liver.svg", "/api/2.0/mlflow-artifacts/artifacts/1/r2/artifacts/fold-0/liver.safetensors");
            assertThat(server.to("runs/log-inputs")).hasSize(7);
            assertThat(server.to("model-versions/create")).hasSize(2).allSatisfy(call -> assertThat(call.json().get("source").toString()).matches("mlflow-artifacts:/1/r\\d/artifacts/fold-[01]"));
            assertThat(Mlflow.pending(folder)).isEqualTo(Map.of(server.address().toString(), 0L));
        }
    }

    @Test
    void weightsAreSentByChoiceAndLaterToo() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            run(server.address(), Map.of("HEPAR_MLFLOW_WEIGHTS", "no"));
            assertThat(said).isEmpty();
            assertThat(server.files()).extracting(FakeMlflow.Call::path).isNotEmpty().noneMatch(path -> path.endsWith(".safetensors"));
            assertThat(server.to("model-versions/create")).isEmpty();
            assertThat(Mlflow.push(server.address(), folder, false, said::add)).startsWith("0 new pages, 0 parameters, 0 metric points, 0 tags, 4 files");
            assertThat(server.files()).extracting(FakeMlflow.Call::path).filteredOn(path -> path.endsWith(".safetensors")).hasSize(4);
            assertThat(server.to("model-versions/create")).hasSize(2);
        }
        assertThatThrownBy(() -> Mlflow.requireSettings(Map.of("HEPAR_MLFLOW_WEIGHTS", "maybe"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("HEPAR_MLFLOW_WEIGHTS (=maybe) must be yes or no: whether MLflow is sent the weights of networks");
    }

    /** Points of one page, of which no batch ends with a record: the next push goes on near where this one ended. */
    @Test
    void aLongPushThatBreaksOffIsNotDoneAgainFromTheStart() throws IOException {
        AtomicInteger batches = new AtomicInteger();
        try (FakeMlflow server = FakeMlflow.answering(call -> call.path().endsWith("log-batch") && batches.incrementAndGet() > 35 ? 500 : 200)) {
            try (Journal journal = Journal.create(folder.resolve("journal.jsonl"))) {
                journal.record("run_started", Map.of("run_id", "r", "experiment", "e", "parameters", Map.of()));
                Map<String, Double> dice = new TreeMap<>();
                for (int i = 1; i <= 38; i++) {
                    dice.put("class " + i, 0.5);
                }
                for (int i = 1; i <= 1500; i++) {
                    journal.record("epoch", Map.of("fold", "a", "stage", "liver", "step", i, "loss", 1.0 / i, "learning_rate", 0.1, "dice_by_class", dice));
                }
            }
            try (MlflowDelivery delivery = new MlflowDelivery(folder, new MlflowServer(server.address(), Map.of(), SHORT), said::add)) {
                assertThatThrownBy(delivery::deliver).isInstanceOf(ServerLost.class);
            }
            assertThat(MlflowCursor.open(folder, server.address()).acknowledged()).isBetween(500L, 1000L);
            batches.set(Integer.MIN_VALUE);
            assertThat(Mlflow.push(server.address(), folder, false, said::add)).startsWith("0 new pages, 0 parameters, 40000 metric points, 0 tags");
            assertThat(Mlflow.pending(folder)).containsValue(0L);
        }
    }

    @Test
    void batchesStayWithinTheServersLimits() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Journal journal = Journal.create(folder.resolve("journal.jsonl"))) {
                Map<String, Object> parameters = new TreeMap<>();
                for (int i = 0; i < 350; i++) {
                    parameters.put("key" + i, "y".repeat(7000));
                }
                journal.record("run_started", Map.of("run_id", "r", "experiment", "e", "parameters", parameters));
                for (int i = 1; i <= 1500; i++) {
                    journal.record("epoch", Map.of("fold", "a", "stage", "liver", "step", i, "loss", 1.0 / i, "learning_rate", 0.1));
                }
            }
            Mlflow.push(server.address(), folder, false, said::add);
            assertThat(server.to("runs/log-batch")).allSatisfy(call -> {
                assertThat(FakeMlflow.values(call, "metrics").size()).isLessThanOrEqualTo(1000);
                assertThat(FakeMlflow.values(call, "params").size()).isLessThanOrEqualTo(100);
                assertThat(FakeMlflow.values(call, "tags").size()).isLessThanOrEqualTo(100);
                assertThat(FakeMlflow.values(call, "metrics").size() + FakeMlflow.values(call, "params").size() + FakeMlflow.values(call, "tags").size()).isLessThanOrEqualTo(1000);
                assertThat(call.body().length).isLessThan(1_000_000);
            });
            assertThat(server.logged("params")).hasSize(350);
            assertThat(server.logged("metrics")).hasSize(3000);
        }
    }

    @Test
    void keysThatBecomeEqualStayApart() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Journal journal = Journal.create(folder.resolve("journal.jsonl"))) {
                journal.record("run_started", Map.of("run_id", "r", "experiment", "e", "parameters", new TreeMap<>(Map.of("a[0]", "1", "a(0)", "2", "a_0_", "3"))));
            }
            Mlflow.push(server.address(), folder, false, said::add);
            assertThat(pairs(server.logged("params"))).hasSize(3).containsValues("1", "2", "3");
        }
    }

    @Test
    void onlyFilesOfTheRunFolderAreSent() throws IOException {
        Path outside = Files.writeString(folder.resolve("secret.txt"), "secret");
        Path run = Files.createDirectories(folder.resolve("run"));
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Journal journal = Journal.create(run.resolve("journal.jsonl"))) {
                journal.record("run_started", Map.of("run_id", "r", "experiment", "e", "parameters", Map.of()));
                journal.record("artifact", Map.of("path", "../secret.txt"));
                journal.record("artifact", Map.of("path", outside.toString()));
                journal.record("artifact", Map.of("path", "absent.html"));
                journal.record("artifact", Map.of("path", "."));
                journal.record("artifact", Map.of("path", "link.txt"));
                journal.record("artifact", Map.of("path", "figures"));
            }
            Files.createSymbolicLink(run.resolve("link.txt"), outside);
            Files.createSymbolicLink(Files.createDirectories(run.resolve("figures")).resolve("link.png"), outside);
            Mlflow.push(server.address(), run, false, said::add);
            assertThat(server.files()).isEmpty();
            assertThat(said).hasSize(6).allSatisfy(line -> assertThat(line).contains("is not sent to MLflow"));
        }
    }

    /** A login page, a moved address: nothing of it may count as sent. */
    @Test
    void whatSomethingElseAnswersInTheServersSteadIsSentAgain() throws IOException {
        for (int status : List.of(302, 404)) {
            Path run = Files.createDirectories(folder.resolve("run-" + status));
            SampleRun.writeFiles(run, 1000);
            AtomicBoolean inBetween = new AtomicBoolean();
            try (FakeMlflow server = FakeMlflow.answering(call -> inBetween.get() ? -status : 200)) {
                try (Journal journal = Journal.create(run.resolve("journal.jsonl"))) {
                    journal.record("run_started", Map.of("run_id", "r", "experiment", "e", "parameters", Map.of()));
                    Mlflow.push(server.address(), run, false, said::add);
                    inBetween.set(true);
                    journal.record("epoch", Map.of("fold", "a", "stage", "liver", "step", 1, "loss", 0.5));
                    journal.record("artifact", Map.of("path", "report.html"));
                }
                try (MlflowDelivery delivery = new MlflowDelivery(run, new MlflowServer(server.address(), Map.of(), SHORT), said::add)) {
                    assertThatThrownBy(delivery::deliver).isInstanceOf(ServerLost.class).isNotInstanceOf(ServerLost.Refused.class);
                }
                inBetween.set(false);
                Mlflow.push(server.address(), run, false, said::add);
                assertThat(server.logged("metrics")).anySatisfy(point -> assertThat(point.get("key")).isEqualTo("training/loss"));
                assertThat(server.files()).isNotEmpty();
                assertThat(said).isEmpty();
            }
        }
    }

    @Test
    void aJournalThatIsNotTheOneThatWasSentIsToldFromItsBeginning() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        try (FakeMlflow server = FakeMlflow.answering()) {
            for (double loss : List.of(0.5, 0.25)) {
                Files.deleteIfExists(file);
                try (Journal journal = Journal.create(file)) {
                    journal.record("run_started", Map.of("run_id", "r", "experiment", "e", "parameters", Map.of()));
                    journal.record("epoch", Map.of("fold", "a", "stage", "liver", "step", 1, "loss", loss));
                }
                Mlflow.push(server.address(), folder, false, said::add);
            }
            assertThat(server.logged("metrics").stream().filter(point -> point.get("key").equals("training/loss")).map(point -> point.get("value"))).isEqualTo(List.of(0.5, 0.25));
        }
    }

    @Test
    void aServerThatKeepsFilesOutOfReachCostsOneWarningAndKeepsTheRest() throws IOException {
        try (FakeMlflow server = FakeMlflow.keepingFilesAt("/srv/mlruns/1/r1/artifacts")) {
            run(server.address(), Map.of());
            assertThat(server.files()).isEmpty();
            assertThat(said).singleElement().asString().contains("out of reach by HTTP");
            assertThat(server.to("runs/update")).hasSize(9);
        }
    }

    @Test
    void whatIsRefusedIsNamedAndDoesNotHoldUpTheRest() throws IOException {
        FakeMlflow.Script script = call -> call.method().equals("PUT") && call.path().endsWith("report.html") ? 413
                : call.path().endsWith("log-batch") && new String(call.body(), StandardCharsets.UTF_8).contains("augmentation_7_.probability") ? 400 : 200;
        try (FakeMlflow server = FakeMlflow.answering(script)) {
            run(server.address(), Map.of());
            assertThat(said).hasSize(2).anySatisfy(line -> assertThat(line).contains("refused report.html (HTTP 413: scripted failure)"))
                    .anySatisfy(line -> assertThat(line).contains("refused augmentation_7_.probability"));
            assertThat(server.to("runs/update")).hasSize(9);
            assertThat(Mlflow.pending(folder)).isEqualTo(Map.of(server.address().toString(), 0L));
        }
    }

    @Test
    void aServerThatIsAwayCostsOneLineAndOneAtTheEnd() throws IOException {
        URI nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
        }
        long began = System.nanoTime();
        run(nobody, Map.of());
        assertThat((System.nanoTime() - began) / 1e9).as("a bound, far from what it takes").isLessThan(15);
        assertThat(said).hasSizeBetween(1, 2).last().asString().contains("does not have the whole run yet").contains("hepar push " + folder);
        assertThat(said.get(0)).contains(nobody.toString());
    }

    @Test
    void credentialsGoWithEveryCallAndFileAndAreInNoMessageAndNoFile() throws IOException {
        String basic = "Basic " + Base64.getEncoder().encodeToString("somebody:pass-word-1".getBytes(StandardCharsets.UTF_8));
        try (FakeMlflow server = FakeMlflow.answering(call -> call.method().equals("PUT") ? 500 : 200)) {
            run(server.address(), Map.of("MLFLOW_TRACKING_USERNAME", "somebody", "MLFLOW_TRACKING_PASSWORD", "pass-word-1"));
            assertThat(server.calls).isNotEmpty().allSatisfy(call -> assertThat(call.authorisation()).isEqualTo(basic));
        }
        requireNoSecret("pass-word-1");
    }

    @Test
    void aTokenIsSentAsBearerAndCredentialsInTheAddressAreNeitherShownNorKept() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering(call -> 401)) {
            run(server.address(), Map.of("MLFLOW_TRACKING_TOKEN", "token-2"));
            assertThat(server.calls).isNotEmpty().allSatisfy(call -> assertThat(call.authorisation()).isEqualTo("Bearer token-2"));
            assertThat(said.get(0)).contains("HTTP 401: it does not take these credentials");
        }
        requireNoSecret("token-2");
        Files.delete(folder.resolve("journal.jsonl"));
        try (FakeMlflow server = FakeMlflow.answering()) {
            run(URI.create(server.address().toString().replace("http://", "http://me:pass-word-3@")), Map.of());
        }
        requireNoSecret("pass-word-3");
    }

    @Test
    void aTokenThatCannotBeSentIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> Mlflow.requireSettings(Map.of("MLFLOW_TRACKING_TOKEN", "token-7\nX: 1"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MLFLOW_TRACKING_TOKEN").hasMessageNotContaining("token-7");
        Mlflow.requireSettings(Map.of("MLFLOW_TRACKING_TOKEN", "token-7\n"));
    }

    private void requireNoSecret(String secret) throws IOException {
        assertThat(said).noneMatch(line -> line.contains(secret));
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).as(file.toString()).doesNotContain(secret);
            }
        }
    }

    /** Whatever the server says, the run keeps its memory: the answer is given up at a bound, and so is its connection. */
    @Test
    void anAnswerWithoutEndIsGivenUpAtABound() throws Exception {
        try (FakeMlflow server = FakeMlflow.answering(call -> FakeMlflow.ENDLESS)) {
            // Not SHORT: on a machine with much else to do 32 MB may take longer than that to come.
            assertThatThrownBy(() -> new MlflowServer(server.address(), Map.of(), Patience.USUAL).run("r1")).isInstanceOf(ServerLost.class).hasMessageContaining("its answer is longer than 32 MB");
            assertThat(server.hungUp.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(server.poured.get() / server.calls.size()).as("bytes of an answer, with what lay in between").isLessThan(2 * MlflowHttp.LONGEST_ANSWER);
        }
    }

    @Test
    void anAnswerThatComesByTheDropIsGivenUpAtItsDeadlineWithItsConnection() throws Exception {
        try (FakeMlflow server = FakeMlflow.answering(call -> FakeMlflow.TRICKLING)) {
            assertThatThrownBy(() -> new MlflowServer(server.address(), Map.of(), SHORT).run("r1")).isInstanceOf(ServerLost.class).hasMessage("no answer within 2 s");
            assertThat(server.hungUp.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aServerThatIsBusyOrFailsIsToldByItsNumber() throws IOException {
        for (Map.Entry<Integer, String> answer : Map.of(429, "it answers 429, too many requests", 503, "it answers 503: scripted failure").entrySet()) {
            said.clear();
            Files.deleteIfExists(folder.resolve("journal.jsonl"));
            try (FakeMlflow server = FakeMlflow.answering(call -> call.path().endsWith("/health") ? 200 : answer.getKey())) {
                run(server.address(), Map.of());
                assertThat(said).hasSize(2).allSatisfy(line -> assertThat(line).contains("(" + answer.getValue() + ")"));
            }
        }
    }

    @Test
    void aServerUnderAPathIsReachedThere() throws IOException {
        try (FakeMlflow server = FakeMlflow.underPrefix("/tools/mlflow")) {
            run(server.address(), Map.of());
            assertThat(server.calls).isNotEmpty().allSatisfy(call -> assertThat(call.path()).startsWith("/tools/mlflow/"));
            assertThat(server.to("runs/update")).hasSize(9);
        }
    }

    @Test
    void onlyServersByHttpAreAccepted() {
        for (String address : List.of("mlruns", "file:///tmp/mlruns", "sqlite:///mlflow.db", "databricks", "http//x", "http://a b")) {
            assertThatThrownBy(() -> Mlflow.server(address)).as(address).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("MLFLOW_TRACKING_URI");
        }
        assertThatThrownBy(() -> Mlflow.server("ftp://me:word@host")).hasMessageNotContaining("word");
        assertThatThrownBy(() -> Mlflow.server("https://host/?token=word")).hasMessageContaining("must end before ? and #").hasMessageNotContaining("word");
        assertThat(Mlflow.server(" https://host/path ")).isEqualTo(URI.create("https://host/path"));
    }
}
