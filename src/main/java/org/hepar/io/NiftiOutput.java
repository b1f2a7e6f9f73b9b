package org.hepar.io;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * A NIfTI file being written: beside its final place, then moved there in one step, so that nobody ever sees half a file.
 * Compressed files hold no time and no name: equal content gives equal bytes. What lies aside is deleted when the program is
 * ended by a signal; what one that was killed has left is deleted by the next that writes the same file.
 */
final class NiftiOutput {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final String ASIDE = ".part";

    /** Files aside that are being written. */
    private static final Set<Path> UNDER_WAY = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> UNDER_WAY.forEach(NiftiOutput::deleteIfLeft), "delete-half-written"));
    }

    /** What writes the bytes. */
    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private NiftiOutput() {
    }

    /**
     * Writes a .nii or .nii.gz file.
     *
     * @param level of compression, 1 (fast) to 9
     */
    static void write(Path file, int level, Content content) {
        boolean compressed = compressed(file);
        Path aside = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + ASIDE);
        try {
            deleteOfEndedProcesses(file);
            UNDER_WAY.add(aside);
            try (OutputStream plain = Files.newOutputStream(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = compressed ? gzip(plain, level) : plain) {
                content.writeTo(out);
            }
            move(aside, file);
        } catch (IOException failed) {
            throw new UncheckedIOException(refusal(file, failed), failed);
        } finally {
            deleteIfLeft(aside);
            UNDER_WAY.remove(aside);
        }
    }

    private static void deleteOfEndedProcesses(Path file) throws IOException {
        Pattern left = Pattern.compile(Pattern.quote("." + file.getFileName() + ".") + "(\\d{1,9})-[0-9a-f]+" + Pattern.quote(ASIDE));
        try (Stream<Path> siblings = Files.list(file.toAbsolutePath().getParent())) {
            for (Path each : siblings.toList()) {
                Matcher name = left.matcher(each.getFileName().toString());
                if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
                    Files.deleteIfExists(each);
                }
            }
        }
    }

    /** Tries whether a file can be made beside one that is to be written. */
    static void requireFolder(Path file) {
        try {
            Files.delete(Files.createTempFile(file.toAbsolutePath().getParent(), "." + file.getFileName() + ".", ASIDE));
        } catch (IOException failed) {
            throw new IllegalArgumentException(refusal(file, failed), failed);
        }
    }

    private static String refusal(Path file, IOException failed) {
        return file + ": cannot be written" + (Files.isDirectory(file.toAbsolutePath().normalize().getParent()) ? " (" + failed.getMessage() + "); check free space and permissions of its folder"
                : ", its folder does not exist; make the folder first");
    }

    /** Whether a file of this name is compressed; one that cannot be written is refused. */
    static boolean compressed(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".nii") && !name.endsWith(".nii.gz")) {
            throw new IllegalArgumentException(file + ": the name of a written file must end in .nii or .nii.gz");
        }
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + " is a folder; name a file to write");
        }
        return name.endsWith(".gz");
    }

    private static OutputStream gzip(OutputStream out, int level) throws IOException {
        return new GZIPOutputStream(out, BUFFER_BYTES) {
            {
                def.setLevel(level);
            }
        };
    }

    private static void move(Path aside, Path file) throws IOException {
        try {
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException oneStepImpossible) {
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteIfLeft(Path aside) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException leftBehind) {
            throw new UncheckedIOException(aside + ": cannot be deleted (" + leftBehind.getMessage() + "); delete it by hand", leftBehind);
        }
    }
}
