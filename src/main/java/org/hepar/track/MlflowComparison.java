package org.hepar.track;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepar.config.Hash;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunInfo;

/**
 * What a server shows of a run beside what the run's journal says, value for value: each parameter and tag, each point of each curve with its bits, step
 * and time, each file byte for byte, each page's data, model and end; and what is there that the journal does not have. Tags outside the namespace {@code hepar.} and files outside
 * the folders of the run's own may be MLflow's or a person's, and are none of these. Reads the journal as often as its points have to be held in parts.
 */
final class MlflowComparison {

    private static final int DIFFERENCES_KEPT = 20;
    /** Points held at a time (some 10 MB), unless one page alone has more. */
    private static final long POINTS_AT_ONCE = 100_000;
    private static final String OWN_TAGS = "hepar.";
    private static final int NAMES_TOLD = 5;

    private final MlflowServer server;
    private final MlflowCursor cursor;
    private final Path runFolder;
    private final Map<String, long[]> counts = new LinkedHashMap<>();
    private final List<String> differences = new ArrayList<>();
    private long different;
    private long filesLeftOut;
    private long weightsLeftOut;
    private long filesOfOthers;

    /** What a page is to show. */
    private static final class Expected {

        private final Map<String, String> parameters = new TreeMap<>();
        private final Map<String, String> tags = new TreeMap<>();
        private final Map<String, Map<Bits, Integer>> points = new TreeMap<>();
        private final List<Message.Files> files = new ArrayList<>();
        private final List<Message.Dataset> datasets = new ArrayList<>();
        private final List<Message.Model> models = new ArrayList<>();
        private String parent = Message.RUN;
        private String status = "RUNNING";
    }

    /** A point by the bits of its value. */
    private record Bits(long value, long step, long millis) {

        static Bits of(double value, long step, long millis) {
            return new Bits(Double.doubleToLongBits(value), step, millis);
        }
    }

    private MlflowComparison(MlflowServer server, MlflowCursor cursor, Path runFolder) {
        this.server = server;
        this.cursor = cursor;
        this.runFolder = runFolder;
    }

    /** Compares a run with what the server shows of it. */
    static MlflowComparison of(Path runFolder, MlflowServer server) throws ServerLost {
        Path folder = runFolder.toAbsolutePath().normalize();
        MlflowComparison comparison = new MlflowComparison(server, MlflowCursor.open(folder, server.address()), folder);
        Set<String> some = new HashSet<>();
        long points = 0;
        for (Map.Entry<String, Long> page : pointsOfPages(folder).entrySet()) {
            if (points + page.getValue() > POINTS_AT_ONCE) {
                comparison.compare(some);
                some.clear();
                points = 0;
            }
            some.add(page.getKey());
            points += page.getValue();
        }
        comparison.compare(some);
        return comparison;
    }

    private void compare(Set<String> pages) throws ServerLost {
        Map<String, Expected> expected = new LinkedHashMap<>();
        read(runFolder, message -> {
            if (pages.contains(message.page())) {
                expect(expected.computeIfAbsent(message.page(), any -> new Expected()), message);
            }
        });
        for (Map.Entry<String, Expected> page : expected.entrySet()) {
            compare(page.getKey(), page.getValue());
        }
    }

    /** Those of the journal, in its order. */
    private static Map<String, Long> pointsOfPages(Path folder) {
        Map<String, Long> pages = new LinkedHashMap<>();
        read(folder, message -> pages.merge(message.page(), message instanceof Message.Point ? 1L : 0L, Long::sum));
        return pages;
    }

    boolean isEqual() {
        return different == 0;
    }

    /** The first of what differs, a line each. */
    List<String> differences() {
        return List.copyOf(differences);
    }

