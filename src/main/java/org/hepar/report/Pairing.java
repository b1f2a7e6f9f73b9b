package org.hepar.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hepar.config.Reason;
import org.hepar.data.RefusedCase;
import org.hepar.report.ScoreTable.Key;
import org.hepar.report.ScoreTable.Line;

/**
 * Several score tables, row by row of the same case, label, contract and comparison. Only what is in every table is paired;
 * the rest is listed in the notes, never dropped in silence. Contracts and labels stay apart.
 *
 * @param names of the inputs, short and all different
 * @param keys what is in every table, in the order of the first
 * @param rows for each input its row of each key
 * @param notes what was left out, and what else a reader must know, a line each
 */
record Pairing(List<String> names, List<Key> keys, List<Map<Key, Line>> rows, List<String> notes) {

    private static final double SAME_VOLUME = 1e-6;
    private static final int EXAMPLES = 5;
    private static final int MOST_LISTED = 50;
    private static final String REFERENCE_VOLUME = "reference_volume_ml";

    Pairing {
        names = List.copyOf(names);
        keys = List.copyOf(keys);
        rows = List.copyOf(rows);
        notes = List.copyOf(notes);
    }

    /**
     * Pairs the tables.
     *
     * @param contracts which to take; empty for all that are in every table
     * @param labels the same for labels
     * @param differentReferences whether a case may have been scored against references of different volume
     */
    static Pairing of(List<ScoreTable> tables, Collection<String> contracts, Collection<String> labels, boolean differentReferences) {
        List<String> names = names(tables.stream().map(ScoreTable::folder).toList());
        List<String> notes = new ArrayList<>();
        noteRefused(names, tables, notes);
        Set<String> chosenContracts = shared("contract", Key::contract, contracts, tables, names, notes);
        Set<String> chosenLabels = shared("label", Key::label, labels, tables, names, notes);
        List<Map<Key, Line>> rows = new ArrayList<>();
        for (ScoreTable table : tables) {
            Map<Key, Line> chosen = new LinkedHashMap<>();
            table.lines().stream().filter(line -> chosenContracts.contains(line.key().contract()) && chosenLabels.contains(line.key().label()))
                    .forEach(line -> chosen.put(line.key(), line));
            rows.add(chosen);
        }
        noteCases(names, rows, notes);
        List<Key> keys = rows.get(0).keySet().stream().filter(key -> rows.stream().allMatch(row -> row.containsKey(key))).toList();
        noteRows(names, rows, keys, notes);
        checkReferences(names, keys, rows, differentReferences, notes);
        return new Pairing(names, keys, rows, notes);
    }

    /** Contracts among the keys, in their order. */
    List<String> contracts() {
        return keys.stream().map(Key::contract).distinct().toList();
    }

    /** Ids of the paired cases. */
    List<String> cases() {
        return keys.stream().map(Key::caseId).distinct().toList();
    }

    /** A letter and a name: {@code B unet}. */
    String input(int index) {
        return letter(index) + " " + names.get(index);
    }

    static String letter(int index) {
        return String.valueOf((char) ('A' + index));
    }

