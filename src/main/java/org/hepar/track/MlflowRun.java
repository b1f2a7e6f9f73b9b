package org.hepar.track;

import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an MLflow server shows of one run: events become parameters, metrics, tags, files and a status, as listed in
 * {@code docs/journal.md}. Undefined values are not sent. Metrics, parameters and tags are collected and sent in batches
 * within the server's limits. Not safe for several threads.
 */
final class MlflowRun {

    private static final int METRICS_A_BATCH = 500;
    private static final int PARAMETERS_A_BATCH = 100;
    private static final int TAGS_A_BATCH = 50;
    private static final int WARNINGS_SHOWN = 20;
    private static final int NOTE_LENGTH = 5000;

    private final MlflowServer server;
    private final String experimentName;
    private final String runName;
    private final Path runFolder;
    private final Optional<Mlflow.Earlier> earlier;
    private final Consumer<String> shown;
    private final Consumer<String> warn;
    private final List<Metric> metrics = new ArrayList<>();
    private final List<Param> parameters = new ArrayList<>();
    private final List<RunTag> tags = new ArrayList<>();
    private final Map<String, String> nameOfKey = new HashMap<>();
    private final Map<String, Object> summary = new LinkedHashMap<>();
    /** Null until the server has made the run; another thread asks whether it has. */
    private volatile String id;
    private String artifactUri;
    private boolean artifactsGivenUp;
    private boolean finished;
    private long cases;
    private int warnings;

    MlflowRun(MlflowServer server, String experimentName, String runName, Path runFolder, Optional<Mlflow.Earlier> earlier, Consumer<String> shown,
            Consumer<String> warn) {
        this.server = server;
        this.experimentName = experimentName;
        this.runName = runName;
        this.runFolder = runFolder.toAbsolutePath().normalize();
        this.earlier = earlier;
        this.shown = shown;
        this.warn = warn;
    }

    /** Whether the server has made the run. */
    boolean isShown() {
        return id != null;
    }

    /** Takes in one event; what it says may wait for the next {@link #flush()}. */
    void tell(String kind, Instant time, Map<String, Object> fields) throws ServerLost {
        if (id == null) {
            create(time);
        }
        switch (kind) {
            case "run_started" -> started(fields);
            case "environment" -> tagAll(fields);
            case "cohort" -> cohort(fields);
            case "epoch" -> epoch(time, fields);
            case "stage_finished" -> metric(stage(fields) + "/seconds", fields.get("seconds"), 0, time);
            case "case_scored" -> caseScored(time, fields);
            case "summary" -> summary(time, fields);
            case "warning" -> warning(fields);
            case "artifact" -> artifact(Fields.text(fields, "path"));
            case "run_finished" -> finish(time, fields);
            default -> { } // the journal has it; MLflow has no place for it
        }
        if (metrics.size() >= METRICS_A_BATCH) {
            flush();
        }
    }

    /** Sends what has been collected. */
    void flush() throws ServerLost {
        while (!metrics.isEmpty() || !parameters.isEmpty() || !tags.isEmpty()) {
            List<Metric> someMetrics = first(metrics, METRICS_A_BATCH);
            List<Param> someParameters = first(parameters, PARAMETERS_A_BATCH);
            List<RunTag> someTags = first(tags, TAGS_A_BATCH);
            server.log(id, List.copyOf(someMetrics), List.copyOf(someParameters), List.copyOf(someTags));
            someMetrics.clear();
            someParameters.clear();
            someTags.clear();
        }
    }

    /** Nothing more will be told: sends the rest; a run that never said how it ended has failed. */
    void end() throws ServerLost {
        if (id == null) {
            return;
        }
        flush();
        if (!finished) {
            finished = true;
            server.finish(id, RunStatus.FAILED, System.currentTimeMillis());
        }
    }

