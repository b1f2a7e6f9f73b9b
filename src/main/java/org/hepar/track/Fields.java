package org.hepar.track;

import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The fields of an event as plain values that later changes of the caller's lists and maps do not reach. A number that is
 * not finite becomes null, since JSON has no word for it; a path, an instant and whatever else is not plain becomes text.
 */
final class Fields {

    private Fields() {
    }

    static Map<String, Object> plain(Map<String, ?> fields) {
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((name, value) -> copy.put(name, plain(value)));
        return copy;
    }

    /** The number under a name; NaN where there is none. */
    static double number(Map<String, ?> fields, String name) {
        return fields.get(name) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** The text under a name; empty where there is none. */
    static String text(Map<String, ?> fields, String name) {
        Object value = fields.get(name);
        return value == null ? "" : value.toString();
    }

    /** The map under a name; empty where there is none. */
    static Map<?, ?> map(Map<String, ?> fields, String name) {
        return fields.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    private static Object plain(Object value) {
        if (value == null || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Number number) {
            return plain(number);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, inner) -> copy.put(String.valueOf(name), plain(inner)));
            return copy;
        }
        if (value instanceof Iterable<?> values && !(value instanceof Path)) {
            List<Object> copy = new ArrayList<>();
            values.forEach(inner -> copy.add(plain(inner)));
            return copy;
        }
        if (value.getClass().isArray()) {
            List<Object> copy = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) {
                copy.add(plain(Array.get(value, i)));
            }
            return copy;
        }
        return value.toString();
    }

    private static Object plain(Number number) {
        if (number instanceof Float) {
            // By its text, so that 0.1f is 0.1 and not 0.10000000149011612.
            double decimal = Double.parseDouble(number.toString());
            return Double.isFinite(decimal) ? decimal : null;
        }
        if (number instanceof Long || number instanceof Integer || number instanceof Short || number instanceof Byte) {
            return number.longValue();
        }
        double decimal = number.doubleValue();
        return Double.isFinite(decimal) ? decimal : null;
    }
}
