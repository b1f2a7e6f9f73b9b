package org.hepar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hepar.net.Norm;
import org.hepar.net.UNet;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {

    private static final UNet NETWORK = new UNet(1, 2, 6, Norm.BATCH, 0.1);

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Engine.start(2);
    }

    @Test
    void learnsSquaresAndFindsThemInNewSlices() {
        List<Epoch> epochs = new ArrayList<>();
        TrainedNetwork trained = fit(30, 2, Training.Keep.BEST, 1, epochs);
        LabelledVolume fresh = Squares.volume(10, 32, 99);
        float[] foreground = trained.segment(fresh.volume()).classes()[1];
        long wrong = 0;
        for (int i = 0; i < foreground.length; i++) {
            wrong += (foreground[i] > 0.5f) == (fresh.labels().labels()[i] == 1) ? 0 : 1;
        }
        assertThat((double) wrong / foreground.length).isLessThan(0.03);
        assertThat(epochs).extracting(Epoch::epoch).containsExactly(1, 2);
        assertThat(epochs.get(1).loss()).isLessThan(epochs.get(0).loss());
    }

    @Test
    void sameSeedGivesEqualBitsAndAnotherSeedDoesNot() {
        assertThat(bits(fit(5, 2, Training.Keep.LAST, 7, new ArrayList<>()))).isEqualTo(bits(fit(5, 2, Training.Keep.LAST, 7, new ArrayList<>())));
        assertThat(bits(fit(5, 2, Training.Keep.LAST, 7, new ArrayList<>()))).isNotEqualTo(bits(fit(5, 2, Training.Keep.LAST, 8, new ArrayList<>())));
    }

    @Test
    void theNumberOfDataWorkersChangesNoBit() {
        int one = bits(fit(5, 2, Training.Keep.LAST, 7, 1, new ArrayList<>()));
        assertThat(bits(fit(5, 2, Training.Keep.LAST, 7, 2, new ArrayList<>()))).isEqualTo(one);
        assertThat(bits(fit(5, 2, Training.Keep.LAST, 7, 4, new ArrayList<>()))).isEqualTo(one);
    }

    @Test
    void eachEpochTellsHowItWent() {
        List<Epoch> epochs = new ArrayList<>();
        fit(5, 2, Training.Keep.LAST, 7, epochs);
        for (Epoch epoch : epochs) {
            EpochStatistics statistics = epoch.statistics();
            assertThat(statistics.validationDice()).hasSize(2).element(1).isEqualTo(epoch.validationDice());
            assertThat(statistics.gradientNorm()).isPositive().isLessThanOrEqualTo(statistics.highestGradientNorm());
            assertThat(statistics.draws()).hasSize(2);
            assertThat(statistics.draws().stream().mapToInt(Integer::intValue).sum()).isEqualTo(20);
            assertThat(statistics.foregroundShare()).as("every slice has a square").isEqualTo(1);
            assertThat(statistics.slicesPerSecond()).isPositive();
            assertThat(statistics.readyBatches()).isBetween(0.0, 4.0);
        }
    }

    @Test
    void keepsTheEpochWithTheBestValidationDice() {
        List<Epoch> epochs = new ArrayList<>();
        TrainedNetwork trained = fit(4, 6, Training.Keep.BEST, 3, epochs);
        double best = epochs.stream().mapToDouble(Epoch::validationDice).max().orElseThrow();
        assertThat(trained.validationDice()).isEqualTo(best);
        assertThat(epochs.get(trained.epoch() - 1).validationDice()).isEqualTo(best);
        assertThat(epochs.get(trained.epoch() - 1).best()).isTrue();
    }

    @Test
    void writtenWeightsAreReadBackToEqualPredictions() {
        TrainedNetwork trained = fit(3, 1, Training.Keep.LAST, 3, new ArrayList<>());
        Path file = folder.resolve("liver.safetensors");
        trained.write(file, Map.of("stage", "liver"));
        TrainedNetwork read = TrainedNetwork.read(file, NETWORK, Map.of("stage", "liver"), (part, text) -> text);
        Volume volume = Squares.volume(3, 20, 5).volume();
        assertThat(read.segment(volume).classes()[1]).containsExactly(trained.segment(volume).classes()[1]);
        assertThatThrownBy(() -> TrainedNetwork.read(file, NETWORK, Map.of("stage", "lesion"), (part, text) -> text)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another stage").hasMessageContaining("'lesion'");
        assertThatThrownBy(() -> TrainedNetwork.read(file, new UNet(1, 1, 6, Norm.BATCH, 0.1), Map.of(), (part, text) -> text)).hasMessageContaining("another network");
    }

    @Test
    void cutOffWeightsAreRefused() throws Exception {
        TrainedNetwork trained = fit(1, 1, Training.Keep.LAST, 3, new ArrayList<>());
        Path file = folder.resolve("liver.safetensors");
        trained.write(file, Map.of());
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 7, 8, 100, bytes.length / 2, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> TrainedNetwork.read(file, NETWORK, Map.of(), (part, text) -> text)).as("cut to %d bytes", length)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("safetensors");
        }
    }

    @Test
    void slicesOfSeveralSizesAreCentredInTheBatch() {
        Batch batch = new Batch(2, 1, 2, 4, 4, new long[2]);
        var small = new org.hepar.augment.LabelledSlice(1, 2, 2, 1, 1, new float[] {1, 2, 3, 4}, new byte[] {1, 1, -1, 0});
        var large = new org.hepar.augment.LabelledSlice(1, 4, 4, 1, 1, new float[16], new byte[16]);
        batch.fill(List.of(small, large));
        try (var manager = Engine.newManager()) {
            assertThat(Arrays.copyOf(batch.image(manager).toFloatArray(), 16)).containsExactly(0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0);
            assertThat(batch.target(manager).counts().batch()).containsExactly(17, 2);
            assertThat(batch.target(manager).valid().sum().getFloat()).isEqualTo(19);
        }
    }

    @Test
    void aCopyOfTheBatchHasItsChannelsFirst() {
        Batch batch = new Batch(2, 3, 2, 2, 2, new long[2]);
        float[] image = {1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24};
        float[] other = {5, 6, 7, 8, 15, 16, 17, 18, 25, 26, 27, 28};
        byte[] labels = {1, 0, -1, 0};
        batch.fill(List.of(new org.hepar.augment.LabelledSlice(3, 2, 2, 1, 1, image, labels), new org.hepar.augment.LabelledSlice(3, 2, 2, 1, 1, other, labels)));
        Map<String, org.hepar.net.Tensor> copy = batch.copy();
        assertThat(copy.get("image").shape()).containsExactly(2, 3, 2, 2);
        assertThat(Arrays.copyOf(copy.get("image").values(), 12)).containsExactly(image);
        assertThat(Arrays.copyOfRange(copy.get("image").values(), 12, 24)).containsExactly(other);
        assertThat(copy.get("labels").values()).containsExactly(1, 0, -1, 0, 1, 0, -1, 0);
    }

    @Test
    void nothingToLearnAndNothingToChooseByAreRefused() {
        LabelledVolume volume = Squares.volume(2, 16, 1);
        PreparedCase.write(folder.resolve("empty"), new LabelledVolume(volume.volume(), new LabelMap(volume.grid(), new byte[volume.grid().voxels()])));
        try (PreparedCase empty = PreparedCase.open(folder.resolve("empty")); PreparedCase full = Squares.prepared(2, 16, 1)) {
            Training training = Squares.training(NETWORK, 1, 1, Training.Keep.BEST);
            assertThatThrownBy(() -> training.fit(List.of(empty), List.of(full), 1, 1, new Checkpoints.None(), silent())).hasMessageContaining("no slice");
            assertThatThrownBy(() -> training.fit(List.of(full), List.of(), 1, 1, new Checkpoints.None(), silent())).hasMessageContaining("keep (=best)");
        }
    }

    @Test
    void damagedPreparedCasesAreRefused() throws Exception {
        Path file = folder.resolve("case.prepared");
        PreparedCase.write(file, Squares.volume(2, 16, 1));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
        assertThatThrownBy(() -> PreparedCase.open(file)).hasMessageContaining("delete it");
        Files.write(file, new byte[100]);
        assertThatThrownBy(() -> PreparedCase.open(file)).hasMessageContaining("no prepared case");
    }

    private TrainedNetwork fit(int stepsPerEpoch, int epochs, Training.Keep keep, long seed, List<Epoch> told) {
        return fit(stepsPerEpoch, epochs, keep, seed, 2, told);
    }

    private TrainedNetwork fit(int stepsPerEpoch, int epochs, Training.Keep keep, long seed, int dataWorkers, List<Epoch> told) {
        try (PreparedCase a = Squares.prepared(12, 32, 1); PreparedCase b = Squares.prepared(12, 32, 2); PreparedCase v = Squares.prepared(6, 32, 3)) {
            return Squares.training(NETWORK, stepsPerEpoch, epochs, keep).fit(List.of(a, b), List.of(v), seed, dataWorkers, new Checkpoints.None(), new TrainingListener() {
                @Override
                public void step(int step, int steps, double loss) {
                    assertThat(loss).isFinite();
                }

                @Override
                public void epoch(Epoch epoch) {
                    told.add(epoch);
                }
            });
        }
    }

    private static TrainingListener silent() {
        return new TrainingListener() {
            @Override
            public void step(int step, int steps, double loss) {
                // Nobody listens.
            }

            @Override
            public void epoch(Epoch epoch) {
                // Nobody listens.
            }
        };
    }

    private static List<float[]> values(TrainedNetwork trained) {
        return trained.values().values().stream().map(org.hepar.net.Tensor::values).toList();
    }

    private static int bits(TrainedNetwork trained) {
        int hash = 1;
        for (float[] values : values(trained)) {
            hash = 31 * hash + Arrays.hashCode(values);
        }
        return hash;
    }
}
