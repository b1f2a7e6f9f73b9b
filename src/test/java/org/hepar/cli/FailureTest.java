package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hepar.execute.RunStopped;
import org.junit.jupiter.api.Test;

class FailureTest {

    private static String told(Throwable failure, boolean debug) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Failure.of(failure).tell(new Console(Terminal.NONE, stream, stream), debug);
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void badInputIsItsMessageAndNothingElse() {
        assertThat(told(new IllegalArgumentException("depth (=7) is too deep; lower depth"), false))
                .isEqualTo("hepar: depth (=7) is too deep; lower depth" + System.lineSeparator());
        assertThat(Failure.of(new IllegalArgumentException("depth")).exitCode()).isEqualTo(2);
    }

    @Test
    void severalProblemsOfAFileAreALineEach() {
        assertThat(told(new IllegalArgumentException("a.yaml:1: one\na.yaml:2: two"), false).lines())
                .containsExactly("hepar: a.yaml:1: one", "hepar: a.yaml:2: two");
    }

    @Test
    void anUnreadableFileIsBadInput() {
        Failure failure = Failure.of(new UncheckedIOException("scan.nii ends early", new IOException("end of file")));

        assertThat(failure.exitCode()).isEqualTo(2);
        assertThat(failure.lines()).containsExactly("scan.nii ends early");
        assertThat(Failure.of(new UncheckedIOException(new IOException("a.csv has no rows"))).lines()).containsExactly("a.csv has no rows");
    }

    @Test
    void memoryThatIsFullIsNamed() {
        assertThat(Failure.of(new OutOfMemoryError("Java heap space")).lines()).singleElement().asString().contains("the Java heap of", "HEPAR_HEAP=");
        assertThat(Failure.of(new OutOfMemoryError("Cannot reserve 1310720000 bytes of direct buffer memory (allocated: 8, limit: 9)")).lines()).singleElement().asString()
                .contains("outside its heap", "1310720000", "-XX:MaxDirectMemorySize=").doesNotContain("HEPAR_HEAP");
    }

    @Test
    void anUnexpectedFailureIsTwoLinesAndItsTraceIsKeptInAFile() throws IOException {
        String said = told(new IllegalStateException("odd\nstate"), false);

        assertThat(Failure.of(new IllegalStateException()).exitCode()).isEqualTo(1);
        assertThat(said.lines()).hasSize(2);
        assertThat(said).contains("IllegalStateException").contains("odd state").doesNotContain("\tat ");
        Path trace = Path.of(said.lines().toList().get(1).replaceFirst(".*the whole trace: ", ""));
        assertThat(Files.readString(trace)).contains("\tat ").contains("FailureTest");
        Files.delete(trace);
    }

    @Test
    void aMessagelessWrongValueIsNotPassedOffAsTheUsersMistake() {
        Failure failure = Failure.of(new IllegalArgumentException());

        assertThat(failure.exitCode()).isEqualTo(1);
        assertThat(failure.lines()).containsExactly("failed unexpectedly (IllegalArgumentException)");
    }

    @Test
    void debugShowsTheTraceOfBadInputToo() {
        assertThat(told(new IllegalArgumentException("depth (=7)"), true)).contains("hepar: depth (=7)").contains("\tat ");
    }

    @Test
    void aFullHeapIsToldHowToGetMore() {
        assertThat(told(new OutOfMemoryError("Java heap space"), false)).contains("HEPAR_HEAP=");
    }

    @Test
    void aRunThatCannotGoOnIsOneLineAndNoTrace() {
        RunStopped stopped = RunStopped.because("the run stopped", new UncheckedIOException("cannot write the checkpoint a (No space left on device)", new IOException()));
        assertThat(told(stopped, false)).isEqualTo("hepar: the run stopped: cannot write the checkpoint a (No space left on device)" + System.lineSeparator());
        assertThat(Failure.of(stopped).exitCode()).isEqualTo(1);
        assertThat(told(stopped, true)).contains("\tat ");
    }
}
