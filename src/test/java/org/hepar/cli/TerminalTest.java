package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private static final Map<String, String> XTERM = Map.of("TERM", "xterm", "LANG", "en_GB.UTF-8");

    @Test
    void theLauncherSaysWhichStreamIsATerminal() {
        assertThat(Terminal.of(XTERM, "outerr132", false)).isEqualTo(new Terminal(true, true, 132, true));
        assertThat(Terminal.of(XTERM, "out", true)).isEqualTo(new Terminal(false, true, 80, true));
        assertThat(Terminal.of(XTERM, "err120", true)).isEqualTo(new Terminal(true, false, 120, true));
        assertThat(Terminal.of(XTERM, "", true)).isEqualTo(new Terminal(false, false, 80, true));
    }

    @Test
    void withoutTheLauncherTheConsoleDecides() {
        assertThat(Terminal.of(XTERM, null, true)).isEqualTo(new Terminal(true, true, 80, true));
        assertThat(Terminal.of(XTERM, null, false)).isEqualTo(new Terminal(false, false, 80, true));
    }

    @Test
    void aDumbTerminalIsNeitherColouredNorRedrawn() {
        assertThat(Terminal.of(Map.of("TERM", "dumb"), "outerr80", true)).isEqualTo(new Terminal(false, false, 80, false));
        assertThat(Terminal.of(Map.of(), "outerr80", true).redraws()).isFalse();
    }

    @Test
    void noColorLeavesTheBar() {
        Terminal terminal = Terminal.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), "outerr80", true);

        assertThat(terminal.colours()).isFalse();
        assertThat(terminal.redraws()).isTrue();
    }

    @Test
    void aWidthThatCannotBeIsBounded() {
        assertThat(Terminal.of(XTERM, "err0", true).width()).isEqualTo(40);
        assertThat(Terminal.of(XTERM, "err99999999999", true).width()).isEqualTo(80);
    }
}
