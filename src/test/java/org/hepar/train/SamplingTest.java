package org.hepar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hepar.augment.Augmentation;
import org.hepar.augment.Translation;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SamplingTest {

    private static final int SIDE = 12;

    /** What a slice of a made case shows. */
    private static final int BACKGROUND = 0;
    private static final int FOREGROUND = 1;
    private static final int BOTH = 2;
    private static final int NOTHING = 3;

    private List<PreparedCase> cases;

    /** A long case almost without foreground, and a short one full of it. */
    @BeforeEach
    void prepare() {
        int[] rare = new int[40];
        rare[7] = BOTH;
        rare[20] = NOTHING;
        cases = List.of(prepared(rare), prepared(new int[] {BOTH, FOREGROUND, BOTH, BACKGROUND}));
    }

    @AfterEach
    void close() {
        cases.forEach(PreparedCase::close);
    }

    private static PreparedCase prepared(int[] slices) {
        Grid grid = Grid.axial(new Size(slices.length, SIDE, SIDE), new Spacing(3, 1, 1));
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int kind = slices[i / (SIDE * SIDE)];
            int x = i % SIDE;
            labels[i] = (byte) (kind == NOTHING ? -1 : kind == FOREGROUND ? 1 : kind == BOTH && x < 2 ? 1 : 0);
        }
        try {
            Path file = Files.createTempFile("sampling", ".prepared");
            PreparedCase.write(file, new LabelledVolume(new Volume(grid, new float[grid.voxels()]), new LabelMap(grid, labels)));
            PreparedCase opened = PreparedCase.open(file);
            Files.delete(file);
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean shows(Sampling.Choice choice, int label) {
        PreparedCase of = cases.get(choice.caseIndex());
        return label == 1 ? of.showsForeground(choice.slice()) : of.showsBackground(choice.slice());
    }

    @Test
    void theAskedShareOfABatchSurelyShowsTheForeground() {
        Sampling.Pool pool = Sampling.Pool.of(cases);
        for (double share : new double[] {0, 0.3, 0.5, 1}) {
            Sampling sampling = new Sampling(5, share, false, Sampling.Balance.BY_SLICES);
            for (int step = 0; step < 200; step++) {
                long foreground = sampling.draw(3, step, pool).stream().filter(choice -> shows(choice, 1)).count();
                assertThat(foreground).as("share %s, step %d", share, step).isGreaterThanOrEqualTo((long) Math.ceil(5 * share));
            }
        }
    }

    @Test
    void eachBatchShowsBothClassesWhereThatIsAsked() {
        Sampling.Pool pool = Sampling.Pool.of(cases);
        for (int size : new int[] {1, 2, 3, 6}) {
            for (double share : new double[] {0, 0.5, 1}) {
                for (Sampling.Balance balance : Sampling.Balance.values()) {
                    Sampling sampling = new Sampling(size, share, true, balance);
                    for (int step = 0; step < 300; step++) {
                        List<Sampling.Choice> batch = sampling.draw(5, step, pool);
                        assertThat(batch).hasSize(size).as("%s, step %d", sampling, step).anyMatch(choice -> shows(choice, 1)).anyMatch(choice -> shows(choice, 0));
                        assertThat(batch.stream().filter(choice -> shows(choice, 1)).count()).isGreaterThanOrEqualTo((long) Math.ceil(size * share));
                    }
                }
            }
        }
    }

    @Test
    void aClassThatNoSliceShowsIsNotWaitedFor() {
        try (PreparedCase background = prepared(new int[3]); PreparedCase foreground = prepared(new int[] {FOREGROUND, FOREGROUND})) {
            Sampling sampling = new Sampling(2, 0.5, true, Sampling.Balance.EQUALLY);
            assertThat(sampling.draw(1, 0, Sampling.Pool.of(List.of(background)))).hasSize(2);
            assertThat(sampling.draw(1, 0, Sampling.Pool.of(List.of(foreground)))).hasSize(2);
        }
    }

    @Test
    void slicesInWhichNoPixelCountsAreNeverDrawn() {
        Sampling.Pool pool = Sampling.Pool.of(cases);
        Sampling sampling = new Sampling(6, 0, false, Sampling.Balance.BY_SLICES);
        Set<Sampling.Choice> drawn = new HashSet<>();
        for (int step = 0; step < 500; step++) {
            drawn.addAll(sampling.draw(9, step, pool));
        }
        assertThat(drawn).hasSize(43).doesNotContain(new Sampling.Choice(0, 20));
    }

    @Test
    void casesComeBySlicesOrEqually() {
        Sampling.Pool pool = Sampling.Pool.of(cases);
        assertThat(shareOfFirst(new Sampling(4, 0, false, Sampling.Balance.BY_SLICES), pool)).isCloseTo(39.0 / 43, within(0.02));
        assertThat(shareOfFirst(new Sampling(4, 0, false, Sampling.Balance.EQUALLY), pool)).isCloseTo(0.5, within(0.03));
        assertThat(shareOfFirst(new Sampling(4, 1, false, Sampling.Balance.BY_SLICES), pool)).isCloseTo(0.25, within(0.03));
        assertThat(shareOfFirst(new Sampling(4, 1, false, Sampling.Balance.EQUALLY), pool)).isCloseTo(0.5, within(0.03));
    }

    private static double shareOfFirst(Sampling sampling, Sampling.Pool pool) {
        int first = 0;
        for (int step = 0; step < 1000; step++) {
            for (Sampling.Choice choice : sampling.draw(11, step, pool)) {
                first += choice.caseIndex() == 0 ? 1 : 0;
            }
        }
        return first / 4000.0;
    }

    @Test
    void aClassThatAugmentationMovesOutOfThePictureIsKept() {
        // The foreground is two columns at the left edge: most shifts of up to 12 mm to the left or far to the right lose it.
        List<Augmentation> shifts = List.of(new Translation(12, 1));
        SliceSource source = new SliceSource(cases, 1, new Sampling(2, 0.5, true, Sampling.Balance.BY_SLICES), shifts, 4);
        SliceSource without = new SliceSource(cases, 1, new Sampling(2, 0.5, false, Sampling.Balance.BY_SLICES), shifts, 4);
        int lost = 0;
        for (int step = 0; step < 200; step++) {
            assertThat(batch(source, step)).as("step %d", step).anyMatch(each -> each.shows(1)).anyMatch(each -> each.shows(0));
            lost += batch(without, step).stream().noneMatch(each -> each.shows(1)) ? 1 : 0;
        }
        assertThat(lost).isPositive();
    }

    private static List<DrawnSlice> batch(SliceSource source, int step) {
        List<DrawnSlice> batch = new java.util.ArrayList<>();
        for (Sampling.Choice choice : source.choices(step)) {
            batch.add(source.drawn(step, batch.size(), choice));
        }
        return source.complete(batch);
    }
}
