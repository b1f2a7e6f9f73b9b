package org.hepar.cli;

import java.io.PrintStream;
import org.hepar.track.Progress;

/** Where a command speaks: results to {@code out}, progress and failures to {@code err}. */
record Console(Terminal terminal, PrintStream out, PrintStream err) {

    /** Progress on standard error, drawn where that is a terminal and written in a few lines elsewhere. */
    Progress progress() {
        return new TerminalProgress(err, terminal, System::nanoTime);
    }
}
