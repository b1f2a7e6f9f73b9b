package org.hepar.track;

import org.hepar.config.Hash;
import org.hepar.config.Json;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An MLflow server, each call to it with a deadline. The client library knows no time limit and hangs for ever on a server
 * that accepts and never answers, and on a second answer 429 to one request; so every call runs on a daemon thread that is
 * left behind when its time is up. Not safe for several threads.
 */
final class MlflowServer implements AutoCloseable {

    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger TRANSPORT = Logger.getLogger("org.mlflow_project.apachehttp");
    private static final String CLIENT_LOG_LEVEL = "org.slf4j.simpleLogger.log.org.mlflow";

    static {
        // The library tells of each try; a server in trouble would cost more than one line. Debugging can ask for them.
        TRANSPORT.setLevel(Level.SEVERE);
        if (System.getProperty(CLIENT_LOG_LEVEL) == null) {
            System.setProperty(CLIENT_LOG_LEVEL, "off");
        }
    }

    /** Whether networks are to be shown there, with the models that they make: {@code yes} or {@code no}. */
    static final String WEIGHTS = "HEPAR_MLFLOW_WEIGHTS";

    /** What the web page shows of an experiment: with this value runs and their curves, not the traces of a language model. */
    private static final String KIND = "mlflow.experimentKind";
    private static final String TRAINING_OF_MODELS = "custom_model_development";
    /** A state of the runs' table that a link can name; the page reads it from this tag of the experiment. */
    private static final String VIEW_NAME = "hepar";
    private static final String VIEW = "mlflow.sharedViewState." + VIEW_NAME;
    /** The columns that it opens with; all else as the page has it by itself, which older ones cannot do without. */
    private static final String VIEW_STATE = """
            {"searchFilter":"","orderByKey":"attributes.start_time","orderByAsc":false,"startTime":"ALL","lifecycleFilter":"Active","datasetsFilter":[],"runsExpanded":{},"runsPinned":[],"runsHidden":[],"runsVisibilityMap":{},"runsHiddenMode":"FIRST_10_RUNS",\
            "viewMaximized":false,"runListHidden":false,"isAccordionReordered":false,"useGroupedValuesInCharts":true,"hideEmptyCharts":true,"groupBy":null,"groupsExpanded":{},"autoRefreshEnabled":true,\
            "selectedColumns":["tags.`hepar.kind`",\
            "metrics.`liver/dice`","metrics.`liver/voe`","metrics.`liver/asd_mm`","metrics.`liver/msd_mm`","metrics.`lesion/dice`","metrics.`lesion/recall`",\
            "metrics.`lesion/false_positives_per_case`","metrics.`best/dice`"]}""";
    /** The pages for training; newer servers open as a workshop for language models otherwise. */
    static final String FOR_TRAINING = "?workflowType=machine_learning";
    private static final int MOST_EXPERIMENTS = 1000;
    /** Runs that are looked at where one is expected. */
    private static final int MOST_ALIKE = 100;
    private static final int TOO_LARGE = 413;
    private static final int LONGEST_REASON = 200;
    private static final String ARTIFACTS = "mlflow-artifacts:/";
    /** Up to this size (bytes) a file is read before it is sent, so that one still being written arrives in one state. */
    private static final long READ_WHOLE = 16_000_000;

    /** Of a call, and of sending a byte: a server that takes longer does not keep up. */
    private static final long KEEPS_UP_NANOS = 1_500_000_000;
    private static final long KEEPS_UP_NANOS_A_BYTE = 100;

    private final URI address;
    private final Patience patience;
    private final String username;
    private final String password;
    private final String token;
    private final boolean takesWeights;
    private ExecutorService calls = Executors.newSingleThreadExecutor(MlflowServer::thread);
    private MlflowClient client;
    private HttpClient http;
    private volatile long slowFrom = Long.MAX_VALUE / 2 + System.nanoTime();

    /** The credentials are MLFLOW_TRACKING_USERNAME and _PASSWORD, or MLFLOW_TRACKING_TOKEN, or those in the address. */
    MlflowServer(URI address, Map<String, String> environment, Patience patience) {
        this.address = plain(address);
        this.patience = patience;
        String[] inAddress = address.getUserInfo() == null ? new String[0] : address.getUserInfo().split(":", 2);
        this.username = setting(environment, "MLFLOW_TRACKING_USERNAME").orElse(inAddress.length == 2 ? inAddress[0] : null);
        this.password = setting(environment, "MLFLOW_TRACKING_PASSWORD").orElse(inAddress.length == 2 ? inAddress[1] : null);
        this.token = setting(environment, "MLFLOW_TRACKING_TOKEN").orElse(null);
        this.takesWeights = takesWeights(environment);
    }

