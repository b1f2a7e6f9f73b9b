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
 * </ol>
 * {@link ChlebusMatching} keeps those whose Dice is above its threshold; lesions of the others are free of any match.
 * Ties: the pair with the lowest reference id, then the lowest prediction id; when growing, a reference before a
 * prediction, then the lowest id. Dices are compared as exact fractions.
 */
final class LesionMatching {

    /** A reference and a prediction that share voxels: how many, and how many both have together. */
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

    /** All correspondences, whatever their Dice, in the order in which they were found. */
    static List<Correspondence> match(Components reference, Components prediction) {
        return new LesionMatching(reference, prediction).all();
    }

    private static List<Pair> pairs(Components reference, Components prediction) {
        // A stable sort: equal ones stay in the order of their ids.
        return SharedVoxels.between(reference, prediction).stream()
                .map(s -> new Pair(s.reference(), s.prediction(), s.count(), (long) reference.size(s.reference()) + prediction.size(s.prediction())))
                .sorted((x, y) -> compare(y.intersection(), y.voxels(), x.intersection(), x.voxels())).toList();
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
