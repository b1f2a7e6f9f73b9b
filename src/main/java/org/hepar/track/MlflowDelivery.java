package org.hepar.track;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hepar.config.Hash;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunStatus;

/**
 * Brings a run's journal to a server, from where the server's cursor stands to the journal's end. What fails is kept and tried first the next time;
 * the cursor is moved only behind what the server has taken. Holds a few thousand points at a time. Not safe for several threads.
 */
final class MlflowDelivery implements AutoCloseable {

    static final String PAGE_TAG = "hepar.page";
    static final String PARENT_TAG = "mlflow.parentRunId";
    /** For a run whose journal has lost its beginning. */
    private static final String NAMELESS = "unknown experiment";
    private static final int POINTS_A_BATCH = 1000;
    private static final int POINTS_IN_ALL = 10_000;
    private static final int TEXTS_A_BATCH = 100;
    private static final int KEY_LENGTH = 32;
    /** The cursor is moved once in so many points while there is more to send. */
    private static final int POINTS_BETWEEN_WRITES = 20_000;

    private final Path runFolder;
    private final MlflowServer server;
    private final MlflowCursor cursor;
    private final Consumer<String> warn;
    private final RunLock lock;
    private JournalReader reader;
    private MlflowPages pages = new MlflowPages();
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final Map<String, Batch> batches = new LinkedHashMap<>();
    private final Sent sent = new Sent();
    /** Files and models that the journal speaks of so far. */
    private final List<Message> kept = new ArrayList<>();
    private String journal = "";
    private String experimentName = "";
    private String experimentId = "";
    private long read;
    private String seal = "";
    private long acknowledgedPoints;
    private boolean checked;
    private boolean filesOutOfReach;

    /** What was sent. */
    static final class Sent {

        long points;
        long parameters;
        long tags;
        long files;
        long bytes;
        long pages;

        @Override
        public String toString() {
            return pages + " new pages, " + parameters + " parameters, " + points + " metric points, " + tags + " tags, " + files + " files (" + (bytes + 999_999) / 1_000_000 + " MB)";
        }
    }

    /** What waits to be sent to one page together. */
    private static final class Batch {

        private final List<Message.Point> points = new ArrayList<>();
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private final Map<String, String> tags = new LinkedHashMap<>();

        boolean isEmpty() {
            return points.isEmpty() && parameters.isEmpty() && tags.isEmpty();
        }
    }

    MlflowDelivery(Path runFolder, MlflowServer server, Consumer<String> warn) {
        this.runFolder = runFolder.toAbsolutePath().normalize();
        this.server = server;
        Set<String> warned = new HashSet<>();
        this.warn = line -> {
            if (warned.add(line)) {
                warn.accept(line);
            }
        };
        this.lock = lock(this.runFolder, server.address())
                .orElseThrow(() -> new IllegalStateException("another process is sending " + runFolder + " to " + server.address() + "; a run under way sends itself"));
        this.cursor = MlflowCursor.open(this.runFolder, server.address());
        this.reader = new JournalReader(journalFile());
    }

    private Path journalFile() {
        return runFolder.resolve("journal.jsonl");
    }

    Sent sent() {
        return sent;
    }

    /** Sends all that the journal holds by now. */
    void deliver() throws ServerLost {
        requirePages();
        while (true) {
            while (!waiting.isEmpty()) {
                send(waiting.peek());
                waiting.poll();
            }
            if (sent.points - acknowledgedPoints >= POINTS_BETWEEN_WRITES) {
                acknowledge();
            }
            Optional<Entry> entry = reader.next();
            if (entry.isPresent()) {
                take(entry.get());
            } else if (read < cursor.acknowledged()) {
                startAgain();
            } else {
                break;
            }
        }
        acknowledge();
    }

    /** All that the journal holds, those files that have changed since they were sent, and weights that were not to be shown before. */
    void deliverAll() throws ServerLost {
        deliver();
        for (Message each : List.copyOf(kept)) {
            act(each);
        }
        cursor.write();
    }

    /** All is going to be told again, whatever the server has; it keeps one of what is the same. */
    void tellAgain() {
        cursor.forget(Set.copyOf(cursor.pages().keySet()));
    }

