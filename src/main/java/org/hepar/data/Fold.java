package org.hepar.data;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Who trains, who chooses the weights and who tests: three lists of case ids without any in common.
 *
 * @param name unique within its split; it becomes a folder name
 * @param training at least one
 * @param validation may be empty: the weights are then chosen on the training cases
 * @param test may be empty: the networks are then trained for use on other patients, and nothing is scored
 */
public record Fold(String name, List<String> training, List<String> validation, List<String> test) {

    public Fold {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        test = List.copyOf(test);
        List<String> problems = new ArrayList<>();
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
            problems.add("name (='" + name + "') must be made of letters, digits, '_', '-' and '.': it becomes a folder name");
        }
        if (training.isEmpty()) {
            problems.add("training (=[]) needs at least one case id");
        }
        requireOnce("training", training, problems);
        requireOnce("validation", validation, problems);
        requireOnce("test", test, problems);
        requireApart("training", training, "validation", validation, problems);
        requireApart("training", training, "test", test, problems);
        requireApart("validation", validation, "test", test, problems);
        Set<String> patients = new LinkedHashSet<>(training);
        patients.addAll(validation);
        patients.addAll(test);
        if (patients.size() == 1) {
            problems.add("it names one patient only, " + patients.iterator().next() + ", and needs two: one to train on, another to test on");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("fold '" + name + "': " + String.join("; ", problems));
        }
    }

    /** All ids: training, validation, test. */
    public List<String> ids() {
        List<String> all = new ArrayList<>(training);
        all.addAll(validation);
        all.addAll(test);
        return all;
    }

    private static void requireOnce(String list, List<String> ids, List<String> problems) {
        Set<String> seen = new LinkedHashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        for (String id : ids) {
            if (!seen.add(id)) {
                twice.add(id);
            }
        }
        if (!twice.isEmpty()) {
            problems.add(list + " has " + String.join(", ", twice) + " more than once; keep one");
        }
    }

    private static void requireApart(String first, List<String> a, String second, List<String> b, List<String> problems) {
        Set<String> common = new LinkedHashSet<>(a);
        common.retainAll(b);
        if (!common.isEmpty()) {
            problems.add(first + " and " + second + " share " + String.join(", ", common) + "; a case may be in one list only");
        }
    }
}
