package org.hepar.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * YAML text as a tree of {@link Node nodes} with positions.
 *
 * <p>Built from parse events, for these tell whether a scalar was quoted. Only the plain part of YAML is read: an
 * anchor, alias, merge key, tag or second document is a problem, so no text can grow beyond its own length.
 */
final class YamlTree {

    private static final int DEEPEST = 60;

    private final Source source;
    private final Problems problems;
    private final Parser parser;

    private YamlTree(String text, Source source, Problems problems) {
        this.source = source;
        this.problems = problems;
        this.parser = new ParserImpl(new StreamReader(text), new LoaderOptions());
    }

    /** The tree; an empty scalar for a text that holds nothing, {@link Node.Unreadable} where it is no YAML at all. */
    static Node read(String text, Source source, Problems problems) {
        try {
            return new YamlTree(text, source, problems).document();
        } catch (MarkedYAMLException e) {
            Position at = position(source, e.getProblemMark());
            problems.add(at, "", "not readable as YAML: " + reason(e, at.line() > 0));
            return new Node.Unreadable(at);
        } catch (ReaderException e) {
            int[] place = place(text, e.getPosition());
            Position at = new Position(source, place[0], place[1]);
            problems.add(at, "", "not readable as YAML: the character U+%04X is not allowed; remove it"
                    .formatted(e.getCodePoint()));
            return new Node.Unreadable(at);
        } catch (YAMLException e) {
            problems.add(source.whole(), "", "not readable as YAML: " + e.getMessage());
            return new Node.Unreadable(source.whole());
        }
    }

    private Node document() {
        parser.getEvent(); // start of the stream
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            return new Node.Scalar(first(), "", true);
        }
        parser.getEvent(); // start of the document
        Node root = node(null, "", 0);
        parser.getEvent(); // end of the document
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            problems.add(position(parser.getEvent()), "", "a second document starts here; a file holds one: remove the"
                    + " '---' and what follows, or write it to a file of its own");
        }
        return root;
    }

    private Node node(Position keyAt, String path, int depth) {
        Event event = parser.getEvent();
        Position at = keyAt == null ? position(event) : keyAt;
        if (depth > DEEPEST) {
            throw new TooDeep(event);
        }
        if (event instanceof AliasEvent alias) {
            problems.add(at, path, "the alias *" + alias.getAnchor()
                    + " is not supported; write the value out, or share it through a file named by base:");
            return new Node.Unreadable(at);
        }
        refuseAnchorAndTag((NodeEvent) event, at, path);
        if (event instanceof ScalarEvent scalar) {
            return new Node.Scalar(at, scalar.getValue(), scalar.isPlain());
        }
        return event instanceof MappingStartEvent ? mapping(at, path, depth) : listing(at, path, depth);
    }

    private void refuseAnchorAndTag(NodeEvent event, Position at, String path) {
        if (event.getAnchor() != null) {
            problems.add(at, path, "the anchor &" + event.getAnchor()
                    + " is not supported; remove it, and share values through a file named by base:");
        }
        String tag = event instanceof ScalarEvent scalar ? scalar.getTag() : ((CollectionStartEvent) event).getTag();
        if (tag != null) {
            problems.add(at, path, "the tag " + tag.replace("tag:yaml.org,2002:", "!!")
                    + " is not supported; remove it (text that looks like a number may stand in quotes)");
        }
    }

    private Node listing(Position at, String path, int depth) {
        List<Node> items = new ArrayList<>();
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            items.add(node(null, Names.path(path, Integer.toString(items.size())), depth + 1));
        }
        parser.getEvent();
        return new Node.Listing(at, List.copyOf(items));
    }

    private Node mapping(Position at, String path, int depth) {
        Map<String, Node> entries = new LinkedHashMap<>();
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            Position keyAt = position(parser.peekEvent());
            Optional<String> key = key(keyAt, path, depth);
            String below = key.map(name -> Names.path(path, name)).orElse(path);
            Node value = node(keyAt, below, depth + 1);
            if (key.isPresent()) {
                Node earlier = entries.putIfAbsent(key.get(), value);
                if (earlier != null) {
                    problems.add(keyAt, below, "this key is given twice, first on line " + earlier.at().line()
                            + "; remove one of the two");
                }
            }
        }
        parser.getEvent();
        return new Node.Mapping(at, entries);
    }

    /** The key's text, or empty where it is none that a record can have (which is then told). */
    private Optional<String> key(Position at, String path, int depth) {
        Node key = node(at, path, depth + 1);
        if (!(key instanceof Node.Scalar scalar) || scalar.isNull() && scalar.text().isEmpty()) {
            if (!(key instanceof Node.Unreadable)) {
                problems.add(at, path, "a key must be text, got " + key.shown());
            }
            return Optional.empty();
        }
        if (scalar.plain() && scalar.text().equals("<<")) {
            problems.add(at, path, "the merge key << is not supported; share values through a file named by base:");
            return Optional.empty();
        }
        return Optional.of(scalar.text());
    }

    private Position position(Event event) {
        return position(source, event.getStartMark());
    }

    private Position first() {
        return source.order() > Layers.BASE ? source.whole() : new Position(source, 1, 1);
    }

    private static Position position(Source source, Mark mark) {
        return mark == null || source.order() > Layers.BASE ? source.whole()
                : new Position(source, mark.getLine() + 1, mark.getColumn() + 1);
    }

    /** The parser's reason in the words of a user. */
    private static String reason(MarkedYAMLException e, boolean inFile) {
        String problem = e.getProblem().strip();
        if (problem.contains("expected <block end>")) {
            return "this line does not fit the indentation (or list dashes) of the lines above";
        }
        if (problem.contains("\\t(TAB)")) {
            return "a tab stands here; indent with spaces";
        }
        if (problem.startsWith("mapping values are not allowed here")) {
            return "a second ': ' stands here; put text that holds ': ' in quotes, or check the indentation";
        }
        if (problem.contains("that cannot start any token")) {
            return problem.replaceAll("(?s).*found character '?(.)'?.*", "a value may not start with $1; put it in quotes");
        }
        Mark start = e.getContextMark();
        String context = e.getContext() == null ? "" : ", " + e.getContext().strip()
                + (start == null || !inFile ? "" : " that starts on line " + (start.getLine() + 1));
        return (problem + context).replace("a flow sequence", "a [list]").replace("a flow mapping", "a {map}")
                .replace("a block mapping", "a map").replace("<stream end>", "the end of the text")
                .replaceAll("'?\0'? ?\\(0\\)", "the end of the text").replaceAll("a (flow|block) node", "a value")
                .replace("found unexpected end of stream", "the closing quote is missing");
    }

    /** Line and column, from 1, of a character counted from the start. */
    private static int[] place(String text, int index) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(index, text.length()); i++) {
            boolean newLine = text.charAt(i) == '\n';
            line += newLine ? 1 : 0;
            column = newLine ? 1 : column + 1;
        }
        return new int[] {line, column};
    }

    private static final class TooDeep extends MarkedYAMLException {

        private static final long serialVersionUID = 1L;

        TooDeep(Event event) {
            super(null, null, "nested more than " + DEEPEST + " levels deep", event.getStartMark());
        }
    }
}
