package org.hepar.crf;

import org.hepar.voxel.Workers;

/** The least and the largest of some numbers; both NaN if one of them is. */
record Range(float lowest, float highest) {

    private static final int PIECE = 1 << 16;

    static Range of(float[] numbers) {
        int pieces = (numbers.length + PIECE - 1) / PIECE;
        float[] lowest = new float[pieces];
        float[] highest = new float[pieces];
        Workers.share(pieces, () -> piece -> {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (int i = piece * PIECE; i < Math.min(numbers.length, (piece + 1) * PIECE); i++) {
                low = Math.min(low, numbers[i]);
                high = Math.max(high, numbers[i]);
            }
            lowest[piece] = low;
            highest[piece] = high;
        });
        float low = lowest[0];
        float high = highest[0];
        for (int piece = 1; piece < pieces; piece++) {
            low = Math.min(low, lowest[piece]);
            high = Math.max(high, highest[piece]);
        }
        return new Range(low, high);
    }
}
