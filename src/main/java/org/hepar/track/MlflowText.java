package org.hepar.track;

import org.hepar.config.Hash;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Text within the limits of an MLflow server: keys of at most 250 characters out of {@code [/\w.\- ]} that are also plain
 * relative paths, parameter values of at most 6000, tag values of at most 5000. What is too long is cut and ends in a part
 * of its SHA-256, so that two long values which differ still differ.
 */
final class MlflowText {

    private static final int KEY_LENGTH = 250;
    private static final int PARAMETER_LENGTH = 6000;
    private static final int TAG_LENGTH = 5000;
    private static final int LATIN_1 = 0xff;

    /** Key of the text that a server shows with a run. */
    static final String NOTE = "mlflow.note.content";
    /** In a note, stands before the path of a file of the run; the address depends on the server's own name for the run. */
    static final String LINK = "artifact:";

    private MlflowText() {
    }

    static String key(String name) {
        String path = Arrays.stream(name.replaceAll("[^/A-Za-z0-9_.\\- ]", "_").split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> part.equals(".") || part.equals("..") ? "_" : part)
                .collect(Collectors.joining("/"));
        return path.isEmpty() ? "_" : cut(path, KEY_LENGTH, "-" + digest(name));
    }

    /** The key of a name whose own key another name has taken. */
    static String otherKey(String name) {
        String suffix = "-" + digest(name);
        String key = key(name);
        return key.substring(0, Math.min(key.length(), KEY_LENGTH - suffix.length())) + suffix;
    }

    /** Of a page or of data, as people read it: on one line. */
    static String name(String name) {
        return cut(name.replaceAll("[\\s\\p{Cntrl}]+", " "), KEY_LENGTH, "-" + digest(name));
    }

    /**
     * The path of a file there. Servers put its name into a header, where older ones (2.x) fail on characters beyond Latin-1: each becomes its number, as in {@code ~1fac0}.
     */
    static String file(String path) {
        return path.codePoints().mapToObj(c -> c <= LATIN_1 ? Character.toString(c) : "~" + Integer.toHexString(c)).collect(Collectors.joining());
    }

    static String parameter(String value) {
        return cut(value, PARAMETER_LENGTH, " ... (sha256 " + digest(value) + ")");
    }

    static String tag(String value) {
        return cut(value, TAG_LENGTH, " ... (sha256 " + digest(value) + ")");
    }

    /** A tag as a server is told it: in a note the links lead to the run's files there. */
    static String linked(String key, String value, String runId) {
        return key.equals(NOTE) ? value.replace("](" + LINK, "](get-artifact?run_uuid=" + runId + "&path=") : value;
    }

    private static String cut(String text, int limit, String suffix) {
        if (text.length() <= limit) {
            return text;
        }
        int end = limit - suffix.length();
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end) + suffix;
    }

    private static String digest(String text) {
        return Hash.sha256(text).substring(0, 12);
    }
}