    /** The shortest ends of the paths that tell them apart. */
    static List<String> names(List<Path> folders) {
        List<Path> paths = folders.stream().map(folder -> folder.toAbsolutePath().normalize()).toList();
        for (int i = 0; i < paths.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (real(paths.get(i)).equals(real(paths.get(j)))) {
                    throw new IllegalArgumentException("input " + letter(i) + " (=" + folders.get(i) + ") is the same folder as input " + letter(j)
                            + " (=" + folders.get(j) + "); name two different ones");
                }
            }
        }
        int longest = paths.stream().mapToInt(Path::getNameCount).max().orElse(1);
        for (int parts = 1; parts < longest; parts++) {
            int ends = parts;
            List<String> names = paths.stream().map(path -> end(path, ends)).toList();
            if (Set.copyOf(names).size() == names.size()) {
                return names;
            }
        }
        return paths.stream().map(Path::toString).toList();
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(path + " cannot be read: " + Reason.of(e), e));
        }
    }

    private static String end(Path path, int parts) {
        return path.getNameCount() == 0 ? path.toString() : path.subpath(Math.max(0, path.getNameCount() - parts), path.getNameCount()).toString();
    }

    /** The values of a part of the key that are in every table, or those asked for, which must be. */
    private static Set<String> shared(String part, Function<Key, String> of, Collection<String> wanted, List<ScoreTable> tables,
                                      List<String> names, List<String> notes) {
        List<Set<String>> there = tables.stream().map(table -> table.lines().stream().map(Line::key).map(of)
                .collect(Collectors.<String, Set<String>>toCollection(LinkedHashSet::new))).toList();
        Set<String> all = new LinkedHashSet<>();
        there.forEach(all::addAll);
        Set<String> common = new LinkedHashSet<>(there.get(0));
        there.forEach(common::retainAll);
        String has = IntStream.range(0, names.size()).mapToObj(i -> letter(i) + " " + names.get(i) + " has " + there.get(i)).collect(Collectors.joining(", "));
        if (common.isEmpty()) {
            throw new IllegalArgumentException("no " + part + " is in every input: " + has
                    + "; score the masks again under one " + part);
        }
        for (String one : wanted) {
            if (!common.contains(one)) {
                throw new IllegalArgumentException("--" + part + " (=" + one + ") must be in every input, which is so for " + common + " (" + has
                        + "); choose among these or score again");
            }
        }
        if (wanted.isEmpty()) {
            all.stream().filter(one -> !common.contains(one)).forEach(one -> notes.add(part + " " + one + " is left out: it is not in "
                    + inputs(names, i -> !there.get(i).contains(one))));
            return common;
        }
        return new LinkedHashSet<>(wanted);
    }

    private static String inputs(List<String> names, IntPredicate which) {
        return IntStream.range(0, names.size()).filter(which).mapToObj(i -> letter(i) + " " + names.get(i)).collect(Collectors.joining(" and "));
    }

    /** Says which cases an input could not score: they are missing there, and paired with nothing. */
    private static void noteRefused(List<String> names, List<ScoreTable> tables, List<String> notes) {
        for (int i = 0; i < names.size(); i++) {
            String input = letter(i) + " " + names.get(i);
            List<RefusedCase> refused = tables.get(i).refused();
            refused.stream().limit(EXAMPLES).forEach(one -> notes.add("case " + one.caseId() + " could not be scored in " + input + " and is left out: "
                    + one.reason()));
            if (refused.size() > EXAMPLES) {
                notes.add("... and " + (refused.size() - EXAMPLES) + " more cases that could not be scored in " + input);
            }
        }
    }

    /** Says which cases are not in every table; refuses when none is. */
    private static void noteCases(List<String> names, List<Map<Key, Line>> rows, List<String> notes) {
        List<Set<String>> ids = rows.stream().map(row -> row.keySet().stream().map(Key::caseId)
                .collect(Collectors.<String, Set<String>>toCollection(LinkedHashSet::new))).toList();
        Set<String> all = new LinkedHashSet<>();
        ids.forEach(all::addAll);
        List<String> common = all.stream().filter(id -> ids.stream().allMatch(set -> set.contains(id))).toList();
        if (common.isEmpty()) {
            throw new IllegalArgumentException("no case is in every input: " + IntStream.range(0, names.size())
                    .mapToObj(i -> letter(i) + " " + names.get(i) + " has " + some(ids.get(i), EXAMPLES)).collect(Collectors.joining("; "))
                    + "; cases are paired by id, so name the masks alike and score them again");
        }
        for (int i = 0; i < names.size(); i++) {
            Set<String> mine = ids.get(i);
            List<String> apart = mine.stream().filter(id -> !common.contains(id)).toList();
            if (!apart.isEmpty()) {
                notes.add((apart.size() == 1 ? "1 case of " : apart.size() + " cases of ") + letter(i) + " " + names.get(i)
                        + (apart.size() == 1 ? " is left out, as it is" : " are left out, as they are") + " not in every input: " + some(apart, MOST_LISTED));
            }
        }
    }

    /** Says how many rows of cases that are everywhere have no partner, such as a label that one input lacks for a case. */
    private static void noteRows(List<String> names, List<Map<Key, Line>> rows, List<Key> keys, List<String> notes) {
        Set<String> paired = keys.stream().map(Key::caseId).collect(Collectors.toSet());
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no row of case, label, contract and comparison is in every input: "
                    + IntStream.range(0, names.size()).mapToObj(i -> letter(i) + " " + names.get(i) + " has "
                    + rows.get(i).keySet().stream().findFirst().map(Key::words).orElse("none")).collect(Collectors.joining("; "))
                    + "; score both in the same way");
        }
        Set<Key> known = Set.copyOf(keys);
        for (int i = 0; i < names.size(); i++) {
            List<Key> alone = rows.get(i).keySet().stream().filter(key -> paired.contains(key.caseId()) && !known.contains(key)).toList();
            if (!alone.isEmpty()) {
                notes.add(alone.size() + (alone.size() == 1 ? " row of " : " rows of ") + letter(i) + " " + names.get(i)
                        + (alone.size() == 1 ? " has" : " have") + " no partner and" + (alone.size() == 1 ? " is" : " are") + " left out, such as "
                        + alone.get(0).words());
            }
        }
    }

    private static void checkReferences(List<String> names, List<Key> keys, List<Map<Key, Line>> rows, boolean allowed, List<String> notes) {
        Set<String> differing = new LinkedHashSet<>();
        String first = "";
        boolean unknown = false;
        for (Key key : keys) {
            double base = rows.get(0).get(key).of(REFERENCE_VOLUME);
            for (int i = 1; i < rows.size(); i++) {
                double other = rows.get(i).get(key).of(REFERENCE_VOLUME);
                unknown |= Double.isNaN(base) || Double.isNaN(other);
                if (Math.abs(base - other) > SAME_VOLUME * Math.max(Math.abs(base), Math.abs(other))) {
                    if (differing.isEmpty()) {
                        first = key.words() + ": " + millilitres(base) + " in A " + names.get(0) + ", " + millilitres(other) + " in " + letter(i)
                                + " " + names.get(i);
                    }
                    differing.add(key.caseId());
                }
            }
        }
        if (!differing.isEmpty() && !allowed) {
            String id = differing.iterator().next();
            throw new IllegalArgumentException("case " + id + (differing.size() == 1 ? " was" : " and " + (differing.size() - 1) + " more were")
                    + " scored against different references (volume of " + first
                    + "); score all inputs against the same masks, or say --different-references if that is meant");
        }
        if (!differing.isEmpty()) {
            notes.add("scored against different references, as allowed: " + String.join(", ", differing)
                    + "; a difference may come from the references as well as from the predictions");
        } else if (unknown) {
            notes.add("not all rows tell the volume of their reference, so it is not known whether all inputs were scored against the same");
        }
    }

    private static String millilitres(double volume) {
        return String.format(Locale.ROOT, "%.6g ml", volume);
    }

    private static String some(Collection<String> ids, int most) {
        return ids.stream().limit(most).collect(Collectors.joining(", ")) + (ids.size() > most ? ", ... (" + ids.size() + ")" : "");
    }
}
