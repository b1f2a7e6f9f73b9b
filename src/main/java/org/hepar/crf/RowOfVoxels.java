package org.hepar.crf;

/** What one core says and hears for the voxels of a row, one row after the other. */
final class RowOfVoxels {

    private final float[] values;
    private final float[] said;

    RowOfVoxels(int length) {
        values = new float[length];
        said = new float[length];
    }

    /**
     * What a row says; to be read before the next row.
     *
     * @param q of all classes but the background {@code [class][z,y,x]}
     * @param row counted from the first of the first slice
     * @param ofEach how much is said of Q of each class, the background first
     * @param factors what each voxel says is multiplied with, [z,y,x], or null
     */
    float[] say(float[][] q, int row, float[] ofEach, float[] factors) {
        read(q[0], row);
        Lines.line(said, values, ofEach[1] - ofEach[0], ofEach[0]);
        for (int d = 2; d < ofEach.length; d++) {
            read(q[d - 1], row);
            Lines.add(said, values, ofEach[d] - ofEach[0]);
        }
        if (factors != null) {
            read(factors, row);
            Lines.multiply(said, values);
        }
        return said;
    }

    /** Adds what a row hears, weighted and times each voxel's factor, to its log odds; what was heard is written over. */
    void hear(float[] logOdds, float[] heard, float weight, int row, float[] factors) {
        if (factors != null) {
            read(factors, row);
            Lines.multiply(heard, values);
        }
        Lines.add(logOdds, heard, weight);
    }

    private void read(float[] from, int row) {
        System.arraycopy(from, row * values.length, values, 0, values.length);
    }
}
