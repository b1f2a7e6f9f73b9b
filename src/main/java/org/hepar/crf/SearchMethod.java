package org.hepar.crf;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.exception.MathIllegalStateException;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleBounds;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.hepar.config.Requirements;
import org.hepar.stat.Seed;

/**
 * In which order a search tries points of the unit cube, a side for each setting that is looked for.
 *
 * <p>Equal seeds, and equal losses where a method heeds them, give equal points: a search that was interrupted passes the same points again.
 */
public sealed interface SearchMethod {

    int MOST_TRIALS = 10_000;

    /** How many points, at most. */
    int trials();

    /**
     * Tries its points.
     *
     * @param start a point that is known to be usable, {@code [dimensions]}
     * @param loss told each point in turn; what it gives back is to be small
     */
    void search(double[] start, long seed, ToDoubleFunction<double[]> loss);

    /** Points drawn evenly, each by itself; the paper's method. One more trial changes none before it. */
    record RandomSearch(int trials) implements SearchMethod {

        public RandomSearch {
            requireTrials(trials);
        }

        @Override
        public void search(double[] start, long seed, ToDoubleFunction<double[]> loss) {
            for (int trial = 0; trial < trials; trial++) {
                UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(Seed.of(seed, "random_search", trial));
                loss.applyAsDouble(random.doubles(start.length).toArray());
            }
        }
    }

    /**
     * As many points as layers in each direction, one in each layer of each direction (McKay, Beckman &amp; Conover 1979): few trials cover each setting evenly.
     */
    record LatinHypercube(int trials) implements SearchMethod {

        public LatinHypercube {
            requireTrials(trials);
        }

        @Override
        public void search(double[] start, long seed, ToDoubleFunction<double[]> loss) {
            UniformRandomProvider random = RandomSource.XO_SHI_RO_256_PP.create(Seed.of(seed, "latin_hypercube"));
            double[][] points = new double[trials][start.length];
            for (int side = 0; side < start.length; side++) {
                int[] layers = shuffled(random);
                for (int trial = 0; trial < trials; trial++) {
                    points[trial][side] = (layers[trial] + random.nextDouble()) / trials;
                }
            }
            for (double[] point : points) {
                loss.applyAsDouble(point);
            }
        }

        private int[] shuffled(UniformRandomProvider random) {
            int[] layers = new int[trials];
            for (int i = 0; i < trials; i++) {
                int other = random.nextInt(i + 1);
                layers[i] = layers[other];
                layers[other] = i;
            }
            return layers;
        }
    }

    /**
     * Powell's BOBYQA (2009): quadratic models within a trust region, from the start on (which it moves where it is nearer to an end of a range than
     * a quarter of that); the method of the code that Christ et al. released. It ends early
     * once the region is small.
     */
    record Bobyqa(int trials) implements SearchMethod {

        private static final double TRUST_RADIUS = 0.25;
        private static final double SMALLEST_RADIUS = 0.005;

        public Bobyqa {
            requireTrials(trials);
        }

        @Override
        public void search(double[] start, long seed, ToDoubleFunction<double[]> loss) {
            int points = 2 * start.length + 1;
            if (start.length < 2 || trials < points) {
                throw new IllegalArgumentException("bobyqa with " + trials + " trials and " + start.length + " ranges needs two ranges or more and at least " + points
                        + " trials, its first model's; raise trials, or take random_search");
            }
            double[] lowest = new double[start.length];
            double[] highest = new double[start.length];
            Arrays.fill(highest, 1);
            try {
                new BOBYQAOptimizer(points, TRUST_RADIUS, SMALLEST_RADIUS).optimize(new MaxEval(trials), new ObjectiveFunction(loss::applyAsDouble), GoalType.MINIMIZE,
                        new InitialGuess(start), new SimpleBounds(lowest, highest));
            } catch (TooManyEvaluationsException e) {
                return; // its trials are spent
            } catch (MathIllegalStateException e) {
                return; // its model has come to an end, as where all points have one loss: what was tried counts
            }
        }
    }

    private static void requireTrials(int trials) {
        new Requirements().require(trials >= 1 && trials <= MOST_TRIALS, "trials (=" + trials + ") must be 1 to " + MOST_TRIALS + "; 50 are a start").check();
    }
}
