package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import org.hepar.experiment.Run;
import org.hepar.track.Entry;
import org.hepar.track.Journal;
import org.hepar.track.RunLock;

/** Whether a run is under way, asked of its folder; the journal of one whose process is gone is closed. */
public enum RunState {

    /** A process is at it. */
    RUNNING,
    FINISHED,
    FAILED,
    KILLED,
    /** No process is at it, and its folder cannot be written, so that its journal does not say how it ended. */
    UNFINISHED,
    /** Its journal cannot be read. */
    DAMAGED;

    private static final String GONE = "its process was gone; closed later";

    /** Whether a record says that the process of a run was gone. */
    static boolean isClosing(Entry entry) {
        return entry.kind().equals("run_finished") && GONE.equals(entry.fields().get("message"));
    }

    /** Of a run that is {@link #settled}. */
    public static RunState of(Run settled) {
        return settled.status() == Run.Status.UNFINISHED && RunLock.isHeld(settled.folder()) ? RUNNING : valueOf(settled.status().name());
    }

    /**
     * A run as its folder tells. Where the journal does not say how it ended and no process is at it, the journal is given the end that its process
     * could not write; it can be taken up again all the same. In a folder that cannot be written it is left as it is.
     */
    public static Run settled(Path folder) {
        Run run = Run.read(folder);
        if (run.identity().isEmpty()) {
            throw new IllegalArgumentException(folder.resolve(Attempt.JOURNAL) + " does not begin as the journal of a run does (run_started); it is left as it is");
        }
        if (run.status() == Run.Status.UNFINISHED) {
            Optional<RunLock> lock = lock(folder);
            if (lock.isPresent()) {
                try (RunLock held = lock.get()) {
                    return closed(folder);
                }
            }
        }
        return run;
    }

    private static Optional<RunLock> lock(Path folder) {
        try {
            return RunLock.take(folder);
        } catch (UncheckedIOException unwritable) {
            return Optional.empty();
        }
    }

    /** Read once more, now that nobody else is at it. */
    private static Run closed(Path folder) {
        Run run = Run.read(folder);
        if (run.status() != Run.Status.UNFINISHED) {
            return run;
        }
        Path journal = folder.resolve(Attempt.JOURNAL);
        try {
            // The journal keeps the time of the run's own last record: looking at a run does not make it the latest.
            FileTime last = Files.getLastModifiedTime(journal);
            try (Journal closing = Journal.resume(journal)) {
                closing.record("run_finished", Map.of("status", KILLED.name(), "message", GONE, "seconds", Attempt.worked(Journal.read(journal))));
            }
            Files.setLastModifiedTime(journal, last);
        } catch (IOException | UncheckedIOException unwritable) {
            // left as it is
        }
        return Run.read(folder);
    }
}
