package org.hepar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalTest {

    private static final List<String> NASTY = List.of("", " ", "01", "0", "1e3", "1:30", "0x1F", "yes", "No", "NULL", "null", "~",
            "true", ".inf", ".nan", "-", "- a", "a: b", "a #b", "#a", " a", "a ", "a\nb", "\n", "a\r\nb\n", "\t", "a\tb", "'", "\"",
            "\\", "\\n", "[a]", "{a: b}", "&a", "*a", "!a", "!!str a", "|", ">", "%a", "@a", "`a", "---", "...", "? a", "a,b", "=",
            "<<", "2020-01-01", "${HEPAR_DATA}/x", "volume-{id}.nii.gz", "naïve", "Зуб", "肝", "🫀", "👩‍⚕️", "\u0000", "\u0007",
            "\u0085", "\u00a0", "\u2028", "\ufeff", "\uffff", "\ud800", "\udc00x", "a  b", "base", "type", "x".repeat(3000));

    record Bag(List<String> texts, Map<String, String> byText) {
    }

    record Numbers(List<Double> doubles, List<Long> longs, List<Integer> ints, List<Boolean> truths) {
    }

    private static <T> T again(Object record, Class<T> type) {
        return Yaml.parse(Yaml.canonical(record), Path.of("x.yaml"), type, List.of());
    }

    @Test
    void canonicalTextIsReadableYaml() {
        Sample sample = Yaml.parse(YamlTest.GOOD.replace("../data", "/data"), Path.of("x.yaml"), Sample.class, List.of());
        assertThat(Yaml.canonical(sample)).isEqualTo("""
                name: first try
                seed: 42
                network:
                  depth: 4
                  base_channels: 16
                  dropout: 0.1
                  batch_norm: true
                steps:
                  - type: window
                    lower_hu: -100.0
                    upper_hu: 400.5
                  - type: crf
                    iterations: 5
                    mode: very_exact
                  - type: no_step
                cases: ["01", "02", "0", "3e4", "yes", "1:30"]
                weights:
                  lesion: 0.25
                  liver: 1.0
                place:
                  folder: /data
                """);
    }

    @Test
    void nastyTextReadsBackAsItWas() {
        for (String text : NASTY) {
            Bag bag = new Bag(List.of(text, "x"), Map.of(text, text));
            assertThat(again(bag, Bag.class)).as("text <%s> in%n%s", text, Yaml.canonical(bag)).isEqualTo(bag);
        }
    }

    @Test
    void doublesReadBackBitForBitInFewDigits() {
        assertThat(List.of(Scalars.text(0.001), Scalars.text(400), Scalars.text(1e-7), Scalars.text(1e23), Scalars.text(-0.0),
                Scalars.text(2e-3), Scalars.text(0.1 + 0.2), Scalars.text(123456789), Scalars.text(1e9), Scalars.text(2.0E-4),
                Scalars.text(Double.MIN_VALUE), Scalars.text(1.2e-5)))
                .containsExactly("0.001", "400.0", "1.0e-7", "1.0e+23", "-0.0", "0.002", "0.30000000000000004", "123456789.0",
                        "1.0e+9", "0.0002", "5.0e-324", "1.2e-5");
        Random random = new Random(7);
        for (int i = 0; i < 1500; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                String text = Scalars.text(value);
                assertThat(Scalars.decimal(new Node.Scalar(Position.NONE, text, true))).as(text).isEqualTo(value);
                assertThat(text.length()).as(text).isLessThanOrEqualTo(Double.toString(value).length() + 2);
            }
        }
    }

    @Test
    void generatedTreesReadBackAsTheyWere() {
        for (long seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            Sample sample = new Sample(text(random), random.nextLong(), new Sample.Network(1 + random.nextInt(6),
                    1 + random.nextInt(64), random.nextDouble(), random.nextBoolean()), steps(random, 3),
                    List.of(text(random), text(random)), Map.of(text(random), random.nextGaussian()),
                    new Sample.Place(new Location("data/" + random.nextInt(), Path.of("some"))));
            String text = Yaml.canonical(sample);
            Sample read = Yaml.parse(text, Path.of("x.yaml"), Sample.class, List.of());
            assertThat(read).as("seed %d%n%s", seed, text).isEqualTo(sample);
            assertThat(Yaml.canonical(read)).as("seed %d", seed).isEqualTo(text);
        }
    }

    private static List<Sample.Step> steps(Random random, int depth) {
        List<Sample.Step> steps = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            steps.add(switch (random.nextInt(depth > 0 ? 4 : 3)) {
                case 0 -> new Sample.Window(-random.nextDouble(), random.nextDouble() * Math.pow(10, random.nextInt(30)));
                case 1 -> new Sample.Crf(random.nextInt(), Sample.Mode.values()[random.nextInt(3)]);
                case 2 -> new Sample.NoStep();
                default -> new Sample.Nested(steps(random, depth - 1),
                        random.nextBoolean() ? Map.of() : Map.of(text(random), Map.of(text(random), 1), "z ", Map.of()),
                        random.nextBoolean() ? List.of() : List.of(List.of(true, false), List.of()));
            });
        }
        return List.copyOf(steps);
    }

    private static String text(Random random) {
        if (random.nextBoolean()) {
            return NASTY.get(random.nextInt(NASTY.size()));
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append("aé0 :#-'\"\n\\{}[],&*!|>%@?🫀.".codePointAt(random.nextInt(24)) >= 0xD800 ? "🫀"
                    : String.valueOf("aé0 :#-'\"\n\\{}[],&*!|>%@?".charAt(random.nextInt(24))));
        }
        return text.toString();
    }

    @Test
    void equalMapsAreEqualTextInAnyOrder() {
        Map<String, String> one = new LinkedHashMap<>();
        one.put("b", "1");
        one.put("a", "2");
        Map<String, String> other = new LinkedHashMap<>();
        other.put("a", "2");
        other.put("b", "1");
        assertThat(Yaml.canonical(new Bag(List.of(), one))).isEqualTo(Yaml.canonical(new Bag(List.of(), other)))
                .isEqualTo("texts: []\nby_text:\n  a: \"2\"\n  b: \"1\"\n");
    }

    @Test
    void emptyAndBooleanListsReadBack() {
        Numbers numbers = new Numbers(List.of(1.0, -0.0), List.of(Long.MIN_VALUE), List.of(), List.of(true, false));
        assertThat(again(numbers, Numbers.class)).isEqualTo(numbers);
    }

    @Test
    void identityIsThatOfTheContentNotOfThePlace() {
        Sample here = Yaml.parse(YamlTest.GOOD, Path.of("/a/x.yaml"), Sample.class, List.of());
        Sample there = Yaml.parse(YamlTest.GOOD, Path.of("/b/c/x.yaml"), Sample.class, List.of("place.folder=/elsewhere"));
        Sample changed = Yaml.parse(YamlTest.GOOD, Path.of("/a/x.yaml"), Sample.class, List.of("network.depth=3"));
        assertThat(here).isNotEqualTo(there);
        assertThat(Yaml.identity(here)).isEqualTo(Yaml.identity(there)).matches("[0-9a-f]{64}");
        assertThat(Yaml.identity(changed)).isNotEqualTo(Yaml.identity(here));
        assertThat(Yaml.identity(new Sample.NoStep())).isEqualTo(Hash.sha256("type: no_step\n"));
    }

    @Test
    void choiceOnItsOwnAndListOfChoicesKeepTheirType() {
        Sample.Step window = new Sample.Window(0, 1);
        assertThat(Yaml.canonical(window)).isEqualTo("type: window\nlower_hu: 0.0\nupper_hu: 1.0\n");
        assertThat(again(window, Sample.Step.class)).isEqualTo(window);
        assertThat(again(window, Sample.Window.class)).isEqualTo(window);
        assertThat(Yaml.canonical(List.of(window, new Sample.NoStep())))
                .isEqualTo("- type: window\n  lower_hu: 0.0\n  upper_hu: 1.0\n- type: no_step\n");
    }

    @Test
    void flatTextIsOneLineAScalar() {
        Sample sample = Yaml.parse(YamlTest.GOOD.replace("../data", "/data").replace("cases: [01, \"02\", 0, 3e4, yes, 1:30]",
                "cases: []"), Path.of("x.yaml"), Sample.class, List.of("weights.\"a.b\"=1"));
        assertThat(Yaml.flatten(sample)).containsEntry("network.dropout", "0.1").containsEntry("steps.0.type", "window")
                .containsEntry("cases", "[]").containsEntry("weights.\"a.b\"", "1.0").containsEntry("place.folder", "/data")
                .containsEntry("name", "first try").hasSize(18);
    }

    @Test
    void whatYamlCannotHoldIsNamed() {
        assertThatThrownBy(() -> Yaml.canonical(new Sample.Window(Double.NEGATIVE_INFINITY, 1)))
                .hasMessage("lower_hu (=-Infinity) must be a finite number to be written as YAML");
        assertThatThrownBy(() -> Yaml.canonical(new YamlTest.Text(null)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("value (=null) cannot be written as YAML");
        assertThatThrownBy(() -> Yaml.canonical(List.of(1f)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0 (=java.lang.Float) cannot be written");
    }
}
