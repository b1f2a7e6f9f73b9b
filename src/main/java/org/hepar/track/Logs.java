package org.hepar.track;

import java.util.List;
import java.util.Map;

/** Several logs as one: told in their order, closed in the opposite order, each even when one before it failed to close. */
record Logs(List<? extends RunLog> logs) implements RunLog {

    Logs {
        logs = List.copyOf(logs);
    }

    @Override
    public void record(String kind, Map<String, ?> fields) {
        logs.forEach(log -> log.record(kind, fields));
    }

    @Override
    public void close() {
        if (logs.isEmpty()) {
            return;
        }
        try (RunLog first = logs.get(0)) {
            new Logs(logs.subList(1, logs.size())).close();
        }
    }
}
