package org.hepar.config;

import java.nio.file.Path;

/**
 * Where YAML text comes from: a file, or an override of the command line.
 *
 * @param name as it stands in front of a problem
 * @param folder from which a relative {@link Location} in this text is taken
 * @param order of the problems of this source among those of the others
 */
record Source(String name, Path folder, int order) {

    static final Source NONE = new Source("", Path.of(""), 0);

    static Source file(Path file, int order) {
        return new Source(file.toString(), file.toAbsolutePath().normalize().getParent(), order);
    }

    static Source override(String text, int order) {
        String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
        return new Source("--set " + shown, Path.of("").toAbsolutePath(), order);
    }

    Position whole() {
        return new Position(this, 0, 0);
    }
}
