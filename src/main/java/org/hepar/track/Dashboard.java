package org.hepar.track;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hepar.config.Aside;
import org.hepar.config.Json;
import org.hepar.config.Reason;

/**
 * The MLflow server of a workspace: its data base and artefacts lie in the folder, it listens to this machine only, and it is installed there on first
 * use where the machine has none. One runs at a time.
 *
 * @param folder of the server's own
 * @param programs of the machine that it needs
 */
public record Dashboard(Path folder, Programs programs) {

    /**
     * What the machine may have, as commands.
     *
     * @param mlflow tried before one is installed
     * @param pythons that one can be installed with, the one to be tried first at the front
     */
    record Programs(String mlflow, List<String> pythons) {

        static final Programs USUAL = new Programs("mlflow", List.of("python3.12", "python3.11", "python3", "python3.10", "python3.13"));
    }

    /** Where it lies in a workspace. */
    public static final Path USUAL = Path.of(".hepar", "mlflow");
    public static final int USUAL_PORT = 5000;

    static final String VERSION = "3.17.2";
    private static final String SIZE = "about 330 MB to download, 850 MB on disk";
    private static final String HOST = "127.0.0.1";
    private static final String REQUIREMENTS = "mlflow-requirements.txt";
    private static final int OLDEST_MAJOR = 2;
    private static final int OLDEST_MINOR = 17;
    private static final String CHILDREN = "children";
    private static final int PORTS_TRIED = 50;
    /** Of other services, above 1024 (WHATWG Fetch standard, section "port blocking"). */
    private static final Set<Integer> NOT_FOR_BROWSERS = Set.of(1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080);
    private static final Duration TO_HEALTH = Duration.ofMinutes(3);
    /** Of a command that tells its version: the first start of a Python with many modules takes a while. */
    private static final Duration TO_ANSWER = Duration.ofMinutes(1);
    private static final int NO_END = 124;
    /** What is wrong with a command that is not there. */
    private static final String ABSENT = "absent";
    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)");

    public Dashboard(Path folder) {
        this(folder, Programs.USUAL);
    }

    /** A server did not come up; the message is its last word. */
    private static final class Ended extends Exception {

        private static final long serialVersionUID = 1;

        Ended(String lastWord) {
            super(lastWord);
        }
    }

    /** A server under way. */
    public record Running(URI address, long pid) {

        /** The page with the experiments. */
        public String page() {
            return address + "/#/experiments" + MlflowServer.FOR_TRAINING;
        }
    }

    /** The server that runs for this workspace, if it answers. */
    public Optional<Running> running() {
        return stored().filter(state -> isTheSame((Long) state.get("pid"), state.get("started")))
                .map(state -> new Running(URI.create((String) state.get("address")), (Long) state.get("pid"))).filter(running -> isHealthy(client(), running.address()));
    }

    /** What is written down of the last server. */
    private Optional<Map<?, ?>> stored() {
        try {
            Object stored = Files.isRegularFile(state()) ? Json.read(Files.readString(state())) : null;
            return Optional.<Map<?, ?>>ofNullable((Map<?, ?>) stored).filter(state -> state.get("address") instanceof String && state.get("pid") instanceof Long);
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /**
     * Starts the server, installing it first where need be, and waits until it is healthy. What can be refused is refused before anything is written.
     *
     * @param port to listen on; where none is asked for the first free one from 5000 on
     * @throws IllegalArgumentException when the port cannot be had or there is no Python to install it with
     * @throws UncheckedIOException when it cannot be installed or does not come up
     */
    public Running start(Optional<Integer> port, Consumer<String> say) {
        Optional<Running> before = running();
        if (before.isPresent()) {
            return before.get();
        }
        port.ifPresent(Dashboard::requireForBrowsers);
        if (leftOver().isEmpty()) {
            free(port);
        }
        Optional<String> flaw = flaw(onPath());
        if (flaw.isPresent() && flaw(own()).isPresent()) {
            python(flaw.get());
        }
        try (RunLock held = RunLock.takeAt(folder.resolve("start.lock"))
                .orElseThrow(() -> new IllegalArgumentException("another hepar is starting the dashboard of this folder just now; give the command again when it has"))) {
            Optional<Running> meanwhile = running();
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            endLeftOver();
            return startAlone(free(port), flaw, say);
        }
    }

    /** By the mlflow on the path or, where that is not there or does not work, by that of the folder. */
    private Running startAlone(int port, Optional<String> flawOnPath, Consumer<String> say) {
        Optional<String> flaw = flawOnPath;
        try {
            if (flaw.isEmpty()) {
                try {
                    return serve(onPath(), port, say);
                } catch (Ended e) {
                    flaw = Optional.of("its server ended: " + e.getMessage());
                }
            }
            flaw.filter(said -> !said.equals(ABSENT)).ifPresent(said -> say.accept("the mlflow on the path does not work (" + said + "); the dashboard goes on with one of its own in " + venv()));
            if (flaw(own()).isPresent()) {
                install(say);
            }
            return serve(own(), port, say);
        } catch (Ended e) {
            throw new UncheckedIOException("the MLflow server ended (" + e.getMessage() + "); its whole log is " + log(), new IOException(e));
        }
    }

    private Running serve(List<String> mlflow, int port, Consumer<String> say) throws Ended {
        List<String> command = new ArrayList<>(mlflow);
        command.addAll(List.of("server", "--host", HOST, "--port", Integer.toString(port), "--workers", "1",
                "--backend-store-uri", "sqlite:///" + folder.toAbsolutePath().normalize().resolve("mlflow.db"),
                "--artifacts-destination", folder.toAbsolutePath().normalize().resolve("artifacts").toString()));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("MLFLOW_") || name.equals("LD_PRELOAD"));
            builder.environment().put("MLFLOW_DISABLE_TELEMETRY", "true");
            builder.environment().put("DO_NOT_TRACK", "true");
            Process process = builder.start();
            Running running = new Running(URI.create("http://" + HOST + ":" + port), process.pid());
            try {
                awaitHealth(running, process, say);
                write(running);
                return running;
            } catch (RuntimeException | Ended e) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the MLflow server in " + folder + " (" + Reason.of(e) + ")", e);
        }
    }

    private Path log() {
        return folder.resolve("server.log");
    }

    /** Ends the server with all its processes, also those that it left behind. */
    public boolean stop() {
        boolean any = endLeftOver();
        try {
            Files.deleteIfExists(state());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + state() + " (" + Reason.of(e) + ")", e);
        }
        return any;
    }

    /** Ends those processes of the last server that live, its children also where it itself is gone. */
    private boolean endLeftOver() {
        List<ProcessHandle> all = leftOver();
        all.forEach(ProcessHandle::destroy);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
            sleep(50);
        }
        all.forEach(ProcessHandle::destroyForcibly);
        return !all.isEmpty();
    }

    private List<ProcessHandle> leftOver() {
        return stored().stream().flatMap(state -> Stream.concat(Stream.of(state), state.get(CHILDREN) instanceof List<?> some ? some.stream() : Stream.empty())).map(one -> (Map<?, ?>) one)
                .filter(one -> isTheSame((Long) one.get("pid"), one.get("started"))).flatMap(one -> ProcessHandle.of((Long) one.get("pid")).stream())
                .flatMap(process -> Stream.concat(process.descendants(), Stream.of(process))).distinct().toList();
    }

    /** The one that is asked for, if it can be had, or the usual one. */
    private int free(Optional<Integer> port) {
        return port.map(Dashboard::requireFree).orElseGet(this::usualPort);
    }

    /** The same as the last time, as runs remember what each address has, or the first that is free. */
    private int usualPort() {
        return stored().map(state -> URI.create((String) state.get("address")).getPort()).filter(Dashboard::isFree).orElseGet(Dashboard::firstFree);
    }

    /** Whether the process of that number is the one that was started: numbers come again. */
    private static boolean isTheSame(long pid, Object started) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> startOf(process).equals(started)).isPresent();
    }

    private static String startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    /** Where it is written down which server runs. */
    private Path state() {
        return folder.resolve("server.json");
    }

    private void write(Running running) throws Ended {
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put("address", running.address().toString());
        stored.put("pid", running.pid());
        ProcessHandle server = ProcessHandle.of(running.pid()).orElseThrow(() -> new Ended("it was healthy before"));
        stored.put("started", startOf(server));
        stored.put(CHILDREN, server.descendants().map(process -> Map.of("pid", process.pid(), "started", startOf(process))).toList());
        Aside.write(state(), Json.write(stored) + "\n");
    }

    private void awaitHealth(Running running, Process process, Consumer<String> say) throws IOException, Ended {
        say.accept("waiting for the MLflow server (half a minute the first time) ...");
        long end = System.nanoTime() + TO_HEALTH.toNanos();
        HttpClient http = client();
        while (!isHealthy(http, running.address())) {
            if (!process.isAlive()) {
                throw new Ended(lastLine(Files.readString(log(), StandardCharsets.ISO_8859_1)));
            }
            if (System.nanoTime() > end) {
                throw new UncheckedIOException("the MLflow server does not answer (" + lastLine(Files.readString(log(), StandardCharsets.ISO_8859_1)) + "); its whole log is " + log(), new IOException("no answer"));
            }
            sleep(200);
        }
    }

    private static String lastLine(String text) {
        return text.lines().filter(line -> !line.isBlank()).reduce((one, next) -> next).map(String::strip).orElse("it said nothing");
    }

    private static HttpClient client() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(2)).build();
    }

    private static boolean isHealthy(HttpClient http, URI address) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/health")).build();
            HttpResponse<InputStream> answer = http.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream()).get(2, TimeUnit.SECONDS);
            answer.body().close(); // what another program says there may have no end
            return answer.statusCode() == 200;
        } catch (ExecutionException | TimeoutException | IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether there is a working version, so that nothing has to be installed. */
    boolean isInstalled() {
        return flaw(onPath()).isEmpty() || flaw(own()).isEmpty();
    }

    private List<String> onPath() {
        return List.of(programs.mlflow());
    }

    private List<String> own() {
        return List.of(venv().resolve("bin").resolve("mlflow").toAbsolutePath().toString());
    }

    private Path venv() {
        return folder.resolve("venv");
    }

    /** Why an mlflow cannot be used, in a few words; {@link #ABSENT} where there is none, empty for one that can. */
    private static Optional<String> flaw(List<String> mlflow) {
        List<String> command = new ArrayList<>(mlflow);
        command.add("--version");
        try {
            Said said = ask(command, false);
            if (said.exitCode() != 0) {
                return Optional.of("mlflow --version ends with " + said.exitCode() + ": " + lastLine(ask(command, true).text()));
            }
            Matcher version = NUMBERS.matcher(said.text());
            if (!version.find()) {
                return Optional.of("mlflow --version tells no version");
            }
            int major = Integer.parseInt(version.group(1));
            return major > OLDEST_MAJOR || major == OLDEST_MAJOR && Integer.parseInt(version.group(2)) >= OLDEST_MINOR ? Optional.empty()
                    : Optional.of("it is version " + version.group() + ", needed is " + OLDEST_MAJOR + "." + OLDEST_MINOR + " or newer");
        } catch (IOException none) {
            return Optional.of(ABSENT);
        }
    }

    /** The first Python that can make an environment to install into; without one it is told what is wrong with the mlflow on the path. */
    private String python(String flaw) {
        return programs.pythons().stream().filter(Dashboard::makesEnvironments).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the dashboard is an MLflow server, which needs Python 3.10 or newer with venv; install it (Debian: apt install python3-venv), "
                        + "or put an mlflow of at least " + OLDEST_MAJOR + "." + OLDEST_MINOR + " on the path" + (flaw.equals(ABSENT) ? "" : "; the one that is there does not work (" + flaw + ")")));
    }

    private void install(Consumer<String> say) {
        String python = python(ABSENT);
        Path venv = venv();
        say.accept("installing MLflow " + VERSION + " into " + venv + " (" + SIZE + "; some minutes) ...");
        try {
            Files.createDirectories(folder);
            delete(venv);
            Path requirements = folder.resolve(REQUIREMENTS);
            try (InputStream in = Dashboard.class.getResourceAsStream(REQUIREMENTS)) {
                Files.copy(in, requirements, StandardCopyOption.REPLACE_EXISTING);
            }
            Path log = folder.resolve("install.log");
            run(List.of(python, "-m", "venv", venv.toString()), log);
            run(List.of(venv.resolve("bin").resolve("pip").toString(), "install", "--quiet", "--disable-pip-version-check", "-r", requirements.toString()), log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot install MLflow in " + folder + " (" + Reason.of(e) + ")", e);
        }
    }

    /** Whoever ends this process ends the command too. */
    private void run(List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Thread end = new Thread(process::destroy, "install-stop");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            if (process.waitFor() == 0) {
                Runtime.getRuntime().removeShutdownHook(end);
                return;
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
        }
        delete(venv());
        String last = Files.readAllLines(log).stream().filter(line -> line.startsWith("ERROR")).findFirst().orElse("no reason given");
        throw new UncheckedIOException("MLflow could not be installed (" + last + "); the whole log is " + log + ". An mlflow on the path is used instead where one works", new IOException(last));
    }

    private static boolean makesEnvironments(String python) {
        try {
            Said said = ask(List.of(python, "-c", "import sys, venv, ensurepip; print(sys.version_info >= (3, 10))"), false);
            return said.exitCode() == 0 && said.text().strip().equals("True");
        } catch (IOException absent) {
            return false;
        }
    }

    /** What a short command said, on its standard output or on both. */
    private record Said(int exitCode, String text) {
    }

    /**
     * Asks a command that answers in a few lines.
     *
     * @throws IOException when there is no such command
     */
    private static Said ask(List<String> command, boolean errorsToo) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Process process = (errorsToo ? builder.redirectErrorStream(true) : builder.redirectError(ProcessBuilder.Redirect.DISCARD)).start();
        process.getOutputStream().close();
        try {
            if (process.waitFor(TO_ANSWER.toSeconds(), TimeUnit.SECONDS)) {
                return new Said(process.exitValue(), new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return new Said(NO_END, "it did not end within " + TO_ANSWER.toSeconds() + " s");
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static int requireFree(int port) {
        requireForBrowsers(port);
        if (!isFree(port)) {
            throw new IllegalArgumentException("--port (=" + port + ") is taken by another program; choose another, or leave --port out");
        }
        return port;
    }

    private static void requireForBrowsers(int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("--port (=" + port + ") must be 1 to 65535");
        }
        if (NOT_FOR_BROWSERS.contains(port)) {
            throw new IllegalArgumentException("--port (=" + port + ") is one that browsers refuse to open; choose another, or leave --port out");
        }
    }

    private static int firstFree() {
        for (int port = USUAL_PORT; port < USUAL_PORT + PORTS_TRIED; port++) {
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalArgumentException("the ports " + USUAL_PORT + " to " + (USUAL_PORT + PORTS_TRIED - 1) + " are all taken; name a free one with --port");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(HOST))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
