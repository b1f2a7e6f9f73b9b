package org.hepar.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.hepar.config.Requirements;
import org.hepar.stat.Seed;

/**
 * Which slices make a batch: the first ones are drawn among slices that show the foreground, the rest among all in which
 * a pixel counts. With replacement, so that a batch may be larger than a small training set.
 *
 * @param batchSize slices a batch
 * @param foregroundShare share of a batch that surely shows the foreground, 0 to 1
 * @param bothClasses whether each batch shows foreground and background, as in Chlebus et al. 2018: where the draw or the
 *     augmentation leaves one out, a slice is drawn for it or left unchanged. A class that no training slice shows is not waited for
 * @param cases how often each case comes
 */
public record Sampling(int batchSize, double foregroundShare, boolean bothClasses, Balance cases) {

    /** How often a case is drawn. */
    public enum Balance {
        /** As often as it has slices: a long scan comes more often than a short one. */
        BY_SLICES,
        /** As often as any other that has such slices. */
        EQUALLY
    }

    public Sampling {
        new Requirements().require(batchSize >= 1, "batch_size (=" + batchSize + ") must be at least 1")
                .require(foregroundShare >= 0 && foregroundShare <= 1, "foreground_share (=" + foregroundShare + ") must be 0 to 1")
                .check();
    }

    /** A slice of a case, by their places in the training set. */
    record Choice(int caseIndex, int slice) {
    }

    /** Slices to draw from: all of them, the same by case, cases without any left out, and the same to ask for. */
    record Slices(List<Choice> all, List<List<Choice>> byCase, Set<Choice> members) {

        static Slices of(List<PreparedCase> cases, Predicate<Choice> wanted) {
            List<Choice> all = new ArrayList<>();
            List<List<Choice>> byCase = new ArrayList<>();
            for (int c = 0; c < cases.size(); c++) {
                List<Choice> own = new ArrayList<>();
                for (int z = 0; z < cases.get(c).slices(); z++) {
                    Choice choice = new Choice(c, z);
                    if (wanted.test(choice)) {
                        own.add(choice);
                    }
                }
                all.addAll(own);
                if (!own.isEmpty()) {
                    byCase.add(own);
                }
            }
            return new Slices(List.copyOf(all), List.copyOf(byCase), Set.copyOf(all));
        }

        boolean isEmpty() {
            return all.isEmpty();
        }

        Choice draw(Balance balance, UniformRandomProvider random) {
            List<Choice> from = balance == Balance.EQUALLY ? byCase.get(random.nextInt(byCase.size())) : all;
            return from.get(random.nextInt(from.size()));
        }
    }

    /** The slices that a training may draw, by what they show; those in which no pixel counts are in none. */
    record Pool(Slices any, Slices foreground, Slices background, Slices both) {

        static Pool of(List<PreparedCase> cases) {
            Predicate<Choice> foreground = choice -> cases.get(choice.caseIndex()).showsForeground(choice.slice());
            Predicate<Choice> background = choice -> cases.get(choice.caseIndex()).showsBackground(choice.slice());
            return new Pool(Slices.of(cases, foreground.or(background)), Slices.of(cases, foreground), Slices.of(cases, background),
                    Slices.of(cases, foreground.and(background)));
        }
    }

    /** The slices of one step: a pure function of the seed, the step and the pool. */
    List<Choice> draw(long seed, int step, Pool pool) {
        UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(Seed.of(seed, "sampling", step));
        int asked = Math.max(bothClasses ? 1 : 0, (int) Math.ceil(foregroundShare * batchSize));
        int sure = pool.foreground().isEmpty() ? 0 : asked;
        List<Choice> batch = new ArrayList<>();
        for (int i = 0; i < batchSize; i++) {
            Slices from = i >= sure ? pool.any() : batchSize == 1 && bothClasses && !pool.both().isEmpty() ? pool.both() : pool.foreground();
            batch.add(from.draw(cases, random));
        }
        boolean lacksBackground = bothClasses && batchSize > 1 && !pool.background().isEmpty() && batch.stream().noneMatch(pool.background().members()::contains);
        if (lacksBackground) {
            batch.set(batchSize - 1, (sure == batchSize && !pool.both().isEmpty() ? pool.both() : pool.background()).draw(cases, random));
        }
        return batch;
    }
}
