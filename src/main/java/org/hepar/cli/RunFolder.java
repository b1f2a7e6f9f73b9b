package org.hepar.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hepar.config.Reason;

/** Finds the folder of a run: by its path, by its name in the folder of runs, or as the latest one there. */
final class RunFolder {

    /** The folder where runs lie, unless another is named. */
    static final String USUAL = "runs";

    /** Stands for the run whose journal was written last. */
    static final String LATEST = "latest";

    private static final String JOURNAL = "journal.jsonl";

    private RunFolder() {
    }

    /** @throws IllegalArgumentException when no run is named so */
    static Path of(String name, Path runs) {
        if (name.equals(LATEST)) {
            return latest(runs).orElseThrow(() -> new IllegalArgumentException(
                    "there is no run in " + runs + " yet; make one: hepar run experiments/quickstart.yaml"));
        }
        return Stream.of(Path.of(name), runs.resolve(name))
                .filter(RunFolder::isRun)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no run folder: " + Reason.unreachable(Path.of(name).resolve(JOURNAL))
                        .map(reason -> "it cannot be looked into (" + reason + ")").orElse("there is no " + JOURNAL + " in it") + "; name a folder in " + runs + ", or '" + LATEST + "' for the last one there"));
    }

    /** The run whose journal was written last; empty where there is none. */
    static Optional<Path> latest(Path runs) {
        return all(runs).stream().max(Comparator.comparing(RunFolder::lastEntry).thenComparing(Path::getFileName));
    }

    /** All runs there, by name, which begins with when they were started. */
    static List<Path> all(Path runs) {
        if (Files.exists(runs) && !Files.isDirectory(runs)) {
            throw new IllegalArgumentException("--runs (=" + runs + ") is no folder; name the one that holds the runs");
        }
        if (!Files.isDirectory(runs)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(runs)) {
            return folders.filter(RunFolder::isRun).sorted(Comparator.comparing(Path::getFileName)).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot list " + runs + " (" + Reason.of(unreadable) + "); check that it can be read", unreadable);
        }
    }

    private static boolean isRun(Path folder) {
        return Files.isRegularFile(folder.resolve(JOURNAL));
    }

    /** A path as a person at this folder would type it. */
    static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path there = path.toAbsolutePath().normalize();
        return there.startsWith(here) ? here.relativize(there) : there;
    }

    /** When the journal was last written. */
    private static FileTime lastEntry(Path folder) {
        try {
            return Files.getLastModifiedTime(folder.resolve(JOURNAL));
        } catch (IOException goneMeanwhile) {
            return FileTime.fromMillis(0);
        }
    }
}
