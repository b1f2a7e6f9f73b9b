package org.hepar.config;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A piece of YAML and its place: that of its key, or its own where it has no key. */
sealed interface Node {

    Position at();

    /** As a message shows it after "got". */
    String shown();

    /**
     * A single value as its source text, uninterpreted: whether {@code 01} is text or a number is for the record to say.
     *
     * @param plain written without quotes, so it may stand for something else than text
     */
    record Scalar(Position at, String text, boolean plain) implements Node {

        private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

        boolean isNull() {
            return plain && NULLS.contains(text);
        }

        @Override
        public String shown() {
            if (isNull()) {
                return text.isEmpty() ? "nothing" : text;
            }
            String cut = text.length() > 60 ? text.substring(0, 60) + "…" : text;
            return plain ? "'" + cut + "'" : "the text \"" + cut + "\"";
        }
    }

    /** A list. */
    record Listing(Position at, List<Node> items) implements Node {

        @Override
        public String shown() {
            return "a list";
        }
    }

    /** A map, in the order of the text. */
    record Mapping(Position at, Map<String, Node> entries) implements Node {

        @Override
        public String shown() {
            return "a map";
        }
    }

    /** Stands where something could not be read; its problem has been told already. */
    record Unreadable(Position at) implements Node {

        @Override
        public String shown() {
            return "something unreadable";
        }
    }
}
