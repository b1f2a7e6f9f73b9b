package org.hepar.train;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What stands between a file of weights and a network, in lines for people. One wrong rule makes every array under it a mismatch: of many alike
 * the first few are named, and what they have in common is said once, with the likely cure.
 *
 * @param stored names of the file's arrays
 * @param others lines about single arrays
 * @param lacking arrays that the file does not have, by the rule that they are looked for by; without a rule under ""
 * @param left lines about arrays of the file that nothing here takes
 */
record Misfits(Set<String> stored, NameMap names, List<String> others, Map<String, List<Lacking>> lacking, List<String> left) {

    /** So many of a kind are named one by one. */
    private static final int ALL_NAMED = 5;
    /** Of more, so many. */
    private static final int FIRST_NAMED = 3;
    private static final int BEGINNINGS = 6;
    private static final String ANY = "*";

    /** An array that is not in the file under the name it is looked for by, and the line that says so. */
    private record Lacking(String theirs, String line) {
    }

    Misfits(Set<String> stored, NameMap names) {
        this(stored, names, new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>());
    }

    void add(String line) {
        others.add(line);
    }

    void addLacking(String ours, String theirs, String line) {
        lacking.computeIfAbsent(names.rule(ours).orElse(""), rule -> new ArrayList<>()).add(new Lacking(theirs, line));
    }

    void addLeft(String line) {
        left.add(line);
    }

    boolean isEmpty() {
        return others.isEmpty() && lacking.isEmpty() && left.isEmpty();
    }

    /** A line each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lacking.forEach((rule, arrays) -> {
            lines.addAll(firstOf(arrays.stream().map(Lacking::line).toList(),
                    rule.isEmpty() ? "arrays of the network without a rule under names are not in the file" : "arrays under the rule " + said(rule) + " are not in the file"));
            if (arrays.size() > ALL_NAMED) {
                lines.add(cure(rule, arrays.stream().map(Lacking::theirs).toList()));
            }
        });
        lines.addAll(others);
        lines.addAll(firstOf(left, "arrays of the file are taken by nothing here"));
        return lines;
    }

    private static List<String> firstOf(List<String> all, String rest) {
        if (all.size() <= ALL_NAMED) {
            return all;
        }
        List<String> some = new ArrayList<>(all.subList(0, FIRST_NAMED));
        some.add("... and " + (all.size() - FIRST_NAMED) + " more " + rest);
        return some;
    }

    private String said(String rule) {
        return "'" + rule + "': '" + names.rules().get(rule) + "'";
    }

    /** What most likely has to be changed for so many. */
    private String cure(String rule, List<String> theirs) {
        String before = missingBeginning(theirs);
        if (!before.isEmpty()) {
            long there = theirs.stream().filter(name -> stored.contains(before + name)).count();
            return there + " of these " + theirs.size() + " are in the file with '" + before + "' before their names: "
                    + (rule.isEmpty() ? "say names: {'" + ANY + "': '" + before + ANY + "'}" : "make it " + "'" + rule + "': '" + before + names.rules().get(rule) + "' under names");
        }
        String beginning = rule.isEmpty() ? "" : names.rules().get(rule).split("\\*", 2)[0];
        if (!beginning.isEmpty() && stored.stream().noneMatch(name -> name.startsWith(beginning))) {
            return "no name in the file begins with '" + beginning + "'; they begin with " + beginnings(stored) + ": correct the rule " + said(rule) + " under names";
        }
        return "names in the file begin with " + beginnings(stored) + ": " + (rule.isEmpty() ? "say under names what the arrays are called there" : "correct the rule " + said(rule) + " under names");
    }

    /** What has to stand before the names for most of them to be in the file, such as the {@code module.} of a wrapper; empty where nothing helps. */
    private String missingBeginning(Collection<String> theirs) {
        Map<String, Long> found = new TreeMap<>();
        for (String name : theirs) {
            stored.stream().filter(one -> one.endsWith("." + name)).map(one -> one.substring(0, one.length() - name.length())).forEach(before -> found.merge(before, 1L, Long::sum));
        }
        return found.entrySet().stream().filter(entry -> 2 * entry.getValue() > theirs.size()).max(Map.Entry.comparingByValue()).map(Map.Entry::getKey).orElse("");
    }

    /** The parts of names up to their first dot, those of most arrays first. */
    private static String beginnings(Collection<String> names) {
        Map<String, Long> counted = names.stream().collect(Collectors.groupingBy(name -> name.contains(".") ? name.substring(0, name.indexOf('.') + 1) : name,
                TreeMap::new, Collectors.counting()));
        List<String> most = counted.entrySet().stream().sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())).limit(BEGINNINGS)
                .map(entry -> "'" + entry.getKey() + "' (" + entry.getValue() + ")").toList();
        return String.join(", ", most) + (counted.size() > BEGINNINGS ? ", ..." : "");
    }
}
