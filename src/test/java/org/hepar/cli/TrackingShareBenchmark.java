package org.hepar.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hepar.track.Mlflow;

/**
 * Runs a command of hepar in this process and says what the tracking costs it: the processor time of the threads that send, and the time that the run's own thread
 * spends in {@link Mlflow}, waiting or working, by samples of their stacks. Run by {@code src/bench/tracking_share.sh}.
 */
final class TrackingShareBenchmark {

    private static final long SAMPLE_MILLIS = 5;
    private static final int SAMPLES_TO_ALL = 40;
    /** What is looked for is near the top. */
    private static final int TOP_FRAMES = 20;
    /** Java's HTTP client has threads of its own, and nothing else here uses it for long. */
    private static final String SENDERS = "mlflow|HttpClient-.*";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Map<Long, Long> senderNanos = new HashMap<>();
    private final long run = Thread.currentThread().getId();
    private volatile boolean done;
    private long inRecord;
    private long inClose;
    private long samples;

    private TrackingShareBenchmark() {
    }

    public static void main(String[] arguments) throws InterruptedException {
        Locale.setDefault(Locale.ROOT);
        TrackingShareBenchmark benchmark = new TrackingShareBenchmark();
        Thread sampler = new Thread(benchmark::sample, "sampler");
        sampler.setDaemon(true);
        sampler.start();
        long began = System.nanoTime();
        int exitCode = Main.run(Terminal.NONE, System.out, System.err, arguments);
        double seconds = (System.nanoTime() - began) / 1e9;
        benchmark.done = true;
        sampler.join();
        double all = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
        double senders = benchmark.senderNanos.values().stream().mapToLong(Long::longValue).sum() / 1e9;
        double record = seconds * benchmark.inRecord / benchmark.samples;
        double close = seconds * benchmark.inClose / benchmark.samples;
        System.out.printf("%.1f s; threads that send: %.2f s of the processor (%.2f %% of the run's %.0f s); the run's own thread in tracking: %.2f s while it goes on, %.2f s at its end (%.2f %% of its time, %d samples)%n",
                seconds, senders, 100 * senders / all, all, record, close, 100 * (record + close) / seconds, benchmark.samples);
        System.exit(exitCode);
    }

    private void sample() {
        while (!done) {
            samples++;
            ThreadInfo own = threads.getThreadInfo(run, TOP_FRAMES);
            inRecord += isIn(own, "record") ? 1 : 0;
            inClose += isIn(own, "close") ? 1 : 0;
            if (samples % SAMPLES_TO_ALL == 0) {
                sampleAll();
            }
            try {
                TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Also holds that no other thread of the run's waits for the tracking unseen. */
    private void sampleAll() {
        for (ThreadInfo thread : threads.dumpAllThreads(false, false, TOP_FRAMES)) {
            if (thread.getThreadName().matches(SENDERS)) {
                senderNanos.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
            } else if (thread.getThreadId() != run && (isIn(thread, "record") || isIn(thread, "close"))) {
                System.out.println("thread " + thread.getThreadName() + " tells the tracking something too: the measure would miss it");
                Runtime.getRuntime().halt(Main.FAILED);
            }
        }
    }

    private static boolean isIn(ThreadInfo thread, String method) {
        return thread != null && Arrays.stream(thread.getStackTrace()).anyMatch(frame -> frame.getClassName().equals(Mlflow.class.getName()) && frame.getMethodName().equals(method));
    }
}
