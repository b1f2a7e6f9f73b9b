package org.hepar.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The layers of a configuration: the base that a file names, the file over it, the overrides over both. */
final class Layers {

    /** Order of the problems: file, base, overrides. */
    static final int FILE = 0;
    static final int BASE = 1;

    private static final String BASE_KEY = "base";

    private Layers() {
    }

    /** The tree with overrides and the base (if it names one) laid under and over it. */
    static Node merged(Node tree, Path file, List<String> overrides, Problems problems) {
        Node result = withBase(tree, file, problems);
        for (int i = 0; i < overrides.size(); i++) {
            result = Setting.apply(overrides.get(i), BASE + 1 + i, result, problems);
        }
        return result;
    }

    private static Node withBase(Node tree, Path file, Problems problems) {
        if (!(tree instanceof Node.Mapping mapping && mapping.entries().containsKey(BASE_KEY))) {
            return tree;
        }
        Map<String, Node> rest = new LinkedHashMap<>(mapping.entries());
        Node named = rest.remove(BASE_KEY);
        Node own = new Node.Mapping(mapping.at(), rest);
        if (!(named instanceof Node.Scalar scalar) || scalar.isNull()) {
            problems.add(named.at(), BASE_KEY, "expected the path of a YAML file, got " + named.shown());
            return new Node.Unreadable(named.at());
        }
        Node base = base(scalar, file, problems);
        return base instanceof Node.Mapping ? over(base, own) : base;
    }

    private static Node base(Node.Scalar named, Path file, Problems problems) {
        Path folder = file.getParent() == null ? Path.of("") : file.getParent();
        Path baseFile = null;
        String text;
        try {
            baseFile = new Location(named.text(), folder).resolve();
            text = FileText.read(baseFile, file);
        } catch (IllegalArgumentException e) {
            problems.add(named.at(), BASE_KEY, (baseFile == null ? "" : baseFile + ": ") + e.getMessage());
            return new Node.Unreadable(named.at());
        }
        Source source = Source.file(baseFile, BASE);
        Node tree = YamlTree.read(text, source, problems);
        if (tree instanceof Node.Unreadable) {
            return tree;
        }
        if (!(tree instanceof Node.Mapping mapping)) {
            problems.add(tree.at(), "", "a base must be a map, got " + tree.shown());
            return new Node.Unreadable(tree.at());
        }
        Node further = mapping.entries().get(BASE_KEY);
        if (further != null) {
            problems.add(further.at(), BASE_KEY, "a base may not name a base itself; move its keys into this file");
            return new Node.Unreadable(further.at());
        }
        return tree;
    }

    /** Maps merge key by key, anything else replaces; so does a map whose {@code type} is another one. */
    static Node over(Node under, Node over) {
        if (!(under instanceof Node.Mapping low && over instanceof Node.Mapping high) || otherType(low, high)) {
            return over;
        }
        Map<String, Node> entries = new LinkedHashMap<>(low.entries());
        high.entries().forEach((key, value) -> entries.merge(key, value, Layers::over));
        return new Node.Mapping(high.at(), entries);
    }

    private static boolean otherType(Node.Mapping low, Node.Mapping high) {
        return low.entries().get(Choice.KEY) instanceof Node.Scalar a
                && high.entries().get(Choice.KEY) instanceof Node.Scalar b && !a.text().equals(b.text());
    }
}
