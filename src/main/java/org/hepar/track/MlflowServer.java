package org.hepar.track;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.config.Json;
import org.mlflow.api.proto.Service.CreateExperiment;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.FileInfo;
import org.mlflow.api.proto.Service.GetExperimentByName;
import org.mlflow.api.proto.Service.GetMetricHistory;
import org.mlflow.api.proto.Service.GetRun;
import org.mlflow.api.proto.Service.ListArtifacts;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.SearchRuns;
import org.mlflow_project.google.protobuf.InvalidProtocolBufferException;
import org.mlflow_project.google.protobuf.util.JsonFormat;

/**
 * The end points of an MLflow server that a run is shown by. What it answers is read into the messages of MLflow's Java client; the requests go by {@link MlflowHttp}.
 * Not safe for several threads.
 */
final class MlflowServer {

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
    private static final String ARTIFACTS = "mlflow-artifacts:/";
    /** Points of a curve in one answer; older servers (2.x) send all in one. */
    private static final int POINTS_AN_ANSWER = 25_000;

    private final MlflowHttp http;
    private final Patience patience;
    private final boolean takesWeights;

    MlflowServer(URI address, Map<String, String> environment, Patience patience) {
        this(address, environment, patience, 1);
    }

    /** @param tries of each request, with pauses between them */
    MlflowServer(URI address, Map<String, String> environment, Patience patience, int tries) {
        this.http = new MlflowHttp(address, environment, patience, tries);
        this.patience = patience;
        this.takesWeights = takesWeights(environment);
    }

    /** @throws IllegalArgumentException when it is asked for otherwise than by yes or no */
    static boolean takesWeights(Map<String, String> environment) {
        String asked = MlflowHttp.setting(environment, WEIGHTS).orElse("yes");
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
        return http.address();
    }

    /** A new run. */
    RunInfo createRun(String experimentId, String runName, String user, long startMillis, Map<String, String> tags) throws ServerLost {
        Map<String, String> all = new LinkedHashMap<>(Map.of("mlflow.runName", runName, "mlflow.user", user));
        all.putAll(tags);
        Map<String, Object> run = Map.of("experiment_id", experimentId, "run_name", runName, "user_id", user, "start_time", startMillis, "tags", pairs(all));
        RunInfo made = read(http.post("runs/create", run, patience.call()), CreateRun.Response.newBuilder()).getRun().getInfo();
        if (made.getRunId().isEmpty()) {
            throw notMlflow();
        }
        return made;
    }

    /** A run that the server has, not deleted. */
    Optional<Run> run(String runId) throws ServerLost {
        try {
            Run run = read(http.get("runs/get", Map.of("run_id", runId), patience.first()), GetRun.Response.newBuilder()).getRun();
            return Optional.of(run).filter(there -> there.getInfo().getLifecycleStage().equals("active"));
        } catch (ServerLost.Refused e) {
            return Optional.empty();
        }
    }

    /** All points of a curve. */
    List<Metric> history(String runId, String key) throws ServerLost {
        List<Metric> points = new ArrayList<>();
        Map<String, String> query = new LinkedHashMap<>(Map.of("run_id", runId, "metric_key", key, "max_results", Integer.toString(POINTS_AN_ANSWER)));
        while (true) {
            GetMetricHistory.Response.Builder page = read(http.get("metrics/get-history", query, patience.upload()), GetMetricHistory.Response.newBuilder());
            points.addAll(page.getMetricsList());
            if (page.getNextPageToken().isEmpty() || page.getMetricsCount() == 0) {
                return points;
            }
            query.put("page_token", page.getNextPageToken());
        }
    }

    /** All runs that bear a tag of this value, not deleted, in an order that does not change. */
    List<RunInfo> bearing(String experimentId, String tag, String value) throws ServerLost {
        Map<String, Object> search = Map.of("experiment_ids", List.of(experimentId), "filter", "tags.`" + tag + "` = '" + value + "'", "run_view_type", "ACTIVE_ONLY", "max_results", MOST_ALIKE);
        return read(http.post("runs/search", search, patience.call()), SearchRuns.Response.newBuilder()).getRunsList().stream().map(Run::getInfo)
                .sorted(Comparator.comparing(RunInfo::getRunId)).toList();
    }

    /** An answer as a message of MLflow's; what it does not know of is passed over. */
    private static <B extends org.mlflow_project.google.protobuf.Message.Builder> B read(String answer, B message) throws ServerLost {
        try {
            JsonFormat.parser().ignoringUnknownFields().merge(answer, message);
            return message;
        } catch (InvalidProtocolBufferException none) {
            throw notMlflow();
        }
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
        String answer = http.get("runs/get", Map.of("run_id", runId), patience.call());
        Object inputs = at(Json.read(answer), "run", "inputs", "dataset_inputs");
        return list(inputs).stream().map(input -> new Message.Dataset("", String.valueOf(at(input, "dataset", "name")), String.valueOf(at(input, "dataset", "digest")),
                list(at(input, "tags")).stream().filter(tag -> "mlflow.data.context".equals(at(tag, "key"))).map(tag -> String.valueOf(at(tag, "value"))).findFirst().orElse(""),
                String.valueOf(at(input, "dataset", "profile")))).toList();
    }

