package org.hepar.train;

/** How the learning rate changes over a training: a factor for each step. */
public sealed interface Schedule permits Schedule.Constant, Schedule.Polynomial, Schedule.OneCycle {

    /** Factor of the learning rate at a step, {@code 0 <= step < steps}. */
    double factor(int step, int steps);

    /** Always 1. */
    record Constant() implements Schedule {

        @Override
        public double factor(int step, int steps) {
            return 1;
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
     * One cycle (Smith &amp; Topin 2018, arXiv 1708.07120): from 1/25 up to 1 over the first share of the steps, then down
     * to 1/250,000, both along half a cosine.
     */
    record OneCycle(double warmupShare) implements Schedule {

        private static final double START = 1.0 / 25;
        private static final double END = START / 1e4;

        public OneCycle {
            new Checks().positive("warmup_share", warmupShare).share("warmup_share", warmupShare).done();
        }

        @Override
        public double factor(int step, int steps) {
            double peak = warmupShare * steps;
            return step < peak ? halfCosine(START, 1, step / peak) : halfCosine(1, END, (step - peak) / Math.max(1, steps - 1 - peak));
        }

        private static double halfCosine(double from, double to, double share) {
            return to + (from - to) * (1 + StrictMath.cos(Math.PI * Math.min(1, share))) / 2;
        }
    }
}
