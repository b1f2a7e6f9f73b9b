package org.hepar.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hepar.net.Norm;
import org.hepar.net.UNet;

/**
 * Resident memory over a long training of a tiny network, with data workers, epochs, validation and checkpoints: the slope of a line through it, in
 * bytes a step, by least squares over so many steps after a warm-up. {@code STEPS FOLDER}; run by {@code src/bench/memory.sh} with a Java heap of fixed size that is touched at the start.
 */
final class MemoryBenchmark {

    private static final int STEPS_PER_EPOCH = 250;
    private static final int SAMPLE_EVERY = 10;
    /** Before it, the compiler is at work and the allocator's arenas grow to their size, in jumps of megabytes. */
    private static final int WARM_UP = 4000;

    private MemoryBenchmark() {
    }

    public static void main(String[] arguments) throws IOException {
        int steps = Integer.parseInt(arguments[0]);
        Path folder = Path.of(arguments[1]);
        Engine.start(1);
        List<double[]> samples = new ArrayList<>();
        Training training = Squares.training(new UNet(1, 2, 4, Norm.BATCH, 0.1), STEPS_PER_EPOCH, (WARM_UP + steps) / STEPS_PER_EPOCH, Training.Keep.BEST);
        try (PreparedCase a = Squares.prepared(20, 32, 1); PreparedCase b = Squares.prepared(20, 32, 2); PreparedCase v = Squares.prepared(10, 32, 3)) {
            CheckpointFiles checkpoints = new CheckpointFiles(folder, "memory", Map.of(), 10, System.out::println);
            training.fit(List.of(a, b), List.of(v), 1, 2, checkpoints, new TrainingListener() {
                @Override
                public void step(int step, int all, double loss) {
                    if (step % SAMPLE_EVERY == 0) {
                        samples.add(new double[] {step, residentBytes()});
                    }
                }

                @Override
                public void epoch(Epoch epoch) {
                    System.out.printf("step %d: %.2f MB%n", epoch.step(), residentBytes() / (1 << 20));
                }
            });
        }
        List<double[]> steady = samples.subList(WARM_UP / SAMPLE_EVERY, samples.size());
        System.out.printf("slope over %d steps after %d: %.0f bytes a step (highest %.1f MB, lowest %.1f MB)%n", steady.size() * SAMPLE_EVERY, WARM_UP, slope(steady),
                steady.stream().mapToDouble(sample -> sample[1]).max().orElseThrow() / (1 << 20), steady.stream().mapToDouble(sample -> sample[1]).min().orElseThrow() / (1 << 20));
    }

    static double slope(List<double[]> points) {
        double x = points.stream().mapToDouble(point -> point[0]).average().orElseThrow();
        double y = points.stream().mapToDouble(point -> point[1]).average().orElseThrow();
        return points.stream().mapToDouble(point -> (point[0] - x) * (point[1] - y)).sum() / points.stream().mapToDouble(point -> (point[0] - x) * (point[0] - x)).sum();
    }

    private static double residentBytes() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