    /** @throws IllegalArgumentException when it is asked for otherwise than by yes or no */
    static boolean takesWeights(Map<String, String> environment) {
        String asked = setting(environment, WEIGHTS).orElse("yes");
        if (!asked.equals("yes") && !asked.equals("no")) {
            throw new IllegalArgumentException(WEIGHTS + " (=" + asked + ") must be yes or no: whether MLflow is sent the weights of networks");
        }
        return asked.equals("yes");
    }

    boolean takesWeights() {
        return takesWeights;
    }

    /** The address without credentials and without a slash at its end. */
    URI address() {
        return address;
    }

    /** A new run. */
    RunInfo createRun(String experimentId, String runName, String user, long startMillis, Map<String, String> tags) throws ServerLost {
        CreateRun.Builder run = CreateRun.newBuilder().setExperimentId(experimentId).setRunName(runName).setUserId(user).setStartTime(startMillis);
        run.addTags(tag("mlflow.runName", runName)).addTags(tag("mlflow.user", user));
        tags.forEach((key, value) -> run.addTags(tag(key, value)));
        RunInfo made = within(patience.call(), () -> client().createRun(run.build()));
        if (made.getRunId().isEmpty()) {
            throw notMlflow();
        }
        return made;
    }

    /** A run that the server has, not deleted. */
    Optional<Run> run(String runId) throws ServerLost {
        try {
            return Optional.of(within(patience.first(), () -> client().getRun(runId))).filter(run -> run.getInfo().getLifecycleStage().equals("active"));
        } catch (ServerLost.Refused e) {
            return Optional.empty();
        }
    }

    /** All points of a curve. */
    List<Metric> history(String runId, String key) throws ServerLost {
        return within(patience.upload(), () -> client().getMetricHistory(runId, key));
    }

    /** All runs that bear a tag of this value, not deleted, in an order that does not change. */
    List<RunInfo> bearing(String experimentId, String tag, String value) throws ServerLost {
        String filter = "tags.`" + tag + "` = '" + value + "'";
        return within(patience.call(), () -> client().searchRuns(List.of(experimentId), filter, ViewType.ACTIVE_ONLY, MOST_ALIKE).getItems().stream().map(Run::getInfo)
                .sorted(Comparator.comparing(RunInfo::getRunId)).toList());
    }

    void delete(String runId) throws ServerLost {
        post("runs/delete", Map.of("run_id", runId));
    }

    void reopen(String runId) throws ServerLost {
        post("runs/update", Map.of("run_id", runId, "status", RunStatus.RUNNING.name()));
    }

    void log(String runId, List<Message.Point> points, Map<String, String> parameters, Map<String, String> tags) throws ServerLost {
        List<Map<String, Object>> metrics = points.stream().map(point -> Map.<String, Object>of("key", point.key(), "value", point.value(), "timestamp", point.millis(), "step", point.step())).toList();
        post("runs/log-batch", Map.of("run_id", runId, "metrics", metrics, "params", pairs(parameters), "tags", pairs(tags)));
    }

    private static List<Map<String, String>> pairs(Map<String, String> values) {
        return values.entrySet().stream().map(one -> Map.of("key", one.getKey(), "value", one.getValue())).toList();
    }

    void dataset(String runId, Message.Dataset dataset) throws ServerLost {
        Map<String, Object> described = Map.of("name", dataset.name(), "digest", dataset.digest(), "source_type", "local", "source", "{}", "profile", dataset.profile());
        Map<String, Object> input = Map.of("tags", List.of(Map.of("key", "mlflow.data.context", "value", dataset.context())), "dataset", described);
        post("runs/log-inputs", Map.of("run_id", runId, "datasets", List.of(input)));
    }

    /** The data that a run says it was done on. */
    List<Message.Dataset> datasets(String runId) throws ServerLost {
        String answer = within(patience.call(), () -> client().sendGet("runs/get?run_id=" + runId));
        Object inputs = at(Json.read(answer), "run", "inputs", "dataset_inputs");
        return list(inputs).stream().map(input -> new Message.Dataset("", String.valueOf(at(input, "dataset", "name")), String.valueOf(at(input, "dataset", "digest")),
                list(at(input, "tags")).stream().filter(tag -> "mlflow.data.context".equals(at(tag, "key"))).map(tag -> String.valueOf(at(tag, "value"))).findFirst().orElse(""),
                String.valueOf(at(input, "dataset", "profile")))).toList();
    }

