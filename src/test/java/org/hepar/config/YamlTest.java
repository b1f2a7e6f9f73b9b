package org.hepar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {

    static final String GOOD = """
            name: first try   # a comment
            seed: 42
            network:
              depth: 4
              base_channels: 16
              dropout: 1e-1
              batch_norm: true
            steps:
              - {type: window, lower_hu: -100, upper_hu: 400.5}
              - type: crf
                iterations: 5
                mode: very_exact
              - type: no_step
            cases: [01, "02", 0, 3e4, yes, 1:30]
            weights: {liver: 1, lesion: .25}
            place:
              folder: ../data
            """;

    record Text(String value) {
    }

    record Whole(int value) {
    }

    record Long_(long value) {
    }

    record Decimal(double value) {
    }

    record Truth(boolean value) {
    }

    record Mode(Sample.Mode value) {
    }

    record Steps(List<Sample.Step> value) {
    }

    private static Sample sample(String text, String... overrides) {
        return Yaml.parse(text, Path.of("experiments/x.yaml"), Sample.class, List.of(overrides));
    }

    private static ConfigException refusal(String text, String... overrides) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> sample(text, overrides));
        assertThat(e).as("the text should be refused").isNotNull();
        return e;
    }

    private static <T> T value(Class<T> type, String scalar) {
        return Yaml.parse("value: " + scalar, Path.of("x.yaml"), type, List.of());
    }

    private static String refusal(Class<?> type, String scalar) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> value(type, scalar));
        assertThat(e).as(scalar + " should be refused").isNotNull();
        return e.getMessage();
    }

    @Test
    void everyShapeIsRead() {
        Sample sample = sample(GOOD);
        assertThat(sample.name()).isEqualTo("first try");
        assertThat(sample.seed()).isEqualTo(42);
        assertThat(sample.network()).isEqualTo(new Sample.Network(4, 16, 0.1, true));
        assertThat(sample.steps()).containsExactly(new Sample.Window(-100, 400.5),
                new Sample.Crf(5, Sample.Mode.VERY_EXACT), new Sample.NoStep());
        assertThat(sample.weights()).containsExactly(java.util.Map.entry("liver", 1.0), java.util.Map.entry("lesion", 0.25));
        assertThat(sample.place().folder().resolve()).isEqualTo(Path.of("data").toAbsolutePath());
    }

    @Test
    void idsStayTheTextTheyWereWritten() {
        assertThat(sample(GOOD).cases()).containsExactly("01", "02", "0", "3e4", "yes", "1:30");
    }

    @Test
    void allProblemsComeAtOnceAndInOrder() {
        String text = """
                name: x
                sead: 42
                network:
                  depth: 9
                  base_channels: 16
                  dropout: 0.1
                  batch_norm: true
                steps:
                  - {type: crf, iterations: many, mode: fast}
                  - {type: window, lower_hu: 0, upper_hu: 1, colour: red}
                  - {type: windw}
                weights: {liver: 1, liver: 2}
                place: {}
                """;
        assertThat(refusal(text).getMessage().lines()).containsExactly(
                "experiments/x.yaml:1:1: cases: this key is missing; expected a list",
                "experiments/x.yaml:2:1: sead: unknown key; did you mean 'seed'?",
                "experiments/x.yaml:4:3: network.depth: depth (=9) must be 1 to 6; lower it",
                "experiments/x.yaml:9:17: steps.0.iterations: expected a whole number, got 'many'",
                "experiments/x.yaml:10:46: steps.1.colour: unknown key; known keys: lower_hu, upper_hu",
                "experiments/x.yaml:11:6: steps.2.type: unknown type, got 'windw'; known types: window, crf, no_step, nested;"
                        + " did you mean 'window'?",
                "experiments/x.yaml:12:21: weights.liver: this key is given twice, first on line 12; remove one of the two",
                "experiments/x.yaml:13:1: place.folder: this key is missing; expected the path of a file or folder");
    }

    @Test
    void problemsCarryTheirPlace() {
        assertThat(refusal(GOOD.replace("seed: 42", "seed: 1.5")).problems()).containsExactly(
                new Problem("experiments/x.yaml", 2, 1, "seed", "expected a whole number, got '1.5'"));
    }

    @Test
    void refusalOfAWholeRecordStandsAtTheRecordInOneLine() {
        assertThat(refusal(GOOD.replace("base_channels: 16", "base_channels: 999")).getMessage()).isEqualTo(
                "experiments/x.yaml:3:1: network: a network this large does not fit; lower depth or base_channels");
    }

    @Test
    void textThatATerminalWouldObeyIsShownHarmless() {
        assertThat(refusal(GOOD.replace("seed: 42", "seed: \"\\e[31m\\nred\"")).getMessage()).isEqualTo(
                "experiments/x.yaml:2:1: seed: expected a whole number, got the text \"?[31m red\"");
    }

    @Test
    void camelCaseNameInARefusalBecomesTheKey() {
        assertThat(refusal(GOOD.replace("lower_hu: -100", "lower_hu: 1000")).getMessage()).isEqualTo(
                "experiments/x.yaml:9:20: steps.0.lower_hu: lower_hu (=1000.0) must be below upperHu (=400.5)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "1 | 1", "-7|-7", "+3|3", "0|0", "2147483647|2147483647", "-2147483648|-2147483648"})
    void wholeNumbersAreRead(String scalar, int expected) {
        assertThat(value(Whole.class, scalar).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "many", "1.0", "1e3", "010", "0x1F", "0o17", "1_000", "1:30", "true", "'1'", "12 3"})
    void whatIsNoWholeNumberIsRefused(String scalar) {
        assertThat(refusal(Whole.class, scalar)).startsWith("x.yaml:1:1: value: expected a whole number, got ");
    }

    @Test
    void wholeNumbersHaveTheRangeOfTheirType() {
        assertThat(refusal(Whole.class, "2147483648")).contains("from -2147483648 to 2147483647, got '2147483648'");
        assertThat(value(Long_.class, "9223372036854775807").value()).isEqualTo(Long.MAX_VALUE);
        assertThat(refusal(Long_.class, "9223372036854775808")).contains("expected a whole number from");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1e-3,0.001", "1E+2,100", ".5,0.5", "5.,5", "-0.25,-0.25", "0,0", "+1.5,1.5"})
    void numbersAreRead(String scalar, double expected) {
        assertThat(value(Decimal.class, scalar).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "'1.5'", "1:30", "0x10", "1_0.5", "1,5", "1.5f", "1d", "01.5", "true"})
    void whatIsNoNumberIsRefused(String scalar) {
        assertThat(refusal(Decimal.class, scalar)).startsWith("x.yaml:1:1: value: expected a number, got ");
    }

    @ParameterizedTest
    @ValueSource(strings = {".inf", "-.inf", ".NaN", ".nan", "NaN", "Infinity", "1e400", "-1e999"})
    void numbersAreFinite(String scalar) {
        assertThat(refusal(Decimal.class, scalar))
                .isEqualTo("x.yaml:1:1: value: expected a finite number, got '" + scalar + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no", "on", "off", "True", "FALSE", "1", "0", "'true'", "y"})
    void onlyTrueAndFalseAreTruthValues(String scalar) {
        assertThat(value(Truth.class, "true").value()).isTrue();
        assertThat(value(Truth.class, "false").value()).isFalse();
        assertThat(refusal(Truth.class, scalar)).startsWith("x.yaml:1:1: value: expected true or false, got ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~", "null", "[a]", "{a: b}"})
    void nothingIsNoText(String scalar) {
        assertThat(refusal(Text.class, scalar)).startsWith("x.yaml:1:1: value: expected text, got ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"'null'|null", "\"01\"|01", "''|``", "true|true", "1.50|1.50",
            "no|no", "a b  c|a b  c", "\"\\u00e9\"|é", "2020-01-01|2020-01-01"})
    void textIsTheSourceText(String scalar, String expected) {
        assertThat(value(Text.class, scalar).value()).isEqualTo(expected);
    }

    @Test
    void unknownConstantListsTheKnownOnes() {
        assertThat(refusal(Mode.class, "very_exakt")).isEqualTo("x.yaml:1:1: value: expected one of fast, very_exact, no,"
                + " got 'very_exakt'; did you mean 'very_exact'?");
        assertThat(value(Mode.class, "no").value()).isEqualTo(Sample.Mode.NO);
    }

    @Test
    void choiceNeedsItsType() {
        assertThat(refusal(Steps.class, "[{lower_hu: 1}]")).isEqualTo(
                "x.yaml:1:9: value.0.type: this key is missing; expected one of window, crf, no_step, nested");
        assertThat(refusal(Steps.class, "[no_step]")).isEqualTo("x.yaml:1:9: value.0: expected a map with a type"
                + " (window, crf, no_step, nested), got 'no_step'; write {type: no_step}");
        assertThat(refusal(Steps.class, "no_step")).isEqualTo(
                "x.yaml:1:1: value: expected a list, got 'no_step'; write [no_step]");
    }

    @Test
    void mistypedKeyIsNotAlsoMissing() {
        assertThat(refusal(GOOD.replace("base_channels", "baseChannel")).getMessage()).isEqualTo(
                "experiments/x.yaml:5:3: network.baseChannel: unknown key; did you mean 'base_channels'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [1, 2", "a: b: c", "a: 'x", "\tname: x", "a: 1\n  b: 2", "- a\nb: 1", "a: \"\\q\"", "%YAML 9",
            "a: @x", "a: {b: [}", "name: \u0007", "a: |x\n b", "? a, b\n- c", "*a", "a: !<x", "}"})
    void brokenSyntaxIsOneShortLine(String text) {
        String message = refusal(text).getMessage();
        assertThat(message).hasLineCount(1).startsWith("experiments/x.yaml:").hasSizeLessThan(220);
        assertThat(refusal(text).problems().get(0).line()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# only a comment\n", "---\n", "null", "~"})
    void emptyFileIsSaidToBeEmpty(String text) {
        assertThat(refusal(text).getMessage()).endsWith("the file is empty; expected a map of keys and values");
    }

    @Test
    void rootThatIsNoMapIsRefused() {
        assertThat(refusal("- a").getMessage()).isEqualTo("experiments/x.yaml:1:1: expected a map with the keys name, seed,"
                + " network, steps, cases, weights, place, got a list");
    }

    @Test
    void anchorsAliasesMergeKeysTagsAndDocumentsAreRefused() {
        assertThat(refusal(GOOD.replace("name: first try", "name: &n first")).getMessage()).contains(":1:1: name: the anchor &n");
        assertThat(refusal(GOOD.replace("name: first try", "name: *n")).getMessage()).contains(":1:1: name: the alias *n");
        assertThat(refusal(GOOD + "<<: {a: 1}\n").getMessage()).contains(":18:1: the merge key << is not supported");
        assertThat(refusal(GOOD.replace("seed: 42", "seed: !!int '42'")).getMessage()).contains("the tag !!int is not supported");
        assertThat(refusal(GOOD + "---\nname: y\n").getMessage()).contains(":18:1: a second document starts here");
        assertThat(refusal(GOOD + "? [a]\n: 1\n").getMessage()).contains(":18:3: a key must be text, got a list");
    }

    @Test
    void billionLaughsAreRefusedAtOnce() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            text.append("a%d: &a%d [*a%d, *a%d, *a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
        }
        assertThat(refusal(text.toString()).getMessage()).contains("the alias *a0 is not supported");
    }

    @Test
    void bottomlessNestingIsRefused() {
        assertThat(refusal("a: " + "[".repeat(100_000)).getMessage()).contains("nested more than 60 levels deep");
        assertThat(refusal("a: " + "{b: ".repeat(100_000)).getMessage()).contains("nested more than 60 levels deep");
    }

    @Test
    void typeThatYamlCannotHoldIsTheProgrammersError() {
        record Odd(float value) {
        }
        assertThatThrownBy(() -> value(Odd.class, "1")).isInstanceOf(IllegalArgumentException.class)
                .isNotInstanceOf(ConfigException.class).hasMessageContaining("the type float cannot be read from YAML");
    }

    @Test
    void listsAndMapsCannotBeChanged() {
        Sample sample = sample(GOOD);
        assertThatThrownBy(() -> sample.cases().add("x")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> sample.weights().put("x", 1.0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Formerly("plain")
    sealed interface Kind {
    }

    record Plain(@Formerly("3") int depth, @Formerly("{type: fancy, colours: []}") Kind inner) implements Kind {
    }

    record Fancy(List<String> colours) implements Kind {
    }

    record Later(Kind kind, @Formerly(key = "colour") List<String> colours) {
    }

    @Test
    void whatAnEarlierVersionWroteMeansWhatItMeantThen() {
        Path file = Path.of("recorded.yaml");
        Later now = new Later(new Plain(3, new Fancy(List.of())), List.of("red"));
        assertThat(Yaml.parseRecorded("kind: {}\ncolour: red\n", file, Later.class)).isEqualTo(now);
        assertThat(Yaml.parseRecorded(Yaml.canonical(now), file, Later.class)).isEqualTo(now);
        assertThat(Yaml.parseRecorded("kind: {depth: 5, inner: {type: fancy, colours: [blue]}}\ncolours: [red]\n", file, Later.class))
                .isEqualTo(new Later(new Plain(5, new Fancy(List.of("blue"))), List.of("red")));
        assertThatThrownBy(() -> Yaml.parseRecorded("kind: {width: 5}\ncolours: [red]\n", file, Later.class)).hasMessageContaining("kind.width: unknown key");
        assertThatThrownBy(() -> Yaml.parseRecorded("kind: {}\n", file, Later.class)).hasMessageContaining("colours: this key is missing");
        assertThatThrownBy(() -> Yaml.parse("kind: {}\ncolour: red\n", file, Later.class, List.of())).as("a file of today").hasMessageContaining("kind.type: this key is missing");
    }
}
