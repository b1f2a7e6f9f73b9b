package org.hepar.crf;

import java.util.Arrays;
import org.hepar.voxel.Workers;

/** The least and the largest of some numbers; both NaN if one of them is. */
record Range(float lowest, float highest) {

    private static final int PIECE = 1 << 16;
    /** Numbers that are compared at a time. */
    private static final int LINE = 1 << 10;

    static Range of(float[] numbers) {
        int pieces = (numbers.length + PIECE - 1) / PIECE;
        float[] lowest = new float[pieces];
        float[] highest = new float[pieces];
        Workers.share(pieces, () -> {
            float[] line = new float[LINE];
            float[] low = new float[LINE];
            float[] high = new float[LINE];
            return piece -> {
                Arrays.fill(line, numbers[piece * PIECE]);
                Arrays.fill(low, line[0]);
                Arrays.fill(high, line[0]);
                for (int i = piece * PIECE; i < Math.min(numbers.length, (piece + 1) * PIECE); i += LINE) {
                    System.arraycopy(numbers, i, line, 0, Math.min(LINE, numbers.length - i));
                    Lines.smaller(low, line);
                    Lines.larger(high, line);
                }
                lowest[piece] = lowest(low);
                highest[piece] = highest(high);
            };
        });
        return new Range(lowest(lowest), highest(highest));
    }

    private static float lowest(float[] numbers) {
        float lowest = numbers[0];
        for (float number : numbers) {
            lowest = Math.min(lowest, number);
        }
        return lowest;
    }

    private static float highest(float[] numbers) {
        float highest = numbers[0];
        for (float number : numbers) {
            highest = Math.max(highest, number);
        }
        return highest;
    }
}
