package org.hepar.cli;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressState;
import org.hepar.track.Progress;

/**
 * Progress for a person: on a terminal a bar with the latest detail (loss, validation Dice) and the time left; in a file
 * or a pipe a line now and then, at the quarters and at the end, so that an hour's training leaves a page and no wall.
 *
 * <p>The time left is the time spent times what remains over what is done: steps of a stage cost alike.
 */
final class TerminalProgress implements Progress {

    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST_SILENCE = 60 * SECOND;
    private static final long SHORTEST_SILENCE = 5 * SECOND;
    private static final int BAR_WIDTH = 20;
    private static final int REDRAW_MILLISECONDS = 250;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final Terminal terminal;
    private final LongSupplier nanoseconds;
    private volatile boolean drawing = true;

    /** @param nanoseconds a clock, as {@link System#nanoTime()} */
    TerminalProgress(PrintStream out, Terminal terminal, LongSupplier nanoseconds) {
        this.out = out;
        this.terminal = terminal;
        this.nanoseconds = nanoseconds;
    }

    @Override
    public Task start(String name, long steps) {
        return terminal.redraws() ? new Bar(name, steps) : new Lines(name, steps);
    }

    /** Clears the bar and draws none any more; lines are still said. */
    void stopDrawing() {
        synchronized (out) {
            drawing = false;
            if (terminal.redraws()) {
                out.print(CLEAR_LINE);
                out.flush();
            }
        }
    }

    /** Says a line; a bar that is being drawn goes on below it. */
    @Override
    public void say(String line) {
        synchronized (out) {
            out.println(terminal.redraws() ? CLEAR_LINE + line : line);
            out.flush();
        }
    }

    /** A redrawn line; when the work ends, one plain line of what it came to stays. */
    private final class Bar implements Task {

        private final Count count;
        private final ProgressBar bar;

        Bar(String name, long steps) {
            count = new Count(name, steps, nanoseconds.getAsLong());
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(steps)
                    .setUpdateIntervalMillis(REDRAW_MILLISECONDS)
                    .continuousUpdate()
                    .setRenderer((state, width) -> draw(state))
                    .setConsumer(new Line())
                    .build();
        }

        @Override
        public void step(String detail) {
            count.step(detail);
            bar.step();
        }

        @Override
        public void detail(String detail) {
            count.detail(detail);
        }

        @Override
        public void close() {
            bar.close();
            say(count.ended(nanoseconds.getAsLong()));
        }

        private String draw(ProgressState state) {
            double share = count.share();
            int full = (int) Math.round(share * BAR_WIDTH);
            String drawn = terminal.unicode()
                    ? "━".repeat(full) + "─".repeat(BAR_WIDTH - full)
                    : "[" + "#".repeat(full) + ".".repeat(BAR_WIDTH - full) + "]";
            return state.getTaskName() + " " + drawn + " " + count.now(nanoseconds.getAsLong());
        }
    }

    /** Draws over the line before, cut to the terminal's width so that it never wraps. */
    private final class Line implements ProgressBarConsumer {

        @Override
        public int getMaxRenderedLength() {
            return terminal.width() - 1;
        }

        @Override
        public void accept(String text) {
            synchronized (out) {
                if (!drawing) {
                    return;
                }
                out.print(CLEAR_LINE + text.substring(0, Math.min(text.length(), getMaxRenderedLength())));
                out.flush();
            }
        }

        @Override
        public void close() {
            synchronized (out) {
                out.print(CLEAR_LINE);
                out.flush();
            }
        }
    }

    /** A line at each quarter and after a minute's silence, never two within five seconds; and one at the end. */
    private final class Lines implements Task {

        private final Count count;
        private long lastLine;
        private long lastQuarter;

        Lines(String name, long steps) {
            lastLine = nanoseconds.getAsLong();
            count = new Count(name, steps, lastLine);
        }

        @Override
        public synchronized void step(String detail) {
            count.step(detail);
            long now = nanoseconds.getAsLong();
            long quarter = (long) (count.share() * 4);
            boolean due = now - lastLine >= LONGEST_SILENCE || quarter > lastQuarter && now - lastLine >= SHORTEST_SILENCE;
            if (due && count.share() < 1) {
                say(count.name + " " + count.now(now));
                lastLine = now;
                lastQuarter = quarter;
            }
        }

        @Override
        public synchronized void detail(String detail) {
            count.detail(detail);
        }

        @Override
        public synchronized void close() {
            say(count.ended(nanoseconds.getAsLong()));
        }
    }

    /** How many steps of a task are done, since when, and what was last said of them. */
    private static final class Count {

        private final String name;
        private final long steps;
        private final long began;
        private long done;
        private String detail = "";

        Count(String name, long steps, long began) {
            this.name = name;
            this.steps = steps;
            this.began = began;
        }

        synchronized void step(String latest) {
            done++;
            detail(latest);
        }

        synchronized void detail(String latest) {
            detail = latest == null ? "" : latest.replaceAll("\\s+", " ").strip();
        }

        /** The share done, 0 to 1; 0 while the number of steps is unknown. */
        synchronized double share() {
            return steps <= 0 ? 0 : Math.min(1, done / (double) steps);
        }

        synchronized String now(long time) {
            String left = done == 0 || steps <= done ? "" : ", " + clock((time - began) / done * (steps - done)) + " left";
            return ratio() + left + (detail.isEmpty() ? "" : ", " + detail);
        }

        synchronized String ended(long time) {
            String how = done < steps ? "stopped at " + ratio() : ratio();
            return name + " " + how + " in " + clock(time - began) + (detail.isEmpty() ? "" : ", " + detail);
        }

        private String ratio() {
            return steps <= 0 ? Long.toString(done) : done + "/" + steps;
        }

        private static String clock(long nanoseconds) {
            long seconds = Math.max(0, Math.round(nanoseconds / (double) SECOND));
            return seconds < 3600
                    ? String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60)
                    : String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
        }
    }
}
