package org.hepar.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong while the rest of a configuration is still being read. */
final class Problems {

    private record Found(Position at, Problem problem) {
    }

    private static final Comparator<Found> BY_POSITION = Comparator
            .comparingInt((Found found) -> found.at().source().order())
            .thenComparingInt(found -> found.at().line())
            .thenComparingInt(found -> found.at().column());

    private final List<Found> found = new ArrayList<>();

    void add(Position at, String path, String message) {
        found.add(new Found(at, new Problem(at.source().name(), at.line(), at.column(), path, message)));
    }

    void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(found.stream().sorted(BY_POSITION).map(Found::problem).distinct().toList());
        }
    }
}
