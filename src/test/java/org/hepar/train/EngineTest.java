package org.hepar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {

    @Test
    void devicesHaveNames() {
        assertThat(List.of("cpu", "auto", "gpu:0", "gpu:12")).allMatch(Engine::isDevice);
        assertThat(List.of("", "gpu", "gpu:", "gpu:-1", "gpu:01", "GPU:0", "cuda:0", "cpu:0", "gpu:0 ")).noneMatch(Engine::isDevice);
    }

    @Test
    void aGpuThatIsAskedForAndAbsentIsOneClearLineAndTheProcessGoesOnOnTheCpu() {
        Engine.start(2);
        assumeTrue(Engine.problemOfGpu().isPresent(), "there is a GPU");
        assertThatThrownBy(() -> Engine.start(2, "gpu:0")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("device (=gpu:0) cannot be used: ").hasMessageContaining("set device: cpu").hasMessageContaining("docs/gpu.md")
                .message().hasLineCount(1);
        assertThat(Engine.start(2, "cpu")).isEmpty();
        assertThat(Engine.describe()).containsEntry("device", "cpu").doesNotContainKeys("gpu", "error");
    }

    @Test
    void autoWithoutAGpuTakesTheCpuAndSaysSo() {
        Engine.start(2);
        assumeTrue(Engine.problemOfGpu().isPresent(), "there is a GPU");
        assertThat(Engine.start(2, "auto")).hasValueSatisfying(said -> assertThat(said).startsWith("device: auto takes the cpu, since ").hasLineCount(1));
        try (NDManager manager = Engine.newManager()) {
            assertThat(manager.getDevice().isGpu()).isFalse();
        }
    }

    @Test
    void oneProcessHasOneNumberOfThreads() {
        Engine.start(2);
        assertThatThrownBy(() -> Engine.start(3)).isInstanceOf(IllegalStateException.class).hasMessageContaining("2 threads");
    }

    @Test
    void theDriverTellsTheModelsOfGpus(@TempDir Path driver) throws IOException {
        assertThat(Gpus.models(driver)).isEqualTo("unknown");
        assertThat(Gpus.models(driver.resolve("absent"))).isEqualTo("unknown");
        for (String bus : List.of("0000:01:00.0", "0000:02:00.0", "0000:03:00.0")) {
            Files.createDirectory(driver.resolve(bus));
            Files.writeString(driver.resolve(bus).resolve("information"), "Model: \t\t " + (bus.contains("03") ? "NVIDIA T4" : "NVIDIA A100-SXM4-40GB") + "\nIRQ:   \t\t 97\n");
        }
        assertThat(Gpus.models(driver)).isEqualTo("NVIDIA A100-SXM4-40GB, NVIDIA T4");
    }
}