    /** Pages that were deleted there are told anew. */
    private void requirePages() throws ServerLost {
        if (checked) {
            return;
        }
        Set<String> gone = new TreeSet<>();
        for (Map.Entry<String, MlflowCursor.Page> page : cursor.pages().entrySet()) {
            if (server.run(page.getValue().id()).isEmpty()) {
                gone.add(page.getKey());
            }
        }
        if (!gone.isEmpty()) {
            cursor.forget(gone);
            startAgain();
        }
        checked = true;
    }

    /** The journal is not the one that the server was told of, or the server has lost some of it: all is told again, which changes nothing of what it has. */
    private void startAgain() {
        reader.close();
        reader = new JournalReader(journalFile());
        pages = new MlflowPages();
        waiting.clear();
        batches.clear();
        kept.clear();
        read = 0;
        cursor.acknowledge(0, "");
    }

    private void take(Entry entry) {
        if (journal.isEmpty()) {
            journal = Hash.sha256(entry.sequence() + " " + entry.time() + " " + entry.fields());
            String name = Fields.text(entry.fields(), "experiment");
            experimentName = name.isBlank() ? NAMELESS : MlflowText.key(name);
        }
        read = entry.sequence();
        seal = seal(entry);
        List<Message> messages = pages.of(entry);
        messages.forEach(message -> {
            if (message instanceof Message.Files || message instanceof Message.Model) {
                kept.add(message);
            }
        });
        if (read == cursor.acknowledged() && !seal.equals(cursor.seal())) {
            startAgain();
            return;
        }
        if (read > cursor.acknowledged()) {
            waiting.addAll(messages);
        }
    }

    /** Of a record and of what is made of it. */
    static String seal(Entry entry) {
        return Hash.sha256(MlflowPages.VERSION + " " + entry.sequence() + " " + entry.time() + " " + entry.kind() + " " + entry.fields());
    }

    private void send(Message message) throws ServerLost {
        if (message instanceof Message.Point point) {
            batch(message).points.add(point);
            if (batch(message).points.size() >= POINTS_A_BATCH) {
                flush(point.page(), batch(message));
            } else if (batches.values().stream().mapToInt(each -> each.points.size()).sum() >= POINTS_IN_ALL) {
                flush();
            }
        } else if (message instanceof Message.Parameters parameters) {
            batch(message).parameters.putAll(parameters.values());
        } else if (message instanceof Message.Tags tags) {
            batch(message).tags.putAll(tags.values());
        } else if (message instanceof Message.Begin begin) {
            begin(begin);
        } else {
            flush();
            act(message);
        }
    }

    private void act(Message message) throws ServerLost {
        String id = page(message.page()).id();
        try {
            act(message, id);
        } catch (ServerLost.Refused e) {
            requirePage(message.page());
            warn.accept("MLflow at " + server.address() + " refused " + message.getClass().getSimpleName().toLowerCase(Locale.ROOT) + " of " + MlflowText.name(message.page().isEmpty() ? "the run" : message.page())
                    + " (" + e.getMessage() + "): the journal has it");
        }
    }

    /** A refusal may mean that the page was deleted there meanwhile: it is told anew then. */
    private void requirePage(String page) throws ServerLost {
        if (server.run(page(page).id()).isEmpty()) {
            checked = false;
            throw new ServerLost("a page of the run was deleted there");
        }
    }

    private void act(Message message, String id) throws ServerLost {
        if (message instanceof Message.Reopen) {
            server.reopen(id);
        } else if (message instanceof Message.End end) {
            server.finish(id, end.status(), end.millis());
        } else if (message instanceof Message.Dataset dataset) {
            server.dataset(id, dataset);
        } else if (message instanceof Message.Files files) {
            files(files);
        } else if (message instanceof Message.Model model) {
            model(model, id);
        }
    }

    /** A server without a registry, or one that takes no name like this, shows the run all the same. */
    private void model(Message.Model model, String id) throws ServerLost {
        if (!server.takesWeights()) {
            return;
        }
        try {
            server.model(model.name(), page(model.page()).artifactUri() + "/" + MlflowText.file(model.folder()), id, model.tags(), model.description());
        } catch (ServerLost.Refused e) {
            warn.accept("MLflow at " + server.address() + " does not register the model " + model.name() + " (" + e.getMessage() + "): the weights are in the run folder");
        }
    }

    private Batch batch(Message message) {
        return batches.computeIfAbsent(message.page(), any -> new Batch());
    }

    private void flush() throws ServerLost {
        for (Map.Entry<String, Batch> each : batches.entrySet()) {
            flush(each.getKey(), each.getValue());
        }
    }

