package org.hepar.cli;

import java.io.PrintStream;
import org.hepar.track.Progress;

/** Where a command speaks: results to {@code out}, progress and failures to {@code err}. */
record Console(Terminal terminal, PrintStream out, PrintStream err) {

    /** Progress on standard error, drawn where that is a terminal and written in a few lines elsewhere. */
    Progress progress() {
        TerminalProgress progress = new TerminalProgress(err, terminal, System::nanoTime);
        // After Ctrl-C the last words must stand below nothing that is still being redrawn.
        Runtime.getRuntime().addShutdownHook(new Thread(progress::stopDrawing, "stop-drawing"));
        return progress;
    }
}
