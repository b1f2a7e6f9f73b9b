package org.hepar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import org.hepar.net.Norm;
import org.hepar.net.Tensor;
import org.hepar.net.UNet;
import org.hepar.net.Weights;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Updates and schedules against PyTorch 2.7.1 ({@code src/bench/python/optimisers_golden.py}) and against the papers' formulas in double precision. */
class OptimiserTest {

    private static final float[] GRADIENTS = {0.5f, -2f, 0.01f, 3f};

    @BeforeAll
    static void start() {
        Engine.start(2);
    }

    private static Optimiser optimiser(String name, boolean all) {
        return switch (name) {
            case "sgd, momentum 0" -> new Sgd(0.1, 0, false, 0.01, all);
            case "sgd, momentum 0.8" -> new Sgd(0.05, 0.8, false, 0.0005, all);
            case "sgd, nesterov" -> new Sgd(0.05, 0.9, true, 0.001, all);
            case "adam" -> new Adam(0.01, 0.9, 0.999, 1e-8, 0.02, all);
            case "adam, epsilon 0.1" -> new Adam(0.05, 0.9, 0.999, 0.1, 0.0005, all);
            case "adamw" -> new AdamW(0.01, 0.9, 0.999, 1e-8, 0.1, all);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Schedule schedule(String name) {
        return switch (name) {
            case "constant" -> new Schedule.Constant();
            case "step" -> new Schedule.Step(6, 0.1);
            case "polynomial" -> new Schedule.Polynomial(0.9);
            case "cosine" -> new Schedule.Cosine(0.01);
            case "one_cycle" -> new Schedule.OneCycle(0.3);
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Test
    void twentyStepsOfEachOptimiserAndScheduleAreThoseOfPyTorch() throws IOException {
        Map<?, ?> golden;
        try (InputStream in = OptimiserTest.class.getResourceAsStream("optimisers.json")) {
            golden = (Map<?, ?>) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        List<?> gradients = (List<?>) golden.get("gradients");
        List<?> runs = (List<?>) golden.get("runs");
        assertThat(runs).hasSize(36);
        for (Object one : runs) {
            Map<?, ?> run = (Map<?, ?>) one;
            Optimiser optimiser = optimiser((String) run.get("optimiser"), (Boolean) run.get("decay_norms_and_biases"));
            Schedule schedule = schedule((String) run.get("schedule"));
            try (NDManager manager = Engine.newManager()) {
                Map<String, NDArray> weights = parameters(manager, (Map<?, ?>) golden.get("start"));
                OptimiserState state = optimiser.start();
                for (int step = 0; step < gradients.size(); step++) {
                    double rate = optimiser.learningRate() * schedule.factor(step, gradients.size());
                    assertThat(rate).as("rate of step %d of %s", step, run.get("schedule")).isCloseTo(number(((List<?>) run.get("rates")).get(step)), within(1e-12));
                    step(manager, weights, (Map<?, ?>) gradients.get(step), state, rate, step);
                    Map<?, ?> expected = (Map<?, ?>) ((Map<?, ?>) run.get("weights")).get(Integer.toString(step + 1));
                    if (expected != null) {
                        weights.forEach((name, array) -> assertClose(array.toFloatArray(), floats(expected.get(name)), name + " of " + run.get("optimiser") + ", "
                                + run.get("schedule") + ", decay of all " + run.get("decay_norms_and_biases")));
                    }
                }
            }
        }
    }

    /** Relative to 1e-6; to the size of the steps (about 0.1) where a weight passes zero. */
    private static void assertClose(float[] actual, float[] expected, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as(what).isCloseTo(expected[i], within(1e-6f * Math.max(0.1f, Math.abs(expected[i]))));
        }
    }

    @Test
    void aStateTakenUpAgainGoesOnToEqualBits() {
        for (Optimiser optimiser : List.of(new Adam(0.1, 0.9, 0.99, 0.1, 0.05, false), new AdamW(0.1, 0.9, 0.99, 1e-8, 0.05, true),
                new Sgd(0.1, 0.8, false, 0.05, true), new Sgd(0.1, 0.8, true, 0.05, false))) {
            try (NDManager manager = Engine.newManager()) {
                Map<String, Object> start = Map.of("a.weight", List.of(0.3, -0.7), "a.bias", List.of(0.1));
                Map<String, Object> gradient = Map.of("a.weight", List.of(0.21, 0.13), "a.bias", List.of(-0.4));
                Map<String, NDArray> whole = parameters(manager, start);
                OptimiserState state = optimiser.start();
                OptimiserState second = optimiser.start();
                Map<String, NDArray> resumed = null;
                for (int step = 0; step < 6; step++) {
                    if (step == 3) {
                        resumed = parameters(manager, Map.of());
                        for (Map.Entry<String, NDArray> each : whole.entrySet()) {
                            NDArray copy = manager.create(each.getValue().toFloatArray(), each.getValue().getShape());
                            copy.setRequiresGradient(true);
                            resumed.put(each.getKey(), copy);
                        }
                        second.restore(state.moments(), step);
                    }
                    step(manager, whole, gradient, state, 0.1, step);
                    if (resumed != null) {
                        step(manager, resumed, gradient, second, 0.1, step);
                    }
                }
                for (Map.Entry<String, NDArray> each : resumed.entrySet()) {
                    assertThat(each.getValue().toFloatArray()).as("%s of %s", each.getKey(), optimiser).containsExactly(whole.get(each.getKey()).toFloatArray());
                }
                Map<String, Tensor> moments = second.moments();
                state.moments().forEach((name, tensor) -> assertThat(moments.get(name).values()).as(name).containsExactly(tensor.values()));
            }
        }
    }

    /** A gradient that is no number changes nothing, and is told. */
    @Test
    void aGradientThatIsNoNumberChangesNothing() {
        for (String name : List.of("sgd, momentum 0", "sgd, momentum 0.8", "sgd, nesterov", "adam", "adamw")) {
            try (NDManager manager = Engine.newManager()) {
                Map<String, NDArray> weights = parameters(manager, Map.of("a.weight", List.of(0.5, -2.0), "b.weight", List.of(1.0)));
                OptimiserState state = optimiser(name, false).start();
                step(manager, weights, Map.of("a.weight", List.of(0.1, 0.2), "b.weight", List.of(0.2)), state, 0.01, 0);
                Map<String, Tensor> before = state.moments();
                float[] a = weights.get("a.weight").toFloatArray();
                double norm = step(manager, weights, Map.of("a.weight", List.of(0.1, Double.POSITIVE_INFINITY), "b.weight", List.of(0.2)), state, 0.01, 1);
                assertThat(norm).as(name).isNotFinite();
                assertThat(weights.get("a.weight").toFloatArray()).as(name).containsExactly(a);
                state.moments().forEach((key, moment) -> assertThat(moment.values()).as(key).containsExactly(before.get(key).values()));
            }
        }
    }

    /** Kernels lie with their channels last in memory; a step must not mix their values up. */
    @Test
    void kernelsAreChangedValueByValueHoweverTheyLie() {
        UNet network = new UNet(1, 1, 4, Norm.NONE, 0);
        for (String name : List.of("sgd, momentum 0.8", "adam", "adamw")) {
            try (NDManager manager = Engine.newManager()) {
                Weights weights = network.build(manager, 2, 3);
                Map<String, NDArray> plain = new LinkedHashMap<>();
                weights.values().forEach((key, tensor) -> {
                    NDArray row = manager.create(tensor.values(), new Shape(tensor.values().length));
                    row.setRequiresGradient(true);
                    plain.put(key, row);
                });
                OptimiserState state = optimiser(name, true).start();
                OptimiserState plainState = optimiser(name, true).start();
                for (int step = 0; step < 3; step++) {
                    Map<String, float[]> gradients = new LinkedHashMap<>();
                    plain.forEach((key, row) -> gradients.put(key, ramp((int) row.size(), key.hashCode() + gradients.size())));
                    double norm = step(manager, weights.trainable(), gradients, state, 0.01);
                    assertThat(step(manager, plain, gradients, plainState, 0.01)).isCloseTo(norm, within(1e-5 * norm));
                }
                weights.values().forEach((key, tensor) -> {
                    for (int i = 0; i < tensor.values().length; i++) {
                        assertThat(tensor.values()[i]).as("%s[%d], %s", key, i, name).isCloseTo(plain.get(key).getFloat(i), within(1e-6f));
                    }
                });
            }
        }
    }

    private static float[] ramp(int length, int seed) {
        java.util.SplittableRandom random = new java.util.SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static Map<String, NDArray> parameters(NDManager manager, Map<?, ?> start) {
        Map<String, NDArray> result = new LinkedHashMap<>();
        start.forEach((name, values) -> {
            float[] floats = floats(values);
            NDArray array = manager.create(floats, new Shape(floats.length));
            array.setRequiresGradient(true);
            result.put((String) name, array);
        });
        return result;
    }

    private static double step(NDManager manager, Map<String, NDArray> weights, Map<?, ?> gradients, OptimiserState state, double rate, int step) {
        Map<String, float[]> floats = new LinkedHashMap<>();
        weights.keySet().forEach(name -> floats.put(name, floats(gradients.get(name))));
        return step(manager, weights, floats, state, rate);
    }

    /** A step on a loss that has these gradients: the sum of the weights times them. */
    private static double step(NDManager manager, Map<String, NDArray> weights, Map<String, float[]> gradients, OptimiserState state, double rate) {
        return step(manager, weights, gradients, state, rate, 1e9);
    }

    private static double step(NDManager manager, Map<String, NDArray> weights, Map<String, float[]> gradients, OptimiserState state, double rate, double longest) {
        try (NDManager own = manager.newSubManager(); GradientCollector collector = ai.djl.engine.Engine.getInstance().newGradientCollector()) {
            NDArray loss = own.zeros(new Shape());
            for (Map.Entry<String, NDArray> weight : weights.entrySet()) {
                loss = loss.add(own.create(gradients.get(weight.getKey()), weight.getValue().getShape()).mul(weight.getValue()).sum());
            }
            return state.step(loss, weights, rate, longest);
        }
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static float[] floats(Object list) {
        List<?> values = (List<?>) list;
        float[] result = new float[values.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) number(values.get(i));
        }
        return result;
    }

    @Test
    void adamFollowsItsPaperWithSmallAndLargeEpsilon() {
        for (double epsilon : new double[] {1e-8, 0.1}) {
            for (String name : new String[] {"a.weight", "a.norm.weight"}) {
                double decay = name.equals("a.weight") ? 0.05 : 0;
                double w = 1;
                double m = 0;
                double v = 0;
                for (int t = 1; t <= GRADIENTS.length; t++) {
                    double g = GRADIENTS[t - 1] * 0.5;
                    m = 0.9 * m + 0.1 * g;
                    v = 0.99 * v + 0.01 * g * g;
                    w -= 0.1 * decay * w;
                    w -= 0.1 * (m / (1 - Math.pow(0.9, t))) / (Math.sqrt(v / (1 - Math.pow(0.99, t))) + epsilon);
                }
                assertThat(after(new AdamW(0.1, 0.9, 0.99, epsilon, 0.05, false), name)).as("%s, epsilon %s", name, epsilon).isCloseTo(w, within(1e-6));
            }
        }
    }

    @Test
    void sgdFollowsItsFormula() {
        for (double momentum : new double[] {0, 0.8}) {
            double w = 1;
            double velocity = 0;
            for (float gradient : GRADIENTS) {
                velocity = momentum * velocity + gradient * 0.5 + 0.05 * w;
                w -= 0.1 * velocity;
            }
            assertThat(after(new Sgd(0.1, momentum, false, 0.05, false), "a.weight")).as("momentum %s", momentum).isCloseTo(w, within(1e-6));
        }
    }

    /** One weight, started at 1, after the gradients, each shortened to half its length. */
    private static double after(Optimiser optimiser, String name) {
        try (NDManager manager = Engine.newManager()) {
            NDArray weight = manager.create(new float[] {1}, new Shape(1));
            weight.setRequiresGradient(true);
            OptimiserState state = optimiser.start();
            for (float gradient : GRADIENTS) {
                double norm = step(manager, Map.of(name, weight), Map.of(name, new float[] {gradient}), state, optimiser.learningRate(), Math.abs(gradient) / 2);
                assertThat(norm).isCloseTo(Math.abs(gradient), within(1e-6));
            }
            return weight.getFloat(0);
        }
    }

    @Test
    void schedulesStartAndEndWhereTheySay() {
        Schedule cycle = new Schedule.OneCycle(0.25);
        for (double share : new double[] {0, 1, Double.NaN}) {
            assertThatThrownBy(() -> new Schedule.OneCycle(share)).hasMessage("warmup_share (=" + share + ") must be above 0 and below 1");
        }
        assertThat(cycle.factor(0, 100)).isCloseTo(1.0 / 25, within(1e-12));
        assertThat(cycle.factor(24, 100)).isCloseTo(1, within(1e-12));
        assertThat(cycle.factor(99, 100)).isCloseTo(1.0 / 250_000, within(1e-12));
        assertThat(new Schedule.OneCycle(0.3).factor(0, 1)).as("a training of one step").isEqualTo(1);
        assertThat(new Schedule.Polynomial(0.9).factor(50, 100)).isCloseTo(Math.pow(0.5, 0.9), within(1e-12));
        assertThat(new Schedule.Cosine(0.2).factor(50, 100)).isCloseTo(0.6, within(1e-12));
        assertThat(new Schedule.Step(60_000, 0.1).factor(59_999, 150_000)).isEqualTo(1);
        assertThat(new Schedule.Step(60_000, 0.1).factor(120_000, 150_000)).isCloseTo(0.01, within(1e-12));
        assertThat(new Schedule.Constant().factor(7, 100)).isEqualTo(1);
    }

    @Test
    void impossibleSettingsAreRefusedWithTheirKey() {
        assertThatThrownBy(() -> new Sgd(0.1, 0, true, 0, false)).hasMessageContaining("nesterov (=true)").hasMessageContaining("momentum above 0");
        assertThatThrownBy(() -> new Schedule.Step(0, 0.1)).hasMessageContaining("every_steps (=0)");
        assertThatThrownBy(() -> new Schedule.Cosine(1)).hasMessageContaining("final_factor (=1.0)");
        assertThatThrownBy(() -> new EarlyStopping.Patience(0, 0)).hasMessageContaining("epochs (=0)");
        assertThatThrownBy(() -> new EarlyStopping.Patience(3, -0.1)).hasMessageContaining("minimum_gain (=-0.1)");
    }
}
