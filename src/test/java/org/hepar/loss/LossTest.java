package org.hepar.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hepar.loss.ClassWeights.InverseFrequency.Over;
import org.junit.jupiter.api.Test;

/** Losses against the papers' formulas in double precision, and their gradients against central differences. */
class LossTest {

    private static final int PIXELS = 12;
    /** Two slices of 2x3 pixels; -1 is ignored. */
    private static final int[] LABELS = {0, 1, 1, 0, -1, 0, 0, 0, 1, 0, 0, -1};

    /** Pixels of a made training set: foreground weighs 15. */
    private static final long[] DATA_SET = {900, 60};

    private static final List<Loss> LOSSES = List.of(new CrossEntropy(new ClassWeights.Uniform()),
            new CrossEntropy(new ClassWeights.InverseFrequency(Over.BATCH, 1e9)), new CrossEntropy(new ClassWeights.InverseFrequency(Over.BATCH, 2)),
            new CrossEntropy(new ClassWeights.Fixed(List.of(1.0, 13.0))), new SoftDice(SoftDice.Over.BATCH, 1), new SoftDice(SoftDice.Over.BATCH, 1e-5),
            new Sum(List.of(new CrossEntropy(new ClassWeights.Uniform()), new SoftDice(SoftDice.Over.BATCH, 1))),
            new CrossEntropy(new ClassWeights.InverseFrequency(Over.SLICE, 1e9)), new CrossEntropy(new ClassWeights.InverseFrequency(Over.DATA_SET, 1e9)),
            new SoftDice(SoftDice.Over.SAMPLE, 1), new SoftDice(SoftDice.Over.SAMPLE, 1e-5));

    @Test
    void valuesAreThoseOfTheFormulas() {
        float[] logits = logits(new Random(3));
        // Ten pixels count, three of them foreground: eq. 1 of Christ et al. weighs these by 7/3.
        assertThat(value(LOSSES.get(0), logits)).isCloseTo(entropy(logits, 1), within(1e-6));
        assertThat(value(LOSSES.get(1), logits)).isCloseTo(entropy(logits, 7.0 / 3), within(1e-6));
        assertThat(value(LOSSES.get(2), logits)).isCloseTo(entropy(logits, 2), within(1e-6));
        assertThat(value(LOSSES.get(3), logits)).isCloseTo(entropy(logits, 13), within(1e-5));
        assertThat(value(LOSSES.get(4), logits)).isCloseTo(dice(logits, 1), within(1e-6));
        assertThat(value(LOSSES.get(5), logits)).isCloseTo(dice(logits, 1e-5), within(1e-6));
        assertThat(value(LOSSES.get(6), logits)).isCloseTo(entropy(logits, 1) + dice(logits, 1), within(1e-6));
        assertThat(value(LOSSES.get(8), logits)).isCloseTo(entropy(logits, 900.0 / 60), within(1e-5));
    }

    @Test
    void weightsOfASliceAreItsOwn() {
        // The first slice counts 3 background and 2 foreground pixels, the second 4 and 1.
        assertThat(new ClassWeights.InverseFrequency(Over.SLICE, 1e9).of(counts(LABELS))).isDeepEqualTo(new double[][] {{1, 1.5}, {1, 4}});
        assertThat(new ClassWeights.InverseFrequency(Over.SLICE, 2).of(counts(LABELS))).isDeepEqualTo(new double[][] {{1, 1.5}, {1, 2}});
        assertThat(new ClassWeights.InverseFrequency(Over.BATCH, 1e9).of(counts(LABELS))).isDeepEqualTo(new double[][] {{1, 7.0 / 3}});
        assertThat(new ClassWeights.InverseFrequency(Over.DATA_SET, 1e9).of(counts(LABELS))).isDeepEqualTo(new double[][] {{1, 15}});
        assertThat(new ClassWeights.InverseFrequency(Over.DATA_SET, 1e9).of(new ClassCounts(new long[2][2], new long[2]))).isDeepEqualTo(new double[][] {{1, 1}});
    }

    @Test
    void ignoredPixelsHaveNoGradient() {
        float[] logits = logits(new Random(6));
        for (Loss loss : LOSSES) {
            double[] gradient = gradient(loss, doubles(logits));
            for (int i = 0; i < PIXELS; i++) {
                if (LABELS[i] < 0) {
                    assertThat(gradient[i / 6 * 12 + i % 6]).as("%s, pixel %d", loss, i).isZero();
                    assertThat(gradient[i / 6 * 12 + 6 + i % 6]).as("%s, pixel %d", loss, i).isZero();
                }
            }
        }
    }

    /** In double precision; constants of a loss are single, the same ones in value and gradient. */
    @Test
    void gradientsAreThoseOfCentralDifferences() {
        double[] logits = doubles(logits(new Random(4)));
        for (Loss loss : LOSSES) {
            double[] gradient = gradient(loss, logits);
            for (int i = 0; i < logits.length; i++) {
                double[] up = logits.clone();
                double[] down = logits.clone();
                up[i] += 1e-5;
                down[i] -= 1e-5;
                double difference = (value(loss, up) - value(loss, down)) / (up[i] - down[i]);
                assertThat(gradient[i]).as("%s, logit %d", loss, i).isCloseTo(difference, within(1e-9));
            }
        }
    }

