package org.hepar.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hepar.config.Yaml;

/**
 * Who is in which fold: explicit lists of case ids, written once and kept with the experiments, so that a fold never
 * depends on a generator's state. Usable without the cohort, for planning on a machine that has no data.
 *
 * @param name for records and reports
 * @param folds at least one, with distinct names; no case is a test case of two folds, so each is judged once
 */
public record Split(String name, List<Fold> folds) {

    public Split {
        folds = List.copyOf(folds);
        List<String> problems = new ArrayList<>();
        if (folds.isEmpty()) {
            problems.add("folds (=[]) needs at least one fold");
        }
        Set<String> names = new LinkedHashSet<>();
        Map<String, String> testedIn = new LinkedHashMap<>();
        for (Fold fold : folds) {
            if (!names.add(fold.name())) {
                problems.add("two folds are called '" + fold.name() + "'; give each its own name");
            }
            for (String id : fold.test()) {
                String other = testedIn.putIfAbsent(id, fold.name());
                if (other != null) {
                    problems.add("case " + id + " is a test case of fold '" + other + "' and of fold '" + fold.name() + "'; let one fold test it");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("split '" + name + "': " + String.join("; ", problems));
        }
    }

    /**
     * The split of a YAML file.
     *
     * @throws org.hepar.config.ConfigException with all problems of the file, one line each
     */
    public static Split read(Path file) {
        return Yaml.read(file, Split.class, List.of());
    }

    /** The fold of that name. */
    public Fold fold(String called) {
        return folds.stream().filter(fold -> fold.name().equals(called)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "split '" + name + "' has no fold '" + called + "'; it has " + String.join(", ", folds.stream().map(Fold::name).toList())));
    }

    /** Every id that some fold names, in the order of the file. */
    public List<String> ids() {
        Set<String> all = new LinkedHashSet<>();
        folds.forEach(fold -> all.addAll(fold.ids()));
        return List.copyOf(all);
    }

    /**
     * Checks that the split and the cohort speak of the same cases.
     *
     * @throws IllegalArgumentException one line for each fold with unknown ids, and one for the cases that no fold names
     */
    public void requireIn(Cohort cohort) {
        List<String> problems = new ArrayList<>();
        for (Fold fold : folds) {
            Set<String> unknown = new LinkedHashSet<>(fold.ids());
            cohort.ids().forEach(unknown::remove);
            if (!unknown.isEmpty()) {
                problems.add("split '" + name + "', fold '" + fold.name() + "' names " + some(unknown) + ", unknown to cohort " + cohort.name()
                        + ", which has " + some(cohort.ids()) + "; correct the split file or the cohort");
            }
        }
        Set<String> missing = new LinkedHashSet<>(cohort.ids());
        ids().forEach(missing::remove);
        if (!missing.isEmpty()) {
            problems.add("split '" + name + "' leaves out " + some(missing) + " of cohort " + cohort.name()
                    + "; add them to a list of a fold, or take them out of the cohort");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    /** Enough ids to see what is meant. */
    private static String some(Iterable<String> ids) {
        List<String> all = new ArrayList<>();
        ids.forEach(all::add);
        return all.size() <= 20 ? String.join(", ", all) : String.join(", ", all.subList(0, 20)) + " and " + (all.size() - 20) + " more";
    }
}
