package org.hepar.execute;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.hepar.experiment.Run;
import org.hepar.track.Journal;

/** Whether a run is under way, asked of its folder; the journal of one whose process is gone is closed. */
public enum RunState {

    /** A process is at it. */
    RUNNING,
    FINISHED,
    FAILED,
    KILLED;

    private static final String GONE = "its process was gone; closed later";

    /**
     * The state of a run. Where its journal does not say how it ended and no process is at it, the journal is given the end that its process could
     * not write; it can be taken up again all the same.
     */
    public static RunState of(Path folder) {
        Run.Status status = Run.read(folder).status();
        if (status != Run.Status.UNFINISHED) {
            return valueOf(status.name());
        }
        Optional<RunLock> lock = RunLock.take(folder);
        if (lock.isEmpty()) {
            return RUNNING;
        }
        try (RunLock held = lock.get()) {
            Run run = Run.read(folder); // once more, now that nobody else is at it
            if (run.status() == Run.Status.UNFINISHED) {
                try (Journal journal = Journal.resume(folder.resolve(Attempt.JOURNAL))) {
                    journal.record("run_finished", Map.of("status", KILLED.name(), "message", GONE, "seconds", run.seconds()));
                }
                return KILLED;
            }
            return valueOf(run.status().name());
        }
    }
}
