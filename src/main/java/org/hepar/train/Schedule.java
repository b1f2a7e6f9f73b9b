package org.hepar.train;

/** How the learning rate changes over a training: a factor for each step, those of PyTorch's schedulers of the same kind. */
public sealed interface Schedule permits Schedule.Constant, Schedule.Step, Schedule.Polynomial, Schedule.Cosine, Schedule.OneCycle {

    /** Factor of the learning rate at a step, {@code 0 <= step < steps}. */
    double factor(int step, int steps);

    /** Always 1. */
    record Constant() implements Schedule {

        @Override
        public double factor(int step, int steps) {
            return 1;
        }
    }

    /**
     * Multiplied by a factor after each so many steps; the released code of Christ et al. has 0.1 after 60,000.
     *
     * @param everySteps optimiser steps between two changes
     */
    record Step(int everySteps, double factor) implements Schedule {

        public Step {
            new Checks().atLeastOne("every_steps", everySteps).positive("factor", factor).done();
        }

        @Override
        public double factor(int step, int steps) {
            return StrictMath.pow(factor, step / everySteps);
        }
    }

    /** (1 - step/steps)^power, as nnU-Net has it with power 0.9. */
    record Polynomial(double power) implements Schedule {

        public Polynomial {
            new Checks().positive("power", power).done();
        }

        @Override
        public double factor(int step, int steps) {
            return StrictMath.pow(1 - (double) step / steps, power);
        }
    }

    /**
     * Half a cosine from 1 towards a final factor, which the step after the last would have (Loshchilov &amp; Hutter 2017,
     * arXiv 1608.03983, eq. 5, one period).
     *
     * @param finalFactor 0 to below 1
     */
    record Cosine(double finalFactor) implements Schedule {

        public Cosine {
            new Checks().share("final_factor", finalFactor).done();
        }

        @Override
        public double factor(int step, int steps) {
            return halfCosine(1, finalFactor, (double) step / steps);
        }
    }

    /**
     * One cycle (Smith &amp; Topin 2018, arXiv 1708.07120): from 1/25 up to 1 at the last of the first share of the steps,
     * then down to 1/250,000 at the last step, both along half a cosine. Only the learning rate is cycled, not the momentum.
     */
    record OneCycle(double warmupShare) implements Schedule {

        private static final double START = 1.0 / 25;
        private static final double END = START / 1e4;

        public OneCycle {
            new Checks().require(warmupShare > 0 && warmupShare < 1, "warmup_share (=" + warmupShare + ") must be above 0 and below 1").done();
        }

        @Override
        public double factor(int step, int steps) {
            double peak = Math.max(0, warmupShare * steps - 1);
            return step < peak ? halfCosine(START, 1, step / peak) : halfCosine(1, END, (step - peak) / Math.max(1, steps - 1 - peak));
        }
    }

    private static double halfCosine(double from, double to, double share) {
        return to + (from - to) * (1 + StrictMath.cos(Math.PI * Math.min(1, share))) / 2;
    }
}
