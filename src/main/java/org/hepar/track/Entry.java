package org.hepar.track;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One record of a journal: its place in the order (from 1), when it was written, and what it says. The fields are plain
 * values: text, {@code Long}, {@code Double}, {@code Boolean}, lists and maps of these, and null for a value that was
 * undefined.
 */
public record Entry(long sequence, Instant time, String kind, Map<String, Object> fields) {

    public Entry {
        if (sequence < 1) {
            throw new IllegalArgumentException("sequence (=" + sequence + ") must be at least 1; the first record is 1");
        }
        if (kind.isBlank()) {
            throw new IllegalArgumentException("kind (=\"" + kind + "\") must not be blank; give one of those in docs/journal.md");
        }
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
