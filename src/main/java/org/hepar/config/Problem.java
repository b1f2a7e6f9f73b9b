package org.hepar.config;

import java.util.Objects;

/**
 * One thing wrong with a configuration, and where: it prints as a single line that an editor can jump to.
 *
 * @param file the YAML file, or the {@code --set} text, that holds the wrong value
 * @param line from 1; 0 where there is no line (a missing file, a {@code --set})
 * @param column from 1; 0 where there is no line
 * @param path the key in dotted form, {@code cascade.liver.training.epochs}; empty for the file as a whole
 * @param message what was expected, what was found and how to cure it
 */
public record Problem(String file, int line, int column, String path, String message) {

    public Problem {
        Objects.requireNonNull(path, "path");
        file = oneLine(file);
        message = oneLine(message);
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*[\\r\\n\\u0085\\u2028\\u2029]\\s*", " ")
                .replaceAll("[\\p{Cntrl}\\u0080-\\u009f]", "?"); // a terminal would obey them
    }

    @Override
    public String toString() {
        String place = line > 0 ? file + ":" + line + ":" + column : file;
        return place + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
