package org.hepar.execute;

import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a folder can be made and written to, found before any work is done for it. */
final class Folders {

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
}
