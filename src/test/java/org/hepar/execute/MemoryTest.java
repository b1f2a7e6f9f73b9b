package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

    private static final Room LARGE = new Room(1e15, 1e15, 1e15);

    private static Optional<String> problem(Room room, int batchSize) {
        return room.problemOf("cascade.liver", new Memory.Stage(liver("cascade.liver.training.sampling.batch_size=" + batchSize), 128, 128), false);
    }

    /** The batch that is named as the largest fits, one more does not, whatever it is that there is too little of. */
    @Test
    void aBatchThatDoesNotFitIsToldWithTheLargestThatDoes() {
        for (Room room : List.of(new Room(2e9, 1e15, 1e15), new Room(1e15, 5e7, 1e15), new Room(1e15, 1e15, 3e7), LARGE)) {
            String told = problem(room, 40_000).orElseThrow();
            assertThat(told).contains("cascade.liver.training.sampling.batch_size (=40000) does not fit this machine: ").doesNotContain("\n");
            int most = Integer.parseInt(told.replaceFirst(".*lower it to at most (\\d+)$", "$1"));
            assertThat(problem(room, most)).as(told).isEmpty();
            assertThat(problem(room, most + 1)).as(told).isPresent();
        }
        assertThat(problem(new Room(2e9, 1e15, 1e15), 40_000).orElseThrow()).contains("a training step takes about ", "memory and swap are 2.0 GB");
        assertThat(problem(new Room(1e15, 5e7, 1e15), 40_000).orElseThrow()).contains("HEPAR_HEAP=34g");
        assertThat(problem(new Room(1e15, 1e15, 3e7), 40_000).orElseThrow()).contains("HEPAR_JAVA_OPTS=-XX:MaxDirectMemorySize=11g");
        assertThat(problem(new Room(1e8, 1e15, 1e15), 4).orElseThrow()).contains("not even a batch of 1 fits");
    }

    @Test
    void whatLiesOnAGpuIsNotCountedHere() {
        Memory.Stage stage = new Memory.Stage(liver("cascade.liver.training.sampling.batch_size=200"), 128, 128);
        Room room = new Room(1e9, 1e15, 1e15);
        assertThat(room.problemOf("cascade.liver", stage, false)).isPresent();
        assertThat(room.problemOf("cascade.liver", stage, true)).isEmpty();
    }

    @Test
    void whatMayBeTooLittleIsWarnedOf() {
        Memory memory = memory(liver(), 128, 1e8);
        assertThat(memory.shortOf(LARGE, 1e8, false)).isEmpty();
        assertThat(memory.shortOf(new Room(3e9, 2e9, 1e9), 1e8, false)).hasSize(2);
        assertThat(memory.shortOf(new Room(4e9, 2e9, 1e9), 1e8, false)).singleElement().asString().contains("up to 2.6 GB of Java's heap", "at most 2.0 GB", "HEPAR_HEAP=3g");
        assertThat(memory.shortOf(new Room(4e9, 2e9, 1e9), 0, false)).isEmpty();
    }

    @Test
    void neighbouringSlicesTakePlaceInTheBatches() {
        assertThat(memory(liver("cascade.liver.training.network.slices=3"), 128, 0).batches()).isGreaterThan(memory(liver(), 128, 0).batches());
    }
}
