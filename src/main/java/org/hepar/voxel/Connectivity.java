package org.hepar.voxel;

/** Which of the 26 voxels around a voxel are its neighbours. */
public enum Connectivity {

    /** Voxels that share a face. */
    SIX(1),
    /** Voxels that share a face or an edge. */
    EIGHTEEN(2),
    /** Voxels that share a face, an edge or a corner. */
    TWENTY_SIX(3);

    /** Along how many axes a neighbour may differ at once. */
    private final int axes;

    Connectivity(int axes) {
        this.axes = axes;
    }

    /** Steps to the neighbours, {@code {dz,dy,dx}} each, in scan order. */
    public int[][] offsets() {
        int[][] offsets = new int[count()][];
        int n = 0;
        for (int dz = -1; dz <= 1; dz++) {
            for (int dy = -1; dy <= 1; dy++) {
                for (int dx = -1; dx <= 1; dx++) {
                    if (neighbour(dz, dy, dx)) {
                        offsets[n++] = new int[] {dz, dy, dx};
                    }
                }
            }
        }
        return offsets;
    }

    /** Number of neighbours of a voxel that has voxels all around. */
    public int count() {
        return switch (this) {
            case SIX -> 6;
            case EIGHTEEN -> 18;
            case TWENTY_SIX -> 26;
        };
    }

    private boolean neighbour(int dz, int dy, int dx) {
        int steps = Math.abs(dz) + Math.abs(dy) + Math.abs(dx);
        return steps >= 1 && steps <= axes;
    }

    /**
     * How many columns further two runs of voxels may lie apart and still touch, when their rows differ by
     * {@code (dz,dy)}; negative when such rows are no neighbours at all.
     */
    int reachAlongRow(int dz, int dy) {
        return Math.min(1, axes - Math.abs(dz) - Math.abs(dy));
    }
}
