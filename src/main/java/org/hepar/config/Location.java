package org.hepar.config;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file or folder as an experiment names it: may hold environment variables ({@code ${HEPAR_DATA}/lits-mini}); a
 * relative one is taken from the folder of the YAML file in which it stands.
 *
 * <p>A location is never part of an identity: what lies there is identified by its content, not by its place.
 *
 * @param text as written
 * @param folder of the file in which it was written
 */
public record Location(String text, Path folder) {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

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
        return folder.resolve(path.toString()).normalize();
    }
}
