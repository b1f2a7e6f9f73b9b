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
import org.junit.jupiter.api.Test;

/** Losses against the papers' formulas in double precision, and their gradients against central differences. */
class LossTest {

    private static final int PIXELS = 12;
    /** Two slices of 2x3 pixels; -1 is ignored. */
    private static final int[] LABELS = {0, 1, 1, 0, -1, 0, 0, 0, 1, 0, 0, -1};

    private static final List<Loss> LOSSES = List.of(new CrossEntropy(new ClassWeights.Uniform()),
            new CrossEntropy(new ClassWeights.InverseFrequency(1e9)), new CrossEntropy(new ClassWeights.InverseFrequency(2)),
            new CrossEntropy(new ClassWeights.Fixed(List.of(1.0, 13.0))), new SoftDice(1), new SoftDice(1e-5),
            new Sum(List.of(new CrossEntropy(new ClassWeights.Uniform()), new SoftDice(1))));

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
    }

    @Test
    void gradientsAreThoseOfCentralDifferences() {
        float[] logits = logits(new Random(4));
        for (Loss loss : LOSSES) {
            float[] gradient = gradient(loss, logits);
            for (int i = 0; i < logits.length; i++) {
                float[] up = logits.clone();
                float[] down = logits.clone();
                up[i] += 1e-2f;
                down[i] -= 1e-2f;
                double difference = (value(loss, up) - value(loss, down)) / (up[i] - down[i]);
                assertThat((double) gradient[i]).as("%s, logit %d", loss, i).isCloseTo(difference, within(2e-4));
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
    void impossibleWeightsAreRefused() {
        assertThatThrownBy(() -> new ClassWeights.Fixed(List.of(1.0))).hasMessageContaining("weights (=[1.0])");
        assertThatThrownBy(() -> new ClassWeights.Fixed(List.of(1.0, 2.0, 3.0)).of(new long[2])).hasMessageContaining("must be 2 numbers");
        assertThatThrownBy(() -> new ClassWeights.InverseFrequency(0.5)).hasMessageContaining("maximum (=0.5)");
        assertThatThrownBy(() -> new SoftDice(0)).hasMessageContaining("smooth (=0.0)");
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

    private static double value(Loss loss, float[] logits) {
        try (NDManager manager = manager()) {
            return loss.evaluate(manager.create(logits, new Shape(2, 2, 2, 3)), target(manager, LABELS)).getFloat();
        }
    }

    private static float[] gradient(Loss loss, float[] logits) {
        try (NDManager manager = manager()) {
            NDArray input = manager.create(logits, new Shape(2, 2, 2, 3));
            input.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(loss.evaluate(input, target(manager, LABELS)));
            }
            return input.getGradient().toFloatArray();
        }
    }

    private static NDManager manager() {
        return Engine.getInstance().newBaseManager(Device.cpu());
    }

    private static Target target(NDManager manager, int[] labels) {
        float[] oneHot = new float[2 * PIXELS];
        float[] valid = new float[PIXELS];
        long[] pixels = new long[2];
        for (int i = 0; i < PIXELS; i++) {
            if (labels[i] >= 0) {
                oneHot[i / 6 * 12 + labels[i] * 6 + i % 6] = 1;
                valid[i] = 1;
                pixels[labels[i]]++;
            }
        }
        return new Target(manager.create(oneHot, new Shape(2, 2, 2, 3)), manager.create(valid, new Shape(2, 1, 2, 3)), pixels);
    }
}
