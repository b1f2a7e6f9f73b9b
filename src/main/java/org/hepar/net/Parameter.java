package org.hepar.net;

import java.util.List;

/**
 * A named array of a network before it has values.
 *
 * @param name unique in its network
 * @param shape lengths of its axes
 * @param fanIn number of values that one output sums, where it is the kernel of a sum
 * @param start how its first values are made
 */
public record Parameter(String name, List<Integer> shape, int fanIn, Start start) {

    /** How the first values of an array are made, and whether training changes them. */
    public enum Start {
        /** Drawn from the uniform distribution of He et al. 2015 (arXiv 1502.01852) with variance 2 / fan-in. */
        DRAWN,
        ZERO,
        ONE,
        /** A running statistic of batch normalisation, 0 at first: followed, not learned. */
        RUNNING_MEAN,
        /** A running statistic of batch normalisation, 1 at first: followed, not learned. */
        RUNNING_VARIANCE,
        /** The kernel of a bilinear interpolation: never changed. */
        BILINEAR;

        boolean isTrained() {
            return this == DRAWN || this == ZERO || this == ONE;
        }
    }

    public Parameter {
        shape = List.copyOf(shape);
    }

    static Parameter vector(String name, int length, Start start) {
        return new Parameter(name, List.of(length), 1, start);
    }

    long count() {
        return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
