package org.hepar.config;

import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file or folder as an experiment names it: may hold environment variables ({@code ${HEPAR_DATA}/lits-mini}); a
 * relative one is taken from the folder of the YAML file in which it stands. Where it begins with a variable that holds a
 * relative path, that path was typed in a shell, so it is taken from the current folder.
 *
 * <p>A location is never part of an identity: what lies there is identified by its content, not by its place. Two
 * locations are equal when they name the same place, however it is written.
 *
 * @param text as written
 * @param folder of the file in which it was written
 */
public record Location(String text, Path folder) {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    public Location {
        Objects.requireNonNull(folder, "folder");
        if (text.isBlank()) {
            throw new IllegalArgumentException("location (='" + text + "') must name a file or folder");
        }
        if (VARIABLE.matcher(text).replaceAll("").contains("${")) {
            throw new IllegalArgumentException("location (='" + text
                    + "') holds a '${' that starts no variable; write it like ${HEPAR_DATA}");
        }
        if (text.equals("~") || text.startsWith("~/")) {
            throw new IllegalArgumentException("location (='" + text
                    + "') starts with '~', which only a shell knows; write ${HOME}");
        }
        Path.of(text); // refuses what no path can hold
    }

    /**
     * The path, variables replaced.
     *
     * @throws IllegalArgumentException naming the variable, when one is not set
     */
    public Path resolve() {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder path = new StringBuilder();
        while (matcher.find()) {
            String value = System.getenv(matcher.group(1));
            if (value == null || value.isBlank()) {
                throw new IllegalArgumentException("'" + text + "' names the environment variable " + matcher.group(1)
                        + ", which is not set; set it to a folder: " + matcher.group(1) + "=/path/to/data hepar ...");
            }
            matcher.appendReplacement(path, Matcher.quoteReplacement(value));
        }
        matcher.appendTail(path);
        Path start = startsWithVariable() ? Path.of("").toAbsolutePath() : folder;
        return start.resolve(path.toString()).normalize();
    }

    /** The text, made absolute where it is relative to its folder: it means the same in a file that lies elsewhere. */
    public String absoluteText() {
        return startsWithVariable() || Path.of(text).isAbsolute() ? text
                : folder.toAbsolutePath().resolve(text).normalize().toString();
    }

    private boolean startsWithVariable() {
        return VARIABLE.matcher(text).lookingAt();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Location location && absoluteText().equals(location.absoluteText());
    }

    @Override
    public int hashCode() {
        return absoluteText().hashCode();
    }
}