    /** How many of each kind the journal has, and how many of them the server shows as they are. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        counts.forEach((kind, count) -> parts.add(count[1] + " of " + count[0] + " " + kind));
        if (filesLeftOut > 0) {
            parts.add(filesLeftOut + " files not compared (gone from the run folder, no file of it, or out of the server's reach)");
        }
        if (weightsLeftOut > 0) {
            parts.add(weightsLeftOut + " files of weights and the models made of them not compared (" + MlflowServer.WEIGHTS + "=no)");
        }
        if (filesOfOthers > 0) {
            parts.add(filesOfOthers + " files that others put there beside the run's");
        }
        return String.join(", ", parts);
    }

    private static void read(Path folder, Consumer<Message> reader) {
        MlflowPages projection = new MlflowPages();
        try (JournalReader journal = new JournalReader(folder.resolve("journal.jsonl"))) {
            for (Optional<Entry> entry = journal.next(); entry.isPresent(); entry = journal.next()) {
                projection.of(entry.get()).forEach(reader);
            }
        }
    }

    private static void expect(Expected page, Message message) {
        if (message instanceof Message.Begin begin) {
            page.tags.putAll(begin.tags());
            page.parent = begin.parent();
        } else if (message instanceof Message.Parameters parameters) {
            page.parameters.putAll(parameters.values());
        } else if (message instanceof Message.Tags tags) {
            page.tags.putAll(tags.values());
        } else if (message instanceof Message.Point point) {
            page.points.computeIfAbsent(point.key(), any -> new HashMap<>()).merge(Bits.of(point.value(), point.step(), point.millis()), 1, (one, again) -> 1);
        } else if (message instanceof Message.Dataset dataset) {
            page.datasets.add(new Message.Dataset("", dataset.name(), dataset.digest(), dataset.context(), dataset.profile()));
        } else if (message instanceof Message.Model model) {
            page.models.add(model);
        } else if (message instanceof Message.Files files) {
            page.files.add(files);
        } else if (message instanceof Message.End end) {
            page.status = end.status();
        } else if (message instanceof Message.Reopen) {
            page.status = "RUNNING";
        }
    }

    private void compare(String name, Expected page) throws ServerLost {
        MlflowCursor.Page there = cursor.pages().get(name);
        Optional<Run> shown = there == null ? Optional.empty() : server.run(there.id());
        count("pages", shown.isPresent(), () -> "page " + shown(name) + " is not there");
        if (shown.isEmpty()) {
            return;
        }
        Run run = shown.get();
        count("ends", run.getInfo().getStatus().name().equals(page.status), () -> shown(name) + " is " + run.getInfo().getStatus() + " instead of " + page.status);
        Map<String, String> parameters = new HashMap<>();
        run.getData().getParamsList().forEach(each -> parameters.put(each.getKey(), each.getValue()));
        compare(name, "parameters", page.parameters, parameters);
        strangers("parameters", "parameters", name, parameters.keySet().stream().filter(key -> !page.parameters.containsKey(key)));
        Map<String, String> tags = new HashMap<>();
        run.getData().getTagsList().forEach(each -> tags.put(each.getKey(), each.getValue()));
        if (!page.parent.equals(name)) {
            page.tags.put(MlflowDelivery.PARENT_TAG, cursor.pages().get(page.parent) == null ? "" : cursor.pages().get(page.parent).id());
        }
        List<String> own = cursor.pages().values().stream().map(MlflowCursor.Page::id).toList();
        strangers("pages", "pages nested in it", name, server.bearing(run.getInfo().getExperimentId(), MlflowDelivery.PARENT_TAG, there.id()).stream()
                .filter(child -> !own.contains(child.getRunId())).map(RunInfo::getRunName));
        int alike = server.bearing(run.getInfo().getExperimentId(), MlflowDelivery.PAGE_TAG, tags.getOrDefault(MlflowDelivery.PAGE_TAG, "")).size();
        if (alike != 1) {
            count("pages", false, () -> shown(name) + " is there " + alike + " times");
        }
        page.tags.replaceAll((key, value) -> MlflowText.linked(key, value, there.id()));
        compare(name, "tags", page.tags, tags);
        strangers("tags", "tags of hepar's", name, tags.keySet().stream().filter(key -> key.startsWith(OWN_TAGS) && !key.equals(MlflowDelivery.PAGE_TAG) && !page.tags.containsKey(key)));
        for (Map.Entry<String, Map<Bits, Integer>> curve : page.points.entrySet()) {
            compare(name + " " + curve.getKey(), curve.getValue(), server.history(there.id(), curve.getKey()));
        }
        strangers("metric points", "curves", name, run.getData().getMetricsList().stream().map(Metric::getKey).filter(key -> !page.points.containsKey(key)));
        for (Message.Files files : page.files) {
            if (files.weights() && !server.takesWeights()) {
                weightsLeftOut++;
            } else {
                compareFiles(name, there, files.path());
            }
        }
        if (MlflowServer.takesArtifacts(there.artifactUri())) {
            compareFurtherFiles(name, there.id(), page.files);
        }
        compareData(name, there.id(), page);
        for (Message.Model model : server.takesWeights() ? page.models : List.<Message.Model>of()) {
            String source = there.artifactUri() + "/" + MlflowText.file(model.folder());
            List<String> versions = models(model.name(), there.id());
            count("models", versions.equals(List.of(source)), () -> shown(name) + ": model " + model.name() + " has the versions " + versions + " instead of one from " + source);
        }
    }

    /** A server without a registry has none. */
    private List<String> models(String name, String id) throws ServerLost {
        try {
            return server.models(name, id);
        } catch (ServerLost.Refused e) {
            return List.of();
        }
    }

    private void compareData(String name, String id, Expected page) throws ServerLost {
        if (page.datasets.isEmpty()) {
            return;
        }
        List<Message.Dataset> left = new ArrayList<>(server.datasets(id));
        for (Message.Dataset dataset : new LinkedHashSet<>(page.datasets)) {
            count("data sets", left.remove(dataset), () -> shown(name) + ": the " + dataset.context() + " data " + dataset.name() + " is not there as it is here");
        }
        strangers("data sets", "data sets", name, left.stream().map(Message.Dataset::name));
    }

