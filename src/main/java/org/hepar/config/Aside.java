package org.hepar.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file aside and moves it into place, so that a reader sees the old one or the new one, never half of one. */
public final class Aside {

    private Aside() {
    }

    public static void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    public static void write(Path file, byte[] bytes) {
        Path aside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(aside, bytes);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            discard(aside, e);
            throw new UncheckedIOException(file + " cannot be written (" + Reason.of(e) + "); is the disk full or the folder read-only?", e);
        }
    }

    /** Half a file is of use to nobody, and takes space where there is none. */
    private static void discard(Path aside, IOException writing) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            writing.addSuppressed(e);
        }
    }
}
