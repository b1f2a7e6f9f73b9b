package org.hepar.train;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.hepar.augment.LabelledSlice;
import org.hepar.loss.ClassWeights;
import org.hepar.loss.CrossEntropy;
import org.hepar.loss.Loss;
import org.hepar.loss.SoftDice;
import org.hepar.net.AlexFcn;
import org.hepar.net.ChlebusUNet;
import org.hepar.net.ChristUNet;
import org.hepar.net.Network;
import org.hepar.net.Norm;
import org.hepar.net.Weights;

/**
 * The papers' networks at full size: training steps and inference of a slice, seconds and memory. Arguments: {@code christ_unet},
 * {@code chlebus_unet} or {@code alex_fcn}; slices in a batch; steps. One network a process, since the highest memory of a process never
 * falls. Run by {@code src/bench/papers_networks.sh}.
 */
final class PapersBenchmark {

    private PapersBenchmark() {
    }

    /** A network as its paper has it, with the paper's loss, optimiser and side of a slice. */
    private record Setting(Network network, Loss loss, Optimiser optimiser, int side) {

        static Setting of(String name) {
            Loss crossEntropy = new CrossEntropy(new ClassWeights.InverseFrequency(ClassWeights.InverseFrequency.Over.BATCH, 1e9));
            Optimiser sgd = new Sgd(0.001, 0.8, false, 0.0005, true);
            return switch (name) {
                case "christ_unet" -> new Setting(new ChristUNet(1, 64, Norm.NONE, 0), crossEntropy, sgd, 388);
                case "chlebus_unet" -> new Setting(new ChlebusUNet(1, 32, 0.5), new SoftDice(SoftDice.Over.BATCH, 1), new Adam(5e-5, 0.9, 0.999, 1e-8, 0, false), 516);
                case "alex_fcn" -> new Setting(new AlexFcn(1, 1, 0.5), crossEntropy, sgd, 512);
                default -> throw new IllegalArgumentException("network (=" + name + ") must be christ_unet, chlebus_unet or alex_fcn");
            };
        }
    }

    public static void main(String[] arguments) throws IOException {
        Setting setting = Setting.of(arguments[0]);
        int batchSize = Integer.parseInt(arguments[1]);
        int steps = Integer.parseInt(arguments[2]);
        int side = setting.side();
        Network network = setting.network();
        Training training = new Training(network, new InitialWeights.Drawn(), setting.loss(), setting.optimiser(), new Schedule.Constant(), 1e9,
                new Sampling(batchSize, 0, false, Sampling.Balance.BY_SLICES), List.of(), 1, steps, new EarlyStopping.None(), Training.Keep.LAST);
        Engine.start(2);
        double step = Double.POSITIVE_INFINITY;
        double slice = Double.POSITIVE_INFINITY;
        double stepPeak;
        try (NDManager manager = Engine.newManager()) {
            Weights learned;
            try (NDManager own = manager.newSubManager()) {
                Weights weights = network.build(own, Training.CLASSES, 1);
                Batch batch = new Batch(batchSize, 1, Training.CLASSES, side, side, new long[Training.CLASSES]);
                batch.fill(Collections.nCopies(batchSize, slice(side)));
                OptimiserState state = training.optimiser().start();
                for (int i = 0; i < steps; i++) {
                    long began = System.nanoTime();
                    Training.Step done = training.step(own, weights, batch, state, training.optimiser().learningRate(), i);
                    step = Math.min(step, (System.nanoTime() - began) / 1e9);
                    if (!Double.isFinite(done.loss())) {
                        throw new IllegalStateException("the loss is no number");
                    }
                }
                stepPeak = peakGigabytes();
                learned = network.load(manager, Training.CLASSES, weights.values());
            }
            for (int i = 0; i < steps; i++) {
                long began = System.nanoTime();
                Inference.foreground(manager, network, learned, slice(side).image(), 1, side, side);
                slice = Math.min(slice, (System.nanoTime() - began) / 1e9);
            }
        }
        System.out.printf(Locale.ROOT, "| `%s` | %,d | %d x %d, batch %d | %.1f s | %.1f GB | %.1f GB | %.2f s |%n", arguments[0], training.parameterCount(), side, side,
                batchSize, step, stepPeak, (training.stepBytes(side, side) + training.weightBytes() + training.batchBytes(side, side)) / 1e9, slice);
    }

    private static LabelledSlice slice(int side) {
        Random random = new Random(1);
        float[] image = new float[side * side];
        byte[] labels = new byte[side * side];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextFloat();
            labels[i] = (byte) (random.nextFloat() > 0.7 ? 1 : 0);
        }
        return new LabelledSlice(1, side, side, 1, 1, image, labels);
    }

    /** Highest resident memory of this process so far. */
    private static double peakGigabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream().filter(line -> line.startsWith("VmHWM"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e9).findFirst().orElse(Double.NaN);
    }
}
