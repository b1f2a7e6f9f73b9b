package org.hepar.track;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class MlflowTest {

    private static final Patience GENEROUS = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(15), Duration.ofSeconds(15), Duration.ofSeconds(25));
    private static final Patience SHORT = new Patience(Duration.ofMillis(700), Duration.ofMillis(700), Duration.ofMillis(700), Duration.ofSeconds(10));

    @TempDir
    Path folder;

    private final List<String> shown = new CopyOnWriteArrayList<>();
    private final List<String> warnings = new CopyOnWriteArrayList<>();

    @BeforeEach
    void writeReport() throws IOException {
        Files.writeString(folder.resolve("report.html"), "<html>läsion</html>");
    }

    @Test
    void runArrivesWithItsNameTagsParametersAndStatus() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Mlflow log = connect(server, GENEROUS)) {
                log.record("run_started", Map.of("run_id", "r", "identity", "abc", "parameters", Map.of("cascade.liver.depth", "4", "seed", 7)));
                log.record("environment", Map.of("git_commit", "0123abc", "threads", 2));
                log.record("run_finished", Map.of("status", "FINISHED", "seconds", 125.0, "peak_memory_mb", 900));
            }
            assertThat(server.to("experiments/create").get(0).json().get("name")).isEqualTo("mini");
            Map<?, ?> created = server.to("runs/create").get(0).json();
            assertThat(created.get("run_name")).isEqualTo("quick-1");
            assertThat(pairs(FakeMlflow.values(server.to("runs/create").get(0), "tags")))
                    .containsEntry("mlflow.runName", "quick-1").containsEntry("mlflow.source.name", "hepar").containsKey("mlflow.user");
            assertThat(pairs(server.logged("params"))).isEqualTo(Map.of("cascade.liver.depth", "4", "seed", "7"));
            assertThat(pairs(server.logged("tags"))).containsEntry("hepar.identity", "abc").containsEntry("hepar.git_commit", "0123abc")
                    .containsEntry("mlflow.source.git.commit", "0123abc").containsEntry("hepar.threads", "2")
                    .containsEntry("mlflow.note.content", "**FINISHED** after 2 min 05 s, peak memory 900 MB");
            List<FakeMlflow.Call> updates = server.to("runs/update");
            assertThat(updates).hasSize(1);
            assertThat(updates.get(0).json().get("status")).isEqualTo("FINISHED");
            assertThat(server.calls.get(server.calls.size() - 1)).isEqualTo(updates.get(0));
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void aRunThatIsTakenUpGoesOnWhereTheServerShowedIt() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Mlflow log = Mlflow.connect(server.address(), "mini", "quick-1", folder, Optional.of(new Mlflow.Earlier("r1", 4)), shown::add, warnings::add,
                    Map.of(), GENEROUS)) {
                log.record("run_resumed", Map.of("command", "hepar resume latest"));
                log.record("case_scored", Map.of("case", "3", "contract", "christ_2017", "liver", Map.of("dice", 0.95)));
                log.record("artifact", Map.of("path", "report.html"));
                log.record("run_finished", Map.of("status", "FINISHED"));
            }
            assertThat(server.to("runs/create")).isEmpty();
            assertThat(server.to("runs/update")).extracting(call -> (String) call.json().get("status")).containsExactly("RUNNING", "FINISHED");
            assertThat(server.logged("metrics")).extracting(metric -> metric.get("step").toString()).containsExactly("5");
            assertThat(server.files()).hasSize(1);
        }
        assertThat(shown).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aRunThatTheServerHasLostIsMadeAnew() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering(call -> call.path().endsWith("/runs/get") ? 404 : 200)) {
            try (Mlflow log = Mlflow.connect(server.address(), "mini", "quick-1", folder, Optional.of(new Mlflow.Earlier("gone", 4)), shown::add, warnings::add,
                    Map.of(), GENEROUS)) {
                log.record("run_finished", Map.of("status", "FINISHED"));
            }
            assertThat(server.to("runs/create")).hasSize(1);
        }
        assertThat(shown).containsExactly("r1");
        assertThat(warnings).isEmpty();
    }

    @Test
    void numbersOfFurtherContractsCarryTheirName() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Mlflow log = connect(server, GENEROUS)) {
                log.record("run_started", Map.of("contracts", new TreeMap<>(Map.of("christ_2017", 1, "lits_2017", 3))));
                log.record("case_scored", Map.of("case", "3", "contract", "christ_2017", "liver", Map.of("dice", 0.95), "lesion", Map.of("dice", 0.5),
                        "further_contracts", Map.of("lits_2017", Map.of("liver", Map.of("dice", 0.94), "lesion", Map.of("dice", 0.0)))));
                log.record("summary", Map.of("metrics", Map.of("liver/dice_mean", 0.955, "lits_2017/liver/dice_mean", 0.945)));
                log.record("run_finished", Map.of("status", "FINISHED"));
            }
            assertThat(points(server)).containsExactlyInAnyOrder("case/liver_dice 1 0.95", "case/lesion_dice 1 0.5", "lits_2017/case/liver_dice 1 0.94",
                    "lits_2017/case/lesion_dice 1 0.0", "liver/dice_mean 0 0.955", "lits_2017/liver/dice_mean 0 0.945");
            assertThat(pairs(server.logged("tags"))).containsEntry("hepar.contract", "christ_2017 version 1, lits_2017 version 3");
        }
    }

    @Test
    void curvesAndScoresArriveWithTheirSteps() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Mlflow log = connect(server, GENEROUS)) {
                for (int epoch = 1; epoch <= 3; epoch++) {
                    log.record("epoch", Map.of("fold", "a", "stage", "liver", "epoch", epoch, "step", 50 * epoch,
                            "loss", 1.0 / epoch, "validation_dice", epoch == 1 ? Double.NaN : 0.9, "learning_rate", 1e-3));
                }
                log.record("stage_finished", Map.of("fold", "a", "stage", "liver", "seconds", 12.5));
                log.record("case_scored", Map.of("case", "3", "liver", Map.of("dice", 0.95), "lesion", Map.of("dice", Double.NaN)));
                log.record("case_scored", Map.of("case", "5", "liver", Map.of("dice", 0.96), "lesion", Map.of("dice", 0.5)));
                log.record("summary", Map.of("metrics", Map.of("liver/dice_mean", 0.955)));
                log.record("run_finished", Map.of("status", "KILLED", "message", "stopped by Ctrl-C"));
            }
            assertThat(points(server)).containsExactlyInAnyOrder(
                    "fold_a/liver/loss 50 1.0", "fold_a/liver/loss 100 0.5", "fold_a/liver/loss 150 " + 1.0 / 3,
                    "fold_a/liver/validation_dice 100 0.9", "fold_a/liver/validation_dice 150 0.9",
                    "fold_a/liver/learning_rate 50 0.001", "fold_a/liver/learning_rate 100 0.001", "fold_a/liver/learning_rate 150 0.001",
                    "fold_a/liver/seconds 0 12.5", "case/liver_dice 1 0.95", "case/liver_dice 2 0.96", "case/lesion_dice 2 0.5",
                    "liver/dice_mean 0 0.955");
            assertThat(server.logged("metrics")).allSatisfy(metric ->
                    assertThat(Long.parseLong(metric.get("timestamp").toString())).isGreaterThan(1_600_000_000_000L));
            assertThat(server.to("runs/update").get(0).json().get("status")).isEqualTo("KILLED");
            assertThat(pairs(server.logged("tags")).get("mlflow.note.content"))
                    .isEqualTo("**KILLED**\n\nstopped by Ctrl-C\n\n| measure | value |\n|---|---|\n| liver/dice_mean | 0.9550 |");
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void batchesStayWithinTheServersLimits() throws IOException {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (int i = 0; i < 250; i++) {
            parameters.put("p" + i, "value");
        }
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Mlflow log = connect(server, GENEROUS)) {
                log.record("run_started", Map.of("parameters", parameters));
                for (int i = 1; i <= 1000; i++) {
                    log.record("epoch", Map.of("fold", "a", "stage", "liver", "step", i, "loss", 0.1, "validation_dice", 0.2, "learning_rate", 0.3));
                }
            }
            assertThat(server.to("runs/log-batch")).allSatisfy(call -> {
                assertThat(FakeMlflow.values(call, "params")).hasSizeLessThanOrEqualTo(100);
                assertThat(FakeMlflow.values(call, "tags")).hasSizeLessThanOrEqualTo(100);
                assertThat(FakeMlflow.values(call, "metrics")).hasSizeLessThanOrEqualTo(800);
            });
            assertThat(server.logged("params")).hasSize(250);
            assertThat(server.logged("metrics")).hasSize(3000);
            assertThat(server.to("runs/log-batch")).as("events that wait together are sent together").hasSizeLessThan(300);
        }
    }

    @Test
    void keysThatBecomeEqualStayApart() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Mlflow log = connect(server, GENEROUS)) {
                Map<String, Object> parameters = new LinkedHashMap<>();
                parameters.put("a:b", "1");
                parameters.put("a?b", "2");
                log.record("run_started", Map.of("parameters", parameters));
                log.record("run_started", Map.of("parameters", Map.of("a:b", "another")));
            }
            Map<String, String> sent = pairs(server.logged("params"));
            assertThat(server.logged("params")).hasSize(2);
            assertThat(sent).containsEntry("a_b", "1").containsValue("2");
        }
    }

    @Test
    void filesArriveInTheirFolders() throws IOException {
        Path figures = Files.createDirectories(folder.resolve("figures"));
        Files.writeString(figures.resolve("curves fold 1.png"), "picture");
        Files.writeString(figures.resolve("box.svg"), "");
        try (FakeMlflow server = FakeMlflow.underPrefix("/tracking/mlflow")) {
            try (Mlflow log = Mlflow.connect(URI.create(server.address() + "/"), "mini", "quick-1", folder, Optional.empty(), shown::add, warnings::add, Map.of(), GENEROUS)) {
                log.record("artifact", Map.of("path", Path.of("report.html")));
                log.record("artifact", Map.of("path", "figures"));
                log.record("run_finished", Map.of("status", "FINISHED"));
            }
            String artifacts = "/tracking/mlflow/api/2.0/mlflow-artifacts/artifacts/1/r1/artifacts/";
            assertThat(server.files()).extracting(FakeMlflow.Call::path).containsExactly(
                    artifacts + "report.html", artifacts + "figures/box.svg", artifacts + "figures/curves%20fold%201.png");
            assertThat(new String(server.files().get(0).body(), StandardCharsets.UTF_8)).isEqualTo("<html>läsion</html>");
            assertThat(server.to("runs/update")).hasSize(1);
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void onlyFilesOfTheRunFolderAreSent() throws IOException {
        Path runFolder = Files.createDirectory(folder.resolve("run"));
        Files.writeString(folder.resolve("secret"), "x");
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Mlflow log = Mlflow.connect(server.address(), "mini", "quick-1", runFolder, Optional.empty(), shown::add, warnings::add, Map.of(), GENEROUS)) {
                log.record("artifact", Map.of("path", "../secret"));
                log.record("artifact", Map.of("path", "missing.png"));
                log.record("run_finished", Map.of("status", "FINISHED"));
            }
            assertThat(server.files()).isEmpty();
            assertThat(server.to("runs/update")).hasSize(1);
        }
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(1)).contains("missing.png");
    }

    @Test
    void serverThatKeepsFilesOutOfReachCostsOneWarningAndKeepsTheRest() throws IOException {
        try (FakeMlflow server = FakeMlflow.keepingFilesAt("file:///srv/mlruns/1/r1/artifacts")) {
            recordWholeRun(connect(server, GENEROUS));
            assertThat(server.files()).isEmpty();
            assertThat(server.to("runs/update").get(0).json().get("status")).isEqualTo("FINISHED");
        }
        assertOneWarning("--serve-artifacts");
    }

    @Test
    void refusedFilesCostOneWarningAndKeepTheRest() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering(call -> call.method().equals("PUT") ? 413 : 200)) {
            recordWholeRun(connect(server, GENEROUS));
            assertThat(server.files()).hasSize(1);
            assertThat(server.to("runs/update").get(0).json().get("status")).isEqualTo("FINISHED");
        }
        assertOneWarning("HTTP 413");
    }

    @Test
    void serverThatIsAwayCostsOneWarning() throws IOException {
        int freePort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }
        URI away = URI.create("http://127.0.0.1:" + freePort);
        recordWholeRun(Mlflow.connect(away, "mini", "quick-1", folder, Optional.empty(), shown::add, warnings::add, Map.of(), GENEROUS));
        assertOneWarning("connection refused");
        assertThat(warnings.get(0)).contains(away.toString()).contains("does not show this run");
    }

    @Test
    void unknownHostCostsOneWarning() {
        URI away = URI.create("http://no-such-host.invalid:5000");
        recordWholeRun(Mlflow.connect(away, "mini", "quick-1", folder, Optional.empty(), shown::add, warnings::add, Map.of(), SHORT));
        assertThat(warnings).hasSize(1);
    }

    @Test
    void serverThatAcceptsAndNeverAnswersCostsOneWarning() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering(call -> 0)) {
            recordWholeRun(connect(server, SHORT));
        }
        assertOneWarning("no answer within 0.7 s");
    }

    @Test
    void serverThatStopsAnsweringCostsOneWarning() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering(call -> call.path().endsWith("log-batch") ? 0 : 200)) {
            recordWholeRun(connect(server, new Patience(Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(20))));
        }
        assertOneWarning("only in part");
    }

    @Test
    void serverThatTakesItsTimeIsLeftAtTheEnd() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering(call -> call.path().endsWith("runs/create") ? 0 : 200)) {
            Patience patience = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(1));
            long start = System.nanoTime();
            recordWholeRun(connect(server, patience));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
        assertOneWarning("within 1 s of the run's end");
    }

    @Test
    void serverErrorsCostOneWarning() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering(call -> 500)) {
            recordWholeRun(connect(server, GENEROUS));
        }
        assertOneWarning("HTTP 500: scripted failure");
    }

    @Test
    void laterServerErrorsCostOneWarningAndNothingMoreIsSent() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering(call -> call.path().endsWith("log-batch") ? 503 : 200)) {
            Mlflow log = connect(server, GENEROUS);
            log.record("run_started", Map.of("identity", "abc"));
            await(() -> !warnings.isEmpty());
            int calls = server.calls.size();
            recordWholeRun(log);
            assertThat(server.calls).hasSize(calls);
        }
        assertOneWarning("HTTP 503");
    }

    @Test
    void tooManyRequestsTwiceCostsOneWarning() throws IOException {
        // The client library sleeps a second after the first 429 and waits for a connection for ever after the second.
        try (FakeMlflow server = FakeMlflow.answering(call -> call.path().endsWith("runs/create") ? 429 : 200)) {
            recordWholeRun(connect(server, new Patience(Duration.ofSeconds(10), Duration.ofSeconds(4), Duration.ofSeconds(4), Duration.ofSeconds(20))));
            assertThat(server.to("runs/create")).hasSizeGreaterThanOrEqualTo(2);
        }
        assertThat(warnings).hasSize(1);
    }

    @Test
    void clientLibraryKeepsItsRetriesToItself() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            connect(server, GENEROUS).close();
        }
        assertThat(Logger.getLogger("org.mlflow_project.apachehttp.impl.execchain.RetryExec").isLoggable(Level.INFO)).isFalse();
        assertThat(LoggerFactory.getLogger("org.mlflow.tracking.MlflowHttpCaller").isErrorEnabled()).isFalse();
    }

    @Test
    void wrongCredentialsSayWhatToSet() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering(call -> 401)) {
            recordWholeRun(connect(server, GENEROUS));
        }
        assertOneWarning("set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
    }

    @Test
    void credentialsGoWithEveryCallAndFile() throws IOException {
        String basic = "Basic " + Base64.getEncoder().encodeToString("anna:geheim".getBytes(StandardCharsets.UTF_8));
        Map<String, String> named = Map.of("MLFLOW_TRACKING_USERNAME", "anna", "MLFLOW_TRACKING_PASSWORD", "geheim");
        assertThat(authorisations("http://", named)).containsExactly(basic);
        assertThat(authorisations("http://anna:geheim@", Map.of())).containsExactly(basic);
        assertThat(authorisations("http://", Map.of("MLFLOW_TRACKING_TOKEN", "geheim"))).containsExactly("Bearer geheim");
    }

    @Test
    void credentialsAreInNoMessage() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering(call -> 500)) {
            URI address = URI.create(server.address().toString().replace("http://", "http://anna:geheim@"));
            recordWholeRun(Mlflow.connect(address, "mini", "quick-1", folder, Optional.empty(), shown::add, warnings::add, Map.of(), GENEROUS));
        }
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).doesNotContain("geheim").contains("http://127.0.0.1");
        for (String database : List.of("postgresql://anna:geheim@host/mlflow", "postgresql://anna:ge/geheim@host/mlflow")) {
            assertThatThrownBy(() -> Mlflow.server(database)).isInstanceOf(IllegalArgumentException.class).hasMessageNotContaining("geheim");
        }
    }

    @Test
    void runThatNeverSaidHowItEndedHasFailed() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Mlflow log = connect(server, GENEROUS)) {
                log.record("run_started", Map.of("identity", "abc"));
            }
            assertThat(server.to("runs/update").get(0).json().get("status")).isEqualTo("FAILED");
        }
    }

    @Test
    void nothingIsMadeOnTheServerWithoutAnEvent() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            connect(server, GENEROUS).close();
            assertThat(server.calls).isEmpty();
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void closingTwiceAndRecordingAfterwardsDoNothing() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            Mlflow log = connect(server, GENEROUS);
            recordWholeRun(log);
            int calls = server.calls.size();
            log.record("warning", Map.of("message", "late"));
            log.close();
            assertThat(server.calls).hasSize(calls);
        }
    }

    @Test
    void laterChangesOfRecordedFieldsAreNotSent() throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            try (Mlflow log = connect(server, GENEROUS)) {
                Map<String, Object> metrics = new LinkedHashMap<>(Map.of("dice", 0.5));
                log.record("summary", Map.of("metrics", metrics));
                metrics.put("dice", 0.9);
            }
            assertThat(points(server)).containsExactly("dice 0 0.5");
        }
    }

    @Test
    void onlyServersByHttpAreAccepted() {
        for (String wrong : List.of("mlruns", "/srv/mlruns", "sqlite:///mlflow.db", "file:///srv/mlruns", "databricks", "", "a b", "http:", "localhost:5000")) {
            assertThatThrownBy(() -> Mlflow.server(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("MLFLOW_TRACKING_URI (=" + wrong + ") must be the address of a server")
                    .hasMessageContaining("mlflow server --host 127.0.0.1 --port 5000").hasMessageNotContaining("\n");
        }
        assertThatThrownBy(() -> Mlflow.server("http://my_server:5000")).hasMessageContaining("no underscore");
        assertThat(Mlflow.server(" https://mlflow.example.org/prefix/ ")).isEqualTo(URI.create("https://mlflow.example.org/prefix/"));
        assertThatThrownBy(() -> Mlflow.connect(URI.create("sqlite:///mlflow.db"), "mini", "quick-1", folder, Optional.empty(), shown::add, warnings::add))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mlflow.connect(URI.create("http://localhost:5000"), " ", "quick-1", folder, Optional.empty(), shown::add, warnings::add))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("experiment name");
    }

    private Mlflow connect(FakeMlflow server, Patience patience) {
        return Mlflow.connect(server.address(), "mini", "quick-1", folder, Optional.empty(), shown::add, warnings::add, Map.of(), patience);
    }

    /** A run of a hundred events; recording must cost nothing, whatever the server does. */
    private void recordWholeRun(Mlflow log) {
        long start = System.nanoTime();
        log.record("run_started", Map.of("identity", "abc", "parameters", Map.of("seed", "1")));
        for (int i = 1; i <= 97; i++) {
            log.record("epoch", Map.of("fold", "a", "stage", "liver", "step", i, "loss", 0.5));
        }
        log.record("artifact", Map.of("path", "report.html"));
        log.record("run_finished", Map.of("status", "FINISHED"));
        Duration recording = Duration.ofNanos(System.nanoTime() - start);
        assertThatCode(log::close).doesNotThrowAnyException();
        assertThat(recording).as("recording 100 events").isLessThan(Duration.ofMillis(500));
    }

    private void assertOneWarning(String part) {
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).contains(part).doesNotContain("\n");
    }

    private List<String> authorisations(String scheme, Map<String, String> environment) throws IOException {
        try (FakeMlflow server = FakeMlflow.answering()) {
            URI address = URI.create(server.address().toString().replace("http://", scheme));
            recordWholeRun(Mlflow.connect(address, "mini", "quick-1", folder, Optional.empty(), shown::add, warnings::add, environment, GENEROUS));
            assertThat(server.files()).hasSize(1);
            return server.calls.stream().map(FakeMlflow.Call::authorisation).distinct().toList();
        }
    }

    private static Map<String, String> pairs(List<Map<?, ?>> values) {
        return values.stream().collect(Collectors.toMap(value -> (String) value.get("key"), value -> (String) value.get("value"), (a, b) -> b));
    }

    private static List<String> points(FakeMlflow server) {
        return server.logged("metrics").stream()
                .map(metric -> metric.get("key") + " " + (metric.get("step") == null ? 0 : metric.get("step")) + " " + ((Number) metric.get("value")).doubleValue()).toList();
    }

    private static void await(BooleanSupplier done) {
        for (long end = System.nanoTime() + Duration.ofSeconds(20).toNanos(); !done.getAsBoolean() && System.nanoTime() < end; ) {
            Thread.onSpinWait();
        }
        assertThat(done.getAsBoolean()).isTrue();
    }
}
