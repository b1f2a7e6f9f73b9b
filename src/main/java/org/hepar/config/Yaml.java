package org.hepar.config;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Records from YAML and back, strictly: the record is the schema.
 *
 * <p>A key is the component's name in snake case, a map a record, a list a {@link List}; a sealed interface is a map
 * whose {@code type} is the record's name in snake case; an enum constant is its name in lower case. Every key is
 * required and none other is allowed. Text is the scalar's source text, quoted or not ({@code 01} stays {@code "01"});
 * a number is a plain decimal one ({@code 1}, {@code 1e-3}; never octal, sexagesimal, infinite or NaN); a truth value is
 * {@code true} or {@code false}, never {@code yes}. Anchors, aliases, merge keys, tags and second documents are refused.
 *
 * <p>A file may name a {@code base:}, one level deep and relative to the file: maps merge key by key, lists and scalars
 * replace, and so does a map whose {@code type} is another one.
 *
 * <p>An override {@code path.to.key=value} replaces what stands at a path ({@code folds.0.name=first}; a step that is no
 * simple word stands in double quotes). Its value is a YAML scalar, {@code [list]} or {@code {map}}, and a relative
 * {@link Location} in it is taken from the current folder.
 */
public final class Yaml {

    private Yaml() {
    }

    /**
     * The record that a file holds.
     *
     * @param overrides {@code path.to.key=value}, later ones win
     * @throws ConfigException with all problems of the file, its base and the overrides
     */
    public static <T> T read(Path file, Class<T> type, List<String> overrides) {
        return parse(text(file), file, type, overrides);
    }

    /**
     * The record that a file holds which this or an earlier version wrote: a key that was not there yet means what
     * {@link Formerly} says of it. A key that is not known is a problem all the same, for it may be a later version's.
     *
     * @throws ConfigException with all problems of the file and the overrides
     */
    public static <T> T readRecorded(Path file, Class<T> type, List<String> overrides) {
        return parse(text(file), file, type, overrides, true);
    }

    /** The same of a text; {@code pretendFile} names it in problems. */
    public static <T> T parseRecorded(String text, Path pretendFile, Class<T> type) {
        return parse(text, pretendFile, type, List.of(), true);
    }

    private static String text(Path file) {
        try {
            return FileText.read(file);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(new Problem(file.toString(), 0, 0, "", e.getMessage())));
        }
    }

    /**
     * The record that a text holds.
     *
     * @param pretendFile names the text in problems; its folder is the one that relative paths are taken from
     * @throws ConfigException with all problems of the text, its base and the overrides
     */
    public static <T> T parse(String text, Path pretendFile, Class<T> type, List<String> overrides) {
        return parse(text, pretendFile, type, overrides, false);
    }

    private static <T> T parse(String text, Path pretendFile, Class<T> type, List<String> overrides, boolean recorded) {
        Problems problems = new Problems();
        Node tree = YamlTree.read(text, Source.file(pretendFile, Layers.FILE), problems);
        if (tree instanceof Node.Scalar scalar && scalar.isNull()) {
            problems.add(scalar.at(), "", "the file is empty; expected a map of keys and values");
            tree = new Node.Unreadable(scalar.at());
        }
        Node merged = Layers.merged(tree, pretendFile, overrides, problems);
        Object value = new Decoder(problems, recorded).decode(type, merged, "").orElse(null);
        problems.throwIfAny();
        return type.cast(value);
    }

    /**
     * The one YAML text of a record (or a list or map of records): reading it gives an equal record, equal records give
     * equal text. A relative {@link Location} is written absolute, so that the text means the same in any folder.
     */
    public static String canonical(Object record) {
        return CanonicalText.of(new Encoder(true).encode(record, ""));
    }

    /** SHA-256 (hex) of the canonical text without its {@link Location locations}: equal work has equal identity. */
    public static String identity(Object record) {
        return Hash.sha256(identityText(record));
    }

    /** The text behind {@link #identity}: the canonical text without its locations. */
    public static String identityText(Object record) {
        return CanonicalText.of(new Encoder(false).encode(record, ""));
    }

    /** Each scalar of a record under its dotted path, unquoted; an empty list or map is {@code []} or {@code {}}. */
    public static SortedMap<String, String> flatten(Object record) {
        SortedMap<String, String> flat = new TreeMap<>();
        CanonicalText.flatten(new Encoder(true).encode(record, ""), "", flat);
        return flat;
    }
}
