package org.hepar.config;

import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** Writes a tree in the one way there is: two spaces a level, lists of scalars on one line, text quoted when needed. */
final class CanonicalText {

    private static final int LONGEST_KEY = 1000; // characters; YAML wants longer ones announced by a question mark

    private final StringBuilder out = new StringBuilder();

    private CanonicalText() {
    }

    static String of(Node node) {
        CanonicalText text = new CanonicalText();
        if (onOneLine(node)) {
            text.out.append(line(node)).append('\n');
        } else {
            text.block(node, 0);
        }
        return text.out.toString();
    }

    /** Adds each scalar under its path; an empty list or map counts as one. */
    static void flatten(Node node, String path, SortedMap<String, String> into) {
        if (node instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
            mapping.entries().forEach((key, value) -> flatten(value, Names.path(path, key), into));
        } else if (node instanceof Node.Listing listing && !listing.items().isEmpty()) {
            for (int i = 0; i < listing.items().size(); i++) {
                flatten(listing.items().get(i), Names.path(path, Integer.toString(i)), into);
            }
        } else {
            into.put(path, node instanceof Node.Scalar scalar ? scalar.text() : line(node));
        }
    }

    private void block(Node node, int indent) {
        if (node instanceof Node.Mapping mapping) {
            mapping(mapping, indent);
        } else if (node instanceof Node.Listing listing) {
            for (Node item : listing.items()) {
                pad(indent);
                out.append('-');
                if (item instanceof Node.Mapping mapping && !onOneLine(item)) {
                    out.append(' ');
                    int start = out.length();
                    mapping(mapping, indent + 2);
                    out.delete(start, start + indent + 2); // its first key stands beside the dash
                } else {
                    value(item, indent + 2);
                }
            }
        }
    }

    private void mapping(Node.Mapping mapping, int indent) {
        for (Map.Entry<String, Node> entry : mapping.entries().entrySet()) {
            String key = Scalars.text(entry.getKey());
            pad(indent);
            if (key.length() > LONGEST_KEY) {
                out.append("? ").append(key).append('\n');
                pad(indent);
                key = "";
            }
            out.append(key).append(':');
            value(entry.getValue(), indent + 2);
        }
    }

    private void value(Node node, int indent) {
        if (onOneLine(node)) {
            out.append(' ').append(line(node)).append('\n');
        } else {
            out.append('\n');
            block(node, indent);
        }
    }

    private void pad(int indent) {
        out.append(" ".repeat(indent));
    }

    private static boolean onOneLine(Node node) {
        if (node instanceof Node.Listing listing) {
            return listing.items().stream().allMatch(Node.Scalar.class::isInstance);
        }
        return node instanceof Node.Scalar || node instanceof Node.Mapping mapping && mapping.entries().isEmpty();
    }

    private static String line(Node node) {
        if (node instanceof Node.Scalar scalar) {
            return scalar.plain() ? scalar.text() : Scalars.text(scalar.text());
        }
        return node instanceof Node.Listing listing
                ? listing.items().stream().map(CanonicalText::line).collect(Collectors.joining(", ", "[", "]")) : "{}";
    }
}
