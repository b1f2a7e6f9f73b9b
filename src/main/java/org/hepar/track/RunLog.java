package org.hepar.track;

import java.util.List;
import java.util.Map;

/**
 * Where a run tells what happens to it, one event at a time. An event has a kind and fields (text, numbers, booleans,
 * lists and maps of these; {@code NaN} becomes null). The kinds and their fields are listed in {@code docs/journal.md}.
 */
public interface RunLog extends AutoCloseable {

    void record(String kind, Map<String, ?> fields);

    /** Waits (within a bound) for what is still on its way; never throws for a server that is away. */
    @Override
    void close();

    /**
     * Tells several logs in turn; the first is the journal, so that it is written before anything else happens. They are
     * closed in the opposite order, so that the journal can still take a warning of the others.
     */
    static RunLog all(List<? extends RunLog> logs) {
        return new Logs(logs);
    }

    /**
     * The log of a run that is taken up again: what its journal holds already ({@code told}) is not told a second time.
     */
    static RunLog continuing(RunLog log, List<Entry> told) {
        return new ContinuedLog(log, told);
    }
}
