package org.hepar.train;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.simple.RandomSource;
import org.hepar.augment.Augmentation;
import org.hepar.augment.LabelledSlice;
import org.hepar.augment.Transform;
import org.hepar.augment.Transforms;
import org.hepar.stat.Seed;

/**
 * What each step of a training sees. A slice is a pure function of the seed, the step and its place in the batch (which
 * name its case and slice), so it is the same whoever makes it, and whenever.
 *
 * @param channels neighbouring slices that are seen as one
 * @param seed of fold and stage
 */
record SliceSource(List<PreparedCase> cases, int channels, Sampling sampling, List<Augmentation> augmentation, Sampling.Pool pool, long seed) {

    SliceSource(List<PreparedCase> cases, int channels, Sampling sampling, List<Augmentation> augmentation, long seed) {
        this(cases, channels, sampling, augmentation, Sampling.Pool.of(cases), seed);
    }

    /** Which slices a step sees. */
    List<Sampling.Choice> choices(int step) {
        return sampling.draw(seed, step, pool);
    }

    /** One of them, read and augmented; safe to call from any thread. */
    DrawnSlice drawn(int step, int place, Sampling.Choice choice) {
        LabelledSlice slice = prepared(choice);
        List<Transform> transforms = Augmentation.sampleAll(augmentation, RandomSource.XO_SHI_RO_256_PP.create(Seed.of(seed, "augmentation", step, place)));
        return new DrawnSlice(choice, transforms, Transforms.apply(transforms, slice).withoutOrgan());
    }

    /** The slice before augmentation. */
    LabelledSlice original(Sampling.Choice choice) {
        return prepared(choice).withoutOrgan();
    }

    private LabelledSlice prepared(Sampling.Choice choice) {
        return cases.get(choice.caseIndex()).slice(choice.slice(), channels);
    }

    /**
     * The batch, with both classes where that is asked for: where augmentation moved a class out of the picture, the first
     * slice that shows it before is shown unchanged.
     */
    List<DrawnSlice> complete(List<DrawnSlice> drawn) {
        if (!sampling.bothClasses()) {
            return drawn;
        }
        List<DrawnSlice> batch = new ArrayList<>(drawn);
        keep(batch, 1, pool.foreground());
        keep(batch, 0, pool.background());
        return batch;
    }

    private void keep(List<DrawnSlice> batch, int label, Sampling.Slices before) {
        if (batch.stream().anyMatch(each -> each.shows(label))) {
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            Sampling.Choice choice = batch.get(i).choice();
            if (before.members().contains(choice)) {
                batch.set(i, new DrawnSlice(choice, List.of(), original(choice)));
                return;
            }
        }
    }
}
