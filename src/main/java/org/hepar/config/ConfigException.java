package org.hepar.config;

import java.util.List;
import java.util.stream.Collectors;

/** All that is wrong with a configuration at once, in the order of the file; the message has one line per problem. */
public final class ConfigException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** @throws IllegalArgumentException for an empty list: without a problem there is nothing to throw */
    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("problems (=[]) must hold at least one problem");
        }
        this.problems = List.copyOf(problems);
    }

    /** The problems: those of the file first, then of its base, then of the overrides, each by line and column. */
    public List<Problem> problems() {
        return problems;
    }
}
