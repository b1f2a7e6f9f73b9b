package org.hepar.stat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.hepar.config.Json;

/** Cases computed by SciPy and statsmodels; src/bench/python/statistics_golden.py wrote them. */
final class Golden {

    private final Map<?, ?> fields;

    private Golden(Map<?, ?> fields) {
        this.fields = fields;
    }

    static List<Golden> cases(String kind) {
        try (InputStream in = Golden.class.getResourceAsStream("golden.json")) {
            Map<?, ?> all = (Map<?, ?>) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return ((List<?>) all.get(kind)).stream().map(one -> new Golden((Map<?, ?>) one)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text(String key) {
        return (String) fields.get(key);
    }

    double number(String key) {
        return ((Number) fields.get(key)).doubleValue();
    }

    double[] numbers(String key) {
        return numbers((List<?>) fields.get(key));
    }

    List<double[]> columns(String key) {
        return ((List<?>) fields.get(key)).stream().map(column -> numbers((List<?>) column)).toList();
    }

    private static double[] numbers(List<?> list) {
        return list.stream().mapToDouble(number -> ((Number) number).doubleValue()).toArray();
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
