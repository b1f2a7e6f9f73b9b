package org.hepar.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UNetTest {

    @Test
    void outputHasTheSizeOfTheInputAndTheCountedParameters() {
        for (UNet network : new UNet[] {new UNet(1, 1, 3, Norm.BATCH, 0), new UNet(1, 3, 4, Norm.NONE, 0.2), new UNet(1, 4, 16, Norm.BATCH, 0)}) {
            try (NDManager manager = Engine.getInstance().newBaseManager(Device.cpu())) {
                Weights weights = network.build(manager, 2, 1);
                NDArray output = network.logits(weights, manager.ones(new Shape(2, 1, 32, 16)), false);
                assertThat(output.getShape()).isEqualTo(new Shape(2, 2, 32, 16));
                assertThat(weights.trainable().values().stream().mapToLong(NDArray::size).sum()).isEqualTo(network.parameterCount(2));
            }
        }
        // Counted by PyTorch for a U-Net of five levels with bias-free convolutions, batch normalisation and 2x2 transposed convolutions.
        assertThat(new UNet(1, 4, 16, Norm.BATCH, 0).parameterCount(2)).isEqualTo(1_942_306);
    }

    @Test
    void batchNormNormalisesInTrainingAndKeepsRunningStatistics() {
        UNet network = new UNet(1, 1, 2, Norm.BATCH, 0);
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
            float[] shallow = new UNet(1, 1, 4, Norm.BATCH, 0).build(manager, 2, 1).get("down0.second.weight").toFloatArray();
            assertThat(new UNet(1, 3, 4, Norm.BATCH, 0).build(manager, 2, 1).get("down0.second.weight").toFloatArray()).containsExactly(shallow);
            assertThat(new UNet(1, 1, 4, Norm.BATCH, 0).build(manager, 2, 2).get("down0.second.weight").toFloatArray()).isNotEqualTo(shallow);
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
            Map<String, Tensor> other = new UNet(1, 2, 3, Norm.BATCH, 0).build(manager, 2, 1).values();
            Weights weights = new UNet(1, 1, 4, Norm.BATCH, 0).build(manager, 2, 1);
            assertThatThrownBy(() -> weights.set(other)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("down0.first.weight has shape [3, 1, 3, 3], expected [4, 1, 3, 3]")
                    .hasMessageContaining("up2.transposed.weight is unknown");
        }
    }

    @Test
    void impossibleNetworksAreRefused() {
        assertThatThrownBy(() -> new UNet(1, 0, 4, Norm.BATCH, 0)).hasMessageContaining("depth (=0)");
        assertThatThrownBy(() -> new UNet(1, 2, 0, Norm.BATCH, 0)).hasMessageContaining("base_channels (=0)");
        assertThatThrownBy(() -> new UNet(1, 2, 4, Norm.BATCH, 1)).hasMessageContaining("dropout (=1.0)");
    }
}
