package org.hepar.voxel;

import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Shares numbered pieces of work out over the processor's cores, or over the threads of a larger pool that it is called in; each keeps its own
 * work space throughout.
 */
public final class Workers {

    private Workers() {
    }

    /**
     * Does all pieces from 0 to n exclusive, each once and in no certain order.
     *
     * @param worker makes the work of one core: what to do with the number of a piece
     */
    public static void share(int n, Supplier<IntConsumer> worker) {
        AtomicInteger next = new AtomicInteger();
        IntStream.range(0, Math.min(n, count())).parallel().forEach(core -> {
            IntConsumer work = null;
            for (int piece = next.getAndIncrement(); piece < n; piece = next.getAndIncrement()) {
                work = work == null ? worker.get() : work;
                work.accept(piece);
            }
        });
    }

    /** How many work at a time, at most. */
    public static int count() {
        int threads = ForkJoinTask.inForkJoinPool() ? ForkJoinTask.getPool().getParallelism() : 1;
        return Math.max(threads, Runtime.getRuntime().availableProcessors());
    }
}
