package org.hepar.track;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hepar.config.Aside;
import org.hepar.config.Hash;
import org.hepar.config.Json;
import org.hepar.config.Reason;

/**
 * How far a server has taken a run's journal, kept in the run's folder: one file a server, written aside and moved into place. Losing it costs time
 * only, since what a server has been told already can be told again. Not safe for several threads.
 */
final class MlflowCursor {

    private static final String FOLDER = "mlflow";

    /** Of the server for a page. */
    record Page(String id, String artifactUri) {
    }

    private final Path file;
    private final String server;
    /** Number of the last record that the server has taken with all before it. */
    private long acknowledged;
    /** Of that record, and of what was made of it. */
    private String seal = "";
    private final Map<String, Page> pages = new LinkedHashMap<>();
    /** SHA-256 of each file that the server has, by page and path. */
    private final Map<String, String> files = new TreeMap<>();

    private MlflowCursor(Path file, String server) {
        this.file = file;
        this.server = server;
    }

    /** That of a server for a run; a new one where there is none, or none that can be read. */
    static MlflowCursor open(Path runFolder, URI server) {
        Path file = file(runFolder, server);
        return read(file).filter(stored -> stored.server.equals(server.toString())).orElseGet(() -> new MlflowCursor(file, server.toString()));
    }

    /** Those of all servers that were ever sent a run. */
    static List<MlflowCursor> all(Path runFolder) {
        Path folder = runFolder.resolve(FOLDER);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".json")).sorted().map(MlflowCursor::read).flatMap(Optional::stream).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder + " (" + Reason.of(e) + ")", e);
        }
    }

    static Path file(Path runFolder, URI server) {
        String name = (server.getHost() + "-" + server.getPort()).replaceAll("[^A-Za-z0-9.-]", "_");
        return runFolder.resolve(FOLDER).resolve(name + "-" + Hash.sha256(server.toString()).substring(0, 8) + ".json");
    }

    private static Optional<MlflowCursor> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Map<?, ?> stored = (Map<?, ?>) Json.read(Files.readString(file));
            MlflowCursor cursor = new MlflowCursor(file, (String) stored.get("server"));
            ((Map<?, ?>) stored.get("pages")).forEach((page, of) -> cursor.pages.put((String) page,
                    new Page((String) ((Map<?, ?>) of).get("id"), (String) ((Map<?, ?>) of).get("artifact_uri"))));
            ((Map<?, ?>) stored.get("files")).forEach((path, sha256) -> cursor.files.put((String) path, (String) sha256));
            cursor.acknowledged = (Long) stored.get("acknowledged");
            cursor.seal = stored.get("seal") instanceof String text ? text : "";
            return Optional.of(cursor);
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    String server() {
        return server;
    }

    long acknowledged() {
        return acknowledged;
    }

    Map<String, Page> pages() {
        return pages;
    }

    Map<String, String> files() {
        return files;
    }

    void acknowledge(long record, String sealOfIt) {
        acknowledged = record;
        seal = sealOfIt;
    }

    String seal() {
        return seal;
    }

    /** The server has not, or not any more, what was told of these pages: all is told again, pages and files that it still has excepted. */
    void forget(Set<String> gone) {
        acknowledge(0, "");
        pages.keySet().removeAll(gone);
        files.keySet().removeIf(key -> gone.contains(key.substring(0, key.indexOf(':'))));
    }

    void write() {
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put("server", server);
        stored.put("acknowledged", acknowledged);
        stored.put("seal", seal);
        stored.put("pages", pages);
        stored.put("files", files);
        Aside.write(file, Json.write(stored) + "\n");
    }
}
