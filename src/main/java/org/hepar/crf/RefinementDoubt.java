package org.hepar.crf;

import java.util.List;

/** What may be wrong with a refinement, as its result shows it, and the likely reason. */
public enum RefinementDoubt {
    NOTHING_UNCERTAIN("nothing changed: no voxel is uncertain, every probability is below 0.01 or above 0.99; refine probabilities, not labels, or take region: whole"),
    NOTHING_CHANGED("no label changed: the weights are small beside the network's certainty, or appearance_hu is small beside the noise; raise a weight or the width"),
    GROWN("it has more than tripled in size: the weights outdo the network, or what lies around it looks alike; lower appearance_weight or a width"),
    VANISHED("all of it has vanished: it is smaller than the kernels reach, or the weights outdo the network; lower the weights or the widths"),
    NOT_AT_REST("it had not come to rest: the last iteration still moved probabilities; raise iterations");

    /** A mean |ΔQ| in the last iteration above this says that more of them would go on changing the result. */
    public static final double AT_REST = 1e-3;

    /** A mask so many times its size before is seldom meant. */
    private static final double GROWTH = 3;

    private final String words;

    RefinementDoubt(String words) {
        this.words = words;
    }

    /** What happened, why probably, and what to do. */
    public String words() {
        return words;
    }

    /** Whether a mask of so many voxels has become one of so many more than a refinement is for. */
    public static boolean grown(double before, double after) {
        return before > 0 && after > GROWTH * before;
    }

    /** Whether the iterations ended too early. */
    public static boolean notAtRest(List<Double> changes) {
        return !changes.isEmpty() && changes.get(changes.size() - 1) > AT_REST;
    }
}
