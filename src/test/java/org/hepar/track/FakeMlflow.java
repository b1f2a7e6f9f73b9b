package org.hepar.track;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.hepar.config.Json;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A tracking server in this process: it keeps what it is asked, and answers well, with an error, or never. */
final class FakeMlflow implements AutoCloseable {

    /** One call to the server. */
    record Call(String method, String path, String authorisation, byte[] body) {

        /** The body's JSON. */
        Map<?, ?> json() {
            return (Map<?, ?>) Json.read(new String(body, StandardCharsets.UTF_8));
        }
    }

    /** A status for a body without end, as fast as it is taken. */
    static final int ENDLESS = 1;
    /** A status for a body of which a byte comes now and then. */
    static final int TRICKLING = 2;

    /** Which status a call is answered with; 0 for no answer at all, below 0 for a web page that something else than the server answers with. */
    interface Script {
        int status(Call call);
    }

    private static final Script WELL = call -> 200;

    private static final long MOST_POURED = 2_000_000_000;

    /** Bytes that were poured. */
    final AtomicLong poured = new AtomicLong();
    /** Until the other side has closed the connection of a body without end. */
    final CountDownLatch hungUp = new CountDownLatch(1);
    final List<Call> calls = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final String prefix;
    private final String artifactUri;
    private final Script script;

    private FakeMlflow(String prefix, String artifactUri, Script script) throws IOException {
        this.prefix = prefix;
        this.artifactUri = artifactUri;
        this.script = script;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    static FakeMlflow answering() throws IOException {
        return answering(WELL);
    }

    static FakeMlflow answering(Script script) throws IOException {
        return new FakeMlflow("", "mlflow-artifacts:/1/r1/artifacts", script);
    }

    static FakeMlflow underPrefix(String prefix) throws IOException {
        return new FakeMlflow(prefix, "mlflow-artifacts:/1/r1/artifacts", WELL);
    }

    static FakeMlflow keepingFilesAt(String artifactUri) throws IOException {
        return new FakeMlflow("", artifactUri, WELL);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + prefix);
    }

    /** The calls to one end point, in order. */
    List<Call> to(String endPoint) {
        return calls.stream().filter(call -> call.path().equals(prefix + "/api/2.0/mlflow/" + endPoint)).toList();
    }

    /** The files sent, in order. */
    List<Call> files() {
        return calls.stream().filter(call -> call.method().equals("PUT")).toList();
    }

    /** All that was sent in batches under "metrics", "params" or "tags". */
    List<Map<?, ?>> logged(String what) {
        return to("runs/log-batch").stream().flatMap(call -> values(call, what).stream()).toList();
    }

    static List<Map<?, ?>> values(Call call, String what) {
        return call.json().get(what) instanceof List<?> values ? values.stream().<Map<?, ?>>map(value -> (Map<?, ?>) value).toList() : List.of();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Call call = new Call(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(),
                exchange.getRequestHeaders().getFirst("Authorization"), exchange.getRequestBody().readAllBytes());
        calls.add(call);
        int status = script.status(call);
        if (status == 0) {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return;
        }
        if (status == ENDLESS || status == TRICKLING) {
            pour(exchange, status == ENDLESS ? 1_000_000 : 1);
            return;
        }
        if (status < 0) {
            byte[] page = "<html>please log in</html>".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(-status, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
            return;
        }
        boolean unknownExperiment = status == 200 && call.path().endsWith("/experiments/get-by-name") && to("experiments/create").isEmpty();
        String text = unknownExperiment ? "{\"error_code\":\"RESOURCE_DOES_NOT_EXIST\",\"message\":\"no such experiment\"}"
                : status == 200 ? good(call) : "{\"error_code\":\"INTERNAL_ERROR\",\"message\":\"scripted\\nfailure\"}";
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(unknownExperiment ? 404 : status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Until the other side has enough. */
    private void pour(HttpExchange exchange, int bytes) throws IOException {
        byte[] piece = " ".repeat(bytes).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, 0);
        try {
            while (closing.getCount() > 0 && poured.addAndGet(bytes) < MOST_POURED) {
                exchange.getResponseBody().write(piece);
                exchange.getResponseBody().flush();
                if (bytes == 1) {
                    Thread.sleep(20);
                }
            }
        } catch (IOException enough) {
            hungUp.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private String good(Call call) {
        String path = call.path();
        if (path.endsWith("/experiments/create")) {
            return "{\"experiment_id\":\"1\"}";
        }
        if (path.endsWith("/experiments/get-by-name")) {
            return "{\"experiment\":{\"experiment_id\":\"1\",\"name\":\"mini\",\"lifecycle_stage\":\"active\"}}";
        }
        if (path.endsWith("/runs/create") || path.endsWith("/runs/get")) {
            String id = "r" + to("runs/create").size();
            return "{\"run\":{\"info\":{\"run_id\":\"" + id + "\",\"run_uuid\":\"" + id + "\",\"experiment_id\":\"1\",\"lifecycle_stage\":\"active\",\"artifact_uri\":\""
                    + artifactUri.replace("/r1/", "/" + id + "/") + "\"}}}";
        }
        return "{}";
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
