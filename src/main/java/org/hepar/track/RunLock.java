package org.hepar.track;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.hepar.config.Reason;

/**
 * Keeps two processes off one run. The lock is held by the operating system on the file {@code lock} in the run's folder, so
 * that it ends with its process however that ends; the file stays and means nothing by itself.
 */
public final class RunLock implements AutoCloseable {

    private static final String FILE = "lock";

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /** The lock, or empty where another process, or another run of this one, holds it. */
    public static Optional<RunLock> take(Path runFolder) {
        return hold(runFolder.resolve(FILE));
    }

    /** The lock of one piece of work, held on a file of its own, whose folder is made where there is none. */
    static Optional<RunLock> takeAt(Path file) {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        return hold(file);
    }

    /** Whether another process holds the lock of a run; told without writing anything. */
    public static boolean isHeld(Path runFolder) {
        try (FileChannel channel = FileChannel.open(runFolder.resolve(FILE), StandardOpenOption.READ); FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return shared == null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    private static Optional<RunLock> hold(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isTaken(channel)) {
                return Optional.of(new RunLock(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static UncheckedIOException unwritable(Path file, IOException e) {
        return new UncheckedIOException("cannot lock " + file + " (" + Reason.of(e) + "); check that its folder can be written", e);
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release the lock of a run: " + Reason.of(e), e);
        }
    }
}
