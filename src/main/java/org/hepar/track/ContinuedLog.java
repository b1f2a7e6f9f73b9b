package org.hepar.track;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A log that leaves out what was told before its run was taken up. The work goes back to a checkpoint, or to a case whose
 * score was not recorded any more, and passes again what the journal may know already: an event of the same kind about the
 * same fold, stage, epoch, step, trial, case and file. How often a run was started and how it ended is always told. Safe to use
 * from any thread if the log below is.
 */
final class ContinuedLog implements RunLog {

    /** Each is about one attempt at the run, not about its work. */
    private static final Set<String> OF_AN_ATTEMPT = Set.of("run_resumed", "stage_resumed", "summary", "artifact", "diverged", "run_finished");
    /** What an event is about; with the hashes a file that came out otherwise is told again. */
    private static final List<String> SUBJECT = List.of("fold", "stage", "epoch", "step", "case", "trial", "message", "prediction_sha256", "weights_sha256", "refinement_sha256");

    private final RunLog log;
    private final Set<List<String>> told = new HashSet<>();

    ContinuedLog(RunLog log, List<Entry> entries) {
        this.log = log;
        entries.forEach(entry -> told.add(subject(entry.kind(), entry.fields())));
    }

    private static List<String> subject(String kind, Map<String, ?> fields) {
        List<String> subject = new ArrayList<>(List.of(kind));
        SUBJECT.forEach(name -> subject.add(Fields.text(fields, name)));
        return subject;
    }

    @Override
    public void record(String kind, Map<String, ?> fields) {
        if (!told.contains(subject(kind, fields)) || OF_AN_ATTEMPT.contains(kind)) {
            log.record(kind, fields);
        }
    }

    @Override
    public void close() {
        log.close();
    }
}