    /** The client library knows no DELETE. */
    private void remove(String model, String version) throws ServerLost {
        HttpRequest request = request(under("/api/2.0/mlflow/model-versions/delete")).header("Content-Type", "application/json")
                .method("DELETE", HttpRequest.BodyPublishers.ofString(Json.write(Map.of("name", model, "version", version)))).build();
        int status = within(patience.call(), () -> http().send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
        if (status != 200) {
            throw new ServerLost("HTTP " + status + " when a version of a model that was made twice was to be deleted");
        }
    }

    /** Addresses of the folders of the versions of a registered model that were made of a run. */
    List<String> models(String name, String runId) throws ServerLost {
        return versions(name, runId).stream().map(version -> String.valueOf(version.get("source"))).toList();
    }

    /** In the order in which they were made. */
    private List<Map<?, ?>> versions(String name, String runId) throws ServerLost {
        String filter = URLEncoder.encode("name='" + name.replace("'", "''") + "' and run_id='" + runId + "'", StandardCharsets.UTF_8);
        String answer = within(patience.call(), () -> client().sendGet("model-versions/search?filter=" + filter));
        return list(at(Json.read(answer), "model_versions")).stream().<Map<?, ?>>map(version -> (Map<?, ?>) version)
                .sorted(Comparator.comparingInt(version -> Integer.parseInt(String.valueOf(version.get("version"))))).toList();
    }

    private static Object at(Object value, String... path) {
        Object found = value;
        for (String name : path) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return found;
    }

    private static List<?> list(Object value) {
        return value instanceof List<?> all ? all : List.of();
    }

    /**
     * Makes a version of a registered model, which is made where there is none; nothing where the run has one already.
     *
     * @param source address of the folder of the model's files
     */
    void model(String name, String source, String runId, Map<String, String> tags, String description) throws ServerLost {
        List<Map<?, ?>> all = versions(name, runId);
        if (all.isEmpty()) {
            try {
                post("registered-models/create", Map.of("name", name));
            } catch (ServerLost.Refused exists) {
                // that is what was wanted
            }
            post("model-versions/create", Map.of("name", name, "source", source, "run_id", runId, "description", description, "tags", pairs(tags)));
            all = versions(name, runId);
        }
        // A request may have arrived twice.
        for (Map<?, ?> surplus : all.subList(Math.min(1, all.size()), all.size())) {
            remove(name, String.valueOf(surplus.get("version")));
        }
    }

    void finish(String runId, String status, long endMillis) throws ServerLost {
        post("runs/update", Map.of("run_id", runId, "status", RunStatus.valueOf(status).name(), "end_time", endMillis));
    }

    /** Something between here and the server (a login page, a moved address) may answer in its stead: what is not JSON was not taken. */
    private void post(String endPoint, Map<String, ?> body) throws ServerLost {
        String answer = within(patience.call(), () -> client().sendPost(endPoint, Json.write(body)));
        if (!(json(answer) instanceof Map<?, ?>)) {
            throw notMlflow();
        }
    }

    private static ServerLost notMlflow() {
        return new ServerLost("something else than an MLflow server answers there");
    }

    /** What a text says as JSON; null where it is none. */
    private static Object json(String text) {
        try {
            return text == null ? null : Json.read(text);
        } catch (RuntimeException none) {
            return null;
        }
    }

    static RunTag tag(String key, String value) {
        return RunTag.newBuilder().setKey(key).setValue(value).build();
    }

    /** Whether files of a run with this artefact address can be sent through the server. */
    static boolean takesArtifacts(String artifactUri) {
        return artifactUri.startsWith(ARTIFACTS) && !artifactUri.startsWith(ARTIFACTS + "/");
    }

    /**
     * Sends a file to a path under a run's artefacts.
     *
     * @return its bytes
     */
    long put(String artifactUri, String path, Path file) throws ServerLost {
        URI target = artifact(artifactUri, path);
        long size = size(file);
        HttpResponse<String> answer = within(patience.upload(size), size, () -> http().send(request(target, file), HttpResponse.BodyHandlers.ofString()));
        if (answer.statusCode() < 200 || answer.statusCode() >= 300) {
            throw lost(answer.statusCode(), isOfMlflow(answer.body()), "HTTP " + answer.statusCode());
        }
        return size;
    }

    /**
     * Of the content of a file of a run; empty text where the server has none.
     *
     * @param bytes about how long it is
     */
    String sha256(String artifactUri, String path, long bytes) throws ServerLost {
        URI target = artifact(artifactUri, path);
        return within(patience.upload(bytes), bytes, () -> {
            HttpResponse<InputStream> answer = http().send(request(target).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream content = answer.body()) {
                return answer.statusCode() == 200 ? Hash.sha256(content) : "";
            }
        });
    }

    private URI artifact(String artifactUri, String path) {
        return under("/api/2.0/mlflow-artifacts/artifacts/" + artifactUri.substring(ARTIFACTS.length()) + "/" + MlflowText.file(path));
    }

    /** Whether anything answers there; asked before a server that was lost is trusted with more, and never hangs. */
    boolean answers(Duration patience) {
        try {
            return http().sendAsync(request(under("/health")).build(), HttpResponse.BodyHandlers.discarding()).get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode() < 500;
        } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        abandon();
        calls.shutdownNow();
    }

    /** Leaves a call that does not come back behind: closing its client breaks the connection that it waits on. */
    private void abandon() {
        calls.shutdownNow();
        calls = Executors.newSingleThreadExecutor(MlflowServer::thread);
        if (client != null) {
            client.close();
            client = null;
        }
    }

    /** The id of the experiment of that name, which is made where it does not exist. */
    String experiment(String name) throws ServerLost {
        Optional<Experiment> existing = within(patience.first(), () -> client().getExperimentByName(name));
        if (existing.isPresent() && existing.get().getLifecycleStage().equals("deleted")) {
            throw new ServerLost("its experiment \"" + name + "\" was deleted; restore it there or name the experiment otherwise");
        }
        String id = existing.isPresent() ? existing.get().getExperimentId() : within(patience.call(), () -> newExperiment(name));
        if (id == null || id.isEmpty()) {
            throw notMlflow();
        }
        if (existing.isEmpty()) {
            return id;
        }
        if (existing.get().getTagsList().stream().noneMatch(tag -> tag.getKey().equals(VIEW) && tag.getValue().equals(VIEW_STATE))) {
            post("experiments/set-experiment-tag", Map.of("experiment_id", id, "key", VIEW, "value", VIEW_STATE));
        }
        return id;
    }

    /** The pages with the runs of hepar's experiments by their names, the one worked on last first. */
    Map<String, URI> views() throws ServerLost {
        String answer = within(patience.call(), () -> client().sendPost("experiments/search", Json.write(Map.of("max_results", MOST_EXPERIMENTS, "order_by", List.of("last_update_time DESC")))));
        Map<String, URI> views = new LinkedHashMap<>();
        for (Object experiment : list(at(json(answer), "experiments"))) {
            if (list(at(experiment, "tags")).stream().anyMatch(tag -> VIEW.equals(at(tag, "key")))) {
                views.put(String.valueOf(at(experiment, "name")), URI.create(address + "/#/experiments/" + at(experiment, "experiment_id") + "/runs" + FOR_TRAINING + "&viewStateShareKey=" + VIEW_NAME));
            }
        }
        return views;
    }

    private String newExperiment(String name) throws IOException, InterruptedException {
        try {
            Map<String, Object> experiment = Map.of("name", name, "tags", pairs(Map.of(KIND, TRAINING_OF_MODELS, VIEW, VIEW_STATE)));
            return (String) ((Map<?, ?>) Json.read(client().sendPost("experiments/create", Json.write(experiment)))).get("experiment_id");
        } catch (MlflowHttpException e) {
            // Another run may have made it in the meantime.
            return client().getExperimentByName(name).orElseThrow(() -> e).getExperimentId();
        }
    }

    /** Whether the call under way takes longer than it does with a server that keeps up. */
    boolean isSlow() {
        return System.nanoTime() - slowFrom > 0;
    }

    private <T> T within(Duration deadline, Callable<T> call) throws ServerLost {
        return within(deadline, 0, call);
    }

    private <T> T within(Duration deadline, long bytes, Callable<T> call) throws ServerLost {
        Future<T> answer = calls.submit(call);
        slowFrom = System.nanoTime() + KEEPS_UP_NANOS + bytes * KEEPS_UP_NANOS_A_BYTE;
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            abandon();
            throw new ServerLost("no answer within " + seconds(deadline) + " s");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ServerLost("interrupted");
        } catch (ExecutionException e) {
            throw lost(e.getCause());
        } finally {
            slowFrom = Long.MAX_VALUE / 2 + System.nanoTime();
        }
    }

