package org.hepar.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for every architecture. */
class NetworkTest {

    private static final List<Network> NETWORKS = List.of(new UNet(1, 3, 4, Norm.BATCH, 0), new UNet(3, 2, 4, Norm.NONE, 0.2), new UNet(1, 2, 8, Norm.GROUP, 0),
            new UNet(1, 2, 3, Norm.INSTANCE, 0), new ChristUNet(1, 2, Norm.NONE, 0.5), new ChristUNet(1, 2, Norm.BATCH, 0), new ChlebusUNet(1, 2, 0.5),
            new ChlebusUNet(5, 3, 0), new AlexFcn(1, 0.03, 0.5));

    @Test
    void scoresHaveTheSizeOfTheSliceAndTheCountedParameters() {
        for (Network network : NETWORKS) {
            int height = network.roundUp(100);
            int width = network.roundUp(130);
            try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
                Weights weights = network.build(manager, 3, 1);
                for (boolean training : new boolean[] {true, false}) {
                    NDArray scores = network.logits(weights, manager.ones(new Shape(2, network.slices(), height, width)), training);
                    assertThat(scores.getShape()).as("%s", network).isEqualTo(new Shape(2, 3, height, width));
                }
                assertThat(weights.trainable().values().stream().mapToLong(NDArray::size).sum()).isEqualTo(network.parameterCount(3));
            }
        }
    }

    /** The gradient of one pixel's score with respect to the slice is zero outside its receptive field, and not at its border. */
    @Test
    void aPixelDependsOnItsReceptiveFieldOnly() {
        for (Network network : List.of(new UNet(1, 2, 4, Norm.NONE, 0), new ChlebusUNet(1, 3, 0), new ChristUNet(1, 2, Norm.NONE, 0))) {
            Layers layers = network.layers(2);
            Operation.Span field = layers.receptiveField();
            int length = layers.roundUp(2 * field.last());
            try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
                Weights weights = network.build(manager, 2, 1);
                Map<String, Tensor> positive = new LinkedHashMap<>();
                // With positive weights nothing cancels and no ReLU closes: every pixel that can have an influence has one.
                weights.values().forEach((name, tensor) -> positive.put(name, positive(name, tensor)));
                weights.set(positive);
                int least = Integer.MAX_VALUE;
                int most = 0;
                for (int pixel = length / 2; pixel < length / 2 + 8; pixel++) {
                    // The maximum of a window is its last pixel where values rise and its first where they fall.
                    int first = Math.min(span(weights, length, pixel, 1).first(), span(weights, length, pixel, -1).first());
                    int last = Math.max(span(weights, length, pixel, 1).last(), span(weights, length, pixel, -1).last());
                    least = Math.min(least, last - first + 1);
                    most = Math.max(most, last - first + 1);
                }
                assertThat(new Operation.Span(least, most)).as("%s", network).isEqualTo(field);
            }
        }
    }

    private static Tensor positive(String name, Tensor tensor) {
        float[] values = tensor.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = name.endsWith(".running_mean") ? 0 : Math.abs(values[i]) + 0.01f;
        }
        return new Tensor(tensor.shape(), values);
    }

    /** Columns with a gradient, in a slice whose values rise or fall. */
    private static Operation.Span span(Weights weights, int length, int pixel, int slope) {
        float[] values = new float[length * length];
        for (int i = 0; i < values.length; i++) {
            values[i] = 1 + slope * (i / length + i % length) / (2f * length);
        }
        try (NDManager own = Engine.getInstance().newBaseManager(Device.cpu())) {
            NDArray slice = own.create(values, new Shape(1, 1, length, length));
            slice.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                collector.backward(weights.run(slice, false, true).get(0, 1, pixel, pixel));
            }
            float[] gradient = slice.getGradient().toFloatArray();
            int first = length;
            int last = -1;
            for (int i = 0; i < gradient.length; i++) {
                if (gradient[i] != 0) {
                    first = Math.min(first, i % length);
                    last = Math.max(last, i % length);
                }
            }
            return new Operation.Span(first, last);
        }
    }

    @Test
    void foldedWeightsGiveTheSameScores() {
        for (Network network : NETWORKS) {
            int length = network.roundUp(100);
            try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
                Weights weights = network.build(manager, 2, 1);
                NDArray slices = random(manager, 7, new Shape(2, network.slices(), length, length));
                // Running statistics and biases that are not those of the start.
                network.logits(weights, slices, true);
                Map<String, Tensor> values = new LinkedHashMap<>();
                weights.values().forEach((name, tensor) -> values.put(name, name.endsWith(".bias")
                        ? new Tensor(tensor.shape(), random(manager, name.hashCode(), new Shape(tensor.shape())).toFloatArray()) : tensor));
                weights.set(values);
                float[] expected = network.logits(weights, slices, false).toFloatArray();
                float[] folded = network.logits(network.load(manager, 2, weights.values()), slices, false).toFloatArray();
                assertThat(folded).as("%s", network).containsExactly(expected, within(1e-5f * largest(expected)));
            }
        }
    }

    private static float largest(float[] values) {
        float largest = 1;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static NDArray random(NDManager manager, long seed, Shape shape) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble();
        }
        return manager.create(values, shape).toType(DataType.FLOAT32, false);
    }

    /** Christ et al. 2017, section 2.2: 19 convolutions, 572 to 388; Chlebus et al. 2018: receptive field 92, 512 and a border of 44. */
    @Test
    void thePapersNetworksHaveTheirSizes() {
        Layers christ = new ChristUNet(1, 64, Norm.NONE, 0).layers(2);
        assertThat(christ.all().stream().filter(layer -> layer.operation() instanceof Operation.Convolution)).hasSize(19);
        int[] sizes = christ.sizes(388);
        assertThat(sizes[1]).isEqualTo(572);
        assertThat(sizes[sizes.length - 1]).isEqualTo(388);
        Layers chlebus = new ChlebusUNet(1, 64, 0.5).layers(2);
        assertThat(chlebus.sizes(516)[1]).isEqualTo(516 + 2 * 44);
        assertThat(chlebus.nearest(512)).containsExactly(508, 516);
        assertThat(chlebus.receptiveField().first()).isEqualTo(92);
        Layers alex = new AlexFcn(1, 1, 0.5).layers(2);
        assertThat(alex.fits(512)).isTrue();
    }

    /** A side with one score is of one class from end to end, whatever it shows. */
    @Test
    void alexFcnNeedsTwoScoresASide() {
        Layers alex = new AlexFcn(1, 1, 0.5).layers(2);
        int score = alex.all().size() - 2;
        assertThat(alex.sizes(31)[score]).isEqualTo(2);
        assertThat(alex.fits(30)).isFalse();
        assertThat(alex.nearest(17)).containsExactly(31);
    }

    @Test
    void sizesThatDoNotFitAreRefusedWithTheNearest() {
        Layers layers = new UNet(1, 4, 8, Norm.BATCH, 0).layers(2);
        assertThat(layers.fits(130)).isFalse();
        assertThat(layers.nearest(130)).containsExactly(128, 144);
        assertThat(layers.nearest(7)).containsExactly(16);
        assertThat(new ChristUNet(1, 8, Norm.NONE, 0).layers(2).nearest(390)).containsExactly(388, 404);
        assertThatThrownBy(() -> layers.multiplyAdds(130, 128)).hasMessageContaining("a slice of 130 pixels").hasMessageContaining("144");
    }
}
