package org.hepar.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UNetTest {

    @Test
    void outputHasTheSizeOfTheInputAndTheCountedParameters() {
        for (UNet network : new UNet[] {new UNet(1, 3, true, 0), new UNet(3, 4, false, 0.2), new UNet(4, 16, true, 0)}) {
            try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
                Weights weights = network.build(manager, 2, 1);
                NDArray output = network.logits(weights, manager.ones(new Shape(2, 1, 32, 16)), false);
                assertThat(output.getShape()).isEqualTo(new Shape(2, 2, 32, 16));
                assertThat(weights.trainable().values().stream().mapToLong(NDArray::size).sum()).isEqualTo(network.parameterCount(2));
            }
        }
        // The same count as a PyTorch U-Net of five levels with bias-free convolutions and transposed convolutions.
        assertThat(new UNet(4, 16, true, 0).parameterCount(2)).isEqualTo(1_943_026);
    }

    /** The rearranged 1x1 convolution against the definition of a 2x2 transposed convolution with stride 2. */
    @Test
    void upsamplingIsATransposedConvolution() {
        UNet network = new UNet(1, 1, false, 0);
        try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
            float[] kernel = {1, 2, 3, 4, 10, 20, 30, 40};
            Map<String, Tensor> values = new LinkedHashMap<>(network.build(manager, 2, 1).values());
            Tensor transposed = values.get("up1.transposed.weight");
            assertThat(transposed.shape()).containsExactly(4, 2, 1, 1);
            float[] weight = new float[8];
            for (int pixel = 0; pixel < 4; pixel++) {
                weight[2 * pixel] = kernel[pixel];
                weight[2 * pixel + 1] = kernel[4 + pixel];
            }
            NDArray input = manager.create(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new Shape(1, 2, 2, 2));
            float[] output = UNet.upsample(input, manager.create(weight, new Shape(4, 2, 1, 1)), manager.zeros(new Shape(4))).toFloatArray();
            float[] expected = new float[16];
            for (int y = 0; y < 2; y++) {
                for (int x = 0; x < 2; x++) {
                    for (int dy = 0; dy < 2; dy++) {
                        for (int dx = 0; dx < 2; dx++) {
                            expected[(2 * y + dy) * 4 + 2 * x + dx] = (1 + 2 * y + x) * kernel[2 * dy + dx] + (5 + 2 * y + x) * kernel[4 + 2 * dy + dx];
                        }
                    }
                }
            }
            assertThat(output).containsExactly(expected);
        }
    }

    @Test
    void batchNormNormalisesInTrainingAndKeepsRunningStatistics() {
        UNet network = new UNet(1, 2, true, 0);
        try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
            Weights weights = network.build(manager, 2, 1);
            float[] input = new float[64];
            for (int i = 0; i < input.length; i++) {
                input[i] = i % 7;
            }
            NDArray image = manager.create(input, new Shape(1, 1, 8, 8));
            float[] before = weights.get("down0.first.norm.running_mean").toFloatArray();
            float[] fresh = network.logits(weights, image, false).toFloatArray();
            network.logits(weights, image, true);
            float[] after = weights.get("down0.first.norm.running_mean").toFloatArray();
            assertThat(before).containsOnly(0);
            NDArray convolved = image.getNDArrayInternal().convolution(image, weights.get("down0.first.weight"), null, new Shape(1, 1), new Shape(1, 1),
                    new Shape(1, 1), 1).singletonOrThrow();
            for (int c = 0; c < 2; c++) {
                assertThat((double) after[c]).isCloseTo(0.1 * convolved.get(0, c).mean().getFloat(), within(1e-5));
            }
            assertThat(network.logits(weights, image, false).toFloatArray()).isNotEqualTo(fresh);
        }
    }

    @Test
    void weightsAreAFunctionOfSeedAndName() {
        try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
            float[] shallow = new UNet(1, 4, true, 0).build(manager, 2, 1).get("down0.second.weight").toFloatArray();
            assertThat(new UNet(3, 4, true, 0).build(manager, 2, 1).get("down0.second.weight").toFloatArray()).containsExactly(shallow);
            assertThat(new UNet(1, 4, true, 0).build(manager, 2, 2).get("down0.second.weight").toFloatArray()).isNotEqualTo(shallow);
            double variance = 0;
            for (float value : shallow) {
                variance += value * value / shallow.length;
            }
            assertThat(variance).isCloseTo(2.0 / 36, within(0.012));
        }
    }

    @Test
    void weightsOfAnotherNetworkAreRefusedWithEveryMismatch() {
        try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
            Map<String, Tensor> other = new UNet(2, 3, true, 0).build(manager, 2, 1).values();
            Weights weights = new UNet(1, 4, true, 0).build(manager, 2, 1);
            assertThatThrownBy(() -> weights.set(other)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("down0.first.weight has shape [3, 1, 3, 3], expected [4, 1, 3, 3]")
                    .hasMessageContaining("up2.transposed.weight is unknown");
        }
    }

    @Test
    void impossibleNetworksAreRefused() {
        assertThatThrownBy(() -> new UNet(0, 4, true, 0)).hasMessageContaining("depth (=0)");
        assertThatThrownBy(() -> new UNet(2, 0, true, 0)).hasMessageContaining("base_channels (=0)");
        assertThatThrownBy(() -> new UNet(2, 4, true, 1)).hasMessageContaining("dropout (=1.0)");
    }
}
