package org.hepar.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.config.Json;
import org.hepar.loss.ClassWeights.InverseFrequency.Over;
import org.junit.jupiter.api.Test;

/** Losses and gradients computed by PyTorch in double precision; src/bench/python/losses_golden.py wrote them. */
class GoldenLossesTest {

    private static final Map<String, Loss> LOSSES = losses();

    private static Map<String, Loss> losses() {
        Map<String, Loss> losses = new LinkedHashMap<>();
        losses.put("cross_entropy uniform", new CrossEntropy(new ClassWeights.Uniform()));
        losses.put("cross_entropy fixed", new CrossEntropy(new ClassWeights.Fixed(List.of(1.0, 13.0))));
        losses.put("cross_entropy batch", new CrossEntropy(new ClassWeights.InverseFrequency(Over.BATCH, 1e9)));
        losses.put("cross_entropy batch bounded", new CrossEntropy(new ClassWeights.InverseFrequency(Over.BATCH, 2)));
        losses.put("cross_entropy slice", new CrossEntropy(new ClassWeights.InverseFrequency(Over.SLICE, 1e9)));
        losses.put("cross_entropy data_set", new CrossEntropy(new ClassWeights.InverseFrequency(Over.DATA_SET, 1e9)));
        for (SoftDice.Over over : SoftDice.Over.values()) {
            losses.put("soft_dice " + over.name().toLowerCase(java.util.Locale.ROOT) + " 1", new SoftDice(over, 1));
            losses.put("soft_dice " + over.name().toLowerCase(java.util.Locale.ROOT) + " 1e-05", new SoftDice(over, 1e-5));
        }
        losses.put("sum", new Sum(List.of(new CrossEntropy(new ClassWeights.Uniform()), new SoftDice(SoftDice.Over.BATCH, 1))));
        return losses;
    }

    @Test
    void valuesAndGradientsAreThoseOfPyTorch() throws IOException {
        Map<?, ?> golden;
        try (InputStream in = GoldenLossesTest.class.getResourceAsStream("golden.json")) {
            golden = (Map<?, ?>) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        List<Long> shape = ((List<?>) golden.get("shape")).stream().map(n -> ((Number) n).longValue()).toList();
        long[] dataSet = ((List<?>) golden.get("data_set")).stream().mapToLong(n -> ((Number) n).longValue()).toArray();
        for (Object one : (List<?>) golden.get("cases")) {
            Map<?, ?> example = (Map<?, ?>) one;
            Map<?, ?> expected = (Map<?, ?>) example.get("losses");
            assertThat(expected.keySet().stream().map(String::valueOf)).containsExactlyInAnyOrderElementsOf(LOSSES.keySet());
            LOSSES.forEach((name, loss) -> compare(example.get("kind") + ", " + name, loss, shape, dataSet, example, (Map<?, ?>) expected.get(name)));
        }
    }

    private static void compare(String what, Loss loss, List<Long> shape, long[] dataSet, Map<?, ?> example, Map<?, ?> expected) {
        float[] logits = floats(example.get("logits"));
        float[] labels = floats(example.get("labels"));
        float[] gradient = floats(expected.get("gradient"));
        try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
            NDArray input = manager.create(logits, new Shape(shape.get(0), 2, shape.get(1), shape.get(2)));
            input.setRequiresGradient(true);
            NDArray value;
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                value = loss.evaluate(input, target(manager, labels, shape, dataSet));
                collector.backward(value);
            }
            assertThat((double) value.getFloat()).as("%s", what).isCloseTo(((Number) expected.get("value")).doubleValue(), within(2e-6 * Math.max(1, value.getFloat())));
            float[] own = input.getGradient().toFloatArray();
            for (int i = 0; i < own.length; i++) {
                assertThat(own[i]).as("%s, logit %d", what, i).isCloseTo(gradient[i], within(1e-6f));
            }
        }
    }

    private static Target target(NDManager manager, float[] labels, List<Long> shape, long[] dataSet) {
        int pixels = (int) (shape.get(1) * shape.get(2));
        float[] oneHot = new float[2 * labels.length];
        float[] valid = new float[labels.length];
        long[][] counts = new long[shape.get(0).intValue()][2];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= 0) {
                oneHot[(2 * (i / pixels) + (int) labels[i]) * pixels + i % pixels] = 1;
                valid[i] = 1;
                counts[i / pixels][(int) labels[i]]++;
            }
        }
        return new Target(manager.create(oneHot, new Shape(shape.get(0), 2, shape.get(1), shape.get(2))),
                manager.create(valid, new Shape(shape.get(0), 1, shape.get(1), shape.get(2))), new ClassCounts(counts, dataSet));
    }

    private static float[] floats(Object list) {
        List<?> numbers = (List<?>) list;
        float[] values = new float[numbers.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = ((Number) numbers.get(i)).floatValue();
        }
        return values;
    }
}
