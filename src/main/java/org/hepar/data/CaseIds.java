package org.hepar.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Reads case ids off the file names of several folders, as a person does: what all names of a folder begin or end with is no
 * part of the id, if it ends at a separator or where a number begins or ends.
 *
 * <p>Where the folders share file names, files of one name belong together. Otherwise, of all such cuts, the ones under which most
 * cases are in all folders; of those, the ones that cut the fewest digits away; of those, the ones that leave least. The last two
 * rules also shorten shared names, so that a case has one id whatever tool has named its prediction.
 */
final class CaseIds {

    /** The folder whose names are cut where all are the same. */
    private static final int REFERENCE = 1;

    private CaseIds() {
    }

    /**
     * How the names of each folder are cut.
     *
     * @param patterns one a folder
     * @param shared number of ids that all folders have
     * @param ambiguous whether an equally good cut pairs other files
     */
    record Cuts(List<FilePattern> patterns, int shared, boolean ambiguous) {
    }

    /** The cuts that are tried for one folder: the given one, or all that its names allow. */
    static List<FilePattern> candidates(Optional<FilePattern> given, List<String> stems) {
        if (given.isPresent()) {
            return List.of(given.get());
        }
        String first = stems.get(0);
        int prefix = first.length();
        int suffix = first.length();
        int shortest = first.length();
        for (String stem : stems) {
            prefix = Math.min(prefix, common(first, stem, false));
            suffix = Math.min(suffix, common(first, stem, true));
            shortest = Math.min(shortest, stem.length());
        }
        List<FilePattern> candidates = new ArrayList<>();
        for (int before = 0; before <= prefix; before++) {
            for (int after = 0; after <= suffix && before + after < shortest; after++) {
                int b = before;
                int a = after;
                if (stems.stream().allMatch(stem -> beginsAt(stem, b) && endsAt(stem, stem.length() - a))) {
                    candidates.add(new FilePattern(first.substring(0, before), first.substring(first.length() - after)));
                }
            }
        }
        return candidates;
    }

    private static int common(String a, String b, boolean fromEnd) {
        int n = 0;
        while (n < a.length() && n < b.length()
                && (fromEnd ? a.charAt(a.length() - 1 - n) == b.charAt(b.length() - 1 - n) : a.charAt(n) == b.charAt(n))) {
            n++;
        }
        return n;
    }

    /** Whether an id may begin here: at the start, behind a separator, or where a number begins. */
    private static boolean beginsAt(String stem, int at) {
        return at == 0 || separator(stem.charAt(at - 1)) || digit(stem.charAt(at)) && !digit(stem.charAt(at - 1));
    }

    /** Whether an id may end before this place: at the end, before a separator, or where a number has ended. */
    private static boolean endsAt(String stem, int at) {
        return at == stem.length() || separator(stem.charAt(at)) || digit(stem.charAt(at - 1)) && !digit(stem.charAt(at));
    }

    private static boolean separator(char c) {
        return c == '_' || c == '-' || c == '.' || c == ' ' || c == '/';
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    /**
     * The best cuts.
     *
     * @param candidates of each folder
     * @param stems of each folder, distinct
     * @param spelling what ids are compared by
     */
    static Cuts best(List<List<FilePattern>> candidates, List<List<String>> stems, UnaryOperator<String> spelling) {
        FilePattern whole = new FilePattern("", "");
        if (candidates.stream().allMatch(tried -> tried.contains(whole)) && !inAll(stems).isEmpty()) {
            FilePattern cut = longest(candidates.get(REFERENCE), stems);
            return new Cuts(stems.stream().map(folder -> cut).toList(), inAll(stems).size(), false);
        }
        Search search = new Search(candidates, stems, spelling);
        search.extend(new ArrayList<>(), null);
        return new Cuts(search.best, search.bestPairs.size(), search.ambiguous);
    }

    /** Of the cuts that fit the names of all folders the one that cuts no digits if it can, and then as much as it can. */
    private static FilePattern longest(List<FilePattern> cuts, List<List<String>> stems) {
        return cuts.stream().filter(cut -> stems.stream().flatMap(List::stream).allMatch(stem -> cut.id(stem).isPresent()))
                .min(Comparator.comparingInt((FilePattern cut) -> Search.digits(List.of(cut))).thenComparing(cut -> -Search.length(List.of(cut))))
                .orElseThrow();
    }

    private static Set<String> inAll(List<List<String>> stems) {
        Set<String> shared = new HashSet<>(stems.get(0));
        stems.forEach(shared::retainAll);
        return shared;
    }

    /** Tries all combinations of cuts, folder by folder. */
    private static final class Search {

        private final List<List<FilePattern>> candidates;
        /** For each folder and cut the files by their ids. */
        private final List<List<Map<String, String>>> files = new ArrayList<>();
        private List<FilePattern> best;
        private Set<List<String>> bestPairs;
        private boolean ambiguous;

        Search(List<List<FilePattern>> candidates, List<List<String>> stems, UnaryOperator<String> spelling) {
            this.candidates = candidates;
            for (int folder = 0; folder < stems.size(); folder++) {
                List<Map<String, String>> cuts = new ArrayList<>();
                for (FilePattern cut : candidates.get(folder)) {
                    Map<String, String> byId = new HashMap<>();
                    stems.get(folder).forEach(stem -> byId.put(spelling.apply(cut.id(stem).orElseThrow()), stem));
                    cuts.add(byId);
                }
                files.add(cuts);
            }
        }

        /** @param shared files of the folders so far that have one id, by it; null before the first */
        void extend(List<FilePattern> chosen, Map<String, List<String>> shared) {
            int folder = chosen.size();
            if (folder == candidates.size()) {
                judge(List.copyOf(chosen), new HashSet<>(shared.values()));
                return;
            }
            for (int cut = 0; cut < candidates.get(folder).size(); cut++) {
                Map<String, List<String>> more = new HashMap<>();
                files.get(folder).get(cut).forEach((id, file) -> {
                    if (shared == null || shared.containsKey(id)) {
                        List<String> together = new ArrayList<>(shared == null ? List.of() : shared.get(id));
                        together.add(file);
                        more.put(id, together);
                    }
                });
                if (best == null || !more.isEmpty()) {
                    chosen.add(candidates.get(folder).get(cut));
                    extend(chosen, more);
                    chosen.remove(folder);
                }
            }
        }

        private void judge(List<FilePattern> cuts, Set<List<String>> pairs) {
            int better = best == null ? 1 : Integer.compare(pairs.size(), bestPairs.size());
            better = better != 0 ? better : Integer.compare(digits(best), digits(cuts));
            if (better == 0) {
                ambiguous |= !pairs.equals(bestPairs);
                better = Integer.compare(length(cuts), length(best));
            } else if (better > 0) {
                ambiguous = false;
            }
            if (better > 0) {
                best = cuts;
                bestPairs = pairs;
            }
        }

        private static int digits(List<FilePattern> cuts) {
            return (int) cuts.stream().flatMapToInt(cut -> (cut.before() + cut.after()).chars()).filter(c -> digit((char) c)).count();
        }

        private static int length(List<FilePattern> cuts) {
            return cuts.stream().mapToInt(cut -> cut.before().length() + cut.after().length()).sum();
        }
    }
}
