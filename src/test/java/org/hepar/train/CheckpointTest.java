package org.hepar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.hepar.config.Hash;
import org.hepar.net.Norm;
import org.hepar.net.Safetensors;
import org.hepar.net.Tensor;
import org.hepar.net.UNet;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that is cut off anywhere and taken up again ends with the bits of one that was left alone. */
class CheckpointTest {

    private static final UNet NETWORK = new UNet(1, 1, 4, Norm.BATCH, 0.2);
    private static final int STEPS_PER_EPOCH = 4;
    private static final int EPOCHS = 3;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Engine.start(2);
    }

    private final List<String> said = new ArrayList<>();

    private CheckpointFiles files(double everyMinutes) {
        return new CheckpointFiles(folder, "liver", Map.of("experiment", "e", "stage", "liver"), everyMinutes, said::add);
    }

    private static Training training(Optimiser optimiser, EarlyStopping earlyStopping, Training.Keep keep) {
        return Squares.training(NETWORK, STEPS_PER_EPOCH, EPOCHS, optimiser, earlyStopping, keep);
    }

    private static Training adamW(Training.Keep keep) {
        return training(new AdamW(0.01, 0.9, 0.999, 1e-8, 1e-4, false), new EarlyStopping.None(), keep);
    }

    /** Trains until the given step, then ends as a killed process does: without another word. 0 lets it run to its end. */
    private static Optional<TrainedNetwork> fit(Training training, Checkpoints checkpoints, int diesAt, List<Epoch> told) {
        try (PreparedCase a = Squares.prepared(8, 16, 1); PreparedCase b = Squares.prepared(8, 16, 2); PreparedCase v = Squares.prepared(4, 16, 3)) {
            return Optional.of(training.fit(List.of(a, b), List.of(v), 7, 2, checkpoints, new TrainingListener() {
                @Override
                public void step(int step, int steps, double loss) {
                    if (step == diesAt) {
                        throw new Death();
                    }
                }

                @Override
                public void epoch(Epoch epoch) {
                    told.add(epoch);
                }
            }));
        } catch (Death e) {
            return Optional.empty();
        }
    }

    private static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private byte[] bytes(TrainedNetwork trained) throws IOException {
        Path file = folder.resolve("out.safetensors");
        trained.write(file, Map.of());
        return Files.readAllBytes(file);
    }

    @Test
    void cutOffAtEachStepItEndsWithTheBitsOfAnUndisturbedTraining() throws IOException {
        cutOff(adamW(Training.Keep.BEST), 1e-9, List.of(1, 2, 4, 5, 11, 12));
        cutOff(adamW(Training.Keep.BEST), 1e9, List.of(3, 5));
        cutOff(adamW(Training.Keep.LAST), 1e9, List.of(12));
        cutOff(training(new Sgd(0.05, 0.8, true, 1e-4, false), new EarlyStopping.None(), Training.Keep.LAST), 1e-9, List.of(7));
        cutOff(training(new Adam(0.05, 0.9, 0.999, 0.1, 1e-4, true), new EarlyStopping.Patience(2, 0), Training.Keep.BEST), 1e-9, List.of(11));
        assertThat(said).isEmpty();
    }

    private void cutOff(Training training, double everyMinutes, List<Integer> steps) throws IOException {
        List<Epoch> undisturbed = new ArrayList<>();
        String expected = Hash.sha256(bytes(fit(training, new Checkpoints.None(), 0, undisturbed).orElseThrow()));
        for (int step : steps) {
            List<Epoch> told = new ArrayList<>();
            assertThat(fit(training, files(everyMinutes), step, told)).isEmpty();
            String resumed = Hash.sha256(bytes(fit(training, files(everyMinutes), 0, told).orElseThrow()));
            assertThat(resumed).as("cut off at step %d, checkpoints every %s minutes, %s", step, everyMinutes, training.optimiser()).isEqualTo(expected);
            assertThat(told).extracting(Epoch::loss).containsExactlyElementsOf(undisturbed.stream().map(Epoch::loss).toList());
            assertThat(told).extracting(Epoch::validationDice).containsExactlyElementsOf(undisturbed.stream().map(Epoch::validationDice).toList());
            assertThat(told).extracting(CheckpointTest::withoutTimes).containsExactlyElementsOf(undisturbed.stream().map(CheckpointTest::withoutTimes).toList());
            files(everyMinutes).remove();
        }
    }

    /** What was drawn and came out, which the epoch in which a training was cut off tells as if it had not been. */
    private static List<Object> withoutTimes(Epoch epoch) {
        EpochStatistics statistics = epoch.statistics();
        return List.of(epoch.epoch(), epoch.step(), epoch.learningRate(), epoch.best(), statistics.validationDice(), statistics.gradientNorm(),
                statistics.highestGradientNorm(), statistics.foregroundShare(), statistics.draws());
    }

    @Test
    void aTrainingThatHadEndedIsNotTrainedOn() throws IOException {
        byte[] expected = bytes(fit(adamW(Training.Keep.LAST), files(1e9), 0, new ArrayList<>()).orElseThrow());
        List<Epoch> told = new ArrayList<>();
        assertThat(bytes(fit(adamW(Training.Keep.LAST), files(1e9), 0, told).orElseThrow())).isEqualTo(expected);
        assertThat(told).isEmpty();
    }

    @Test
    void theTwoNewestAreKept() throws IOException {
        fit(adamW(Training.Keep.LAST), files(1e9), 0, new ArrayList<>());
        assertThat(names()).containsExactly("liver-checkpoint-00000008.safetensors", "liver-checkpoint-00000012.safetensors");
        files(1e9).remove();
        assertThat(names()).isEmpty();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).filter(name -> name.startsWith("liver-checkpoint")).sorted().toList();
        }
    }

    @Test
    void aDamagedOrForeignCheckpointIsRefusedAndTheOneBeforeItIsUsed() throws IOException {
        Random random = new Random(5);
        byte[] expected = bytes(fit(adamW(Training.Keep.LAST), new Checkpoints.None(), 0, new ArrayList<>()).orElseThrow());
        for (int damage = 0; damage < 14; damage += damage == 2 || damage == 8 ? 2 : damage == 4 ? 3 : 1) {
            said.clear();
            fit(adamW(Training.Keep.LAST), files(1e9), 10, new ArrayList<>());
            Path newest = folder.resolve("liver-checkpoint-00000008.safetensors");
            byte[] bytes = Files.readAllBytes(newest);
            if (damage < 7) {
                Files.write(newest, Arrays.copyOf(bytes, new int[] {0, 7, 8, 100, bytes.length / 2, bytes.length - 4, bytes.length - 1}[damage]));
            } else if (damage < 12) {
                bytes[8 + random.nextInt(bytes.length - 8) / (damage % 2 == 0 ? 1 : 4)] ^= (byte) (1 + random.nextInt(255));
                Files.write(newest, bytes);
            } else {
                Safetensors whole = Safetensors.read(newest);
                Map<String, String> metadata = new LinkedHashMap<>(whole.metadata());
                metadata.put(damage == 12 ? "experiment" : "format", "another");
                new Safetensors(whole.tensors(), metadata).write(newest);
            }
            List<Integer> epochs = new ArrayList<>();
            List<Epoch> told = new ArrayList<>();
            byte[] result = bytes(fit(adamW(Training.Keep.LAST), files(1e9), 0, told).orElseThrow());
            told.forEach(epoch -> epochs.add(epoch.epoch()));
            assertThat(result).as("damage %d", damage).isEqualTo(expected);
            assertThat(epochs).as("damage %d", damage).containsExactly(2, 3);
            assertThat(said).as("damage %d", damage).singleElement().asString().contains("00000008.safetensors is refused (").contains("the one before it is used")
                    .doesNotContain("\n").containsOnlyOnce(newest.getFileName().toString());
            if (damage == 12) {
                assertThat(said.get(0)).contains("its experiment is another, expected e");
            }
            files(1e9).remove();
        }
    }

    @Test
    void withoutAnyUsableCheckpointTheTrainingStartsFromTheBeginning() throws IOException {
        byte[] expected = bytes(fit(adamW(Training.Keep.LAST), new Checkpoints.None(), 0, new ArrayList<>()).orElseThrow());
        fit(adamW(Training.Keep.LAST), files(1e9), 10, new ArrayList<>());
        for (String name : names()) {
            Files.write(folder.resolve(name), new byte[50]);
        }
        List<Epoch> told = new ArrayList<>();
        assertThat(bytes(fit(adamW(Training.Keep.LAST), files(1e9), 0, told).orElseThrow())).isEqualTo(expected);
        assertThat(told).hasSize(EPOCHS);
        assertThat(said).hasSize(2).last().asString().contains("the training starts from the beginning");
    }

    @Test
    void aCheckpointIsOneReadableSafetensorsFileWithAllThatATrainingIs() {
        fit(adamW(Training.Keep.BEST), files(1e9), 6, new ArrayList<>());
        Safetensors stored = Safetensors.read(folder.resolve("liver-checkpoint-00000004.safetensors"));
        assertThat(stored.metadata()).containsEntry("format", "hepar-checkpoint-1").containsEntry("stage", "liver").containsEntry("step", "4").containsKeys("sha256", "tally_sums", "best_dice");
        assertThat(stored.tensors()).containsKeys("weights/head.weight", "weights/down0.first.norm.running_var", "moments/mean/head.weight", "moments/variance/head.weight", "best/head.weight");
    }

    @Test
    void whereACheckpointCannotBeWrittenTheTrainingStopsAndTheOneBeforeItIsUsedLater() throws IOException {
        byte[] expected = bytes(fit(adamW(Training.Keep.LAST), new Checkpoints.None(), 0, new ArrayList<>()).orElseThrow());
        for (int step : List.of(4, 8)) {
            Path inTheWay = Files.createDirectory(folder.resolve(String.format("liver-checkpoint-%08d.safetensors.part", step)));
            List<Epoch> told = new ArrayList<>();
            assertThatThrownBy(() -> fit(adamW(Training.Keep.LAST), files(1e9), 0, told)).isInstanceOf(UncheckedIOException.class)
                    .hasMessageStartingWith("cannot write the checkpoint " + folder.resolve(String.format("liver-checkpoint-%08d.safetensors (", step)))
                    .hasMessageEndingWith((step == 4 ? "there is none before it" : "the one before it is intact") + ": free some space and go on");
            assertThat(names().stream().filter(name -> name.endsWith(".safetensors"))).hasSize(step == 4 ? 0 : 1);
            Files.deleteIfExists(inTheWay);
            told.clear();
            assertThat(bytes(fit(adamW(Training.Keep.LAST), files(1e9), 0, told).orElseThrow())).isEqualTo(expected);
            assertThat(told).hasSize(step == 4 ? 3 : 2);
            files(1e9).remove();
        }
        assertThat(said).isEmpty();
    }

    @Test
    void patienceEndsATrainingWithoutGain() {
        AdamW still = new AdamW(0.01, 0.9, 0.999, 1e-8, 0, false);
        List<Epoch> told = new ArrayList<>();
        TrainedNetwork trained = fit(training(still, new EarlyStopping.Patience(1, 0.99), Training.Keep.LAST), files(1e9), 0, told).orElseThrow();
        assertThat(told).extracting(Epoch::epoch).containsExactly(1, 2);
        assertThat(trained.epoch()).isEqualTo(2);
        List<Epoch> again = new ArrayList<>();
        assertThat(fit(training(still, new EarlyStopping.Patience(1, 0.99), Training.Keep.LAST), files(1e9), 0, again).orElseThrow().epoch()).isEqualTo(2);
        assertThat(again).as("taken up after it had stopped").isEmpty();
    }

    @Test
    void aGainIsMoreThanItsMinimum() {
        EarlyStopping patience = new EarlyStopping.Patience(2, 0.25);
        assertThat(patience.isGain(0.75, 0.5)).isFalse();
        assertThat(patience.isGain(0.76, 0.5)).isTrue();
        assertThat(patience.stops(1)).isFalse();
        assertThat(patience.stops(2)).isTrue();
        assertThat(new EarlyStopping.None().stops(1_000_000)).isFalse();
    }

    @Test
    void stoppingEarlyNeedsValidationCases() {
        try (PreparedCase a = Squares.prepared(4, 16, 1)) {
            Training training = training(new AdamW(0.01, 0.9, 0.999, 1e-8, 0, false), new EarlyStopping.Patience(1, 0), Training.Keep.LAST);
            assertThatThrownBy(() -> training.fit(List.of(a), List.of(), 1, 1, new Checkpoints.None(), new TrainingListener() {
                @Override
                public void step(int step, int steps, double loss) {
                    // Nobody listens.
                }

                @Override
                public void epoch(Epoch epoch) {
                    // Nobody listens.
                }
            })).hasMessageContaining("early_stopping (=patience) needs validation cases");
        }
    }

    @Test
    void aLossThatIsNoNumberOrExplodesEndsTheTrainingWithItsBatch() {
        Training hopeless = training(new Sgd(1e20, 0, false, 0, false), new EarlyStopping.None(), Training.Keep.LAST);
        assertThatThrownBy(() -> fit(hopeless, new Checkpoints.None(), 0, new ArrayList<>())).isInstanceOfSatisfying(Diverged.class, e -> {
            assertThat(e.slices()).hasSize(4).allSatisfy(slice -> assertThat(slice.caseIndex()).isBetween(0, 1));
            assertThat(e.slices()).allSatisfy(slice -> assertThat(slice.slice()).isBetween(0, 7));
            Tensor image = e.batch().get("image");
            assertThat(image.shape()).containsExactly(4, 1, 16, 16);
            assertThat(e.batch().get("labels").shape()).containsExactly(4, 16, 16);
            // The slices that are named are the slices in the batch; nothing is augmented here.
            try (PreparedCase a = Squares.prepared(8, 16, 1); PreparedCase b = Squares.prepared(8, 16, 2)) {
                for (int n = 0; n < 4; n++) {
                    var slice = (e.slices().get(n).caseIndex() == 0 ? a : b).slice(e.slices().get(n).slice());
                    assertThat(Arrays.copyOfRange(image.values(), n * 256, (n + 1) * 256)).containsExactly(slice.image());
                    for (int i = 0; i < 256; i++) {
                        assertThat(e.batch().get("labels").values()[n * 256 + i]).isEqualTo(slice.labels()[i]);
                    }
                }
            }
        });
        assertThat(has(Double.NaN, 1, 1)).isTrue();
        assertThat(has(1, Double.NaN, 1)).isTrue();
        assertThat(has(1, Double.POSITIVE_INFINITY, 1)).isTrue();
        assertThat(has(0.5 * 1e4, 1, 0.5)).isFalse();
        assertThat(has(0.5 * 1e4 + 1, 1, 0.5)).isTrue();
        assertThat(has(9, 1, 1e-12)).as("a batch of which nothing counts").isFalse();
    }

    private static boolean has(double loss, double gradientNorm, double lossAtChance) {
        return Diverged.has(new Training.Step(loss, gradientNorm, lossAtChance));
    }

    @Test
    void aLossThatExplodesInTheFirstEpochEndsTheTraining() {
        Training tooFast = training(new Sgd(1e6, 0, false, 0, false), new EarlyStopping.None(), Training.Keep.LAST);
        assertThatThrownBy(() -> fit(tooFast, new Checkpoints.None(), 0, new ArrayList<>())).isInstanceOfSatisfying(Diverged.class, e -> {
            assertThat(e.loss()).isFinite();
            assertThat(e.gradientNorm()).isFinite();
            assertThat(e.step()).isBetween(2, tooFast.stepsPerEpoch());
            assertThat(e).hasMessageStartingWith("the loss is " + e.loss() + ", more than 10000.0 times the ").hasMessageContaining("of a network that knows nothing, at step " + e.step());
        });
    }

    @Test
    void theCourseOfAnEarlierVersionIsRead() {
        Map<String, String> text = Course.START.stepped().text();
        Map<String, String> earlier = new LinkedHashMap<>(text);
        earlier.put("first_loss", "NaN");
        assertThat(Course.of(earlier).text()).isEqualTo(text);
    }

    @Test
    void aGradientThatIsNoNumberEndsTheTrainingAtItsStepThoughTheLossIsOne() {
        LabelledVolume good = Squares.volume(8, 16, 1);
        float[] voxels = good.volume().voxels().clone();
        Arrays.fill(voxels, 3 * 256, 4 * 256, 1e25f);
        PreparedCase.write(folder.resolve("bad"), new LabelledVolume(new Volume(good.grid(), voxels), good.labels()));
        Training training = Squares.training(new UNet(1, 1, 4, Norm.NONE, 0), 40, 1, Training.Keep.LAST);
        List<Integer> steps = new ArrayList<>();
        try (PreparedCase a = Squares.prepared(8, 16, 2); PreparedCase bad = PreparedCase.open(folder.resolve("bad"))) {
            assertThatThrownBy(() -> training.fit(List.of(a, bad), List.of(), 8, 2, new Checkpoints.None(), new TrainingListener() {
                @Override
                public void step(int step, int all, double loss) {
                    assertThat(loss).as("loss of step %d", step).isLessThan(10);
                    steps.add(step);
                }

                @Override
                public void epoch(Epoch epoch) {
                    // There is none.
                }
            })).isInstanceOfSatisfying(Diverged.class, e -> {
                assertThat(e.loss()).isFinite();
                assertThat(e.gradientNorm()).isInfinite();
                assertThat(e.step()).isEqualTo(steps.size() + 1).isGreaterThan(1);
                assertThat(e).hasMessageStartingWith("the norm of the gradient is Infinity (the loss is " + e.loss() + ") at step " + e.step() + ": ");
                int place = e.slices().indexOf(new Diverged.BatchSlice(1, 3));
                assertThat(place).isNotNegative();
                assertThat(Arrays.copyOfRange(e.batch().get("image").values(), place * 256, (place + 1) * 256)).containsOnly(1e25f);
            });
        }
    }
}
