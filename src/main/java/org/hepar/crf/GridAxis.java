package org.hepar.crf;

import java.util.Arrays;

/**
 * One axis of a bilateral grid in space: nodes at even steps, over which a voxel is shared out ({@link Spline}), or the voxels themselves where these lie
 * hardly closer than nodes would. The nodes lie as far beyond the last voxel as before the first, so that a volume stored the other way round gives the same.
 *
 * @param nodes how many
 * @param first for each voxel, the first node that it has a share in
 * @param share {@code [node][voxel]}, the nodes from a voxel's first one on
 * @param taps of the filter between the nodes, at 0, 1, ... steps
 */
record GridAxis(int nodes, int[] first, float[][] share, float[] taps) {

    /** Nodes this many voxels apart save less than they cost. */
    private static final double FEWEST_VOXELS_A_STEP = 1.5;

    /**
     * @param spacing of the voxels, in standard deviations of the kernel
     * @param step of the nodes, likewise
     */
    static GridAxis of(int voxels, double spacing, double step) {
        int[] first = new int[voxels];
        if (voxels == 1 || step < FEWEST_VOXELS_A_STEP * spacing) {
            Arrays.setAll(first, i -> i);
            float[][] share = new float[1][voxels];
            Arrays.fill(share[0], 1);
            return new GridAxis(voxels, first, share, floats(Gaussian.taps(spacing, voxels - 1)));
        }
        double length = (voxels - 1) * spacing / step;
        int nodes = (int) length + Spline.SHARES;
        double start = (nodes - Spline.SHARES + 1 - length) / 2;
        float[] parts = new float[voxels];
        for (int i = 0; i < voxels; i++) {
            double at = start + i * spacing / step;
            first[i] = Math.min((int) at, nodes - Spline.SHARES);
            parts[i] = (float) (at - first[i]);
        }
        float[][] share = new float[Spline.SHARES][voxels];
        Spline.weights(parts, share);
        return new GridAxis(nodes, first, share, Spline.taps(step, nodes - 1));
    }

    /** How many nodes a voxel has a share in: 3, or 1 where nodes are voxels. */
    int shares() {
        return share.length;
    }

    /** Writes the shares that a voxel has. */
    void share(int voxel, float[] to) {
        for (int k = 0; k < share.length; k++) {
            to[k] = share[k][voxel];
        }
    }

    /** The first voxel that has its first share in a node, or in a later one; the number of voxels for a node behind all. */
    int firstVoxel(int node) {
        int at = Arrays.binarySearch(first, node);
        at = at < 0 ? -at - 1 : at;
        while (at > 0 && first[at - 1] == node) {
            at--;
        }
        return at;
    }

    private static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }
}
