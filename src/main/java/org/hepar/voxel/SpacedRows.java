package org.hepar.voxel;

import org.hepar.volume.PackedMask;

/**
 * The rows of a packed mask with a word of nothing before the first and after each, so that rows can be shifted by up to
 * 63 columns without what is shifted out of one coming into the next. Word w of row {@code [z,y]} is at
 * {@code z * slice + 1 + y * stride + w}.
 */
final class SpacedRows {

    final long[] words;
    /** Words from row to row. */
    final int stride;
    /** Words from slice to slice. */
    final int slice;

    SpacedRows(PackedMask mask) {
        int perRow = mask.wordsPerRow();
        int rows = mask.words().length / perRow;
        stride = perRow + 1;
        slice = mask.grid().size().y() * stride;
        words = new long[1 + rows * stride];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(mask.words(), row * perRow, words, 1 + row * stride, perRow);
        }
    }
}
