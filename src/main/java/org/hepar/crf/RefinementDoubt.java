package org.hepar.crf;

import java.util.List;

/** What may be wrong with a refinement, as its result shows it, and the likely reason. */
public enum RefinementDoubt {
    NOTHING_UNCERTAIN("nothing changed: no voxel is uncertain, every probability is below 0.01 or above 0.99; refine probabilities, not labels, or take region: whole"),
    NOTHING_CHANGED("no label changed: the weights are small beside the network's certainty, or appearance_hu is small beside the noise; raise a weight or the width"),
    GROWN("it has grown to a multiple of its size: the weights outdo the network, or what lies around it looks alike; lower appearance_weight or a width"),
    VANISHED("all of it has vanished: it is smaller than the kernels reach, or the weights outdo the network; lower the weights or the widths"),
    NOT_AT_REST("it had not come to rest: the last iteration still moved probabilities; raise iterations");

    /** A mean |ΔQ| in the last iteration above this says that more of them would go on changing the result. */
    public static final double AT_REST = 1e-3;

    /** A mask so many times its size before, or that of the reference, is seldom meant. */
    private static final double GROWTH = 3;
    /** What grew by less than this was too large before. */
    private static final double OWN_GROWTH = 1.5;

    private final String words;

    RefinementDoubt(String words) {
        this.words = words;
    }

    /** What happened, why probably, and what to do. */
    public String words() {
        return words;
    }

    /**
     * Whether a mask of so many voxels has become one of so many more than a refinement is for.
     *
     * @param reference voxels of the reference; {@code NaN} where there is none
     */
    public static boolean grown(double before, double after, double reference) {
        return before > 0 && (after > GROWTH * before || after > OWN_GROWTH * before && after > GROWTH * reference);
    }

    /** Whether the iterations ended too early. */
    public static boolean notAtRest(List<Double> changes) {
        return !changes.isEmpty() && changes.get(changes.size() - 1) > AT_REST;
    }
}
