package org.hepar.loss;

import java.util.List;

/** How much a pixel of each class counts in the cross entropy. */
public sealed interface ClassWeights permits ClassWeights.Uniform, ClassWeights.InverseFrequency, ClassWeights.Fixed {

    /**
     * The weight of each class for one batch.
     *
     * @param pixels number of pixels of each class in the batch
     */
    double[] of(long[] pixels);

    /** Every pixel counts 1. */
    record Uniform() implements ClassWeights {

        @Override
        public double[] of(long[] pixels) {
            double[] weights = new double[pixels.length];
            java.util.Arrays.fill(weights, 1);
            return weights;
        }
    }

    /**
     * Christ et al. 2017, eq. 1, for each batch: a pixel of a foreground class counts the number of pixels that are not
     * of the class over the number that are; a background pixel counts 1. A class that the batch does not show has
     * no pixel to weigh and gets 1.
     *
     * @param maximum no class counts more than this, so that a batch with a handful of lesion pixels does not blow up
     */
    record InverseFrequency(double maximum) implements ClassWeights {

        public InverseFrequency {
            if (!(maximum >= 1 && Double.isFinite(maximum))) {
                throw new IllegalArgumentException("maximum (=" + maximum + ") must be at least 1; use 1e9 for eq. 1 without a bound");
            }
        }

        @Override
        public double[] of(long[] pixels) {
            long all = java.util.Arrays.stream(pixels).sum();
            double[] weights = new double[pixels.length];
            weights[0] = 1;
            for (int c = 1; c < pixels.length; c++) {
                weights[c] = pixels[c] == 0 ? 1 : Math.min(maximum, (double) (all - pixels[c]) / pixels[c]);
            }
            return weights;
        }
    }

    /** The same weights for every batch, background first; the released code of Christ et al. has 1, 13, 120. */
    record Fixed(List<Double> weights) implements ClassWeights {

        public Fixed {
            if (weights.size() < 2 || weights.stream().anyMatch(w -> !(w >= 0))) {
                throw new IllegalArgumentException("weights (=" + weights + ") must be at least 0, one a class, background first");
            }
            weights = List.copyOf(weights);
        }

        @Override
        public double[] of(long[] pixels) {
            if (pixels.length != weights.size()) {
                throw new IllegalArgumentException("weights (=" + weights + ") must be " + pixels.length + " numbers, one a class of this network");
            }
            return weights.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }
}
