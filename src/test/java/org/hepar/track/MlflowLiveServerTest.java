package org.hepar.track;

import org.hepar.config.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A whole run on a real MLflow server, whose address is in HEPAR_TEST_MLFLOW; asked back through its REST interface. */
class MlflowLiveServerTest {

    private static final int EPOCHS = 20;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private String server;

    @BeforeEach
    void requireServer() {
        server = System.getenv("HEPAR_TEST_MLFLOW");
        assumeTrue(server != null && !server.isBlank(), "HEPAR_TEST_MLFLOW is not set to the address of an MLflow server");
    }

    @Test
    void plausibleRunIsWholeOnTheServer() throws IOException, InterruptedException {
        String experiment = "quickstart " + System.currentTimeMillis();
        writeArtifacts();
        try (RunLog log = RunLog.all(List.of(
                Journal.create(folder.resolve("journal.jsonl")),
                Mlflow.connect(Mlflow.server(server), experiment, "quickstart-01", folder, Optional.empty(), id -> { }, warnings::add)))) {
            recordRun(log);
        }
        assertThat(warnings).isEmpty();

        Map<?, ?> found = at(get("experiments/get-by-name?experiment_name=" + encoded(experiment)), "experiment");
        List<?> runs = (List<?>) post("runs/search", Map.of("experiment_ids", List.of(found.get("experiment_id")))).get("runs");
        assertThat(runs).hasSize(1);
        Map<?, ?> info = at((Map<?, ?>) runs.get(0), "info");
        Map<?, ?> data = at((Map<?, ?>) runs.get(0), "data");
        assertThat(info.get("status")).isEqualTo("FINISHED");
        assertThat(info.get("run_name")).isEqualTo("quickstart-01");
        assertThat(((Number) info.get("end_time")).longValue()).isGreaterThanOrEqualTo(((Number) info.get("start_time")).longValue());

        Map<String, Object> parameters = pairs(data.get("params"));
        assertThat(parameters).hasSize(124).containsEntry("cascade.liver.network.depth", "4").containsEntry("cascade.filter", "");
        assertThat(parameters.get("long").toString()).hasSize(6000);
        Map<String, Object> tags = pairs(data.get("tags"));
        assertThat(tags).containsEntry("hepar.identity", "e3b0c44298fc1c14").containsEntry("mlflow.source.git.commit", "95dbada")
                .containsEntry("hepar.warning_1", "case 4: no lesion in the reference").containsEntry("mlflow.source.name", "hepar");
        assertThat(tags.get("mlflow.note.content").toString()).contains("| liver/dice_mean | 0.9510 |").contains("| lesion/asd_mm_mean | undefined |");
        assertThat(pairs(data.get("metrics"))).containsKeys("fold_0/liver/loss", "fold_1/lesion/validation_dice", "fold_1/lesion/seconds",
                "case/liver_dice", "liver/dice_mean").doesNotContainKey("lesion/asd_mm_mean");

        String id = (String) info.get("run_id");
        List<?> losses = (List<?>) get("metrics/get-history?run_id=" + id + "&metric_key=" + encoded("fold_1/lesion/loss")).get("metrics");
        assertThat(losses).hasSize(EPOCHS);
        assertThat(losses).allSatisfy(point -> assertThat(((Number) ((Map<?, ?>) point).get("value")).doubleValue()).isBetween(0.0, 2.0));
        assertThat(losses.stream().map(point -> ((Number) ((Map<?, ?>) point).get("step")).longValue()).sorted().toList())
                .startsWith(30L, 60L).endsWith(600L);
        List<?> dice = (List<?>) get("metrics/get-history?run_id=" + id + "&metric_key=" + encoded("case/lesion_dice")).get("metrics");
        assertThat(dice).as("one of eight is undefined").hasSize(7);

        assertThat(paths(id, "")).containsExactlyInAnyOrder("figures", "report.html");
        assertThat(paths(id, "figures")).containsExactlyInAnyOrder("figures/curves of liver.svg", "figures/overlay.bin");
        String stored = info.get("artifact_uri").toString().substring("mlflow-artifacts:/".length());
        HttpResponse<byte[]> file = http.send(HttpRequest.newBuilder(URI.create(server + "/api/2.0/mlflow-artifacts/artifacts/" + stored
                + "/figures/overlay.bin")).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(file.body()).isEqualTo(Files.readAllBytes(folder.resolve("figures/overlay.bin")));
        assertThat(Journal.read(folder.resolve("journal.jsonl"))).hasSize(3 + 2 * 2 * (EPOCHS + 2) + 8 + 5);
    }

    private void recordRun(RunLog log) {
        Map<String, Object> parameters = new TreeMap<>(Map.of("cascade.liver.network.depth", 4, "cascade.filter", "", "seed", 7, "long", "x".repeat(7000)));
        for (int i = 0; i < 120; i++) {
            parameters.put("augmentation[" + i + "].probability", 0.5);
        }
        log.record("run_started", Map.of("run_id", "quickstart-01", "experiment", "quickstart", "identity", "e3b0c44298fc1c14",
                "command", "run experiments/quickstart.yaml", "parameters", parameters));
        log.record("environment", Map.of("java", "17.0.15", "engine", "PyTorch", "threads", 2, "device", "cpu", "git_commit", "95dbada"));
        log.record("cohort", Map.of("name", "phantom", "sha256", "ab12", "cases", List.of("0", "1", "2", "3")));
        Random random = new Random(1);
        for (String fold : List.of("0", "1")) {
            for (String stage : List.of("liver", "lesion")) {
                log.record("stage_started", Map.of("fold", fold, "stage", stage, "epochs", EPOCHS, "steps_per_epoch", 30));
                for (int epoch = 1; epoch <= EPOCHS; epoch++) {
                    double done = 1 - Math.exp(-epoch / 5.0);
                    log.record("epoch", Map.of("fold", fold, "stage", stage, "epoch", epoch, "step", 30 * epoch,
                            "loss", 1.2 - done + 0.05 * random.nextDouble(), "validation_dice", 0.9 * done + 0.03 * random.nextDouble(),
                            "learning_rate", 1e-3 * (EPOCHS + 1 - epoch) / EPOCHS, "seconds", 2.5, "best", true));
                }
                log.record("stage_finished", Map.of("fold", fold, "stage", stage, "seconds", 50.0, "chosen_epoch", 19));
            }
        }
        for (int i = 0; i < 8; i++) {
            log.record("case_scored", Map.of("fold", "" + i % 2, "case", "" + i, "liver", Map.of("dice", 0.93 + i / 200.0),
                    "lesion", Map.of("dice", i == 4 ? Double.NaN : 0.5 + i / 20.0)));
        }
        log.record("warning", Map.of("message", "case 4: no lesion in the reference"));
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("liver/dice_mean", 0.951);
        summary.put("lesion/dice_mean", 0.64);
        summary.put("lesion/asd_mm_mean", Double.NaN);
        summary.put("cases", 8);
        log.record("summary", Map.of("metrics", summary));
        log.record("artifact", Map.of("path", "report.html"));
        log.record("artifact", Map.of("path", "figures"));
        log.record("run_finished", Map.of("status", "FINISHED", "message", "", "seconds", 201.4, "peak_memory_mb", 1830));
    }

    private void writeArtifacts() throws IOException {
        Path figures = Files.createDirectories(folder.resolve("figures"));
        Files.writeString(folder.resolve("report.html"), "<html><body><h1>quickstart-01</h1><p>läsion</p></body></html>");
        Files.writeString(figures.resolve("curves of liver.svg"),
                "<svg xmlns='http://www.w3.org/2000/svg' width='200' height='100'><polyline points='0,90 50,40 100,20 200,10' fill='none' stroke='red'/></svg>");
        byte[] large = new byte[20_000_000];
        new Random(2).nextBytes(large);
        Files.write(figures.resolve("overlay.bin"), large);
    }

    private List<String> paths(String runId, String under) throws IOException, InterruptedException {
        List<?> files = (List<?>) get("artifacts/list?run_id=" + runId + (under.isEmpty() ? "" : "&path=" + encoded(under))).get("files");
        return files.stream().map(file -> (String) ((Map<?, ?>) file).get("path")).toList();
    }

    private Map<?, ?> get(String endPoint) throws IOException, InterruptedException {
        return json(HttpRequest.newBuilder(URI.create(server + "/api/2.0/mlflow/" + endPoint)).build());
    }

    private Map<?, ?> post(String endPoint, Map<?, ?> body) throws IOException, InterruptedException {
        return json(HttpRequest.newBuilder(URI.create(server + "/api/2.0/mlflow/" + endPoint)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))).build());
    }

    private Map<?, ?> json(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return (Map<?, ?>) Json.read(answer.body());
    }

    private static Map<?, ?> at(Map<?, ?> map, String name) {
        return (Map<?, ?>) map.get(name);
    }

    private static Map<String, Object> pairs(Object values) {
        Map<String, Object> pairs = new LinkedHashMap<>();
        ((List<?>) values).forEach(value -> pairs.put((String) ((Map<?, ?>) value).get("key"), ((Map<?, ?>) value).get("value")));
        return pairs;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
