package org.hepar.execute;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The memory that a run may take, in bytes, and whether a training fits into it. What surely does not fit is refused beforehand: the system ends a
 * process that takes more memory than there is without a word.
 *
 * @param machine memory and swap, of the container where there is one
 * @param heap what Java's heap may grow to
 * @param direct what Java may take outside its heap, where the engine's batch lies
 */
record Room(double machine, double heap, double direct) {

    static final double GIGABYTE = 1e9;
    /** As Java and the launcher read the unit {@code g}. */
    static final double BINARY_GIGABYTE = 1L << 30;

    /** Bytes of one kind that a training takes: so many in any case, so many for its batch. */
    private record Part(String what, double fixed, double batch, double limit, String cure) {

        boolean fits() {
            return fixed + batch <= limit;
        }

        /** The largest batch that fits, 0 where none does. */
        long most(int batchSize) {
            return (long) Math.max(0, Math.floor((limit - fixed) / (batch / batchSize)));
        }

        String text() {
            return String.format(Locale.ROOT, what, (fixed + batch) / GIGABYTE, limit / GIGABYTE) + cure;
        }
    }

    /** That of this process. */
    static Room here() {
        double heap = Runtime.getRuntime().maxMemory();
        double machine = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system && system.getTotalMemorySize() > 0
                ? system.getTotalMemorySize() + Math.max(0, system.getTotalSwapSpaceSize()) : Double.POSITIVE_INFINITY;
        long direct = Long.parseLong(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).getVMOption("MaxDirectMemorySize").getValue());
        // 0 is Java's word for: as much as the heap.
        return new Room(machine, heap, direct == 0 ? heap : direct);
    }

    /**
     * Why a stage's training does not fit, with the batch that does; empty where it fits.
     *
     * @param stage path of the stage in the experiment, such as {@code cascade.liver}
     * @param onGpu whether weights and activations lie in the memory of a GPU, of which nothing is known here
     */
    Optional<String> problemOf(String stage, Memory.Stage of, boolean onGpu) {
        int batchSize = of.training().sampling().batchSize();
        List<Part> beyond = parts(of, onGpu).stream().filter(part -> !part.fits()).toList();
        if (beyond.isEmpty()) {
            return Optional.empty();
        }
        long most = beyond.stream().mapToLong(part -> part.most(batchSize)).min().orElseThrow();
        return Optional.of(stage + ".training.sampling.batch_size (=" + batchSize + ") does not fit this machine: "
                + beyond.stream().map(Part::text).collect(Collectors.joining("; "))
                + "; " + (most > 0 ? "lower it to at most " + most : "not even a batch of 1 fits: take fewer channels or smaller slices"));
    }

    private List<Part> parts(Memory.Stage of, boolean onGpu) {
        Memory needed = Memory.of(List.of(of), 0);
        double engine = of.training().engineBatchBytes(of.height(), of.width());
        double waiting = of.training().waitingBytes(of.height(), of.width());
        return List.of(
                new Part("a training step takes about %.1f GB, memory and swap are %.1f GB", needed.program() + (onGpu ? 0 : needed.weights()),
                        engine + waiting + (onGpu ? 0 : needed.step()), machine, ""),
                new Part("the batches made ahead take about %.1f GB of Java's heap, which is at most %.1f GB", 0, waiting, heap,
                        " (" + more("HEPAR_HEAP=", needed.heap() + waiting) + " gives more)"),
                new Part("the engine's batch takes %.2f GB outside Java's heap, where %.2f GB may be", 0, engine, direct,
                        " (" + more("HEPAR_JAVA_OPTS=-XX:MaxDirectMemorySize=", engine) + " gives more)"),
                new Part("an array of the batch takes %.2f GB, %.2f GB is the most that an array of Java's may", 0,
                        of.training().largestBatchArray(of.height(), of.width()), Integer.MAX_VALUE, ""));
    }

    private static String more(String setting, double bytes) {
        return setting + (long) Math.ceil(1.1 * bytes / BINARY_GIGABYTE) + "g";
    }
}
