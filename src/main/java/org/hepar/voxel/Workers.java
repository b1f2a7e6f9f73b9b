package org.hepar.voxel;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Shares numbered pieces of work out over the processor's cores; each core keeps its own work space throughout. */
final class Workers {

    private Workers() {
    }

    /**
     * Does all pieces from 0 to n exclusive, each once and in no certain order.
     *
     * @param worker makes the work of one core: what to do with the number of a piece
     */
    static void share(int n, Supplier<IntConsumer> worker) {
        AtomicInteger next = new AtomicInteger();
        IntStream.range(0, Math.min(n, Runtime.getRuntime().availableProcessors())).parallel().forEach(core -> {
            IntConsumer work = null;
            for (int piece = next.getAndIncrement(); piece < n; piece = next.getAndIncrement()) {
                work = work == null ? worker.get() : work;
                work.accept(piece);
            }
        });
    }
}
