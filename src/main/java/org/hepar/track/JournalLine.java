package org.hepar.track;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hepar.config.Hash;
import org.hepar.config.Json;

/** One record as a line of a journal: JSON that ends in a checksum of its text without the checksum. */
final class JournalLine {

    private static final String CHECKSUM = ",\"sha\":\"";
    private static final int CHECKSUM_DIGITS = 16;
    private static final int TAIL_LENGTH = CHECKSUM.length() + CHECKSUM_DIGITS + "\"}".length();

    private JournalLine() {
    }

    static byte[] of(Entry entry) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("seq", entry.sequence());
        parts.put("time", entry.time().toString());
        parts.put("kind", entry.kind());
        parts.put("fields", entry.fields());
        String text = Json.write(parts);
        String line = text.substring(0, text.length() - 1) + CHECKSUM + checksum(text.getBytes(StandardCharsets.UTF_8)) + "\"}\n";
        return line.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether a line, without its line feed, has the checksum of its text. */
    static boolean isWhole(byte[] line) {
        int end = line.length - TAIL_LENGTH;
        if (end < 1) {
            return false;
        }
        byte[] text = Arrays.copyOf(line, end + 1);
        text[end] = '}';
        return new String(line, end, TAIL_LENGTH, StandardCharsets.UTF_8).equals(CHECKSUM + checksum(text) + "\"}");
    }

    private static String checksum(byte[] text) {
        return Hash.sha256(text).substring(0, CHECKSUM_DIGITS);
    }
}
