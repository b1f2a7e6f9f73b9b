package org.hepar.execute;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.hepar.report.Report;
import org.hepar.track.RunLog;

/**
 * Keeps the page of a run up to date while it goes on: written anew after an epoch or a scored case, at most once a minute,
 * on a thread of its own, from the journal alone. It ends with the run, whose report replaces the page; it comes after
 * the journal among the logs, so that what it reads has been written. What goes wrong is said once and changes nothing.
 */
final class LivePage implements RunLog {

    private static final Set<String> WORTH_A_PAGE = Set.of("epoch", "stage_finished", "crf_trial", "crf_search_finished", "case_scored");
    private static final long LONGEST_WAIT_SECONDS = 20;

    private final Path folder;
    private final long everyNanos;
    private final Consumer<String> say;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(LivePage::thread);
    private final AtomicBoolean writing = new AtomicBoolean();
    private final AtomicBoolean complained = new AtomicBoolean();
    private long next = System.nanoTime();

    LivePage(Path folder, double everySeconds, Consumer<String> say) {
        this.folder = folder;
        this.say = say;
        everyNanos = (long) (1e9 * everySeconds);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "hepar-page");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    }

    @Override
    public synchronized void record(String kind, Map<String, ?> fields) {
        if (kind.equals("run_finished")) {
            close();
        } else if (WORTH_A_PAGE.contains(kind) && !writer.isShutdown() && System.nanoTime() - next >= 0 && writing.compareAndSet(false, true)) {
            next = System.nanoTime() + everyNanos;
            writer.execute(this::write);
        }
    }

    private void write() {
        try {
            Report.refresh(folder);
        } catch (RuntimeException | Error e) {
            if (complained.compareAndSet(false, true)) {
                say.accept("the page of the run cannot be kept up to date: " + e.getMessage());
            }
        } finally {
            writing.set(false);
        }
    }

    /** Waits for a page that is being written, so that it cannot come after the run's report. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