    private void create(Instant time) throws ServerLost {
        Optional<RunInfo> before = earlier.isPresent() ? server.reopened(earlier.get().runId()) : Optional.empty();
        if (before.isPresent()) {
            id = before.get().getRunId();
            artifactUri = before.get().getArtifactUri();
            cases = earlier.get().cases();
            return;
        }
        String user = System.getProperty("user.name", "unknown");
        RunInfo run = server.createRun(experimentName, runName, user, time.toEpochMilli(), List.of(
                runTag("mlflow.runName", runName),
                runTag("mlflow.user", user),
                runTag("mlflow.source.name", "hepar"),
                runTag("mlflow.source.type", "LOCAL")));
        id = run.getRunId();
        artifactUri = run.getArtifactUri();
        shown.accept(id);
    }

    private void started(Map<String, Object> fields) {
        for (String name : List.of("run_id", "experiment", "identity", "command")) {
            tag("hepar." + name, fields.get(name));
        }
        String contracts = Fields.map(fields, "contracts").entrySet().stream().map(one -> one.getKey() + " version " + one.getValue()).collect(Collectors.joining(", "));
        tag("hepar.contract", contracts.isEmpty() ? null : contracts);
        Fields.map(fields, "parameters").forEach((name, value) -> parameter(name.toString(), value));
    }

    private void tagAll(Map<String, Object> fields) {
        fields.forEach((name, value) -> tag("hepar." + name, value));
        if (!Fields.text(fields, "git_commit").isEmpty()) {
            tag("mlflow.source.git.commit", fields.get("git_commit"));
        }
    }

    private void cohort(Map<String, Object> fields) {
        tag("hepar.cohort", fields.get("name"));
        tag("hepar.cohort_sha256", fields.get("sha256"));
    }

    private void epoch(Instant time, Map<String, Object> fields) {
        long step = (long) Fields.number(fields, "step");
        for (String name : List.of("loss", "validation_dice", "learning_rate", "gradient_norm", "slices_per_second", "waiting_seconds")) {
            metric(stage(fields) + "/" + name, fields.get(name), step, time);
        }
    }

    private void caseScored(Instant time, Map<String, Object> fields) {
        cases++;
        caseScored("", fields, time);
        Fields.map(fields, "further_contracts").forEach((contract, scores) -> caseScored(contract + "/", (Map<?, ?>) scores, time));
    }

    private void caseScored(String prefix, Map<?, ?> scores, Instant time) {
        for (String label : List.of("liver", "lesion")) {
            if (scores.get(label) instanceof Map<?, ?> score) {
                metric(prefix + "case/" + label + "_dice", score.get("dice"), cases, time);
            }
        }
    }

    private void summary(Instant time, Map<String, Object> fields) {
        Fields.map(fields, "metrics").forEach((name, value) -> {
            summary.put(name.toString(), value);
            metric(name.toString(), value, 0, time);
        });
    }

    private void warning(Map<String, Object> fields) {
        warnings++;
        if (warnings <= WARNINGS_SHOWN) {
            tag("hepar.warning_" + warnings, fields.get("message"));
        }
    }

    private void finish(Instant time, Map<String, Object> fields) throws ServerLost {
        tag("mlflow.note.content", note(fields));
        flush();
        finished = true;
        server.finish(id, status(Fields.text(fields, "status")), time.toEpochMilli());
    }

    private static RunStatus status(String name) {
        return switch (name) {
            case "FINISHED" -> RunStatus.FINISHED;
            case "KILLED" -> RunStatus.KILLED;
            default -> RunStatus.FAILED;
        };
    }

