package org.hepar.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as one line of text, for journals: plain Java values to text and back. */
public final class Json {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private Json() {
    }

    /**
     * One line of JSON. Maps keep their order; a record is written as the map of its components in snake case, an enum
     * constant in lower case. NaN and infinities, for which JSON has no word, become {@code null}.
     *
     * @throws IllegalArgumentException for a value that is no map, collection, record, text, number, boolean or null
     */
    public static String write(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            write(value, out);
        } catch (IOException e) {
            throw new UncheckedIOException("writing JSON to memory failed: " + e.getMessage(), e);
        }
        return text.toString();
    }

    private static void write(Object value, JsonGenerator out) throws IOException {
        if (value == null) {
            out.writeNull();
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(String.valueOf(entry.getKey()));
                write(entry.getValue(), out);
            }
            out.writeEndObject();
        } else if (value instanceof Iterable<?> items && !(value instanceof java.nio.file.Path)) {
            out.writeStartArray();
            for (Object item : items) {
                write(item, out);
            }
            out.writeEndArray();
        } else if (value instanceof Record record) {
            write(fields(record), out);
        } else if (value instanceof CharSequence text) {
            out.writeString(text.toString());
        } else if (value instanceof Enum<?> constant) {
            out.writeString(Names.of(constant));
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else {
            number(value, out);
        }
    }

    private static void number(Object value, JsonGenerator out) throws IOException {
        if (value instanceof Double || value instanceof Float) {
            if (Double.isFinite(((Number) value).doubleValue())) {
                out.writeNumber(value.toString());
            } else {
                out.writeNull();
            }
        } else if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            out.writeNumber(((Number) value).longValue());
        } else {
            throw new IllegalArgumentException("value (=" + value.getClass().getName() + ") cannot be written as JSON;"
                    + " turn it into a map, list, record, text, number or boolean first");
        }
    }

    private static Map<String, Object> fields(Record record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            fields.put(Names.snake(component.getName()), Encoder.component(record, component));
        }
        return fields;
    }

    /**
     * The value of a JSON text: {@link LinkedHashMap}, {@link List}, String, Long (Double for a whole number beyond its
     * range), Double, Boolean or null.
     *
     * @throws IllegalArgumentException with a short reason, when the text is damaged, cut short or goes on after its end
     */
    public static Object read(String text) {
        try (JsonParser in = FACTORY.createParser(text)) {
            if (in.nextToken() == null) {
                throw new IllegalArgumentException("not readable as JSON: the text is empty");
            }
            Object value = value(in);
            if (in.nextToken() != null) {
                throw new IllegalArgumentException("not readable as JSON: something follows its end at column "
                        + in.currentTokenLocation().getColumnNr());
            }
            return value;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String reason = e.getOriginalMessage().lines().findFirst().orElse("")
                    .replaceAll(" \\((start marker|for \\w+ starting) at.*|: enable `.*", "");
            throw new IllegalArgumentException("not readable as JSON: " + reason
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")"), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading JSON from memory failed: " + e.getMessage(), e);
        }
    }

    private static Object value(JsonParser in) throws IOException {
        return switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String key = in.currentName();
                    in.nextToken();
                    map.put(key, value(in));
                }
                yield map;
            }
            case START_ARRAY -> {
                List<Object> list = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    list.add(value(in));
                }
                yield list;
            }
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> in.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                    ? (Object) finite(in) : (Object) in.getLongValue();
            case VALUE_NUMBER_FLOAT -> finite(in);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static double finite(JsonParser in) throws IOException {
        double value = in.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not readable as JSON: the number at column "
                    + in.currentTokenLocation().getColumnNr() + " is too large");
        }
        return value;
    }
}
