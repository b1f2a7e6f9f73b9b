package org.hepar.train;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.hepar.config.Requirements;
import org.hepar.stat.Seed;

/**
 * Which slices make a batch: the first ones are drawn among slices that show the foreground, the rest among all.
 *
 * @param batchSize slices a batch
 * @param foregroundShare share of a batch that surely shows the foreground, 0 to 1
 */
public record Sampling(int batchSize, double foregroundShare) {

    public Sampling {
        new Requirements().require(batchSize >= 1, "batch_size (=" + batchSize + ") must be at least 1")
                .require(foregroundShare >= 0 && foregroundShare <= 1, "foreground_share (=" + foregroundShare + ") must be 0 to 1")
                .check();
    }

    /** A slice of a case, by their places in the training set. */
    record Choice(int caseIndex, int slice) {
    }

    /** The slices that a training may draw. */
    record Pool(List<Choice> all, List<Choice> foreground) {

        static Pool of(List<PreparedCase> cases) {
            List<Choice> all = new ArrayList<>();
            List<Choice> foreground = new ArrayList<>();
            for (int c = 0; c < cases.size(); c++) {
                for (int z = 0; z < cases.get(c).slices(); z++) {
                    all.add(new Choice(c, z));
                    if (cases.get(c).showsForeground(z)) {
                        foreground.add(new Choice(c, z));
                    }
                }
            }
            return new Pool(all, foreground);
        }
    }

    /** The slices of one step: a pure function of the seed, the step and the pool. */
    List<Choice> draw(long seed, int step, Pool pool) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(Seed.of(seed, "sampling", step));
        int sure = pool.foreground().isEmpty() ? 0 : (int) Math.ceil(foregroundShare * batchSize);
        List<Choice> batch = new ArrayList<>();
        for (int i = 0; i < batchSize; i++) {
            List<Choice> from = i < sure ? pool.foreground() : pool.all();
            batch.add(from.get(random.nextInt(from.size())));
        }
        return batch;
    }
}
