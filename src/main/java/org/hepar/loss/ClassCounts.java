package org.hepar.loss;

import java.util.Arrays;

/**
 * How many pixels of each class there are, ignored ones left out: in each slice of a batch, {@code [n][classes]}, and in
 * all slices of the training set before augmentation, {@code [classes]} (zeros where that is not known).
 */
public record ClassCounts(long[][] slices, long[] dataSet) {

    public ClassCounts {
        for (long[] slice : slices) {
            if (slice.length != dataSet.length) {
                throw new IllegalArgumentException("slices (=" + slice.length + " classes) must count the " + dataSet.length + " classes that dataSet counts");
            }
        }
    }

    public int classes() {
        return dataSet.length;
    }

    /** Pixels of each class in the whole batch. */
    public long[] batch() {
        long[] sum = new long[classes()];
        for (long[] slice : slices) {
            for (int c = 0; c < sum.length; c++) {
                sum[c] += slice[c];
            }
        }
        return sum;
    }

    /** Pixels of the batch that count. */
    public long valid() {
        return Arrays.stream(batch()).sum();
    }
}
