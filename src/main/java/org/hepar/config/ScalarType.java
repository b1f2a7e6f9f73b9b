package org.hepar.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The Java types that a single YAML value can become, and what each type is called in a message. */
final class ScalarType {

    private ScalarType() {
    }

    /**
     * Reads a scalar as the type; the reader throws {@link IllegalArgumentException} saying what was expected.
     *
     * @throws IllegalArgumentException for a type that no scalar can become
     */
    static Function<Node.Scalar, Object> reader(Type type) {
        if (type == String.class) {
            return Node.Scalar::text;
        } else if (type == int.class || type == Integer.class) {
            return scalar -> (int) Scalars.whole(scalar, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (type == long.class || type == Long.class) {
            return scalar -> Scalars.whole(scalar, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (type == double.class || type == Double.class) {
            return Scalars::decimal;
        } else if (type == boolean.class || type == Boolean.class) {
            return Scalars::truth;
        } else if (type == Location.class) {
            return scalar -> new Location(scalar.text(), scalar.at().source().folder());
        } else if (type instanceof Class<?> constants && constants.isEnum()) {
            return scalar -> constant(constants, scalar);
        }
        throw new IllegalArgumentException("the type " + type.getTypeName() + " cannot be read from YAML; use String, int,"
                + " long, double, boolean, an enum, List, Map<String, ...>, a record, a sealed interface or Location");
    }

    private static Object constant(Class<?> type, Node.Scalar scalar) {
        List<String> names = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            String name = Names.of((Enum<?>) constant);
            if (name.equals(scalar.text())) {
                return constant;
            }
            names.add(name);
        }
        throw new IllegalArgumentException("expected one of " + String.join(", ", names) + ", got " + scalar.shown()
                + Names.suggestion(scalar.text(), names));
    }

    /** The words for a value of the type: a message reads "expected", then these. */
    static String expected(Type type) {
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        } else if (type == double.class || type == Double.class) {
            return "a number";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == String.class) {
            return "text";
        } else if (type == Location.class) {
            return "the path of a file or folder";
        } else if (type instanceof ParameterizedType generic) {
            return generic.getRawType() == List.class ? "a list" : "a map";
        }
        Class<?> named = (Class<?>) type;
        if (named.isEnum()) {
            return "one of " + String.join(", ",
                    Arrays.stream(named.getEnumConstants()).map(constant -> Names.of((Enum<?>) constant)).toList());
        } else if (named.isSealed()) {
            return "a map with a type (" + String.join(", ", Choice.records(named).keySet()) + ")";
        }
        return "a map with the keys " + String.join(", ",
                Arrays.stream(named.getRecordComponents()).map(component -> Names.snake(component.getName())).toList());
    }
}