    /** Files in a folder that the run's own files lie in are strangers; those elsewhere are somebody's own affair. */
    private void compareFurtherFiles(String name, String id, List<Message.Files> own) throws ServerLost {
        Set<String> files = new HashSet<>();
        Set<String> whole = new HashSet<>();
        Set<String> folders = new HashSet<>();
        for (Message.Files each : own) {
            Optional<Path> inside = MlflowDelivery.inside(runFolder, each.path());
            if (inside.isEmpty()) {
                continue; // nothing of it was sent
            }
            Path file = inside.get();
            String path = MlflowText.file(runFolder.relativize(file).toString().replace('\\', '/'));
            files.add(path);
            if (path.indexOf('/') > 0 || Files.isDirectory(file)) {
                folders.add(top(path));
            }
            if (!Files.isDirectory(file)) {
                whole.add(path + "/"); // gone, or a file: what lies there was sent when it was a folder
                continue;
            }
            for (Path below : MlflowDelivery.below(file)) {
                files.add(MlflowText.file(runFolder.relativize(below).toString().replace('\\', '/')));
            }
        }
        List<String> further = server.files(id).stream().filter(path -> !files.contains(path) && whole.stream().noneMatch(path::startsWith)).toList();
        strangers("files", "files", name, further.stream().filter(path -> folders.contains(top(path))));
        filesOfOthers += further.stream().filter(path -> !folders.contains(top(path))).count();
    }

    private static String top(String path) {
        return path.substring(0, path.indexOf('/') < 0 ? path.length() : path.indexOf('/'));
    }

    /** Tells what is there that the journal does not have. */
    private void strangers(String kind, String what, String page, Stream<String> there) {
        List<String> names = there.sorted().toList();
        if (!names.isEmpty()) {
            count(kind, false, () -> shown(page) + " has " + names.size() + " " + what + " that the journal does not have: " + names.stream().limit(NAMES_TOLD).map(MlflowText::name).collect(Collectors.joining(", "))
                    + (names.size() > NAMES_TOLD ? ", ..." : ""));
        }
    }

    private void compare(String page, String kind, Map<String, String> expected, Map<String, String> there) {
        expected.forEach((key, value) -> count(kind, value.equals(there.get(key)),
                () -> shown(page) + ": " + key + " is \"" + there.get(key) + "\" instead of \"" + value + "\""));
    }

    private void compare(String curve, Map<Bits, Integer> expected, List<Metric> history) {
        Map<Bits, Integer> left = new HashMap<>(expected);
        long duplicates = 0;
        for (Metric point : history) {
            Integer count = left.computeIfPresent(Bits.of(point.getValue(), point.getStep(), point.getTimestamp()), (any, n) -> n - 1);
            if (count == null || count < 0) {
                duplicates++;
            }
        }
        long missing = left.values().stream().filter(count -> count > 0).count();
        counts.computeIfAbsent("metric points", any -> new long[2])[0] += expected.size();
        counts.get("metric points")[1] += expected.size() - missing;
        if (missing + duplicates > 0) {
            differ(shown(curve) + ": " + missing + " points are missing, " + duplicates + " are there that the journal does not have or has once");
        }
    }

    private void compareFiles(String name, MlflowCursor.Page there, String path) throws ServerLost {
        Optional<Path> inside = MlflowDelivery.inside(runFolder, path);
        if (!MlflowServer.takesArtifacts(there.artifactUri()) || inside.isEmpty() || !Files.exists(inside.get())) {
            filesLeftOut++;
            return;
        }
        for (Path each : MlflowDelivery.below(inside.get())) {
            if (leaves(each)) {
                filesLeftOut++;
                continue;
            }
            String relative = runFolder.relativize(each).toString().replace('\\', '/');
            String sha256 = server.sha256(there.artifactUri(), relative, each.toFile().length());
            count("files", Hash.sha256(each).equals(sha256), () -> shown(name) + ": " + MlflowText.name(relative) + " is not there as it is here");
        }
    }

    private boolean leaves(Path file) throws ServerLost {
        try {
            return MlflowDelivery.leaves(runFolder, file);
        } catch (IOException e) {
            throw new ServerLost("cannot read " + file);
        }
    }

    private void count(String kind, boolean equal, Supplier<String> difference) {
        long[] count = counts.computeIfAbsent(kind, any -> new long[2]);
        count[0]++;
        if (equal) {
            count[1]++;
        } else {
            differ(difference.get());
        }
    }

    private void differ(String difference) {
        different++;
        if (differences.size() < DIFFERENCES_KEPT) {
            differences.add(difference);
        }
    }

    private static String shown(String page) {
        return page.isEmpty() ? "the run" : page;
    }
}
