package org.hepar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine's updates against the papers' formulas in double precision. */
class OptimiserTest {

    private static final float[] GRADIENTS = {0.5f, -2f, 0.01f, 3f};

    @BeforeAll
    static void start() {
        Engine.start(2);
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
                assertThat(after(new Adam(0.1, 0.9, 0.99, epsilon, 0.05), name)).as("%s, epsilon %s", name, epsilon).isCloseTo(w, within(1e-5));
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
            assertThat(after(new Sgd(0.1, momentum, 0.05), "a.weight")).as("momentum %s", momentum).isCloseTo(w, within(1e-5));
        }
    }

    /** One weight, started at 1, after the gradients, each halved by the clipping factor. */
    private static double after(Optimiser optimiser, String name) {
        try (NDManager manager = Engine.newManager()) {
            NDArray weight = manager.create(new float[] {1}, new Shape(1));
            weight.setRequiresGradient(true);
            OptimiserState state = optimiser.start();
            for (float gradient : GRADIENTS) {
                state.nextStep();
                state.update(name, weight, manager.create(new float[] {gradient}, new Shape(1)), optimiser.learningRate(), 0.5);
            }
            return weight.getFloat(0);
        }
    }

    @Test
    void schedulesStartAndEndWhereTheySay() {
        Schedule cycle = new Schedule.OneCycle(0.25);
        assertThat(cycle.factor(0, 100)).isCloseTo(1.0 / 25, within(1e-12));
        assertThat(cycle.factor(25, 100)).isCloseTo(1, within(1e-12));
        assertThat(cycle.factor(99, 100)).isCloseTo(1.0 / 250_000, within(1e-12));
        assertThat(new Schedule.Polynomial(0.9).factor(50, 100)).isCloseTo(Math.pow(0.5, 0.9), within(1e-12));
        assertThat(new Schedule.Constant().factor(7, 100)).isEqualTo(1);
    }
}
