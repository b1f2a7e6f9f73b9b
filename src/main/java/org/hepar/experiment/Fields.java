package org.hepar.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The fields of one entry, each asked for by name and kind; the errors say which entry of which file. */
record Fields(Path journal, long sequence, String kind, Map<?, ?> values) {

    /** What stands for an infinite number, for which JSON has no word. */
    static final String INFINITE = "inf";

    static Fields none() {
        return new Fields(Path.of(""), 0, "", Map.of());
    }

    String text(String name) {
        return textOf(values.get(name));
    }

    double number(String name) {
        return numberOf(name, values.get(name));
    }

    long whole(String name) {
        return values.get(name) instanceof Number n ? n.longValue() : Double.isNaN(number(name)) ? 0 : (long) number(name);
    }

    int integer(String name) {
        return (int) whole(name);
    }

    boolean truth(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    <E extends Enum<E>> E constant(String name, Class<E> type, E absent) {
        String text = text(name);
        try {
            return text.isEmpty() ? absent : Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw wrong(name, text, "one of " + List.of(type.getEnumConstants()));
        }
    }

    List<String> list(String name) {
        return elements(name).stream().map(Fields::textOf).toList();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The maps of a list; empty where there is none. */
    List<Fields> maps(String name) {
        List<Fields> maps = new ArrayList<>();
        for (Object value : elements(name)) {
            if (!(value instanceof Map<?, ?> map)) {
                throw wrong(name, value, "a list of maps");
            }
            maps.add(new Fields(journal, sequence, kind, map));
        }
        return maps;
    }

    List<Double> numbers(String name) {
        return elements(name).stream().map(value -> numberOf(name, value)).toList();
    }

    Fields map(String name) {
        Object value = values.get(name);
        if (value == null) {
            return new Fields(journal, sequence, kind, Map.of());
        }
        if (value instanceof Map<?, ?> map) {
            return new Fields(journal, sequence, kind, map);
        }
        throw wrong(name, value, "a map of fields");
    }

    List<String> names() {
        return values.keySet().stream().map(Fields::textOf).toList();
    }

    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        values.forEach((name, value) -> texts.put(textOf(name), textOf(value)));
        return texts;
    }

    Map<String, Double> numbers() {
        Map<String, Double> numbers = new LinkedHashMap<>();
        values.forEach((name, value) -> numbers.put(textOf(name), numberOf(textOf(name), value)));
        return Collections.unmodifiableMap(numbers);
    }

    private Collection<?> elements(String name) {
        Object value = values.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(name, value, "a list");
    }

    private static String textOf(Object value) {
        return value == null ? "" : value.toString();
    }

    private double numberOf(String name, Object value) {
        if (value == null) {
            return Double.NaN;
        }
        if (value.equals(INFINITE) || value.equals("-" + INFINITE)) {
            return value.equals(INFINITE) ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw wrong(name, value, "a number");
    }

    private IllegalArgumentException wrong(String name, Object value, String expected) {
        return new IllegalArgumentException(journal + ", entry " + sequence + " (" + kind + "): " + name + " (=" + value
                + ") must be " + expected + "; the journal was changed by hand or written by another version of hepar");
    }
}
