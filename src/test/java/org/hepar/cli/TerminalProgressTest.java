package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hepar.track.Progress;
import org.junit.jupiter.api.Test;

class TerminalProgressTest {

    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final AtomicLong clock = new AtomicLong(77);

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Runs a task on a pipe, each step taking the given time. */
    private List<String> linesOf(int steps, double secondsPerStep, int stepsDone) {
        Progress progress = new TerminalProgress(out, Terminal.NONE, clock::get);
        try (Progress.Task task = progress.start("liver, fold 1", steps)) {
            for (int step = 1; step <= stepsDone; step++) {
                clock.addAndGet((long) (secondsPerStep * SECOND));
                task.step("loss 0.2, Dice 0.9");
            }
        }
        return said().lines().toList();
    }

    @Test
    void aShortTaskOnAPipeIsOneLine() {
        assertThat(linesOf(1000, 0.001, 1000)).containsExactly("liver, fold 1 1000/1000 in 0:01, loss 0.2, Dice 0.9");
    }

    /** The Dice of an epoch is known when its last step has been told. */
    @Test
    void theLastLineSaysWhatBecameKnownAfterTheLastStep() {
        for (Terminal terminal : List.of(Terminal.NONE, new Terminal(true, false, 200, true))) {
            try (Progress.Task task = new TerminalProgress(out, terminal, clock::get).start("liver", 1)) {
                task.step("loss 0.2, Dice 0.8");
                task.detail("loss 0.2, Dice 0.9");
            }
            assertThat(said()).endsWith("liver 1/1 in 0:00, loss 0.2, Dice 0.9" + System.lineSeparator());
        }
    }

    @Test
    void aTaskOfMinutesIsItsQuartersAndItsEnd() {
        assertThat(linesOf(100, 1.2, 100)).containsExactly(
                "liver, fold 1 25/100, 1:30 left, loss 0.2, Dice 0.9",
                "liver, fold 1 50/100, 1:00 left, loss 0.2, Dice 0.9",
                "liver, fold 1 75/100, 0:30 left, loss 0.2, Dice 0.9",
                "liver, fold 1 100/100 in 2:00, loss 0.2, Dice 0.9");
    }

    @Test
    void aTaskOfAnHourIsALineAMinuteAtMost() {
        assertThat(linesOf(100_000, 0.036, 100_000)).hasSizeBetween(59, 64).last().asString().contains("1:00:00");
    }

    @Test
    void aTaskThatEndsEarlySaysWhere() {
        assertThat(linesOf(10, 0.1, 3)).containsExactly("liver, fold 1 stopped at 3/10 in 0:00, loss 0.2, Dice 0.9");
    }

    @Test
    void anUnknownNumberOfStepsIsCounted() {
        assertThat(linesOf(0, 0.1, 3)).containsExactly("liver, fold 1 3 in 0:00, loss 0.2, Dice 0.9");
    }

    @Test
    void aPipeIsNeverRedrawn() {
        linesOf(100, 1.2, 100);
        new TerminalProgress(out, Terminal.NONE, clock::get).say("a line");

        assertThat(said()).doesNotContain("\r").doesNotContain("\033").endsWith("a line" + System.lineSeparator());
    }

    @Test
    void aTerminalGetsABarThatFitsAndIsGoneAtTheEnd() {
        Terminal terminal = new Terminal(true, false, 60, true);
        Progress progress = new TerminalProgress(out, terminal, clock::get);
        try (Progress.Task task = progress.start("lesion", 4)) {
            task.step("loss 0.5");
            clock.addAndGet(2 * SECOND);
            task.step("loss 0.4, validation Dice 0.9, and more than fits in a line of sixty letters");
            progress.say("a word between");
        }

        List<String> drawn = said().lines().flatMap(line -> List.of(line.split("\r")).stream())
                .map(line -> line.replace("\033[K", "")).toList();
        assertThat(drawn).anyMatch(line -> line.startsWith("lesion ━") && line.contains("2/4, 0:02 left, loss 0.4"));
        assertThat(drawn.subList(0, drawn.size() - 1)).allMatch(line -> line.length() < 60);
        assertThat(drawn).contains("a word between");
        assertThat(drawn).last().asString().startsWith("lesion stopped at 2/4 in 0:02, loss 0.4");
    }

    @Test
    void aTerminalWithoutUnicodeGetsAPlainBar() {
        try (Progress.Task task = new TerminalProgress(out, new Terminal(true, false, 80, false), clock::get).start("lesion", 2)) {
            task.step("");
        }

        assertThat(said()).contains("[##########..........] 1/2").isASCII();
    }
}
