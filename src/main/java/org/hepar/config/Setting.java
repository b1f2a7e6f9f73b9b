package org.hepar.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One override of the command line, {@code path.to.key=value}: a step is a key or the index of a list item, the value a
 * YAML scalar, {@code [list]} or {@code {map}} that replaces what stood there.
 *
 * <p>Setting {@code type} to another choice drops the keys beside it, as a base's map is dropped then.
 */
record Setting(Source source, List<String> steps, Node value) {

    private static final String STEP = "(?:\"(?:[^\"\\\\]|\\\\.)*\"|[^.=\"]+)";
    private static final Pattern FORM = Pattern.compile("(" + STEP + "(?:\\." + STEP + ")*)=(.*)", Pattern.DOTALL);
    private static final Pattern EACH_STEP = Pattern.compile(STEP);

    /** The tree with the override in it; the tree as it was, and a problem told, where the override is no good. */
    static Node apply(String text, int order, Node tree, Problems problems) {
        Source source = Source.override(text, order);
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            problems.add(source.whole(), "",
                    "expected path.to.key=value, as in --set training.epochs=10 or --set folds.0.name=first");
            return tree;
        }
        Node value = value(form.group(2).strip(), source, problems);
        try {
            return new Setting(source, steps(form.group(1)), value).set(tree, 0, "", problems);
        } catch (IllegalArgumentException e) {
            problems.add(source.whole(), "", "the path is damaged: " + e.getMessage());
            return tree;
        }
    }

    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        Matcher step = EACH_STEP.matcher(path);
        while (step.find()) {
            String text = step.group().strip();
            steps.add(text.startsWith("\"") ? (String) Json.read(text) : text);
        }
        return steps;
    }

    private static Node value(String text, Source source, Problems problems) {
        Node value = YamlTree.read(text, source, problems);
        boolean block = value instanceof Node.Mapping && !text.startsWith("{")
                || value instanceof Node.Listing && !text.startsWith("[");
        if (block) {
            problems.add(source.whole(), "",
                    "the value is read as a map or list without brackets;"
                    + " write {key: value}, [a, b], or quote text that holds ': '");
            return new Node.Unreadable(source.whole());
        }
        return value;
    }

    private Node set(Node node, int depth, String path, Problems problems) {
        if (depth == steps.size()) {
            return value;
        }
        String step = steps.get(depth);
        String below = Names.path(path, step);
        if (node instanceof Node.Mapping mapping) {
            return inMapping(mapping, step, depth, below, problems);
        }
        if (node instanceof Node.Listing listing) {
            return inListing(listing, step, depth, path, problems);
        }
        if (node instanceof Node.Scalar scalar) {
            problems.add(source.whole(), below, "nothing can be set here, for " + path + " is " + scalar.shown()
                    + ", not a map or a list");
        }
        return node;
    }

    private Node inMapping(Node.Mapping mapping, String step, int depth, String below, Problems problems) {
        Node old = mapping.entries().get(step);
        boolean last = depth == steps.size() - 1;
        if (last && step.equals(Choice.KEY) && old instanceof Node.Scalar was && value instanceof Node.Scalar now
                && !was.text().equals(now.text())) {
            return new Node.Mapping(source.whole(), Map.of(step, value));
        }
        Map<String, Node> entries = new LinkedHashMap<>(mapping.entries());
        Node child = old == null ? new Node.Mapping(source.whole(), Map.of()) : old;
        entries.put(step, set(child, depth + 1, below, problems));
        return new Node.Mapping(mapping.at(), entries);
    }

    private Node inListing(Node.Listing listing, String step, int depth, String path, Problems problems) {
        int size = listing.items().size();
        if (!step.matches("[0-9]{1,9}") || Integer.parseInt(step) >= size) {
            problems.add(source.whole(), Names.path(path, step), size == 0
                    ? "the list " + path + " is empty; set it as a whole: " + path + "=[...]"
                    : "expected an index from 0 to " + (size - 1) + " of the list " + path + ", got '" + step + "'");
            return listing;
        }
        int index = Integer.parseInt(step);
        List<Node> items = new ArrayList<>(listing.items());
        items.set(index, set(items.get(index), depth + 1, Names.path(path, step), problems));
        return new Node.Listing(listing.at(), List.copyOf(items));
    }
}
