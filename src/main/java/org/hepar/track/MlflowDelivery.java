package org.hepar.track;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hepar.config.Hash;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunInfo;
import org.mlflow.api.proto.Service.RunTag;

/**
 * Brings a run's journal to a server, from where the server's cursor stands to the journal's end. What fails is kept and tried first the next time;
 * the cursor is moved only behind what the server has taken. Holds a few thousand points at a time. Not safe for several threads.
 */
final class MlflowDelivery implements AutoCloseable {

    static final String PAGE_TAG = "hepar.page";
    private static final int POINTS_A_BATCH = 1000;
    private static final int POINTS_IN_ALL = 10_000;
    private static final int TEXTS_A_BATCH = 100;
    private static final int KEY_LENGTH = 32;
    /** The cursor is written once in so many nanoseconds while there is more to send. */
    private static final long BETWEEN_WRITES = 1_000_000_000;

    private final Path runFolder;
    private final MlflowServer server;
    private final MlflowCursor cursor;
    private final Consumer<String> warn;
    private final JournalReader reader;
    private final RunLock lock;
    private final MlflowPages pages = new MlflowPages();
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final Map<String, Batch> batches = new LinkedHashMap<>();
    private final Sent sent = new Sent();
    private String journal = "";
    private String experimentName = "";
    private String experimentId = "";
    private long read;
    private long acknowledged = System.nanoTime();
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

        private final List<Metric> points = new ArrayList<>();
        private final Map<String, String> parameters = new LinkedHashMap<>();
        private final Map<String, String> tags = new LinkedHashMap<>();

