package org.hepar.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hepar.loss.Loss;
import org.hepar.net.Norm;
import org.hepar.net.Tensor;
import org.hepar.net.UNet;

/**
 * Short trainings while another thread collects garbage and rewrites freed memory without a pause, compared bit by bit with one that was left alone:
 * the engine must not read memory that Java has taken back (docs/decisions/0003). {@code COUNT}; run by {@code src/bench/short_runs.sh}.
 */
final class ShortRuns {

    private static final int STEPS = 4;

    private ShortRuns() {
    }

    public static void main(String[] arguments) {
        int count = Integer.parseInt(arguments[0]);
        Engine.start(Integer.parseInt(arguments[1]));
        long began = System.nanoTime();
        List<String> different = different(count);
        different.forEach(System.out::println);
        System.out.printf("short_runs: %d of %d trainings of %d steps equal bit for bit, in %.0f s%n", count - different.size(), count, STEPS, (System.nanoTime() - began) / 1e9);
        System.exit(different.isEmpty() ? 0 : 1);
    }

    /** Which of so many trainings ended with other bits. Forty in a row are each loss with each optimiser. */
    static List<String> different(int count) {
        List<Loss> losses = EngineSafetyTest.losses();
        List<Optimiser> optimisers = EngineSafetyTest.optimisers();
        List<String> different = new ArrayList<>();
        Map<String, Map<String, Tensor>> undisturbed = new HashMap<>();
        try (PreparedCase a = Squares.prepared(8, 16, 1); PreparedCase b = Squares.prepared(8, 16, 2)) {
            for (int i = 0; i < count; i++) {
                Training training = training(losses.get(i % losses.size()), optimisers.get(i % optimisers.size()));
                String name = training.loss() + " with " + training.optimiser();
                Map<String, Tensor> expected = undisturbed.computeIfAbsent(name, one -> fit(training, a, b));
                Thread pressure = new Thread(ShortRuns::press, "pressure");
                pressure.start();
                Map<String, Tensor> weights = fit(training, a, b);
                pressure.interrupt();
                if (!equal(weights, expected)) {
                    different.add("training " + i + " differs: " + name);
                }
                join(pressure);
            }
        }
        return different;
    }

    private static Training training(Loss loss, Optimiser optimiser) {
        Training squares = Squares.training(new UNet(1, 1, 4, Norm.BATCH, 0.2), STEPS, 1, optimiser, new EarlyStopping.None(), Training.Keep.LAST);
        return new Training(squares.network(), new InitialWeights.Drawn(), loss, optimiser, squares.schedule(), squares.gradientNorm(), squares.sampling(), List.of(), 1, STEPS,
                squares.earlyStopping(), Training.Keep.LAST);
    }

    private static Map<String, Tensor> fit(Training training, PreparedCase a, PreparedCase b) {
        return training.fit(List.of(a, b), List.of(), 7, 2, new Checkpoints.None(), new TrainingListener() {
            @Override
            public void step(int step, int steps, double loss) {
                // Nobody listens.
            }

            @Override
            public void epoch(Epoch epoch) {
                // Nobody listens.
            }
        }).values();
    }

    private static void press() {
        while (!Thread.currentThread().isInterrupted()) {
            EngineSafetyTest.rewriteFreedMemory(1);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean equal(Map<String, Tensor> one, Map<String, Tensor> other) {
        return one.keySet().equals(other.keySet()) && one.keySet().stream().allMatch(name -> Arrays.equals(one.get(name).values(), other.get(name).values()));
    }
}
