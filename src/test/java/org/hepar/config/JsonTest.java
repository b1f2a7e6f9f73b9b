package org.hepar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void valuesAreOneLineInTheirOrder() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", Arrays.asList("x\n\"y\"", null, true, 0.1, 0.1f, Double.NaN, Float.POSITIVE_INFINITY, -0.0));
        map.put("m", Map.of());
        assertThat(Json.write(map)).isEqualTo(
                "{\"z\":1,\"a\":[\"x\\n\\\"y\\\"\",null,true,0.1,0.1,null,null,-0.0],\"m\":{}}");
    }

    @Test
    void recordsAndConstantsHaveTheNamesOfTheirYaml() {
        assertThat(Json.write(List.of(new Sample.Crf(3, Sample.Mode.VERY_EXACT), new Sample.Window(0, 1e-7))))
                .isEqualTo("[{\"iterations\":3,\"mode\":\"very_exact\"},{\"lower_hu\":0.0,\"upper_hu\":1.0E-7}]");
    }

    @Test
    void writtenValuesReadBack() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "é 🫀 \u2028 \\ \t");
        map.put("long", Long.MIN_VALUE);
        map.put("double", 1.0 / 3);
        map.put("nothing", null);
        map.put("list", new ArrayList<>(List.of(true, false, List.of(), new LinkedHashMap<>())));
        assertThat(Json.read(Json.write(map))).isEqualTo(map);
        assertThat(((Map<?, ?>) Json.read("{\"b\":1,\"a\":2}")).keySet()).map(String::valueOf).containsExactly("b", "a");
        assertThat(Json.read(" 1.0 ")).isEqualTo(1.0);
        assertThat(Json.read("9223372036854775808")).isEqualTo(9.223372036854775808e18);
        assertThat(Json.read("null")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{\"a\":", "{\"a\":1", "[1,", "\"x", "{a:1}", "NaN", "1 2", "{} x", "nul", "{\"a\":1,\"a\":2}",
            "[1}", "1e999", "\"\\q\"", "01"})
    void damagedTextIsRefusedInOneShortLine(String text) {
        assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IllegalArgumentException.class)
                .message().startsWith("not readable as JSON: ").hasLineCount(1).hasSizeLessThan(200);
    }

    @Test
    void bottomlessNestingIsRefused() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void otherObjectsAreRefusedByName() {
        assertThatThrownBy(() -> Json.write(List.of(new Object()))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value (=java.lang.Object) cannot be written as JSON");
    }
}
