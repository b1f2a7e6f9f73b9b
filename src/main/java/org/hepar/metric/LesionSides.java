package org.hepar.metric;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hepar.metric.LesionScore.Side;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Morphology;
import org.hepar.voxel.Outside;

/**
 * The lesions of both sides of a case, told apart and measured once for each connectivity, whatever the number of contracts that
 * count them. Not for several threads.
 */
final class LesionSides {

    /** What is kept: whose objects of which structure, told apart how. */
    private record Key(Side side, String label, Connectivity connectivity) {
    }

    private final Structures reference;
    private final Structures prediction;
    private final Optional<Volume> scores;
    private final Map<Key, Lesions> lesions = new HashMap<>();
    private final Map<Side, Optional<PackedMask>> liverBoundaries = new EnumMap<>(Side.class);

    /**
     * Both sides on one grid.
     *
     * @param scores of the prediction, on the same grid: each predicted lesion has the maximum of its voxels
     */
    LesionSides(Structures reference, Structures prediction, Optional<Volume> scores) {
        this.reference = reference;
        this.prediction = prediction;
        this.scores = scores;
    }

    /** The objects of a structure, counted by a contract's rules. */
    Detection count(String label, DetectionRules rules) {
        return LesionCount.of(of(Side.REFERENCE, label, rules.connectivity()), of(Side.PREDICTION, label, rules.connectivity()), rules);
    }

    private Lesions of(Side side, String label, Connectivity connectivity) {
        return lesions.computeIfAbsent(new Key(side, label, connectivity), key -> Lesions.of(structures(side).of(label), connectivity,
                liverBoundary(side), side == Side.PREDICTION ? scores : Optional.empty()));
    }

    private Structures structures(Side side) {
        return side == Side.REFERENCE ? reference : prediction;
    }

    /** The voxels of a side's liver of which one of the 6 neighbours lies outside; empty without a liver. */
    private Optional<PackedMask> liverBoundary(Side side) {
        return liverBoundaries.computeIfAbsent(side, s -> Optional.ofNullable(structures(s).masks().get(LabelMapping.LIVER))
                .filter(liver -> !liver.isEmpty()).map(liver -> Morphology.surface(liver, Connectivity.SIX, Outside.BACKGROUND)));
    }
}
