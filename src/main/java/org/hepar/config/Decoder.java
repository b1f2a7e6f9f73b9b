package org.hepar.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns a tree of nodes into the value of a type, going on after a problem so that all of them are found. */
final class Decoder {

    /** Stand-ins for parts of a primitive type that could not be read; what is said about them is not told. */
    private static final Map<Class<?>, Object> ZEROS = Map.of(int.class, 0, long.class, 0L, double.class, 0.0, boolean.class, false);
    /** What stands between the key that a message starts with and the value. */
    private static final String VALUE = " (=";
    private static final Pattern KEYS = Pattern.compile("(\\w+)(?:\\.\\w+)*" + Pattern.quote(VALUE));

    private final Problems problems;
    private final boolean recorded;

    /** @param recorded whether the text may be an earlier version's: {@link Formerly} then says what a missing key means */
    Decoder(Problems problems, boolean recorded) {
        this.problems = problems;
        this.recorded = recorded;
    }

    /** The value, or empty where a problem was told. */
    Optional<Object> decode(Type type, Node node, String path) {
        if (node instanceof Node.Unreadable) {
            return Optional.empty();
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            return list(generic.getActualTypeArguments()[0], node, path);
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class
                && generic.getActualTypeArguments()[0] == String.class) {
            return map(generic.getActualTypeArguments()[1], node, path);
        }
        if (type instanceof Class<?> choice && choice.isInterface() && choice.isSealed()) {
            return choice(choice, node, path);
        }
        if (type instanceof Class<?> record && record.isRecord() && record != Location.class) {
            return node instanceof Node.Mapping mapping ? record(record, mapping, path) : wrong(type, node, path, "");
        }
        return scalar(type, node, path);
    }

