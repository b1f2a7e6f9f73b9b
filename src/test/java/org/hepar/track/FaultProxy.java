package org.hepar.track;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a server and does to each request what a test says. One request a connection. */
final class FaultProxy implements AutoCloseable {

    /** What happens to a request. */
    enum Fault {
        /** It is passed on, and its answer back. */
        NONE,
        /** The connection is closed before anything is read. */
        REFUSED,
        /** It is read and never answered; the server never sees it. */
        SILENT,
        /** The server does what is asked, its answer is lost. */
        ANSWER_LOST,
        /** Half of the answer comes, then the connection is closed. */
        HALF_AN_ANSWER,
        /** The server is asked twice, as by a proxy that tries again; the second answer comes. */
        TWICE,
        ERROR_500,
        BUSY_429,
        BUSY_429_WITH_RETRY_AFTER,
        /** It is passed on after ten seconds. */
        SLOW
    }

    /** Which fault a request meets, by its number from 1. */
    interface Script {
        Fault of(int request);
    }

    private final URI server;
    private final ServerSocket socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "fault-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Script script = request -> Fault.NONE;

    FaultProxy(URI server) throws IOException {
        this.server = server;
        threads.submit(this::accept);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    void follow(Script script) {
        this.script = script;
        requests.set(0);
    }

    int requests() {
        return requests.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = socket.accept();
                open.add(client);
                threads.submit(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket client) {
        try (client) {
            Fault fault = script.of(requests.incrementAndGet());
            if (fault == Fault.REFUSED) {
                client.setSoLinger(true, 0);
                return;
            }
            byte[] request = message(client.getInputStream());
            if (request.length == 0) {
                return;
            }
            switch (fault) {
                case SILENT -> TimeUnit.HOURS.sleep(1);
                case ERROR_500 -> answer(client, "500 Internal Server Error", "");
                case BUSY_429 -> answer(client, "429 Too Many Requests", "");
                case BUSY_429_WITH_RETRY_AFTER -> answer(client, "429 Too Many Requests", "Retry-After: 1\r\n");
                default -> pass(client, request, fault);
            }
        } catch (IOException | InterruptedException broken) {
            // either side went away, or the test is over
        } finally {
            open.remove(client);
        }
    }

    private void pass(Socket client, byte[] request, Fault fault) throws IOException, InterruptedException {
        if (fault == Fault.SLOW) {
            TimeUnit.SECONDS.sleep(10);
        }
        byte[] answer = ask(request);
        if (fault == Fault.TWICE) {
            answer = ask(request);
        }
        if (fault != Fault.ANSWER_LOST) {
            OutputStream out = client.getOutputStream();
            out.write(answer, 0, fault == Fault.HALF_AN_ANSWER ? answer.length / 2 : answer.length);
            out.flush();
        }
    }

    private byte[] ask(byte[] request) throws IOException {
        try (Socket to = new Socket(server.getHost(), server.getPort())) {
            to.getOutputStream().write(request);
            to.getOutputStream().flush();
            return to.getInputStream().readAllBytes();
        }
    }

    private static void answer(Socket client, String status, String headers) throws IOException {
        String body = "{\"error_code\":\"TEMPORARILY_UNAVAILABLE\",\"message\":\"made by the test\"}";
        client.getOutputStream().write(("HTTP/1.1 " + status + "\r\n" + headers + "Content-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
        client.getOutputStream().flush();
    }

    /** A whole request, its connection to be closed behind it. */
    private static byte[] message(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return new byte[0];
            }
            head.write(next);
        }
        StringBuilder lines = new StringBuilder();
        int length = 0;
        for (String line : head.toString(StandardCharsets.ISO_8859_1).split("\r\n")) {
            String name = line.toLowerCase(Locale.ROOT);
            if (name.startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
            if (!name.startsWith("connection:") && !name.startsWith("expect:")) {
                lines.append(line).append("\r\n");
            }
        }
        lines.append("Connection: close\r\n\r\n");
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(lines.toString().getBytes(StandardCharsets.ISO_8859_1));
        whole.write(in.readNBytes(length));
        return whole.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        threads.shutdownNow();
        for (Socket each : open) {
            each.close();
        }
    }
}