    private void remove(String model, String version) throws ServerLost {
        http.delete("model-versions/delete", Map.of("name", model, "version", version), patience.call());
    }

    /** Addresses of the folders of the versions of a registered model that were made of a run. */
    List<String> models(String name, String runId) throws ServerLost {
        return versions(name, runId).stream().map(version -> String.valueOf(version.get("source"))).toList();
    }

    /** In the order in which they were made. */
    private List<Map<?, ?>> versions(String name, String runId) throws ServerLost {
        String filter = "name='" + name.replace("'", "''") + "' and run_id='" + runId + "'";
        String answer = http.get("model-versions/search", Map.of("filter", filter), patience.call());
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
        post(endPoint, body, patience.call());
    }

    private void post(String endPoint, Map<String, ?> body, Duration deadline) throws ServerLost {
        if (!(MlflowHttp.json(http.post(endPoint, body, deadline)) instanceof Map<?, ?>)) {
            throw notMlflow();
        }
    }

    private static ServerLost notMlflow() {
        return new ServerLost("something else than an MLflow server answers there");
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
        long size = size(file);
        http.put(artifact(artifactUri, path), file, size, patience.upload(size));
        return size;
    }

    /**
     * Of the content of a file of a run; empty text where the server has none.
     *
     * @param bytes about how long it is
     */
    String sha256(String artifactUri, String path, long bytes) throws ServerLost {
        return http.sha256(artifact(artifactUri, path), bytes, patience.upload(bytes));
    }

    /** Paths of all files of a run, as they are spelled there. A folder whose name the server does not take back is left out. */
    List<String> files(String runId) throws ServerLost {
        List<String> files = new ArrayList<>();
        Deque<String> folders = new ArrayDeque<>(List.of(""));
        while (!folders.isEmpty()) {
            String folder = folders.pop();
            try {
                Map<String, String> query = folder.isEmpty() ? Map.of("run_id", runId) : Map.of("run_id", runId, "path", folder);
                for (FileInfo each : read(http.get("artifacts/list", query, patience.call()), ListArtifacts.Response.newBuilder()).getFilesList()) {
                    (each.getIsDir() ? folders : files).add(each.getPath());
                }
            } catch (ServerLost.Refused e) {
                continue;
            }
        }
        return files;
    }

    private static String artifact(String artifactUri, String path) {
        return "/api/2.0/mlflow-artifacts/artifacts/" + artifactUri.substring(ARTIFACTS.length()) + "/" + MlflowText.file(path);
    }

    /** @throws ServerLost unless an MLflow server answers, for these credentials */
    void requireMlflow(Duration deadline) throws ServerLost {
        post("experiments/search", Map.of("max_results", 1), deadline);
    }

    /** Whether anything answers there; asked before a server that was lost is trusted with more, and never hangs. */
    boolean answers(Duration deadline) {
        return http.answers(deadline);
    }

    /** The id of the experiment of that name, which is made where it does not exist. */
    String experiment(String name) throws ServerLost {
        Optional<Experiment> existing = existing(name);
        if (existing.isPresent() && existing.get().getLifecycleStage().equals("deleted")) {
            throw new ServerLost("its experiment \"" + name + "\" was deleted; restore it there or name the experiment otherwise");
        }
        String id = existing.isPresent() ? existing.get().getExperimentId() : newExperiment(name);
        if (id.isEmpty()) {
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
        String answer = http.post("experiments/search", Map.of("max_results", MOST_EXPERIMENTS, "order_by", List.of("last_update_time DESC")), patience.call());
        Map<String, URI> views = new LinkedHashMap<>();
        for (Object experiment : list(at(MlflowHttp.json(answer), "experiments"))) {
            if (list(at(experiment, "tags")).stream().anyMatch(tag -> VIEW.equals(at(tag, "key")))) {
                views.put(String.valueOf(at(experiment, "name")), URI.create(address() + "/#/experiments/" + at(experiment, "experiment_id") + "/runs" + FOR_TRAINING + "&viewStateShareKey=" + VIEW_NAME));
            }
        }
        return views;
    }

    private Optional<Experiment> existing(String name) throws ServerLost {
        try {
            return Optional.of(read(http.get("experiments/get-by-name", Map.of("experiment_name", name), patience.first()), GetExperimentByName.Response.newBuilder()).getExperiment());
        } catch (ServerLost.Refused none) {
            return Optional.empty();
        }
    }

    private String newExperiment(String name) throws ServerLost {
        try {
            Map<String, Object> experiment = Map.of("name", name, "tags", pairs(Map.of(KIND, TRAINING_OF_MODELS, VIEW, VIEW_STATE)));
            return read(http.post("experiments/create", experiment, patience.call()), CreateExperiment.Response.newBuilder()).getExperimentId();
        } catch (ServerLost.Refused e) {
            // Another run may have made it in the meantime.
            return existing(name).orElseThrow(() -> e).getExperimentId();
        }
    }

    /** Whether the call under way takes longer than it does with a server that keeps up. */
    boolean isSlow() {
        return http.isSlow();
    }

    String withoutSecrets(String reason) {
        return http.withoutSecrets(reason);
    }

    private static long size(Path file) throws ServerLost {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new ServerLost("cannot read " + file);
        }
    }
}
