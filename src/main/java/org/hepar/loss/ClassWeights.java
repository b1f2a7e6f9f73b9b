package org.hepar.loss;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How much a pixel of each class counts in the cross entropy. */
public sealed interface ClassWeights permits ClassWeights.Uniform, ClassWeights.InverseFrequency, ClassWeights.Fixed {

    /** The weight of each class: one row for all slices of the batch, or a row for each slice, {@code [1 or n][classes]}. */
    double[][] of(ClassCounts counts);

    /** Why they cannot be those of so many classes: one line that begins with the key; empty where they can. */
    default Optional<String> problemWith(int classes) {
        return Optional.empty();
    }

    /** No weights: every pixel counts 1. */
    record Uniform() implements ClassWeights {

        @Override
        public double[][] of(ClassCounts counts) {
            double[] weights = new double[counts.classes()];
            Arrays.fill(weights, 1);
            return new double[][] {weights};
        }
    }

    /**
     * Christ et al. 2017, eq. 1: a pixel of a foreground class counts the number of pixels that are not of the class over
     * the number that are; a background pixel counts 1. A class without any pixel has none to weigh and gets 1.
     *
     * @param over which pixels are counted
     * @param maximum no class counts more than this, so that a batch with a handful of lesion pixels does not blow up
     */
    record InverseFrequency(Over over, double maximum) implements ClassWeights {

        /** Where a frequency is taken. */
        public enum Over {
            /** All slices of the batch together: n of eq. 1 is the number of pixels of the batch. */
            BATCH,
            /** Each slice by itself. */
            SLICE,
            /** All slices of the training set before augmentation: the same weights in every batch. */
            DATA_SET
        }

        public InverseFrequency {
            if (!(maximum >= 1 && Double.isFinite(maximum))) {
                throw new IllegalArgumentException("maximum (=" + maximum + ") must be at least 1; use 1e9 for eq. 1 without a bound");
            }
        }

        @Override
        public double[][] of(ClassCounts counts) {
            return switch (over) {
                case BATCH -> new double[][] {of(counts.batch())};
                case SLICE -> Arrays.stream(counts.slices()).map(this::of).toArray(double[][]::new);
                case DATA_SET -> new double[][] {of(counts.dataSet())};
            };
        }

        private double[] of(long[] pixels) {
            long all = Arrays.stream(pixels).sum();
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
            if (weights.size() < 2 || weights.stream().anyMatch(w -> !(w >= 0 && Double.isFinite(w)))) {
                throw new IllegalArgumentException("weights (=" + weights + ") must be at least 0 and finite, one a class, background first");
            }
            if (weights.stream().allMatch(w -> w == 0)) {
                throw new IllegalArgumentException("weights (=" + weights + ") must hold one above 0: where no class counts nothing is learned");
            }
            weights = List.copyOf(weights);
        }

        @Override
        public double[][] of(ClassCounts counts) {
            problemWith(counts.classes()).ifPresent(problem -> {
                throw new IllegalArgumentException(problem);
            });
            return new double[][] {weights.stream().mapToDouble(Double::doubleValue).toArray()};
        }

        @Override
        public Optional<String> problemWith(int classes) {
            return weights.size() == classes ? Optional.empty()
                    : Optional.of("weights (=" + weights + ") must be " + classes + " numbers, one a class of this network, background first");
        }
    }
}
