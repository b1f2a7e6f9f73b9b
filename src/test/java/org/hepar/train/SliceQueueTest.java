package org.hepar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.hepar.augment.Augmentation;
import org.hepar.augment.Elastic;
import org.hepar.augment.GaussianNoise;
import org.hepar.augment.Rotation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SliceQueueTest {

    private static final int STEPS = 11;
    private static final List<Augmentation> AUGMENTATION = List.of(new Rotation(20, 0.8), new Elastic(8, 2, 0.5), new GaussianNoise(0.3, 0.5));

    private List<PreparedCase> cases;

    @BeforeEach
    void prepare() {
        cases = List.of(Squares.prepared(9, 24, 1), Squares.prepared(5, 24, 2));
    }

    @AfterEach
    void close() {
        cases.forEach(PreparedCase::close);
    }

    private SliceSource source() {
        return new SliceSource(cases, 1, new Sampling(3, 0.5, true, Sampling.Balance.BY_SLICES), AUGMENTATION, 77);
    }

    private List<String> batches(int firstStep, int workers) {
        List<String> batches = new ArrayList<>();
        try (SliceQueue queue = new SliceQueue(source(), firstStep, STEPS, workers)) {
            for (int step = firstStep; step < STEPS; step++) {
                StringBuilder text = new StringBuilder();
                for (DrawnSlice drawn : queue.next()) {
                    text.append(drawn.choice()).append(drawn.transforms()).append(Arrays.hashCode(drawn.slice().image())).append(Arrays.hashCode(drawn.slice().labels()));
                }
                batches.add(text.toString());
            }
        }
        return batches;
    }

    @Test
    void theNumberOfWorkersChangesNoBit() {
        List<String> one = batches(0, 1);
        assertThat(one).hasSize(STEPS).doesNotHaveDuplicates();
        assertThat(batches(0, 2)).isEqualTo(one);
        assertThat(batches(0, 4)).isEqualTo(one);
    }

    @Test
    void aQueueThatStartsLaterGivesTheSameBatchesFromThere() {
        assertThat(batches(7, 2)).isEqualTo(batches(0, 1).subList(7, STEPS));
        assertThat(batches(STEPS, 2)).isEmpty();
    }

    @Test
    void thereIsNothingBeyondTheLastStep() {
        try (SliceQueue queue = new SliceQueue(source(), STEPS - 1, STEPS, 1)) {
            queue.next();
            assertThatThrownBy(queue::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void batchesAreReadyBeforeTheyAreAskedFor() throws InterruptedException {
        try (SliceQueue queue = new SliceQueue(source(), 0, STEPS, 2)) {
            queue.next();
            for (int attempt = 0; attempt < 200 && queue.readyBatches() < 4; attempt++) {
                Thread.sleep(20);
                if (attempt < STEPS - 5) {
                    queue.next();
                }
            }
            assertThat(queue.readyBatches()).isEqualTo(4);
            assertThat(queue.waitedSeconds()).isNotNegative();
        }
    }

    @Test
    void whatAWorkerFailsOnIsThrownWhereTheBatchIsAskedFor() {
        SliceSource source = source();
        cases.forEach(PreparedCase::close);
        try (SliceQueue queue = new SliceQueue(source, 0, STEPS, 2)) {
            assertThatThrownBy(queue::next).isInstanceOf(java.io.UncheckedIOException.class).hasMessageContaining("cannot read slice");
        }
    }

    @Test
    void aTallyGoesOnFromItsText() {
        SliceSource source = source();
        EpochTally whole = new EpochTally(2);
        EpochTally half = new EpochTally(2);
        try (SliceQueue queue = new SliceQueue(source, 0, STEPS, 1)) {
            for (int step = 0; step < STEPS; step++) {
                if (step == 4) {
                    half = EpochTally.of(2, half.text());
                }
                List<DrawnSlice> batch = queue.next();
                for (EpochTally tally : List.of(whole, half)) {
                    tally.add(batch, 0.1 * step, step % 3);
                    tally.add(1.0 / (step + 1), Math.sqrt(step));
                }
            }
        }
        assertThat(half.loss()).isEqualTo(whole.loss());
        EpochStatistics expected = whole.statistics(List.of(0.9, 0.8), 2);
        assertThat(half.statistics(List.of(0.9, 0.8), 2)).usingRecursiveComparison().ignoringFields("residentMb", "cpuPercent").isEqualTo(expected);
        assertThat(expected.draws().stream().mapToInt(Integer::intValue).sum()).isEqualTo(3 * STEPS);
        assertThat(expected.foregroundShare()).isBetween(0.5, 1.0);
        assertThat(expected.slicesPerSecond()).isEqualTo(3 * STEPS / 2.0);
        assertThat(expected.highestGradientNorm()).isEqualTo(Math.sqrt(STEPS - 1));
        assertThat(EpochTally.of(2, Map.of()).text()).isEqualTo(new EpochTally(2).text());
    }
}
