package org.hepar.train;

import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hepar.augment.LabelledSlice;
import org.hepar.loss.ClassWeights;
import org.hepar.loss.CrossEntropy;
import org.hepar.net.Norm;
import org.hepar.net.UNet;
import org.hepar.net.Weights;

/**
 * Times a training step (weighted cross entropy, Adam) and a forward pass of a U-Net of four levels: {@code size batch baseChannels steps}. Run by
 * {@code src/bench/training_step.sh}, in turn with the same net in PyTorch.
 */
final class StepBenchmark {

    private static final int WARM_UP = 5;

    private StepBenchmark() {
    }

    public static void main(String[] arguments) {
        int size = Integer.parseInt(arguments[0]);
        int batchSize = Integer.parseInt(arguments[1]);
        UNet network = new UNet(1, 3, Integer.parseInt(arguments[2]), Norm.BATCH, 0);
        int steps = Integer.parseInt(arguments[3]);
        Engine.start(2);
        Training training = training(network);
        Batch batch = new Batch(batchSize, 1, 2, size, size, new long[2]);
        LabelledSlice slice = slice(size);
        batch.fill(java.util.Collections.nCopies(batchSize, slice));
        double[] stepSeconds = new double[steps];
        double[] forwardSeconds = new double[steps];
        try (NDManager manager = Engine.newManager()) {
            Weights weights = network.build(manager, 2, 1);
            OptimiserState state = training.optimiser().start();
            for (int i = -WARM_UP; i < steps; i++) {
                long began = System.nanoTime();
                training.step(manager, weights, batch, state, 1e-3, i);
                stepSeconds[Math.max(0, i)] = (System.nanoTime() - began) / 1e9;
            }
            float[] image = new float[batchSize * size * size];
            Weights learned = network.load(manager, 2, weights.values());
            for (int i = -WARM_UP; i < steps; i++) {
                long began = System.nanoTime();
                Inference.foreground(manager, network, learned, image, batchSize, size, size);
                forwardSeconds[Math.max(0, i)] = (System.nanoTime() - began) / 1e9;
            }
        }
        report(List.of(median(stepSeconds), median(forwardSeconds)), size, batchSize, network);
    }

    private static Training training(UNet network) {
        Training like = Squares.training(network, 1, 1, Training.Keep.LAST);
        return new Training(network, new InitialWeights.Drawn(), new CrossEntropy(new ClassWeights.Fixed(List.of(1.0, 3.0))),
                new Adam(1e-3, 0.9, 0.999, 1e-8, 0, false), like.schedule(), like.gradientNorm(), like.sampling(), like.augmentation(), 1, 1, like.earlyStopping(), like.keep());
    }

    private static LabelledSlice slice(int size) {
        Random random = new Random(1);
        float[] image = new float[size * size];
        byte[] labels = new byte[size * size];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextFloat();
            labels[i] = (byte) (random.nextFloat() > 0.7 ? 1 : 0);
        }
        return new LabelledSlice(1, size, size, 1, 1, image, labels);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static void report(List<Double> seconds, int size, int batch, UNet network) {
        System.out.printf("hepar    %d x %d, batch %d, base %d: step %.0f ms, forward %.0f ms%n", size, size, batch, network.baseChannels(),
                1e3 * seconds.get(0), 1e3 * seconds.get(1));
    }
}
