package org.hepar.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.hepar.metric.LitsMatching.Form;
import org.hepar.volume.Size;
import org.hepar.voxel.Components;

/**
 * The lesions of one case, matched and counted by the rule of {@link LitsMatching}.
 *
 * <p>The program numbers components in the scan order of the stored array {@code [x,y,z]}, x slowest; numbers decide ties and, as it is,
 * on which pairs its faults fall. Here they are numbered as in a file stored like those of LiTS: x to the left, y to the front, z to the
 * head. The program would give other counts for the same masks in a file stored otherwise.
 */
final class LitsScorer {

    /** References merged under one prediction and the predictions merged under them, all by number, ascending. */
    private record Group(List<Integer> references, List<Integer> predictions) {

        /** The number under which the program keeps the merged references. */
        int reference() {
            return references.get(0);
        }

        /** The number under which the program keeps the merged predictions. */
        int prediction() {
            return predictions.get(0);
        }
    }

    private final Numbered references;
    private final Numbered predictions;
    /** For each prediction, by number, the voxels that it shares with each reference, by number. */
    private final Map<Integer, Map<Integer, Long>> shared = new TreeMap<>();

    LitsScorer(Components reference, Components prediction) {
        references = new Numbered(reference);
        predictions = new Numbered(prediction);
        for (SharedVoxels pair : SharedVoxels.between(reference, prediction)) {
            shared.computeIfAbsent(predictions.number(pair.prediction()), none -> new TreeMap<>()).put(references.number(pair.reference()), pair.count());
        }
    }

    Tally tally(double threshold, Form form) {
        List<Group> groups = groups();
        Trimming trimming = new Trimming(groups);
        List<Correspondence> kept = new ArrayList<>();
        int truePositives = groups.size();
        for (Group group : groups) {
            long intersection = shared(group.predictions(), group.references());
            long voxels = predictions.voxels(group.predictions()) + references.voxels(group.references());
            long union = form == Form.CORRECTED ? voxels - intersection : trimming.union(group);
            if ((double) intersection / union > threshold) {
                kept.add(new Correspondence(references.ids(group.references()), predictions.ids(group.predictions()), 2.0 * intersection / voxels));
            } else {
                truePositives -= form == Form.CORRECTED ? 1 : group.references().size();
                trimming.trim(group);
            }
        }
        return Tally.of(kept, truePositives, truePositives, predictions.components.count() - truePositives);
    }

    /** Merges references under predictions, then predictions under merged references; groups by their first prediction. */
    private List<Group> groups() {
        Map<Integer, Integer> first = firstOfMerged(bestPredictions());
        Map<Integer, List<Integer>> merged = new TreeMap<>();
        first.forEach((reference, of) -> merged.computeIfAbsent(of, none -> new ArrayList<>()).add(reference));
        Map<Integer, List<Integer>> under = new TreeMap<>();
        shared.forEach((prediction, with) -> {
            Map<Integer, Long> sums = new TreeMap<>();
            with.forEach((reference, voxels) -> sums.merge(first.get(reference), voxels, Long::sum));
            under.computeIfAbsent(most(sums), none -> new ArrayList<>()).add(prediction);
        });
        return under.entrySet().stream().map(entry -> new Group(merged.get(entry.getKey()), entry.getValue()))
                .sorted(Comparator.comparingInt(Group::prediction)).toList();
    }

    /** For each reference that shares voxels with any, the prediction that shares most. */
    private Map<Integer, Integer> bestPredictions() {
        Map<Integer, Map<Integer, Long>> byReference = new TreeMap<>();
        shared.forEach((prediction, with) -> with.forEach((reference, voxels) ->
                byReference.computeIfAbsent(reference, none -> new TreeMap<>()).put(prediction, voxels)));
        Map<Integer, Integer> best = new TreeMap<>();
        byReference.forEach((reference, with) -> best.put(reference, most(with)));
        return best;
    }

    /** For each reference the lowest one that has the same best prediction. */
    private static Map<Integer, Integer> firstOfMerged(Map<Integer, Integer> bestPredictions) {
        Map<Integer, Integer> firstUnder = new HashMap<>();
        Map<Integer, Integer> first = new TreeMap<>();
        bestPredictions.forEach((reference, prediction) -> first.put(reference, firstUnder.computeIfAbsent(prediction, none -> reference)));
        return first;
    }

    /** The key of the largest value; of equal ones the lowest. */
    private static int most(Map<Integer, Long> voxels) {
        int best = 0;
        long most = 0;
        for (Map.Entry<Integer, Long> entry : voxels.entrySet()) {
            if (entry.getValue() > most) {
                best = entry.getKey();
                most = entry.getValue();
            }
        }
        return best;
    }

    private long shared(List<Integer> of, List<Integer> with) {
        return of.stream().mapToLong(p -> with.stream().mapToLong(r -> shared.get(p).getOrDefault(r, 0L)).sum()).sum();
    }

    /** What the program keeps in its array of matched predictions while it removes those at or below the threshold. */
    private final class Trimming {

        /** The byte that the program writes into each prediction's voxels: the number of its merged references, wrapped at 256. */
        private final Map<Integer, Integer> written = new TreeMap<>();

        private Trimming(List<Group> groups) {
            groups.forEach(group -> group.predictions().forEach(prediction -> written.put(prediction, group.reference() & 0xff)));
        }

        /** Union of the merged references and of all voxels in which the byte equals the number of the <em>prediction</em>. */
        private long union(Group group) {
            List<Integer> lookedUp = predictionsWith(group.prediction());
            return predictions.voxels(lookedUp) + references.voxels(group.references())
                    - shared(lookedUp, group.references());
        }

        private void trim(Group group) {
            predictionsWith(group.reference()).forEach(written::remove);
        }

        private List<Integer> predictionsWith(int number) {
            return written.entrySet().stream().filter(entry -> entry.getValue() == number).map(Map.Entry::getKey).toList();
        }
    }

    /** Components under the numbers that the program gives them. */
    private static final class Numbered {

        private final Components components;
        /** Ids in the order of their numbers: number n is that of the id at n - 1. */
        private final int[] ids;
        private final int[] numbers;

        private Numbered(Components components) {
            this.components = components;
            Size size = components.grid().size();
            long[] first = new long[components.count()];
            Arrays.fill(first, Long.MAX_VALUE);
            components.forEachRun((id, z, y, x0, x1) -> first[id - 1] = Math.min(first[id - 1], ((long) x0 * size.y() + size.y() - 1 - y) * size.z() + z));
            ids = IntStream.rangeClosed(1, components.count()).boxed().sorted(Comparator.comparingLong(id -> first[id - 1]))
                    .mapToInt(Integer::intValue).toArray();
            numbers = new int[ids.length];
            IntStream.range(0, ids.length).forEach(i -> numbers[ids[i] - 1] = i + 1);
        }

        private int number(int id) {
            return numbers[id - 1];
        }

        private List<Integer> ids(List<Integer> these) {
            return these.stream().map(number -> ids[number - 1]).sorted().toList();
        }

        private long voxels(List<Integer> these) {
            return these.stream().mapToLong(number -> components.size(ids[number - 1])).sum();
        }
    }
}
