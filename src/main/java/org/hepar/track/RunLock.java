package org.hepar.track;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
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
        return hold(runFolder, runFolder.resolve(FILE));
    }

    /** The lock of one piece of work on a run, held on a file of its own, whose folder is made where there is none. */
    static Optional<RunLock> take(Path runFolder, Path file) {
        file.getParent().toFile().mkdirs(); // where that fails, so does what follows, and says why
        return hold(runFolder, file);
    }

    private static Optional<RunLock> hold(Path runFolder, Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isTaken(channel)) {
                return Optional.of(new RunLock(channel));
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock the run folder " + runFolder + " (" + Reason.of(e) + "); check that it can be written", e);
        }
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
