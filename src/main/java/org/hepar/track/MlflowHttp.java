package org.hepar.track;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.hepar.config.Json;

/**
 * Requests to a server over HTTP, each with a deadline and with a bound to what is held of its answer. MLflow's Java client has neither: it waits for ever for a
 * server that accepts and never answers, and on a second answer 429, and takes credentials along wherever it is redirected. Not safe for several threads.
 */
final class MlflowHttp {

    /** Bytes that are held of an answer. The longest that is asked for, 25,000 points of a curve, has some 3 MB; a server that knows no pages sends a curve in one. */
    static final long LONGEST_ANSWER = 32_000_000;

    private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";
    private static final String API = "/api/2.0/mlflow/";
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;
    private static final int NOT_FOUND = 404;
    private static final int LONGEST_REASON = 200;
    /** A connection that the server has closed meanwhile is noticed when it is used; what is told twice is the same. */
    private static final int CONNECTIONS = 2;
    /** Up to this size (bytes) a file is read before it is sent, so that one still being written arrives in one state. */
    private static final long READ_WHOLE = 16_000_000;
    /** Of a call, and of sending a byte: a server that takes longer does not keep up. */
    private static final long KEEPS_UP_NANOS = 1_500_000_000;
    private static final long KEEPS_UP_NANOS_A_BYTE = 100;

    private final URI address;
    private final String username;
    private final String password;
    private final String token;
    private final HttpClient http;
    private final int tries;
    private final Patience patience;
    private volatile long slowFrom = never();