    @Test
    void aBatchWithoutForegroundIsDefined() {
        float[] logits = new float[2 * PIXELS];
        for (Loss loss : LOSSES) {
            try (NDManager manager = manager()) {
                Target target = target(manager, new int[PIXELS]);
                assertThat(loss.evaluate(manager.create(logits, new Shape(2, 2, 2, 3)), target).getFloat()).as("%s", loss).isFinite();
            }
        }
    }

    @Test
    void atChanceIsTheLossOfEqualLogits() {
        for (int[] labels : List.of(LABELS, new int[PIXELS], IntStream.range(0, PIXELS).map(i -> -1).toArray())) {
            for (Loss loss : LOSSES) {
                try (NDManager manager = manager()) {
                    Target target = target(manager, labels);
                    double evaluated = loss.evaluate(manager.zeros(new Shape(2, 2, 2, 3)), target).getFloat();
                    assertThat(loss.atChance(target.counts())).as("%s", loss).isCloseTo(evaluated, within(1e-6));
                }
            }
        }
    }

    @Test
    void impossibleWeightsAreRefused() {
        assertThatThrownBy(() -> new ClassWeights.Fixed(List.of(1.0))).hasMessageContaining("weights (=[1.0])");
        assertThatThrownBy(() -> new ClassWeights.Fixed(List.of(1.0, 2.0, 3.0)).of(counts(LABELS))).hasMessageContaining("must be 2 numbers");
        assertThatThrownBy(() -> new ClassWeights.Fixed(List.of(0.0, 0.0))).hasMessage("weights (=[0.0, 0.0]) must hold one above 0: where no class counts nothing is learned");
        assertThatThrownBy(() -> new ClassWeights.Fixed(List.of(1.0, Double.POSITIVE_INFINITY))).hasMessageContaining("weights (=[1.0, Infinity])");
        assertThat(new ClassWeights.Fixed(List.of(0.0, 1.0)).of(counts(LABELS))).isDeepEqualTo(new double[][] {{0, 1}});
        assertThatThrownBy(() -> new ClassWeights.InverseFrequency(Over.SLICE, 0.5)).hasMessageContaining("maximum (=0.5)");
        assertThatThrownBy(() -> new SoftDice(SoftDice.Over.BATCH, 0)).hasMessageContaining("smooth (=0.0)");
        assertThatThrownBy(() -> new Sum(List.of())).hasMessageContaining("at least one");
    }

    private static double entropy(float[] logits, double foregroundWeight) {
        double sum = 0;
        int counted = 0;
        for (int i = 0; i < PIXELS; i++) {
            if (LABELS[i] >= 0) {
                double p = foreground(logits, i);
                sum -= LABELS[i] == 1 ? foregroundWeight * Math.log(p) : Math.log(1 - p);
                counted++;
            }
        }
        return sum / counted;
    }

    private static double dice(float[] logits, double smooth) {
        double overlap = 0;
        double sums = 0;
        for (int i = 0; i < PIXELS; i++) {
            if (LABELS[i] >= 0) {
                overlap += foreground(logits, i) * LABELS[i];
                sums += foreground(logits, i) + LABELS[i];
            }
        }
        return 1 - (2 * overlap + smooth) / (sums + smooth);
    }

    private static double foreground(float[] logits, int pixel) {
        int slice = pixel / 6;
        double background = Math.exp(logits[slice * 12 + pixel % 6]);
        double foreground = Math.exp(logits[slice * 12 + 6 + pixel % 6]);
        return foreground / (background + foreground);
    }

    private static float[] logits(Random random) {
        float[] logits = new float[2 * PIXELS];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) random.nextGaussian();
        }
        return logits;
    }

    private static double[] doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static double value(Loss loss, float[] logits) {
        try (NDManager manager = manager()) {
            return loss.evaluate(manager.create(logits, new Shape(2, 2, 2, 3)), target(manager, LABELS)).getFloat();
        }
    }

    private static double value(Loss loss, double[] logits) {
        try (NDManager manager = manager()) {
            return loss.evaluate(manager.create(logits, new Shape(2, 2, 2, 3)), target(manager, LABELS)).getDouble();
        }
    }

    private static double[] gradient(Loss loss, double[] logits) {
        try (NDManager manager = manager()) {
            NDArray input = manager.create(logits, new Shape(2, 2, 2, 3));
            input.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(loss.evaluate(input, target(manager, LABELS)));
            }
            return input.getGradient().toDoubleArray();
        }
    }

    private static NDManager manager() {
        return Engine.getInstance().newBaseManager(Device.cpu());
    }

    private static ClassCounts counts(int[] labels) {
        long[][] slices = new long[2][2];
        for (int i = 0; i < PIXELS; i++) {
            if (labels[i] >= 0) {
                slices[i / 6][labels[i]]++;
            }
        }
        return new ClassCounts(slices, DATA_SET);
    }

    private static Target target(NDManager manager, int[] labels) {
        float[] oneHot = new float[2 * PIXELS];
        float[] valid = new float[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            if (labels[i] >= 0) {
                oneHot[i / 6 * 12 + labels[i] * 6 + i % 6] = 1;
                valid[i] = 1;
            }
        }
        return new Target(manager.create(oneHot, new Shape(2, 2, 2, 3)), manager.create(valid, new Shape(2, 1, 2, 3)), counts(labels));
    }
}