    private Optional<Object> scalar(Type type, Node node, String path) {
        Function<Node.Scalar, Object> reader = ScalarType.reader(type);
        if (!(node instanceof Node.Scalar scalar) || scalar.isNull()) {
            boolean word = node instanceof Node.Scalar empty && type == String.class && !empty.text().isEmpty();
            return wrong(type, node, path, word ? "; quote it if the word is meant" : "");
        }
        try {
            return Optional.of(reader.apply(scalar));
        } catch (IllegalArgumentException e) {
            problems.add(node.at(), path, e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<Object> list(Type item, Node node, String path) {
        if (!(node instanceof Node.Listing listing)) {
            String cure = node instanceof Node.Scalar scalar && !scalar.isNull() ? "; write [" + scalar.text() + "]" : "";
            return wrong("a list", node, path, cure);
        }
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < listing.items().size(); i++) {
            decode(item, listing.items().get(i), Names.path(path, Integer.toString(i))).ifPresent(values::add);
        }
        return values.size() == listing.items().size() ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    private Optional<Object> map(Type type, Node node, String path) {
        if (!(node instanceof Node.Mapping mapping)) {
            return wrong("a map", node, path, "");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        mapping.entries().forEach((key, value) ->
                decode(type, value, Names.path(path, key)).ifPresent(decoded -> values.put(key, decoded)));
        return values.size() == mapping.entries().size() ? Optional.of(Collections.unmodifiableMap(values))
                : Optional.empty();
    }

    private Optional<Object> choice(Class<?> type, Node given, String path) {
        Map<String, Class<?>> records = Choice.records(type);
        Node node = recorded ? modern(type, given) : given;
        if (!(node instanceof Node.Mapping mapping)) {
            boolean bare = node instanceof Node.Scalar scalar && records.containsKey(scalar.text());
            return wrong(type, node, path, bare ? "; write {type: " + ((Node.Scalar) node).text() + "}" : "");
        }
        Node named = mapping.entries().get(Choice.KEY);
        String typePath = Names.path(path, Choice.KEY);
        if (named == null) {
            problems.add(mapping.at(), typePath,
                    "this key is missing; expected one of " + String.join(", ", records.keySet()));
            return Optional.empty();
        }
        if (!(named instanceof Node.Scalar scalar) || !records.containsKey(scalar.text())) {
            if (!(named instanceof Node.Unreadable)) {
                String text = named instanceof Node.Scalar scalar ? scalar.text() : "";
                problems.add(named.at(), typePath, "unknown type, got " + named.shown() + "; known types: "
                        + String.join(", ", records.keySet()) + Names.suggestion(text, records.keySet()));
            }
            return Optional.empty();
        }
        return record(records.get(scalar.text()), mapping, path);
    }

    private Optional<Object> record(Class<?> type, Node.Mapping given, String path) {
        Map<String, RecordComponent> known = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            known.put(Names.snake(component.getName()), component);
        }
        Node.Mapping mapping = recorded ? modern(known, given) : given;
        Set<String> missing = new LinkedHashSet<>(known.keySet());
        missing.removeAll(mapping.entries().keySet());
        boolean complete = unknownKeys(type, mapping, path, known.keySet(), missing);

        List<Object> values = new ArrayList<>();
        known.forEach((key, component) -> {
            Node value = mapping.entries().get(key);
            String below = Names.path(path, key);
            values.add(value == null ? null : decode(component.getGenericType(), value, below).orElse(null));
            if (value == null && missing.contains(key)) {
                problems.add(mapping.at(), below,
                        "this key is missing; expected " + ScalarType.expected(component.getGenericType()));
            }
        });
        if (complete && !values.contains(null)) {
            return construct(type, values, mapping, path);
        }
        judgeTheRest(type, values, mapping, path);
        return Optional.empty();
    }

    /** A choice without a type is the one that there was before there was a choice. */
    private Node modern(Class<?> choice, Node node) {
        Formerly formerly = choice.getAnnotation(Formerly.class);
        if (formerly == null || !(node instanceof Node.Mapping mapping) || mapping.entries().containsKey(Choice.KEY)) {
            return node;
        }
        Map<String, Node> entries = new LinkedHashMap<>(mapping.entries());
        entries.put(Choice.KEY, new Node.Scalar(mapping.at(), formerly.value(), true));
        return new Node.Mapping(mapping.at(), entries);
    }

    /** The keys that a record has now: under their present names, with what their absence meant. */
    private Node.Mapping modern(Map<String, RecordComponent> known, Node.Mapping mapping) {
        Map<String, Node> entries = new LinkedHashMap<>(mapping.entries());
        known.forEach((key, component) -> {
            Formerly formerly = component.getAnnotation(Formerly.class);
            if (formerly == null || entries.containsKey(key)) {
                return;
            }
            if (formerly.key().isEmpty()) {
                entries.put(key, YamlTree.read(formerly.value(), mapping.at().source(), problems));
            } else if (entries.containsKey(formerly.key())) {
                Node old = entries.remove(formerly.key());
                entries.put(key, component.getType() == List.class && old instanceof Node.Scalar ? new Node.Listing(old.at(), List.of(old)) : old);
            }
        });
        return new Node.Mapping(mapping.at(), entries);
    }

    /**
     * Lets a record that cannot be made for want of some parts judge the others, so that these are told in the same try.
     * What it says about a part that is absent is not told: that part has its own problem already.
     */
    private void judgeTheRest(Class<?> type, List<Object> values, Node.Mapping mapping, String path) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] parts = values.toArray();
        Set<String> absent = new LinkedHashSet<>();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] == null) {
                absent.add(Names.snake(components[i].getName()));
                parts[i] = ZEROS.get(components[i].getType());
            }
        }
        try {
            constructor(type).newInstance(parts);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                refusals(type, refusal).stream()
                        .filter(line -> keyOf(type, line).filter(key -> !absent.contains(key)).isPresent())
                        .forEach(line -> refused(type, line, mapping, path));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the record " + type.getName() + " cannot be constructed", e);
        }
    }

    /**
     * Tells each unknown key; one that is a missing key mistyped is told only as such, so that name leaves
     * {@code missing}. Returns whether there was none.
     */
    private boolean unknownKeys(Class<?> type, Node.Mapping mapping, String path, Collection<String> known,
            Set<String> missing) {
        boolean none = true;
        for (Map.Entry<String, Node> entry : mapping.entries().entrySet()) {
            String key = entry.getKey();
            if (known.contains(key) || key.equals(Choice.KEY) && ownType(type, entry.getValue())) {
                continue;
            }
            none = false;
            Optional<String> meant = Names.nearest(key, missing).or(() -> Names.nearest(key, known));
            meant.ifPresent(missing::remove);
            problems.add(entry.getValue().at(), Names.path(path, key), "unknown key; "
                    + meant.map(name -> "did you mean '" + name + "'?").orElse(known.isEmpty()
                    ? "no key is known here" : "known keys: " + String.join(", ", known)));
        }
        return none;
    }

    private static boolean ownType(Class<?> record, Node named) {
        return Choice.isOne(record) && named instanceof Node.Scalar scalar && scalar.text().equals(Names.of(record));
    }

    private Optional<Object> construct(Class<?> type, List<Object> values, Node.Mapping mapping, String path) {
        try {
            return Optional.of(constructor(type).newInstance(values.toArray()));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refusal) {
                refusals(type, refusal).forEach(line -> refused(type, line, mapping, path));
                return Optional.empty();
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause(); // a canonical constructor throws nothing that is checked
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the record " + type.getName() + " cannot be constructed", e);
        }
    }

    /** A message whose every line names a key is several refusals ({@link Requirements}); any other is one. */
    private static List<String> refusals(Class<?> type, IllegalArgumentException refusal) {
        String message = String.valueOf(refusal.getMessage());
        List<String> lines = message.lines().toList();
        return lines.stream().allMatch(line -> keyOf(type, line).isPresent()) ? lines : List.of(message);
    }

    private static Constructor<?> constructor(Class<?> type) throws NoSuchMethodException {
        Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        return constructor;
    }

    /** What the record said, at the key that its message starts with, or at the record. */
    private void refused(Class<?> type, String message, Node.Mapping mapping, String path) {
        Optional<String> key = keyOf(type, message);
        if (key.isEmpty()) {
            problems.add(mapping.at(), path, message);
            return;
        }
        List<String> steps = new ArrayList<>(List.of(message.substring(0, message.indexOf(VALUE)).split("\\.")));
        steps.set(0, key.get());
        Node at = mapping;
        String below = path;
        for (String step : steps) {
            at = child(at, step);
            below = Names.path(below, step);
        }
        problems.add(at.at(), below, steps.get(steps.size() - 1) + message.substring(message.indexOf(VALUE)));
    }

    private static Node child(Node node, String step) {
        return node instanceof Node.Listing listing ? listing.items().get(Integer.parseInt(step))
                : node instanceof Node.Mapping mapping ? mapping.entries().getOrDefault(step, node) : node;
    }

    /** The key that a record's message starts with, written as in Java or as in YAML; further steps into its value may follow behind dots. */
    private static Optional<String> keyOf(Class<?> type, String message) {
        Matcher keys = KEYS.matcher(message);
        return !keys.lookingAt() ? Optional.empty() : Arrays.stream(type.getRecordComponents())
                .filter(component -> keys.group(1).equals(component.getName()) || keys.group(1).equals(Names.snake(component.getName())))
                .map(component -> Names.snake(component.getName())).findFirst();
    }

    private Optional<Object> wrong(Type type, Node node, String path, String cure) {
        return wrong(ScalarType.expected(type), node, path, cure);
    }

    private Optional<Object> wrong(String expected, Node node, String path, String cure) {
        problems.add(node.at(), path, "expected " + expected + ", got " + node.shown() + cure);
        return Optional.empty();
    }
}
