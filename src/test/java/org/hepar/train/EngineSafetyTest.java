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
import org.hepar.net.AlexFcn;
import org.hepar.net.ChlebusUNet;
import org.hepar.net.ChristUNet;
import org.hepar.net.Network;
import org.hepar.net.Norm;
import org.hepar.net.UNet;
import org.hepar.net.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guards against the traps of the engine (docs/decisions/0003): corrupted gradients, leaks, unsafe constants. */
class EngineSafetyTest {

    private static final UNet NETWORK = new UNet(1, 2, 4, Norm.BATCH, 0);
    private static final int SHORT_RUNS = 20;

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

    static List<Network> networks() {
        List<Network> networks = new ArrayList<>();
        for (Norm norm : Norm.values()) {
            networks.add(new UNet(3, 2, 8, norm, 0.2));
        }
        networks.addAll(List.of(new ChristUNet(1, 1, Norm.NONE, 0.2), new ChlebusUNet(1, 1, 0.5), new AlexFcn(1, 0.01, 0.5)));
        return networks;
    }

    /** Short trainings, each loss with each optimiser, disturbed after every forward and every backward pass. */
    @Test
    void disturbedTrainingsEndWithTheBitsOfUndisturbedOnes() {
        for (Loss loss : losses()) {
            for (Optimiser optimiser : optimisers()) {
                compare(NETWORK, loss, optimiser, 1);
            }
        }
    }

    @Test
    void theSameHoldsForEachNetworkAndNorm() {
        assertThat(networks().stream().map(Object::getClass)).contains((Class[]) Network.class.getPermittedSubclasses());
        for (Network network : networks()) {
            compare(network, losses().get(losses().size() - 1), optimisers().get(0), 2);
        }
    }

    private static void compare(Network network, Loss loss, Optimiser optimiser, int times) {
        Map<String, float[]> undisturbed = trained(network, loss, optimiser, false);
        for (int repeat = 0; repeat < times; repeat++) {
            Map<String, float[]> disturbed = trained(network, loss, optimiser, true);
            undisturbed.forEach((name, values) -> assertThat(Arrays.equals(disturbed.get(name), values)).as("%s of %s with %s, %s", name, network, loss, optimiser).isTrue());
        }
    }

    /** Whole trainings, with data workers and checks of the loop's own, while another thread collects and rewrites without a pause. */
    @Test
    void shortRunsUnderMemoryPressureEndWithEqualBits() {
        assertThat(ShortRuns.different(SHORT_RUNS)).isEmpty();
    }

    /** What the guards above would see, were it done: the engine keeps the plain number where Java has it. */
    @Test
    void theDisturbanceBringsOutWhatMultiplyingByAPlainNumberDoes() {
        int spoilt = 0;
        for (int attempt = 0; attempt < 20 && spoilt == 0; attempt++) {
            try (NDManager manager = Engine.newManager()) {
                NDArray x = manager.ones(new Shape(8));
                x.setRequiresGradient(true);
                try (GradientCollector collector = ai.djl.engine.Engine.getInstance().newGradientCollector()) {
                    NDArray value = x.mul(0.37f).sum();
                    rewriteFreedMemory(3);
                    collector.backward(value);
                }
                spoilt += x.getGradient().toFloatArray()[0] == 0.37f ? 0 : 1;
            }
        }
        assertThat(spoilt).as("gradients that are not 0.37").isPositive();
    }

    /** The weights after two steps. */
    private static Map<String, float[]> trained(Network network, Loss loss, Optimiser optimiser, boolean disturb) {
        Map<String, float[]> result = new LinkedHashMap<>();
        int side = network.roundUp(16);
        try (NDManager manager = Engine.newManager()) {
            Weights weights = network.build(manager, 2, 5);
            OptimiserState state = optimiser.start();
            for (int i = 0; i < 2; i++) {
                ai.djl.engine.Engine.getInstance().setRandomSeed(i);
                try (NDManager step = manager.newSubManager(); GradientCollector collector = ai.djl.engine.Engine.getInstance().newGradientCollector()) {
                    NDArray value = loss.evaluate(network.logits(weights, image(step, network.slices(), side), true), target(step, side));
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
                NDArray value = loss.evaluate(NETWORK.logits(weights, image(step, 1, 16), true), target(step, 16));
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
    static void rewriteFreedMemory(int rounds) {
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

    private static NDArray image(NDManager manager, int slices, int side) {
        Random random = new Random(1);
        Shape shape = new Shape(2, slices, side, side);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        return manager.create(values, shape);
    }

    private static Target target(NDManager manager, int side) {
        Batch batch = new Batch(2, 1, 2, side, side, new long[] {900, 60});
        Random random = new Random(2);
        byte[] labels = new byte[side * side];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (random.nextInt(4) - 1 > 0 ? 1 : random.nextInt(8) == 0 ? -1 : 0);
        }
        var slice = new LabelledSlice(1, side, side, 1, 1, new float[side * side], labels);
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
