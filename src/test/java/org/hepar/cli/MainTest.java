package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {

    private static Said hepar(String... arguments) {
        return Said.of(List.of(arguments));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dcotor", "--colour", "doctor --nonsense", "doctor too many words"})
    void wrongArgumentsAreOneLineAndExitCodeTwo(String arguments) {
        Said said = hepar(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines()).hasSize(1);
        assertThat(said.err()).startsWith("hepar: ").contains("--help").doesNotContain("Exception");
    }

    @Test
    void aMistypedCommandIsToldTheNearestOne() {
        assertThat(hepar("doctr").err()).contains("did you mean").contains("doctor");
    }

    @Test
    void theVersionIsOneLine() {
        Said said = hepar("--version");

        assertThat(said.exitCode()).isZero();
        assertThat(said.out().lines()).hasSize(1).first().asString().startsWith("hepar ");
    }

    @Test
    void theHelpOfEveryCommandShowsAnExampleThatNamesIt() {
        CommandLine top = new Main().commandLine(new Console(Terminal.NONE, System.out, System.err));
        assertThat(top.getSubcommands()).isNotEmpty();
        for (String command : top.getSubcommands().keySet()) {
            Said said = hepar(command, "--help");

            assertThat(said.exitCode()).as(command).isZero();
            assertThat(said.err()).as(command).isEmpty();
            assertThat(said.out()).as(command).contains("Example").contains("  hepar " + command);
            assertThat(hepar("--help").out()).contains("  " + command + " ");
        }
    }

    @Test
    void showWritesOutWhatTheSettingsChange() {
        Said said = hepar("show", "experiments/quickstart.yaml", "--set", "seed=42");

        assertThat(said.exitCode()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.out()).startsWith("# identity: ").contains("\nseed: 42\n").contains("liver_box:");
    }

    @Test
    void planTellsTheJobsOfTheChosenFold() {
        Said said = hepar("plan", "experiments/lits-mini.yaml", "--fold", "1");

        assertThat(said.err()).isEmpty();
        assertThat(said.exitCode()).isZero();
        assertThat(said.out()).contains("jobs        1").contains("steps a fold");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "show experiments/absent.yaml",
        "show experiments/quickstart.yaml --set sed=1",
        "show experiments/quickstart.yaml --set seed",
        "show experiments/quickstart.yaml --set seed=one",
        "plan experiments/quickstart.yaml --fold absent",
        "run experiments/quickstart.yaml --fold absent --runs target/no-such-runs",
        "run",
        "resume absent",
        "resume latest --runs target/no-such-runs",
        "run experiments/quickstart.yaml --runs target/no-such-runs --checkpoint-minutes 0",
        "report absent",
        "report latest --runs target/no-such-runs",
        "segment image.nii --out target/masks",
        "segment --run absent image.nii --out target/masks"})
    void badInputIsOneLineAndExitCodeTwoAndNothingIsWritten(String arguments) {
        Said said = hepar(arguments.split(" "));

        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines()).hasSize(1);
        assertThat(said.err()).startsWith("hepar: ").doesNotContain("Exception");
        assertThat(Path.of("target/no-such-runs")).doesNotExist();
        assertThat(Path.of("target/masks")).doesNotExist();
    }

    @Test
    void theRecordedCommandCanBeTypedAgain() {
        assertThat(RunCommand.commandLine(List.of("run", "my file.yaml", "--set", "name=it's")))
                .isEqualTo("hepar run 'my file.yaml' --set 'name=it'\\''s'");
    }

    @Test
    void helpOnAPipeHasNoColours() {
        assertThat(hepar("--help").out()).doesNotContain("\033");
    }

    @Test
    void anAbsentCommandIsNoFailureOfTheProgram() {
        assertThat(hepar().err()).contains("needs a command");
    }
}
