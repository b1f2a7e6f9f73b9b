package org.hepar.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what is wrong with a record's values, so that its constructor says all of it at once, a line each. A line that
 * begins with {@code key (=value)} is shown at that key of the YAML file.
 */
public final class Requirements {

    private final List<String> problems = new ArrayList<>();

    /** Notes the message unless the requirement holds. */
    public Requirements require(boolean holds, String otherwise) {
        if (!holds) {
            problems.add(otherwise);
        }
        return this;
    }

    /** @throws IllegalArgumentException with a line for each requirement that does not hold */
    public void check() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }
}
