package org.hepar.metric;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hepar.voxel.Components;

/**
 * Which predicted lesions answer to which reference lesions, after Chlebus et al. 2018 (Scientific Reports 8:15497,
 * Fig. 2), <em>reconstructed</em>: the pseudo-code of the paper is a figure that its text does not spell out.
 *
 * <ol>
 * <li>Take the pair of one free reference and one free prediction with the highest Dice.
 * <li>Grow it: of all free lesions on either side that overlap the other side's set, add the one that raises the Dice of
 * the two sets most; again until none raises it.
 * <li>Store it, take its lesions out, begin again until no free lesions overlap.
 * <li>Keep those whose Dice is above (not at) the threshold. Lesions of the others are free of any match.
 * </ol>
 * Ties: the pair with the lowest reference id, then the lowest prediction id; when growing, a reference before a
 * prediction, then the lowest id. Dices are compared as exact fractions.
 */
final class LesionMatching {

    /** A reference and a prediction that share voxels. */
    private record Pair(int reference, int prediction, long intersection, long voxels) {
    }

    private final Side references;
    private final Side predictions;
    private final List<Pair> pairs;

    private LesionMatching(Components reference, Components prediction) {
        pairs = pairs(reference, prediction);
        references = new Side(reference);
        predictions = new Side(prediction);
        for (Pair pair : pairs) {
            references.neighbours(pair.reference()).put(pair.prediction(), pair.intersection());
            predictions.neighbours(pair.prediction()).put(pair.reference(), pair.intersection());
        }
    }

    /** The correspondences above a Dice threshold, in the order in which they were found. */
    static List<Correspondence> match(Components reference, Components prediction, double threshold) {
        return new LesionMatching(reference, prediction).all().stream().filter(c -> c.dice() > threshold).toList();
    }

    private static List<Pair> pairs(Components reference, Components prediction) {
        Map<Long, Long> shared = new TreeMap<>();
        reference.forEachShared(prediction, (r, p, voxels) -> shared.merge((long) r << 32 | p, (long) voxels, Long::sum));
        List<Pair> pairs = new ArrayList<>();
        shared.forEach((key, voxels) -> {
            int r = (int) (key >> 32);
            int p = key.intValue();
            pairs.add(new Pair(r, p, voxels, (long) reference.size(r) + prediction.size(p)));
        });
        // A stable sort: equal ones stay in the order of their ids.
        pairs.sort((x, y) -> compare(y.intersection(), y.voxels(), x.intersection(), x.voxels()));
        return pairs;
    }

    /** Compares two Dices, each half of it a fraction of shared voxels and all voxels. */
    private static int compare(long sharedA, long allA, long sharedB, long allB) {
        return Long.compare(sharedA * allB, sharedB * allA);
    }

    private List<Correspondence> all() {
        List<Correspondence> found = new ArrayList<>();
        for (Pair pair : pairs) {
            if (references.isFree(pair.reference()) && predictions.isFree(pair.prediction())) {
                found.add(grow(pair));
            }
        }
        return found;
    }

    private Correspondence grow(Pair seed) {
        references.begin();
        predictions.begin();
        references.take(seed.reference(), predictions);
        predictions.take(seed.prediction(), references);
        long shared = seed.intersection();
        long all = seed.voxels();
        while (true) {
            Side bestSide = null;
            int best = 0;
            long bestShared = shared;
            long bestAll = all;
            for (Side side : List.of(references, predictions)) {
                for (Map.Entry<Integer, Long> candidate : side.gains.entrySet()) {
                    long withShared = shared + candidate.getValue();
                    long withAll = all + side.components.size(candidate.getKey());
                    if (compare(withShared, withAll, bestShared, bestAll) > 0) {
                        bestSide = side;
                        best = candidate.getKey();
                        bestShared = withShared;
                        bestAll = withAll;
                    }
                }
            }
            if (bestSide == null) {
                return new Correspondence(references.members(), predictions.members(), 2.0 * shared / all);
            }
            bestSide.take(best, bestSide == references ? predictions : references);
            shared = bestShared;
            all = bestAll;
        }
    }

    /** The lesions of one side: which are taken, which belong to the set that grows, and what others would add to it. */
    private static final class Side {

        private final Components components;
        private final BitSet taken = new BitSet();
        private final BitSet set = new BitSet();
        private final Map<Integer, Map<Integer, Long>> neighbours = new TreeMap<>();
        /** Free lesions that overlap the other side's set, by id: how many voxels each shares with it. */
        private final Map<Integer, Long> gains = new TreeMap<>();

        private Side(Components components) {
            this.components = components;
        }

        /** Lesions of the other side that overlap one of this side, and the voxels they share. */
        private Map<Integer, Long> neighbours(int id) {
            return neighbours.computeIfAbsent(id, none -> new TreeMap<>());
        }

        private boolean isFree(int id) {
            return !taken.get(id);
        }

        private void begin() {
            set.clear();
            gains.clear();
        }

        /** Puts a lesion into the set and tells the other side what its free lesions would now share with it. */
        private void take(int id, Side other) {
            taken.set(id);
            set.set(id);
            gains.remove(id);
            neighbours(id).forEach((otherId, voxels) -> {
                if (other.isFree(otherId)) {
                    other.gains.merge(otherId, voxels, Long::sum);
                }
            });
        }

        private List<Integer> members() {
            return set.stream().boxed().toList();
        }
    }
}
