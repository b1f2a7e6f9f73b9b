package org.hepar.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hepar.augment.LabelledSlice;
import org.hepar.loss.ClassWeights;
import org.hepar.loss.ClassWeights.InverseFrequency;
import org.hepar.loss.CrossEntropy;
import org.hepar.loss.Loss;
import org.hepar.loss.SoftDice;
import org.hepar.loss.Sum;
import org.hepar.loss.Target;
import org.hepar.net.Norm;
import org.hepar.net.UNet;
import org.hepar.net.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guards against the traps of the engine (docs/decisions/0003): corrupted gradients, leaks, unsafe constants. */
class EngineSafetyTest {

    private static final UNet NETWORK = new UNet(1, 2, 4, Norm.BATCH, 0);
    private static final Shape IMAGE = new Shape(2, 1, 16, 16);

    @BeforeAll
    static void start() {
        Engine.start(2);
    }

    static List<Loss> losses() {
        List<Loss> losses = new ArrayList<>(List.of(new CrossEntropy(new ClassWeights.Uniform()), new CrossEntropy(new ClassWeights.Fixed(List.of(1.0, 13.0)))));
        for (InverseFrequency.Over over : InverseFrequency.Over.values()) {
            losses.add(new CrossEntropy(new InverseFrequency(over, 1e9)));
        }
        for (SoftDice.Over over : SoftDice.Over.values()) {
            losses.add(new SoftDice(over, 1));
        }
        losses.add(new Sum(List.of(losses.get(2), losses.get(5))));
        return losses;
    }

    static List<Optimiser> optimisers() {
        return List.of(new AdamW(0.01, 0.9, 0.999, 1e-8, 1e-4, false), new Adam(0.01, 0.9, 0.999, 0.1, 1e-4, true), new Sgd(0.01, 0.8, false, 1e-4, false),
                new Sgd(0.01, 0.8, true, 1e-4, true), new Sgd(0.01, 0, false, 0, false));
    }

    @Test
    void everyLossAndOptimiserIsGuarded() {
        assertThat(losses().stream().map(Object::getClass)).contains((Class[]) Loss.class.getPermittedSubclasses());
        assertThat(losses().stream().filter(CrossEntropy.class::isInstance).map(loss -> ((CrossEntropy) loss).classWeights().getClass()))
                .contains((Class[]) ClassWeights.class.getPermittedSubclasses());
        assertThat(optimisers().stream().map(Object::getClass)).contains((Class[]) Optimiser.class.getPermittedSubclasses());
    }

    /**
     * Short trainings, each loss with each optimiser, disturbed after every forward and every backward pass. A collection takes
     * a tenth of a second: {@code -Dhepar.short_runs=200} asks for more of them than the usual two each.
     */
    @Test
    void disturbedTrainingsEndWithTheBitsOfUndisturbedOnes() {
        int combinations = losses().size() * optimisers().size();
        int repeats = Math.max(2, (Integer.getInteger("hepar.short_runs", 0) + combinations - 1) / combinations);
        for (Loss loss : losses()) {
            for (Optimiser optimiser : optimisers()) {
                Map<String, float[]> undisturbed = trained(loss, optimiser, false);
                for (int repeat = 0; repeat < repeats; repeat++) {
                    Map<String, float[]> disturbed = trained(loss, optimiser, true);
                    undisturbed.forEach((name, values) -> assertThat(Arrays.equals(disturbed.get(name), values)).as("%s of %s with %s", name, loss, optimiser).isTrue());
                }
            }
        }
    }

    /** The weights after two steps. */
    private static Map<String, float[]> trained(Loss loss, Optimiser optimiser, boolean disturb) {
        Map<String, float[]> result = new LinkedHashMap<>();
        try (NDManager manager = Engine.newManager()) {
            Weights weights = NETWORK.build(manager, 2, 5);
            OptimiserState state = optimiser.start();
            for (int i = 0; i < 2; i++) {
                try (NDManager step = manager.newSubManager(); GradientCollector collector = ai.djl.engine.Engine.getInstance().newGradientCollector()) {
                    NDArray value = loss.evaluate(NETWORK.logits(weights, image(step), true), target(step));
                    if (disturb) {
                        rewriteFreedMemory(1);
                    }
                    state.step(value, weights.trainable(), 0.01, 0.5);
                }
            }
            weights.trainable().forEach((name, parameter) -> result.put(name, parameter.toFloatArray()));
        }
        return result;
    }