    /**
     * The credentials are MLFLOW_TRACKING_USERNAME and _PASSWORD, or MLFLOW_TRACKING_TOKEN, or those in the address.
     *
     * @param patience how long a connection may take, and what is waited between two tries
     * @param tries of each request that fails for a reason that may pass
     */
    MlflowHttp(URI address, Map<String, String> environment, Patience patience, int tries) {
        requireCredentials(environment);
        this.tries = tries;
        this.patience = patience;
        this.address = plain(address);
        String[] inAddress = address.getUserInfo() == null ? new String[0] : address.getUserInfo().split(":", 2);
        this.username = setting(environment, "MLFLOW_TRACKING_USERNAME").orElse(inAddress.length == 2 ? inAddress[0] : null);
        this.password = setting(environment, "MLFLOW_TRACKING_PASSWORD").orElse(inAddress.length == 2 ? inAddress[1] : null);
        this.token = setting(environment, TOKEN).orElse(null);
        // HTTP/1.1: the Python servers complain about an offer to upgrade.
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER).connectTimeout(patience.call()).build();
    }

    /** @throws IllegalArgumentException when a token cannot be sent; it is not repeated */
    static void requireCredentials(Map<String, String> environment) {
        if (setting(environment, TOKEN).orElse("").chars().anyMatch(letter -> letter < ' ' || letter > '~')) {
            throw new IllegalArgumentException(TOKEN + " holds a line break or another character that no token has; set it anew");
        }
    }

    /** The address without credentials and without a slash at its end. */
    URI address() {
        return address;
    }

    static URI plain(URI address) {
        try {
            String path = address.getPath() == null ? "" : address.getPath().replaceAll("/+$", "");
            return new URI(address.getScheme(), null, address.getHost(), address.getPort(), path, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("tracking server (=" + address.getHost() + ") has no valid address; give http://host:port", e);
        }
    }

    static Optional<String> setting(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    String get(String endPoint, Map<String, String> query, Duration deadline) throws ServerLost {
        String asked = query.entrySet().stream().map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8)).collect(Collectors.joining("&", "?", ""));
        return text(request(URI.create(under(API + endPoint) + asked)).build(), deadline, 0);
    }

    String post(String endPoint, Map<String, ?> body, Duration deadline) throws ServerLost {
        return send("POST", endPoint, body, deadline);
    }

    void delete(String endPoint, Map<String, ?> body, Duration deadline) throws ServerLost {
        send("DELETE", endPoint, body, deadline);
    }

    private String send(String method, String endPoint, Map<String, ?> body, Duration deadline) throws ServerLost {
        return text(request(under(API + endPoint)).header("Content-Type", "application/json").method(method, BodyPublishers.ofString(Json.write(body))).build(), deadline, 0);
    }

    /**
     * A path that the server has no place for is refused, whoever says so: it must not hold up other files.
     *
     * @param bytes of the file
     */
    void put(String path, Path file, long bytes, Duration deadline) throws ServerLost {
        good(request(under(path)).header("Content-Type", "application/octet-stream").PUT(content(file, bytes)).build(), deadline, bytes, head -> Received.text(LONGEST_ANSWER), true);
    }

    private static BodyPublisher content(Path file, long bytes) throws ServerLost {
        try {
            return bytes <= READ_WHOLE ? BodyPublishers.ofByteArray(Files.readAllBytes(file)) : BodyPublishers.ofFile(file);
        } catch (IOException e) {
            throw new ServerLost("cannot read " + file);
        }
    }

    /**
     * Of what lies at a path, whatever its length; empty text where there is nothing.
     *
     * @param bytes about how long it is
     */
    String sha256(String path, long bytes, Duration deadline) throws ServerLost {
        try {
            return good(request(under(path)).build(), deadline, bytes, head -> head.statusCode() == 200 ? Received.sha256() : Received.text(LONGEST_ANSWER), true);
        } catch (ServerLost.Refused none) {
            return "";
        }
    }

    /** Whether anything answers there; asked before a server that was lost is trusted with more. */
    boolean answers(Duration deadline) {
        try {
            return answer(request(under("/health")).build(), deadline, 0, head -> Received.text(LONGEST_ANSWER)).statusCode() < 500;
        } catch (ServerLost | IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether the call under way takes longer than it does with a server that keeps up. */
    boolean isSlow() {
        return System.nanoTime() - slowFrom > 0;
    }

    private static long never() {
        return Long.MAX_VALUE / 2 + System.nanoTime();
    }

    private String text(HttpRequest request, Duration deadline, long bytes) throws ServerLost {
        return good(request, deadline, bytes, head -> Received.text(LONGEST_ANSWER), false);
    }

    /**
     * The body of a good answer, asked for as often as the failure may pass and tries are left.
     *
     * @param ofFile whether "not found" is the last word, whoever says it
     */
    private String good(HttpRequest request, Duration deadline, long bytes, HttpResponse.BodyHandler<String> body, boolean ofFile) throws ServerLost {
        Duration pause = patience.firstPause();
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<String> answer = answer(request, deadline, bytes, body);
                if (ofFile && answer.statusCode() == NOT_FOUND) {
                    throw new ServerLost.Refused("HTTP 404, no place for a file of this name");
                }
                return requireGood(answer);
            } catch (ServerLost.Refused last) {
                throw last;
            } catch (ServerLost e) {
                if (attempt >= tries) {
                    throw e;
                }
                pause(pause);
                pause = patience.longer(pause);
            }
        }
    }

    private static void pause(Duration pause) throws ServerLost {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerLost("interrupted");
        }
    }

    private HttpResponse<String> answer(HttpRequest request, Duration deadline, long bytes, HttpResponse.BodyHandler<String> body) throws ServerLost {
        long began = System.nanoTime();
        slowFrom = began + KEEPS_UP_NANOS + bytes * KEEPS_UP_NANOS_A_BYTE;
        try {
            for (int connections = 1; ; connections++) {
                CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, body);
                try {
                    return answer.get(began + deadline.toNanos() - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (ExecutionException e) {
                    if (connections == CONNECTIONS || !isBrokenOff(e.getCause())) {
                        throw new ServerLost(withoutSecrets(reason(e.getCause())));
                    }
                } finally {
                    answer.cancel(true); // closes the connection of one that has not come; nothing otherwise
                }
            }
        } catch (TimeoutException e) {
            throw new ServerLost("no answer within " + seconds(deadline) + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServerLost("interrupted");
        } finally {
            slowFrom = never();
        }
    }

    /** Whether a server that can be reached closed the connection. */
    private static boolean isBrokenOff(Throwable failure) {
        return failure instanceof IOException && !(failure instanceof ConnectException) && !(failure instanceof HttpConnectTimeoutException) && !(failure instanceof Received.TooLong);
    }

    private String requireGood(HttpResponse<String> answer) throws ServerLost {
        int status = answer.statusCode();
        if (status / 100 == 3) {
            throw new ServerLost(withoutSecrets("it sends elsewhere, to " + oneLine(answer.headers().firstValue("Location").orElse("?").replaceAll("[?#].*", "")) + ", where no credentials are sent; if that is the server, give its address"));
        }
        if (status / 100 != 2) {
            throw lost(status, answer.body());
        }
        return answer.body();
    }

    /**
     * Too many requests, no permission (yet), failures of the server and what others say in its stead may pass; another 4xx of its own, and too large a body, is the
     * last word. Its errors are JSON with a code; those of a proxy in between are web pages.
     */
    private ServerLost lost(int status, String body) {
        Map<?, ?> error = json(body) instanceof Map<?, ?> said ? said : Map.of();
        String reason = withoutSecrets(reason(status, error.get("message") instanceof String message ? ": " + message : ""));
        boolean mayPass = status < 400 || status >= 500 || status == TOO_MANY || status == 408 || status == 401 || status == 403;
        return mayPass || error.get("error_code") == null && status != TOO_LARGE ? new ServerLost(reason) : new ServerLost.Refused(reason);
    }

    private String reason(int status, String said) {
        if (status == TOO_MANY) {
            return "it answers 429, too many requests";
        }
        if (status == 401 || status == 403) {
            return "HTTP " + status + (authorisation().isPresent() ? ": it does not take these credentials" : ": set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN");
        }
        return oneLine((status >= 500 ? "it answers " : "HTTP ") + status + said);
    }

    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return "unknown host";
            }
        }
        if (failure instanceof ConnectException) {
            return "connection refused";
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "no connection in time";
        }
        if (failure instanceof SSLException) {
            String why = String.valueOf(failure.getMessage());
            return "no secure connection: " + (why.contains("certification path") ? "its certificate is not trusted here; Java is told of others by HEPAR_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE"
                    : why.contains("plaintext") ? "what answers does not speak https; is it http://?" : oneLine(why));
        }
        if (failure instanceof ProtocolException || failure instanceof IOException && String.valueOf(failure.getMessage()).matches("(?i).*(status line|header size|malformed|unexpected content length).*")) {
            return "what it answers is no HTTP";
        }
        if (isBrokenOff(failure)) {
            return "it broke off the connection";
        }
        return oneLine(failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
    }

    /** What a text says as JSON; null where it is none. */
    static Object json(String text) {
        try {
            return Json.read(text);
        } catch (RuntimeException none) {
            return null;
        }
    }

    /** A request with the credentials. */
    private HttpRequest.Builder request(URI target) {
        HttpRequest.Builder request = HttpRequest.newBuilder(target);
        authorisation().ifPresent(value -> request.header("Authorization", value));
        return request;
    }

    /** As MLflow's clients choose: name and password before a token. */
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

    String withoutSecrets(String reason) {
        String safe = reason;
        for (String secret : new String[] {password, token}) {
            safe = secret == null ? safe : safe.replace(secret, "***");
        }
        return safe.length() <= LONGEST_REASON ? safe : safe.substring(0, LONGEST_REASON - 3) + "...";
    }

    private static String oneLine(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        return seconds == Math.rint(seconds) ? Long.toString((long) seconds) : Double.toString(seconds);
    }
}
