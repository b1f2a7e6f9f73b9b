package org.hepar.io;

import org.hepar.volume.Vector;

/**
 * Which axis of the file (0 the fastest, 1, 2) the internal x, y and z run along, and whether backwards: one of 48.
 *
 * @param x file axis of the internal x
 * @param y file axis of the internal y
 * @param z file axis of the internal z
 * @param xFlipped whether the internal x grows against its file axis
 * @param yFlipped whether the internal y grows against its file axis
 * @param zFlipped whether the internal z grows against its file axis
 */
public record AxisOrder(int x, int y, int z, boolean xFlipped, boolean yFlipped, boolean zFlipped) {

    /** The file's own order: nothing moves. */
    public static final AxisOrder AS_STORED = new AxisOrder(0, 1, 2, false, false, false);

    /** Orders nearer to each other than this count as equally near, so that two headers of one scan agree in spite of rounding. */
    private static final double TIE = 1e-4;
    private static final int[][] PERMUTATIONS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    public AxisOrder {
        if (x < 0 || y < 0 || z < 0 || x > 2 || y > 2 || z > 2 || x == y || y == z || x == z) {
            throw new IllegalArgumentException("file axes (=" + x + ", " + y + ", " + z + ") must be 0, 1 and 2 in any order");
        }
    }

    /**
     * The order that turns three file axes (unit vectors, LPS) nearest to axial: x to the left, y to the back, z to the
     * head; "nearest" is the largest sum of the three cosines. Ties keep the order that moves less.
     */
    static AxisOrder nearestAxial(Vector... alongFile) {
        int[] best = PERMUTATIONS[0];
        for (int[] candidate : PERMUTATIONS) {
            best = nearness(candidate, alongFile) > nearness(best, alongFile) + TIE ? candidate : best;
        }
        return new AxisOrder(best[0], best[1], best[2],
                alongFile[best[0]].x() < 0, alongFile[best[1]].y() < 0, alongFile[best[2]].z() < 0);
    }

    private static double nearness(int[] order, Vector[] alongFile) {
        return Math.abs(alongFile[order[0]].x()) + Math.abs(alongFile[order[1]].y()) + Math.abs(alongFile[order[2]].z());
    }
}