    @Test
    void gradientsSurviveGarbageCollectionBetweenForwardAndBackward() {
        for (Loss loss : losses()) {
            Map<String, float[]> undisturbed = gradients(loss, false);
            for (int attempt = 0; attempt < 4; attempt++) {
                Map<String, float[]> disturbed = gradients(loss, true);
                undisturbed.forEach((name, values) -> assertThat(disturbed.get(name)).as("%s of %s", name, loss).containsExactly(values));
            }
        }
    }

    @Test
    void gradientsAreFiniteAndReachTheHead() {
        for (Loss loss : losses()) {
            gradients(loss, true).forEach((name, values) -> {
                double sum = 0;
                for (float value : values) {
                    sum += Math.abs(value);
                }
                assertThat(sum).as("%s of %s", name, loss).isFinite();
                if (name.equals("head.weight")) {
                    assertThat(sum).as("%s of %s", name, loss).isPositive();
                }
            });
        }
    }

    private static Map<String, float[]> gradients(Loss loss, boolean disturb) {
        Map<String, float[]> result = new LinkedHashMap<>();
        try (NDManager manager = Engine.newManager(); NDManager step = manager.newSubManager()) {
            Weights weights = NETWORK.build(manager, 2, 5);
            try (GradientCollector collector = ai.djl.engine.Engine.getInstance().newGradientCollector()) {
                NDArray value = loss.evaluate(NETWORK.logits(weights, image(step), true), target(step));
                if (disturb) {
                    rewriteFreedMemory(3);
                }
                collector.backward(value);
            }
            weights.trainable().forEach((name, parameter) -> {
                try (NDArray gradient = parameter.getGradient()) {
                    result.put(name, gradient.toFloatArray());
                }
            });
        }
        return result;
    }

    /** Collects what Java no longer holds, then fills direct memory of the sizes that constants take with rubbish. */
    private static void rewriteFreedMemory(int rounds) {
        for (int round = 0; round < rounds; round++) {
            System.gc();
            for (int i = 0; i < 400; i++) {
                ByteBuffer rubbish = ByteBuffer.allocateDirect(4 << (i % 6)).order(ByteOrder.nativeOrder());
                while (rubbish.remaining() >= 4) {
                    rubbish.putFloat(1e9f);
                }
            }
        }
    }

    private static NDArray image(NDManager manager) {
        Random random = new Random(1);
        float[] values = new float[(int) IMAGE.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return manager.create(values, IMAGE);
    }

    private static Target target(NDManager manager) {
        Batch batch = new Batch(2, 1, 2, 16, 16, new long[] {900, 60});
        Random random = new Random(2);
        byte[] labels = new byte[256];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (random.nextInt(4) - 1 > 0 ? 1 : random.nextInt(8) == 0 ? -1 : 0);
        }
        var slice = new LabelledSlice(1, 16, 16, 1, 1, new float[256], labels);
        batch.fill(List.of(slice, slice));
        return batch.target(manager);
    }

    @Test
    void numberOfArraysStaysConstantOverSteps() {
        for (Optimiser optimiser : optimisers()) {
            Training training = Squares.training(NETWORK, 6, 1, optimiser, new EarlyStopping.None(), Training.Keep.LAST);
            try (NDManager manager = Engine.newManager()) {
                Weights weights = NETWORK.build(manager, 2, 5);
                OptimiserState state = training.optimiser().start();
                Batch batch = new Batch(2, 1, 2, 16, 16, new long[] {900, 60});
                var slice = new LabelledSlice(1, 16, 16, 1, 1, new float[256], new byte[256]);
                batch.fill(List.of(slice, slice));
                training.step(manager, weights, batch, state, 1e-3, 1);
                int after = manager.getManagedArrays().size();
                for (int step = 0; step < 5; step++) {
                    training.step(manager, weights, batch, state, 1e-3, 1);
                    assertThat(manager.getManagedArrays()).as("%s", optimiser).hasSize(after);
                }
            }
        }
    }
}