        boolean isEmpty() {
            return points.isEmpty() && parameters.isEmpty() && tags.isEmpty();
        }
    }

    MlflowDelivery(Path runFolder, MlflowServer server, Consumer<String> warn) {
        this.runFolder = runFolder.toAbsolutePath().normalize();
        this.server = server;
        this.warn = warn;
        this.lock = lock(this.runFolder, server.address())
                .orElseThrow(() -> new IllegalStateException("another process is sending " + runFolder + " to " + server.address() + "; a run under way sends itself"));
        this.cursor = MlflowCursor.open(this.runFolder, server.address());
        this.reader = new JournalReader(this.runFolder.resolve("journal.jsonl"));
    }

    Sent sent() {
        return sent;
    }

    /** Sends all that the journal holds by now. */
    void deliver() throws ServerLost {
        requireRun();
        while (true) {
            while (!waiting.isEmpty()) {
                send(waiting.peek());
                waiting.poll();
            }
            if (batches.values().stream().allMatch(Batch::isEmpty)) {
                acknowledge(BETWEEN_WRITES);
            }
            Optional<Entry> entry = reader.next();
            if (entry.isEmpty()) {
                break;
            }
            take(entry.get());
        }
        flush();
        acknowledge(0);
    }

    /** A run that was deleted there is told anew. */
    private void requireRun() throws ServerLost {
        MlflowCursor.Page run = cursor.pages().get(Message.RUN);
        if (!checked && run != null && server.run(run.id()).isEmpty()) {
            cursor.forget();
        }
        checked = true;
    }

    private void take(Entry entry) {
        if (journal.isEmpty()) {
            journal = Hash.sha256(entry.sequence() + " " + entry.time() + " " + entry.fields());
            experimentName = MlflowText.key(Fields.text(entry.fields(), "experiment"));
        }
        read = entry.sequence();
        List<Message> messages = pages.of(entry);
        if (read > cursor.acknowledged()) {
            waiting.addAll(messages);
        }
    }

    private void send(Message message) throws ServerLost {
        if (message instanceof Message.Point point) {
            batch(message).points.add(Metric.newBuilder().setKey(point.key()).setValue(point.value()).setStep(point.step()).setTimestamp(point.millis()).build());
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
        try {
            server.model(model.name(), page(model.page()).artifactUri() + "/" + model.folder(), id, model.tags(), model.description());
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
            List<Metric> points = List.copyOf(batch.points.subList(0, batch.parameters.isEmpty() && batch.tags.isEmpty() ? Math.min(POINTS_A_BATCH, batch.points.size()) : 0));
            Map<String, String> parameters = first(batch.parameters, TEXTS_A_BATCH);
            Map<String, String> tags = parameters.isEmpty() ? first(batch.tags, TEXTS_A_BATCH) : Map.of();
            log(page, points,
                    parameters.entrySet().stream().map(one -> Param.newBuilder().setKey(one.getKey()).setValue(one.getValue()).build()).toList(),
                    tags.entrySet().stream().map(one -> MlflowServer.tag(one.getKey(), MlflowText.linked(one.getKey(), one.getValue(), page(page).id()))).toList());
            batch.points.subList(0, points.size()).clear();
            batch.parameters.keySet().removeAll(parameters.keySet());
            batch.tags.keySet().removeAll(tags.keySet());
            sent.points += points.size();
            sent.parameters += parameters.size();
            sent.tags += tags.size();
        }
    }

    /** What a server refuses must not hold up the rest: it is found by halves, told of and left out. */
    private void log(String page, List<Metric> points, List<Param> parameters, List<RunTag> tags) throws ServerLost {
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
                String what = Stream.of(points.stream().map(Metric::getKey), parameters.stream().map(Param::getKey), tags.stream().map(RunTag::getKey))
                        .flatMap(each -> each).findFirst().orElse("");
                if (!what.isEmpty()) {
                    warn.accept("MLflow at " + server.address() + " refused " + what + " (" + e.getMessage() + "): the journal has it");
                }
            }
        }
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
        if (cursor.pages().containsKey(begin.page())) {
            return;
        }
        if (experimentId.isEmpty()) {
            experimentId = server.experiment(experimentName);
        }
        String key = Hash.sha256(journal + " " + begin.page()).substring(0, KEY_LENGTH);
        Optional<RunInfo> there = server.find(experimentId, PAGE_TAG, key);
        if (there.isEmpty()) {
            Map<String, String> tags = new LinkedHashMap<>(begin.tags());
            tags.put(PAGE_TAG, key);
            if (!begin.page().equals(begin.parent())) {
                tags.put("mlflow.parentRunId", page(begin.parent()).id());
            }
            there = Optional.of(server.createRun(experimentId, begin.name(), System.getProperty("user.name", "unknown"), begin.millis(), tags));
            sent.pages++;
        }
        cursor.pages().put(begin.page(), new MlflowCursor.Page(there.get().getRunId(), there.get().getArtifactUri()));
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
        Path file = runFolder.resolve(files.path()).normalize();
        if (filesOutOfReach) {
            return;
        }
        if (!file.startsWith(runFolder) || !Files.exists(file)) {
            warn.accept("artefact " + MlflowText.name(files.path()) + " is not a file of the run folder " + runFolder + " and is not sent to MLflow");
            return;
        }
        for (Path each : below(file)) {
            upload(files.page(), page, each);
        }
    }

    private void upload(String pageName, MlflowCursor.Page page, Path file) throws ServerLost {
        String path = runFolder.relativize(file).toString().replace('\\', '/');
        String key = pageName + ":" + path;
        String sha256 = Hash.sha256(file);
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

    static TreeSet<Path> below(Path file) throws ServerLost {
        try (Stream<Path> below = Files.walk(file)) {
            TreeSet<Path> files = new TreeSet<>();
            below.filter(Files::isRegularFile).forEach(files::add);
            return files;
        } catch (IOException e) {
            throw new ServerLost("cannot list " + file);
        }
    }

    /** All that was read is sent; written to disk, unless that was done within so many nanoseconds. */
    private void acknowledge(long within) {
        if (read > cursor.acknowledged() && System.nanoTime() - acknowledged >= within) {
            cursor.acknowledge(read);
            cursor.write();
            acknowledged = System.nanoTime();
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
        return RunLock.take(runFolder, cursor.resolveSibling(cursor.getFileName() + ".lock"));
    }

    @Override
    public void close() {
        reader.close();
        server.close();
        lock.close();
    }
}
