package org.hepar.track;

import org.hepar.config.Json;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;
import org.mlflow.tracking.MlflowHttpException;
import org.mlflow.tracking.creds.BasicMlflowHostCreds;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
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

    private static final String ARTIFACTS = "mlflow-artifacts:/";
    /** Up to this size (bytes) a file is read before it is sent, so that one still being written arrives in one state. */
    private static final long READ_WHOLE = 16_000_000;

    private final URI address;
    private final Patience patience;
    private final String username;
    private final String password;
    private final String token;
    private final ExecutorService calls = Executors.newSingleThreadExecutor(MlflowServer::thread);
    private MlflowClient client;
    private HttpClient http;

    /** The credentials are MLFLOW_TRACKING_USERNAME and _PASSWORD, or MLFLOW_TRACKING_TOKEN, or those in the address. */
    MlflowServer(URI address, Map<String, String> environment, Patience patience) {
        this.address = plain(address);
        this.patience = patience;
        String[] inAddress = address.getUserInfo() == null ? new String[0] : address.getUserInfo().split(":", 2);
        this.username = setting(environment, "MLFLOW_TRACKING_USERNAME").orElse(inAddress.length == 2 ? inAddress[0] : null);
        this.password = setting(environment, "MLFLOW_TRACKING_PASSWORD").orElse(inAddress.length == 2 ? inAddress[1] : null);
        this.token = setting(environment, "MLFLOW_TRACKING_TOKEN").orElse(null);
    }

    /** The address without credentials and without a slash at its end. */
    URI address() {
        return address;
    }

    /** A new run in the experiment of that name, which is made where it does not exist. */
    RunInfo createRun(String experimentName, String runName, String user, long startMillis, List<RunTag> tags) throws ServerLost {
        String experiment = experiment(experimentName);
        CreateRun run = CreateRun.newBuilder().setExperimentId(experiment).setRunName(runName).setUserId(user)
                .setStartTime(startMillis).addAllTags(tags).build();
        return within(patience.call(), () -> client().createRun(run));
    }

    /** A run that the server has, open again; empty where it has none of that id. */
    Optional<RunInfo> reopened(String runId) throws ServerLost {
        return within(patience.first(), () -> {
            try {
                RunInfo run = client().getRun(runId).getInfo();
                client().sendPost("runs/update", Json.write(Map.of("run_id", runId, "status", RunStatus.RUNNING.name())));
                return Optional.of(run);
            } catch (MlflowHttpException e) {
                if (e.getStatusCode() == 404) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    void log(String runId, List<Metric> metrics, List<Param> parameters, List<RunTag> tags) throws ServerLost {
        within(patience.call(), () -> {
            client().logBatch(runId, metrics, parameters, tags);
            return true;
        });
    }

    void finish(String runId, RunStatus status, long endMillis) throws ServerLost {
        within(patience.call(), () -> {
            client().setTerminated(runId, status, endMillis);
            return true;
        });
    }

    /** Whether files of a run with this artefact address can be sent through the server. */
    static boolean takesArtifacts(String artifactUri) {
        return artifactUri.startsWith(ARTIFACTS) && !artifactUri.startsWith(ARTIFACTS + "/");
    }

    /** Sends a file to a path under a run's artefacts; the answer is the HTTP status. */
    int put(String artifactUri, String path, Path file) throws ServerLost {
        URI target = under("/api/2.0/mlflow-artifacts/artifacts/" + artifactUri.substring(ARTIFACTS.length()) + "/" + path);
        return within(patience.upload(size(file)), () -> http().send(request(target, file), HttpResponse.BodyHandlers.discarding()).statusCode());
    }

    @Override
    public void close() {
        calls.shutdownNow();
        if (client != null) {
            client.close();
        }
    }

    private String experiment(String name) throws ServerLost {
        Optional<Experiment> existing = within(patience.first(), () -> client().getExperimentByName(name));
        if (existing.isPresent() && existing.get().getLifecycleStage().equals("deleted")) {
            throw new ServerLost("its experiment \"" + name + "\" was deleted; restore it there or name the experiment otherwise");
        }
        if (existing.isPresent()) {
            return existing.get().getExperimentId();
        }
        return within(patience.call(), () -> newExperiment(name));
    }

    private String newExperiment(String name) {
        try {
            return client().createExperiment(name);
        } catch (MlflowHttpException e) {
            // Another run may have made it in the meantime.
            return client().getExperimentByName(name).orElseThrow(() -> e).getExperimentId();
        }
    }

    private <T> T within(Duration deadline, Callable<T> call) throws ServerLost {
        Future<T> answer = calls.submit(call);
        try {
            return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ServerLost("no answer within " + seconds(deadline) + " s");
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new ServerLost("interrupted");
        } catch (ExecutionException e) {
            throw new ServerLost(withoutSecrets(reason(e.getCause())));
        }
    }

    private MlflowClient client() {
        if (client == null) {
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
        HttpRequest.Builder request = HttpRequest.newBuilder(target).PUT(body).header("Content-Type", "application/octet-stream");
        authorisation().ifPresent(value -> request.header("Authorization", value));
        return request.build();
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

    private static URI plain(URI address) {
        try {
            String path = address.getPath() == null ? "" : address.getPath().replaceAll("/+$", "");
            return new URI(address.getScheme(), null, address.getHost(), address.getPort(), path, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("tracking server (=" + address.getHost() + ") has no valid address; give http://host:port", e);
        }
    }

    private static Optional<String> setting(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private String withoutSecrets(String reason) {
        String safe = reason;
        for (String secret : new String[] {password, token}) {
            safe = secret == null ? safe : safe.replace(secret, "***");
        }
        return safe;
    }

    private static String reason(Throwable failure) {
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
                return oneLine(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getClass().getSimpleName() + ": " + cause.getMessage());
            }
        }
        return "no reason given";
    }

    private static String reason(MlflowHttpException answer) {
        if (answer.getStatusCode() == 401 || answer.getStatusCode() == 403) {
            return "HTTP " + answer.getStatusCode() + ": set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN";
        }
        return oneLine("HTTP " + answer.getStatusCode() + said(answer.getBodyMessage()));
    }

    /** The message in an MLflow error's JSON; nothing for the web page that a proxy in between sends. */
    private static String said(String body) {
        try {
            return Json.read(body) instanceof Map<?, ?> error && error.get("message") instanceof String message ? ": " + message : "";
        } catch (RuntimeException e) {
            return "";
        }
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= 200 ? line : line.substring(0, 197) + "...";
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