    private ServerLost lost(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MlflowHttpException answer) {
                return lost(answer.getStatusCode(), isOfMlflow(answer.getBodyMessage()), withoutSecrets(reason(answer)));
            }
        }
        return new ServerLost(withoutSecrets(reason(failure)));
    }

    /** Too many requests, no permission (yet), failures of the server and what others say in its stead may pass; another 4xx of its own, and too large a body, is the last word. */
    private static ServerLost lost(int status, boolean ofMlflow, String reason) {
        boolean mayPass = status < 400 || status >= 500 || status == 429 || status == 408 || status == 401 || status == 403;
        return mayPass || !ofMlflow && status != TOO_LARGE ? new ServerLost(reason) : new ServerLost.Refused(reason);
    }

    /** Its errors are JSON with a code; those of a proxy in between are web pages. */
    private static boolean isOfMlflow(String body) {
        return at(json(body), "error_code") != null;
    }

    /** The client library follows redirections and takes the credentials along, wherever they lead: a server that redirects is refused before it is used. */
    private MlflowClient client() throws IOException, InterruptedException {
        if (client == null) {
            HttpResponse<Void> answer = http().send(request(under("/api/2.0/mlflow/experiments/get-by-name")).timeout(patience.call()).build(), HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() / 100 == 3) {
                throw new IOException("it sends elsewhere, to " + answer.headers().firstValue("Location").orElse("?") + ", where no credentials are sent; if that is the server, give its address");
            }
            client = new MlflowClient(new BasicMlflowHostCreds(address.toString(), username, password, token, false));
        }
        return client;
    }

    private HttpClient http() {
        if (http == null) {
            // HTTP/1.1: the Python servers complain about an offer to upgrade.
            http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(patience.call()).build();
        }
        return http;
    }

    private HttpRequest request(URI target, Path file) throws IOException {
        HttpRequest.BodyPublisher body = Files.size(file) <= READ_WHOLE
                ? HttpRequest.BodyPublishers.ofByteArray(Files.readAllBytes(file))
                : HttpRequest.BodyPublishers.ofFile(file);
        return request(target).PUT(body).header("Content-Type", "application/octet-stream").build();
    }

    /** A request with the credentials. */
    private HttpRequest.Builder request(URI target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target);
        authorisation().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    /** As the client library chooses: name and password before a token. */
    private Optional<String> authorisation() {
        if (username != null && password != null) {
            byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return Optional.ofNullable(token).map(value -> "Bearer " + value);
    }

    private URI under(String path) {
        try {
            String prefix = address.getPath() == null ? "" : address.getPath();
            URI target = new URI(address.getScheme(), null, address.getHost(), address.getPort(), prefix + path, null, null);
            return URI.create(target.toASCIIString());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("artefact path (=" + path + ") is not part of an address; rename the file", e);
        }
    }

    private static long size(Path file) throws ServerLost {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new ServerLost("cannot read " + file);
        }
    }

    static URI plain(URI address) {
        try {
            String path = address.getPath() == null ? "" : address.getPath().replaceAll("/+$", "");
            return new URI(address.getScheme(), null, address.getHost(), address.getPort(), path, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("tracking server (=" + address.getHost() + ") has no valid address; give http://host:port", e);
        }
    }

    private static Optional<String> setting(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    String withoutSecrets(String reason) {
        String safe = reason;
        for (String secret : new String[] {password, token}) {
            safe = secret == null ? safe : safe.replace(secret, "***");
        }
        return safe.length() <= LONGEST_REASON ? safe : safe.substring(0, LONGEST_REASON - 3) + "...";
    }

    private String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MlflowHttpException answer) {
                return reason(answer);
            }
            if (cause instanceof UnknownHostException) {
                return "unknown host";
            }
            if (cause instanceof ConnectException) {
                return "connection refused";
            }
            if (cause.getCause() == null) {
                return oneLine(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
            }
        }
        return "no reason given";
    }

    private String reason(MlflowHttpException answer) {
        if (answer.getStatusCode() == 401 || answer.getStatusCode() == 403) {
            return "HTTP " + answer.getStatusCode() + (authorisation().isPresent() ? ": it does not take these credentials" : ": set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
        }
        return oneLine("HTTP " + answer.getStatusCode() + said(answer.getBodyMessage()));
    }

    /** The message in an MLflow error's JSON; nothing for the web page that a proxy in between sends. */
    private static String said(String body) {
        return at(json(body), "message") instanceof String message ? ": " + message : "";
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mlflow-call");
        thread.setDaemon(true);
        return thread;
    }
}
