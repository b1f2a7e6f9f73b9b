package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hepar.config.Reason;

/** Whether a folder can be made and written to, found before any work is done for it. */
public final class Folders {

    private Folders() {
    }

    /** @throws IllegalArgumentException when the folder, or the nearest one above it that exists, cannot be written to */
    static void requireWritable(Path folder, String option) {
        if (folder.toString().isBlank()) {
            throw new IllegalArgumentException(option + " (=) must name a folder");
        }
        Path existing = folder.toAbsolutePath().normalize();
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing)) {
            throw new IllegalArgumentException(option + " (=" + folder + ") cannot be a folder: " + existing + " is a file; choose another");
        }
        if (!Files.isWritable(existing) || existing.startsWith("/proc")) {
            throw new IllegalArgumentException(option + " (=" + folder + ") cannot be written to: no permission in " + existing + "; choose another");
        }
    }

    /**
     * As {@link #requireWritable}, for a folder whose content will be replaced: one that holds files, but not the one that
     * marks it as made by the same command before, is left alone.
     */
    public static void requireOwn(Path folder, String option, String mark) {
        requireWritable(folder, option);
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
            if (!names.isEmpty() && (!names.contains(mark) || names.contains("journal.jsonl"))) {
                throw new IllegalArgumentException(option + " (=" + folder + ") holds other files (" + names.get(0) + "); choose a new folder, or an empty one");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(option + " (=" + folder + ") cannot be listed: " + Reason.of(e), e);
        }
    }
}