    private void flush(String page, Batch batch) throws ServerLost {
        while (!batch.isEmpty()) {
            List<Message.Point> points = List.copyOf(batch.points.subList(0, batch.parameters.isEmpty() && batch.tags.isEmpty() ? Math.min(POINTS_A_BATCH, batch.points.size()) : 0));
            Map<String, String> parameters = first(batch.parameters, TEXTS_A_BATCH);
            Map<String, String> tags = parameters.isEmpty() ? first(batch.tags, TEXTS_A_BATCH) : Map.of();
            Map<String, String> linked = new LinkedHashMap<>();
            tags.forEach((key, value) -> linked.put(key, MlflowText.linked(key, value, page(page).id())));
            log(page, points, parameters, linked);
            batch.points.subList(0, points.size()).clear();
            batch.parameters.keySet().removeAll(parameters.keySet());
            batch.tags.keySet().removeAll(tags.keySet());
            sent.points += points.size();
            sent.parameters += parameters.size();
            sent.tags += tags.size();
        }
    }

    /** What a server refuses must not hold up the rest: it is found by halves, told of and left out. */
    private void log(String page, List<Message.Point> points, Map<String, String> parameters, Map<String, String> tags) throws ServerLost {
        try {
            if (points.size() + parameters.size() + tags.size() > 0) {
                server.log(page(page).id(), points, parameters, tags);
            }
        } catch (ServerLost.Refused e) {
            if (points.size() + parameters.size() + tags.size() > 1) {
                for (int which = 0; which < 2; which++) {
                    log(page, half(points, which), half(parameters, which), half(tags, which));
                }
            } else {
                String what = Stream.of(points.stream().map(Message.Point::key), parameters.keySet().stream(), tags.keySet().stream()).flatMap(each -> each).findFirst().orElse("");
                if (!what.isEmpty()) {
                    requirePage(page);
                    warn.accept("MLflow at " + server.address() + " refused " + what + " (" + e.getMessage() + "): the journal has it");
                }
            }
        }
    }

    private static Map<String, String> half(Map<String, String> all, int which) {
        Map<String, String> some = new LinkedHashMap<>();
        half(List.copyOf(all.entrySet()), which).forEach(one -> some.put(one.getKey(), one.getValue()));
        return some;
    }

    private static <T> List<T> half(List<T> all, int which) {
        int middle = (all.size() + 1) / 2;
        return which == 0 ? all.subList(0, middle) : all.subList(middle, all.size());
    }

    private static Map<String, String> first(Map<String, String> values, int count) {
        Map<String, String> some = new LinkedHashMap<>();
        values.entrySet().stream().limit(count).forEach(value -> some.put(value.getKey(), value.getValue()));
        return some;
    }

    /** A server that was asked for a page and whose answer was lost may have it already: it is looked for by its tag. */
    private void begin(Message.Begin begin) throws ServerLost {
        Map<String, String> parent = begin.page().equals(begin.parent()) ? Map.of() : Map.of(PARENT_TAG, page(begin.parent()).id());
        if (cursor.pages().containsKey(begin.page())) {
            batch(begin).tags.putAll(parent);
            return;
        }
        if (experimentId.isEmpty()) {
            experimentId = server.experiment(experimentName);
        }
        String key = Hash.sha256(journal + " " + begin.page()).substring(0, KEY_LENGTH);
        List<RunInfo> there = server.bearing(experimentId, PAGE_TAG, key);
        if (there.isEmpty()) {
            Map<String, String> tags = new LinkedHashMap<>(begin.tags());
            tags.put(PAGE_TAG, key);
            tags.putAll(parent);
            RunInfo made = server.createRun(experimentId, begin.name(), System.getProperty("user.name", "unknown"), begin.millis(), tags);
            sent.pages++;
            // The request may have arrived twice, or an earlier one late.
            there = server.bearing(experimentId, PAGE_TAG, key);
            there = there.isEmpty() ? List.of(made) : there;
        } else {
            batch(begin).tags.putAll(parent);
            if (there.get(0).getStatus() != RunStatus.RUNNING) {
                // Its end, if it has come to one, is told again too.
                server.reopen(there.get(0).getRunId());
            }
        }
        for (RunInfo surplus : there.subList(1, there.size())) {
            server.delete(surplus.getRunId());
        }
        cursor.pages().put(begin.page(), new MlflowCursor.Page(there.get(0).getRunId(), there.get(0).getArtifactUri()));
        cursor.write();
    }

