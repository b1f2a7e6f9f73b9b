package org.hepar.voxel;

import java.util.Arrays;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;

/**
 * The surface voxels of one slice: a voxel is within if all its neighbours are inside. Neighbours in one row are found for
 * 64 voxels at a time by shifting the row by one bit.
 */
final class Outline {

    private final long[] words;
    private final Size size;
    private final int perRow;
    private final int z;
    /** The row of each neighbour, {@code {dz,dy,reach}}; reach 1: the voxels one column to the left and right count too. */
    private final int[][] rows;
    /** Bit 0: whether what lies beyond the array is inside. */
    private final long beyond;
    private final int lastBit;

    Outline(PackedMask mask, Connectivity connectivity, Outside outside, int z) {
        words = mask.words();
        size = mask.grid().size();
        perRow = mask.wordsPerRow();
        this.z = z;
        rows = neighbourRows(connectivity);
        beyond = outside == Outside.FOREGROUND ? 1 : 0;
        lastBit = size.x() - 1 & 63;
    }

    private static int[][] neighbourRows(Connectivity connectivity) {
        int[][] rows = new int[9][];
        int n = 0;
        for (int dz = -1; dz <= 1; dz++) {
            for (int dy = -1; dy <= 1; dy++) {
                if (connectivity.reachAlongRow(dz, dy) >= 0) {
                    rows[n++] = new int[] {dz, dy, connectivity.reachAlongRow(dz, dy)};
                }
            }
        }
        return Arrays.copyOf(rows, n);
    }

    void write(PackedMask surface) {
        for (int y = 0, at = z * size.y() * perRow; y < size.y(); y++) {
            for (int w = 0; w < perRow; w++, at++) {
                if (words[at] != 0) {
                    surface.words()[at] = words[at] & ~within(y, w, at);
                }
            }
        }
    }

    /** The voxels of a word all of whose neighbours are inside. */
    private long within(int y, int w, int at) {
        long within = -1;
        for (int[] row : rows) {
            int rowZ = z + row[0];
            int rowY = y + row[1];
            if (rowZ < 0 || rowZ >= size.z() || rowY < 0 || rowY >= size.y()) {
                within &= -beyond;
            } else {
                int there = at + (row[0] * size.y() + row[1]) * perRow;
                within &= words[there];
                if (row[2] == 1) {
                    within &= words[there] << 1 | (w == 0 ? beyond : words[there - 1] >>> 63);
                    within &= words[there] >>> 1 | (w == perRow - 1 ? beyond << lastBit : words[there + 1] << 63);
                }
            }
        }
        return within;
    }
}
