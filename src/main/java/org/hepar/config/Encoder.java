package org.hepar.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns records into a tree of nodes: keys in the order of the components, {@code type} first for a choice, the keys of
 * a map sorted (equal maps are equal text, whatever order they iterate in).
 *
 * @param locations whether {@link Location locations} are kept; an identity leaves them out
 */
record Encoder(boolean locations) {

    Node encode(Object value, String path) {
        if (value instanceof Location location) {
            return text(location.absoluteText());
        } else if (value instanceof Record record) {
            return record(record, path);
        } else if (value instanceof List<?> list) {
            return list(list, path);
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> sorted = new TreeMap<>();
            map.forEach((key, item) -> sorted.put((String) key, item));
            return mapping(sorted, path);
        } else if (value instanceof String text) {
            return text(text);
        } else if (value instanceof Enum<?> constant) {
            return text(Names.of(constant));
        } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            return new Node.Scalar(Position.NONE, value.toString(), true);
        } else if (value instanceof Double number) {
            return new Node.Scalar(Position.NONE, finite(number, path), true);
        }
        throw new IllegalArgumentException((path.isEmpty() ? "the value" : path) + " (="
                + (value == null ? "null" : value.getClass().getName())
                + ") cannot be written as YAML; use records of text, numbers, booleans, enums, lists and maps");
    }

    private static Node text(String text) {
        return new Node.Scalar(Position.NONE, text, false);
    }

    private static String finite(double number, String path) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(path + " (=" + number + ") must be a finite number to be written as YAML");
        }
        return Scalars.text(number);
    }

    private Node list(List<?> list, String path) {
        List<Node> items = new ArrayList<>();
        for (Object item : list) {
            if (locations || !(item instanceof Location)) {
                items.add(encode(item, Names.path(path, Integer.toString(items.size()))));
            }
        }
        return new Node.Listing(Position.NONE, items);
    }

    private Node record(Record record, String path) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            fields.put(Names.snake(component.getName()), component(record, component));
        }
        Node.Mapping mapping = mapping(fields, path);
        if (!Choice.isOne(record.getClass())) {
            return mapping;
        }
        Map<String, Node> entries = new LinkedHashMap<>();
        entries.put(Choice.KEY, text(Names.of(record.getClass())));
        entries.putAll(mapping.entries());
        return new Node.Mapping(Position.NONE, entries);
    }

    private Node.Mapping mapping(Map<String, Object> fields, String path) {
        Map<String, Node> entries = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            if (locations || !(value instanceof Location)) {
                entries.put(key, encode(value, Names.path(path, key)));
            }
        });
        return new Node.Mapping(Position.NONE, entries);
    }

    /** The value of a component, also of a record that is not public. */
    static Object component(Record record, RecordComponent component) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        try {
            return accessor.invoke(record);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("the component " + component + " of " + record.getClass().getName()
                    + " cannot be read", e);
        }
    }
}