    private MlflowCursor.Page page(String page) {
        MlflowCursor.Page there = cursor.pages().get(page);
        if (there == null) {
            throw new IllegalStateException("the journal speaks of \"" + page + "\" before it begins");
        }
        return there;
    }

    private void files(Message.Files files) throws ServerLost {
        MlflowCursor.Page page = page(files.page());
        if (!filesOutOfReach && !MlflowServer.takesArtifacts(page.artifactUri())) {
            filesOutOfReach = true;
            warn.accept("MLflow at " + server.address() + " keeps its artefacts at " + page.artifactUri()
                    + ", out of reach by HTTP: figures and report are in the run folder only; start it with --serve-artifacts to see them there");
        }
        if (filesOutOfReach || files.weights() && !server.takesWeights()) {
            return;
        }
        Optional<Path> inside = inside(runFolder, files.path());
        if (inside.isEmpty() || !Files.exists(inside.get())) {
            warn.accept("artefact " + MlflowText.name(files.path()) + " is not a file of the run folder " + runFolder + " and is not sent to MLflow");
            return;
        }
        for (Path each : below(inside.get())) {
            upload(files.page(), page, each);
        }
    }

    private void upload(String pageName, MlflowCursor.Page page, Path file) throws ServerLost {
        String path = runFolder.relativize(file).toString().replace('\\', '/');
        String key = pageName + ":" + path;
        String sha256;
        try {
            if (leaves(runFolder, file)) {
                warn.accept("artefact " + MlflowText.name(path) + " is a link out of the run folder " + runFolder + " and is not sent to MLflow");
                return;
            }
            sha256 = Hash.sha256(file);
        } catch (IOException | UncheckedIOException e) {
            warn.accept("artefact " + MlflowText.name(path) + " cannot be read and is not sent to MLflow");
            return;
        }
        if (sha256.equals(cursor.files().get(key))) {
            return;
        }
        try {
            sent.bytes += server.put(page.artifactUri(), path, file);
            sent.files++;
            cursor.files().put(key, sha256);
        } catch (ServerLost.Refused e) {
            warn.accept("MLflow at " + server.address() + " refused " + MlflowText.name(path) + " (" + e.getMessage() + "): it is in the run folder only; check the server's artefact store and its size limit");
        }
    }

    /** What a journal calls a file of its run folder; empty where the path leads out of it, or is none. */
    static Optional<Path> inside(Path runFolder, String path) {
        try {
            return Optional.of(runFolder.resolve(path).normalize()).filter(file -> file.startsWith(runFolder) && !file.equals(runFolder));
        } catch (InvalidPathException none) {
            return Optional.empty();
        }
    }

    /** Whether a file of the run folder is a link out of it. */
    static boolean leaves(Path runFolder, Path file) throws IOException {
        return !file.toRealPath().startsWith(runFolder.toRealPath());
    }

    static TreeSet<Path> below(Path file) throws ServerLost {
        try (Stream<Path> below = Files.walk(file)) {
            TreeSet<Path> files = new TreeSet<>();
            below.filter(Files::isRegularFile).forEach(files::add);
            return files;
        } catch (IOException | UncheckedIOException e) {
            throw new ServerLost("cannot list " + file);
        }
    }

    /** Sends what waits, and moves the cursor behind all that was read. */
    private void acknowledge() throws ServerLost {
        flush();
        acknowledgedPoints = sent.points;
        if (read > cursor.acknowledged()) {
            cursor.acknowledge(read, seal);
            cursor.write();
        }
    }

    /** Whether some process is at it. */
    static boolean isUnderWay(Path runFolder, URI server) {
        Optional<RunLock> lock = lock(runFolder.toAbsolutePath().normalize(), server);
        lock.ifPresent(RunLock::close);
        return lock.isEmpty();
    }

    /** Held until the delivery is closed, so that two processes do not move one cursor; empty where another holds it. */
    private static Optional<RunLock> lock(Path runFolder, URI server) {
        Path cursor = MlflowCursor.file(runFolder, server);
        return RunLock.takeAt(cursor.resolveSibling(cursor.getFileName() + ".lock"));
    }

    @Override
    public void close() {
        reader.close();
        lock.close();
    }
}