    /** Markdown for the run's page: how it ended, and the summary as a table. */
    private String note(Map<String, Object> finish) {
        StringBuilder note = new StringBuilder("**" + Fields.text(finish, "status") + "**");
        double seconds = Fields.number(finish, "seconds");
        if (!Double.isNaN(seconds)) {
            note.append(String.format(Locale.ROOT, " after %d min %02d s", (long) seconds / 60, (long) seconds % 60));
        }
        double megabytes = Fields.number(finish, "peak_memory_mb");
        if (!Double.isNaN(megabytes)) {
            note.append(String.format(Locale.ROOT, ", peak memory %.0f MB", megabytes));
        }
        if (!Fields.text(finish, "message").isBlank()) {
            note.append("\n\n").append(Fields.text(finish, "message"));
        }
        if (!summary.isEmpty()) {
            note.append("\n\n| measure | value |\n|---|---|");
        }
        for (Map.Entry<String, Object> measure : summary.entrySet()) {
            String row = "\n| " + measure.getKey().replace("|", "\\|") + " | " + shown(measure.getValue()) + " |";
            if (note.length() + row.length() <= NOTE_LENGTH) {
                note.append(row);
            }
        }
        return note.toString();
    }

    private static String shown(Object value) {
        if (value == null) {
            return "undefined";
        }
        return value instanceof Double decimal ? String.format(Locale.ROOT, "%.4f", decimal) : value.toString();
    }

    private void artifact(String path) throws ServerLost {
        if (!artifactsGivenUp && !MlflowServer.takesArtifacts(artifactUri)) {
            giveUpArtifacts("keeps its artefacts at " + artifactUri + ", out of reach by HTTP", "start it with --serve-artifacts to see them there");
        }
        if (artifactsGivenUp) {
            return;
        }
        Path file = runFolder.resolve(path).normalize();
        if (!file.startsWith(runFolder) || !Files.exists(file)) {
            warn.accept("artefact " + path + " is not a file of the run folder " + runFolder + " and is not sent to MLflow");
            return;
        }
        flush();
        for (Path each : files(file)) {
            upload(each);
        }
    }

    private void upload(Path file) throws ServerLost {
        String path = runFolder.relativize(file).toString().replace('\\', '/');
        int status = artifactsGivenUp ? 0 : server.put(artifactUri, path, file);
        if (status >= 400) {
            giveUpArtifacts("refused " + path + " (HTTP " + status + ")", "check its artefact store and its size limit");
        }
    }

    private void giveUpArtifacts(String what, String cure) {
        artifactsGivenUp = true;
        warn.accept("MLflow at " + server.address() + " " + what + ": figures and report are in the run folder only; " + cure);
    }

    private Set<Path> files(Path file) throws ServerLost {
        try (Stream<Path> below = Files.walk(file)) {
            Set<Path> files = new TreeSet<>();
            below.filter(Files::isRegularFile).forEach(files::add);
            return files;
        } catch (IOException e) {
            throw new ServerLost("cannot list " + file);
        }
    }

    private static String stage(Map<String, Object> fields) {
        return "fold_" + Fields.text(fields, "fold") + "/" + Fields.text(fields, "stage");
    }

    private void metric(String name, Object value, long step, Instant time) {
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            metrics.add(Metric.newBuilder().setKey(MlflowText.key(name)).setValue(number.doubleValue())
                    .setStep(step).setTimestamp(time.toEpochMilli()).build());
        }
    }

    /** A parameter can never change on the server: two names must not share a key, and one name is sent once. */
    private void parameter(String name, Object value) {
        String key = MlflowText.key(name);
        String owner = nameOfKey.putIfAbsent(key, name);
        if (name.equals(owner)) {
            return;
        }
        String free = owner == null ? key : MlflowText.otherKey(name);
        parameters.add(Param.newBuilder().setKey(free).setValue(MlflowText.parameter(value == null ? "" : value.toString())).build());
    }

    private void tag(String name, Object value) {
        if (value != null) {
            tags.add(runTag(MlflowText.key(name), MlflowText.tag(value.toString())));
        }
    }

    private static RunTag runTag(String name, String value) {
        return RunTag.newBuilder().setKey(name).setValue(value).build();
    }

    private static <T> List<T> first(List<T> values, int count) {
        return values.subList(0, Math.min(count, values.size()));
    }
}
