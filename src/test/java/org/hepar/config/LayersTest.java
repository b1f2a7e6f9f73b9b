package org.hepar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base below the file, overrides above it, and the files themselves. */
class LayersTest {

    @TempDir
    Path folder;

    private Path experiment;

    @BeforeEach
    void folders() throws IOException {
        Files.createDirectories(folder.resolve("experiments"));
        experiment = folder.resolve("experiments/x.yaml");
        write("configs/base.yaml", YamlTest.GOOD);
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Sample read(String... overrides) {
        return Yaml.read(experiment, Sample.class, List.of(overrides));
    }

    private String refusal(String... overrides) {
        return refusal(experiment, overrides);
    }

    private static String refusal(Path file, String... overrides) {
        ConfigException e = catchThrowableOfType(ConfigException.class,
                () -> Yaml.read(file, Sample.class, List.of(overrides)));
        assertThat(e).as("the file should be refused").isNotNull();
        return e.getMessage();
    }

    private Sample overBase(String text, String... overrides) throws IOException {
        write("experiments/x.yaml", "base: ../configs/base.yaml\n" + text);
        return read(overrides);
    }

    @Test
    void mapsMergeDeeplyListsAndScalarsReplace() throws IOException {
        Sample base = Yaml.read(folder.resolve("configs/base.yaml"), Sample.class, List.of());
        Sample merged = overBase("""
                name: second
                network: {depth: 2}
                cases: [x]
                weights: {vessel: 3}
                """);
        assertThat(merged).isEqualTo(new Sample("second", 42, new Sample.Network(2, 16, 0.1, true), base.steps(), List.of("x"),
                java.util.Map.of("liver", 1.0, "lesion", 0.25, "vessel", 3.0), base.place()));
    }

    @Test
    void placeInABaseIsTakenFromTheFolderOfTheBase() throws IOException {
        write("elsewhere/deep/base.yaml", YamlTest.GOOD);
        write("experiments/x.yaml", "base: ../elsewhere/deep/base.yaml\n");
        assertThat(read().place().folder().resolve()).isEqualTo(folder.resolve("elsewhere/data"));
    }

    record Holder(Sample.Step step, int other) {
    }

    @Test
    void mapOfAnotherTypeReplacesWhole() throws IOException {
        write("configs/holder.yaml", "step: {type: window, lower_hu: 0, upper_hu: 1}\nother: 3\n");
        Path file = write("experiments/holder.yaml", "base: ../configs/holder.yaml\nstep: {type: crf, iterations: 2, mode: fast}\n");
        assertThat(Yaml.read(file, Holder.class, List.of())).isEqualTo(new Holder(new Sample.Crf(2, Sample.Mode.FAST), 3));
        write("experiments/holder.yaml", "base: ../configs/holder.yaml\nstep: {type: window, upper_hu: 5}\n");
        assertThat(Yaml.read(file, Holder.class, List.of()).step()).isEqualTo(new Sample.Window(0, 5));
        write("experiments/holder.yaml", "base: ../configs/holder.yaml\nstep: {upper_hu: 5}\n");
        assertThat(Yaml.read(file, Holder.class, List.of()).step()).isEqualTo(new Sample.Window(0, 5));
    }

    @Test
    void settingAnotherTypeStartsThatMapAnew() throws IOException {
        Path file = write("experiments/holder.yaml", "step: {type: window, lower_hu: 0, upper_hu: 1}\nother: 3\n");
        assertThat(Yaml.read(file, Holder.class, List.of("step.type=no_step")).step()).isEqualTo(new Sample.NoStep());
        assertThat(Yaml.read(file, Holder.class, List.of("step.type=crf", "step.iterations=1", "step.mode=no")).step())
                .isEqualTo(new Sample.Crf(1, Sample.Mode.NO));
    }

    @Test
    void problemOfABaseNamesTheBase() throws IOException {
        write("configs/base.yaml", YamlTest.GOOD.replace("seed: 42", "seed: many"));
        write("experiments/x.yaml", "base: ../configs/base.yaml\nname: [a]\n");
        assertThat(refusal().lines()).containsExactly(
                experiment + ":2:1: name: expected text, got a list",
                folder.resolve("configs/base.yaml") + ":2:1: seed: expected a whole number, got 'many'");
    }

    @Test
    void baseMayNotNameABase() throws IOException {
        write("configs/base.yaml", "base: other.yaml\n" + YamlTest.GOOD);
        write("experiments/x.yaml", "base: ../configs/base.yaml\n");
        assertThat(refusal()).isEqualTo(folder.resolve("configs/base.yaml")
                + ":1:1: base: a base may not name a base itself; move its keys into this file");
    }

    @Test
    void missingOddOrDamagedBaseIsOneLineAtItsKey() throws IOException {
        write("experiments/x.yaml", "name: x\nbase: ../configs/bace.yaml\n");
        assertThat(refusal()).isEqualTo(experiment + ":2:1: base: " + folder.resolve("configs/bace.yaml")
                + ": no such file; did you mean 'base.yaml'?");
        Path alone = write("experiments/nobase.yaml", "base: nothere.yaml\n");
        assertThat(refusal(alone)).endsWith("nothere.yaml: no such file; looked in " + folder.resolve("experiments"));
        write("experiments/x.yaml", "base: ../configs\n");
        assertThat(refusal()).contains(":1:1: base: ").contains("configs: is a folder");
        write("experiments/x.yaml", "base: [a]\n");
        assertThat(refusal()).contains(":1:1: base: expected the path of a YAML file, got a list");
        write("experiments/x.yaml", "base:\n");
        assertThat(refusal()).contains(":1:1: base: expected the path of a YAML file, got nothing");
        write("experiments/x.yaml", "base: ${HEPAR_NEVER_SET}/b.yaml\n");
        assertThat(refusal()).contains(":1:1: base: ").contains("HEPAR_NEVER_SET, which is not set");
        write("configs/empty.yaml", "# nothing\n");
        write("experiments/x.yaml", "base: ../configs/empty.yaml\n");
        assertThat(refusal()).contains("empty.yaml:1:1: a base must be a map, got nothing");
        write("configs/broken.yaml", "a: [");
        write("experiments/x.yaml", "base: ../configs/broken.yaml\n");
        assertThat(refusal()).hasLineCount(1).contains("broken.yaml:").contains("not readable as YAML");
    }

    @Test
    void overridesReachEverywhere() throws IOException {
        Sample sample = overBase("", "name=third", "network.depth=5", "steps.1.iterations=7", "steps.0={type: no_step}",
                "cases=[01, 7]", "weights.\"a.b\"=2", "weights.liver=9", "weights.liver=8", "place.folder=here", " seed = 3 ");
        assertThat(sample.name()).isEqualTo("third");
        assertThat(sample.network().depth()).isEqualTo(5);
        assertThat(sample.steps().subList(0, 2)).containsExactly(new Sample.NoStep(),
                new Sample.Crf(7, Sample.Mode.VERY_EXACT));
        assertThat(sample.cases()).containsExactly("01", "7");
        assertThat(sample.weights()).containsEntry("a.b", 2.0).containsEntry("liver", 8.0);
        assertThat(sample.place().folder().resolve()).isEqualTo(Path.of("here").toAbsolutePath());
        assertThat(sample.seed()).isEqualTo(3);
    }

    @Test
    void overrideMaySupplyAMissingKeyAndHoldEqualsSignsAndQuotes() throws IOException {
        write("experiments/x.yaml", YamlTest.GOOD.replace("seed: 42\n", ""));
        Sample sample = read("seed=1", "name='a=b: c'");
        assertThat(sample.seed()).isEqualTo(1);
        assertThat(sample.name()).isEqualTo("a=b: c");
    }

    @Test
    void problemsOfOverridesNameThem() throws IOException {
        write("experiments/x.yaml", YamlTest.GOOD);
        assertThat(refusal("network.dept=3", "network.depth=many", "steps.9.mode=fast", "steps.x=1", "name.first=1",
                "nothing", "a..b=1", "=1", "seed=[1, 2", "name=a: b", "seed=", "wrong.deep.down=1", "network.depth=9",
                "weights.\"\\x\"=1", "name=&a x").lines()).containsExactly(
                "--set network.dept=3: network.dept: unknown key; did you mean 'depth'?",
                "--set steps.9.mode=fast: steps.9: expected an index from 0 to 2 of the list steps, got '9'",
                "--set steps.x=1: steps.x: expected an index from 0 to 2 of the list steps, got 'x'",
                "--set name.first=1: name.first: nothing can be set here, for name is 'first try', not a map or a list",
                "--set nothing: expected path.to.key=value, as in --set training.epochs=10 or --set folds.0.name=first",
                "--set a..b=1: expected path.to.key=value, as in --set training.epochs=10 or --set folds.0.name=first",
                "--set =1: expected path.to.key=value, as in --set training.epochs=10 or --set folds.0.name=first",
                "--set seed=[1, 2: not readable as YAML: expected ',' or ']', but got the end of the text,"
                        + " while parsing a [list]",
                "--set name=a: b: the value is read as a map or list without brackets; write {key: value}, [a, b],"
                        + " or quote text that holds ': '",
                "--set seed=: seed: expected a whole number, got nothing",
                "--set wrong.deep.down=1: wrong: unknown key; known keys: name, seed, network, steps, cases, weights, place",
                "--set network.depth=9: network.depth: depth (=9) must be 1 to 6; lower it",
                "--set weights.\"\\x\"=1: the path is damaged: not readable as JSON:"
                        + " Unrecognized character escape 'x' (code 120) (line 1, column 3)",
                "--set name=&a x: the anchor &a is not supported; remove it, and share values through a file named by base:");
    }

    @Test
    void impossibleValueOfAnOverrideNamesIt() throws IOException {
        write("experiments/x.yaml", YamlTest.GOOD);
        assertThat(refusal("network.depth=9")).isEqualTo(
                "--set network.depth=9: network.depth: depth (=9) must be 1 to 6; lower it");
    }

    @Test
    void missingFileFolderAndOtherEncodingsAreOneLine() throws IOException {
        Path missing = folder.resolve("experiments/quikstart.yaml");
        assertThat(refusal(missing)).isEqualTo(missing + ": no such file; looked in " + missing.getParent());
        write("experiments/quickstart.yaml", YamlTest.GOOD);
        assertThat(refusal(missing)).isEqualTo(missing + ": no such file; did you mean 'quickstart.yaml'?");
        assertThat(refusal(folder.resolve("no/where/x.yaml"))).endsWith("no such file; looked in " + folder.resolve("no/where"));
        assertThat(refusal(folder.resolve("experiments/quickstart.yaml/x.yaml"))).as("not: no such file").endsWith("x.yaml: cannot be reached: Not a directory");
        assertThat(refusal(folder)).isEqualTo(folder + ": is a folder; name a YAML file in it");
        Files.write(experiment, "name: x\nseed: caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(refusal()).isEqualTo(experiment + ": is not UTF-8 text (byte 0xE9 on line 2); save it as UTF-8");
        Files.write(experiment, new byte[5 << 20]);
        assertThat(refusal()).isEqualTo(experiment + ": has more than 4 MiB, so it is no configuration; name a YAML file");
        Files.write(experiment, new byte[0]);
        assertThat(refusal()).isEqualTo(experiment + ":1:1: the file is empty; expected a map of keys and values");
        Files.write(experiment, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0});
        assertThat(refusal()).isEqualTo(experiment + ": is not UTF-8 text (byte 0x8B on line 1); save it as UTF-8");
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsAreRead() throws IOException {
        write("experiments/x.yaml", "\uFEFF" + YamlTest.GOOD.replace("\n", "\r\n"));
        assertThat(read().name()).isEqualTo("first try");
    }
}
