package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.hepar.config.Yaml;
import org.hepar.experiment.Experiment;
import org.hepar.train.Training;
import org.junit.jupiter.api.Test;

class MemoryTest {

    private static Training liver(String... settings) {
        return Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, List.of(settings)).cascade().trained().get("liver").training();
    }

    private static Memory memory(Training training, int side, double voxels) {
        return Memory.of(List.of(new Memory.Stage(training, side, side)), voxels);
    }

    /** Counted by hand: an 8-channel U-Net of depth 4 has 486,418 parameters; four slices of 128 x 128, one of them 16,384 pixels. */
    @Test
    void partsAreThoseThatCanBeCounted() {
        Memory memory = memory(liver(), 128, 1e6);
        assertThat(memory.weights()).isEqualTo(16 * 486_418);
        assertThat(memory.batches()).isEqualTo(4 * 16_384 * (4 * (1 + 2 + 1) + 5 * 2 * (4 + 1)));
        assertThat(memory.bytes()).isEqualTo(memory.program() + memory.heap() + memory.weights() + memory.step() + memory.batches());
        assertThat(memory(liver(), 128, 2e6).heap() - memory.heap()).isEqualTo(26e6);
    }

    @Test
    void aStepGrowsWithPixelsSlicesAndChannels() {
        double step = memory(liver(), 128, 0).step();
        assertThat(memory(liver(), 256, 0).step() / step).isBetween(3.9, 4.1);
        assertThat(memory(liver("cascade.liver.training.sampling.batch_size=8"), 128, 0).step()).isBetween(2 * step - 2, 2 * step + 2);
        assertThat(memory(liver("cascade.liver.training.network.base_channels=16"), 128, 0).step() / step).isBetween(1.9, 2.1);
    }

    @Test
    void ofTwoNetworksTheLargerCounts() {
        Memory.Stage small = new Memory.Stage(liver(), 128, 128);
        Memory.Stage large = new Memory.Stage(liver("cascade.liver.training.network.base_channels=32"), 128, 128);
        assertThat(Memory.of(List.of(small, large), 0)).isEqualTo(Memory.of(List.of(large, small), 0)).isEqualTo(memory(large.training(), 128, 0));
    }

    @Test
    void neighbouringSlicesTakePlaceInTheBatches() {
        assertThat(memory(liver("cascade.liver.training.network.slices=3"), 128, 0).batches()).isGreaterThan(memory(liver(), 128, 0).batches());
    }
}
