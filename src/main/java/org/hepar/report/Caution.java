package org.hepar.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hepar.report.ScoreTable.Line;
import org.hepar.stat.Wilcoxon;

/**
 * What the numbers of a comparison cannot say, in plain sentences: too few cases for any test, too many tests for so few
 * cases, cases that count on one side only, folds whose training sets overlap.
 */
record Caution(Pairing pairing, List<Difference> differences) {

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (differences.stream().allMatch(difference -> difference.differing() == 0)) {
            lines.add("no value differs between the inputs; do they hold scores of the same predictions?");
        }
        lines.addAll(tooFew());
        lines.addAll(tooManyTests());
        lines.addAll(oneSided());
        lines.addAll(folds());
        return lines;
    }

    /** By the number of cases that differ, on which the smallest p depends. */
    private List<String> tooFew() {
        return saidOnce(difference -> {
            String smallest = ": the smallest possible p is " + shortly(Wilcoxon.smallestP(difference.differing()));
            if (difference.n() == 0) {
                return "no case has a value in both inputs";
            }
            if (!difference.power().signedRankCanShow()) {
                return "with n = " + difference.n() + " no signed-rank test can show anything at " + Difference.ALPHA
                        + ": the smallest possible p is " + shortly(difference.power().smallestSignedRankP())
                        + "; a t-test of so few cases rests on the belief that differences are normal, and a bootstrap interval comes out too narrow";
            }
            return difference.differing() == 0 || Wilcoxon.smallestP(difference.differing()) <= Difference.ALPHA ? ""
                    : "of n = " + difference.n() + " cases only " + difference.differing() + " differ, so the signed-rank test cannot show anything at "
                    + Difference.ALPHA + smallest;
        });
    }

    /** Nothing to add where the rows were found too few one by one already. */
    private List<String> tooManyTests() {
        List<Difference> tests = differences.stream().filter(difference -> !Double.isNaN(difference.wilcoxon().p())).toList();
        double smallest = tests.stream().filter(difference -> difference.differing() > 0)
                .mapToDouble(difference -> Wilcoxon.smallestP(difference.differing())).min().orElse(1);
        if (smallest > Difference.ALPHA || smallest * tests.size() <= Difference.ALPHA) {
            return List.of();
        }
        int most = tests.stream().mapToInt(Difference::n).max().orElse(0);
        return List.of("with " + tests.size() + " tests and n = " + most + " nothing can be significant after Holm's adjustment: the smallest "
                + "possible p is " + tests.size() + " x " + shortly(smallest) + " = " + shortly(Math.min(1, tests.size() * smallest))
                + "; decide beforehand on fewer measures (--measure), labels or contracts");
    }

    /** Cases that have a value in one input only: their loss may flatter the input that has none. */
    private List<String> oneSided() {
        return saidOnce(difference -> {
            int base = difference.base().alone();
            int other = difference.other().alone();
            List<String> parts = new ArrayList<>();
            if (base > 0) {
                parts.add(cases(base) + " a finite value in " + pairing.input(difference.group().base()) + " only");
            }
            if (other > 0) {
                parts.add(cases(other) + " a finite value in " + pairing.input(difference.group().other()) + " only");
            }
            return parts.isEmpty() ? "" : String.join(", ", parts) + (base + other == 1 ? "; it is" : "; they are")
                    + " left out, so an input that misses a structure looks better here than it is";
        });
    }

    /** A sentence for each row that needs one; rows with the same sentence share it. */
    private List<String> saidOnce(Function<Difference, String> sentence) {
        Map<String, List<Difference>> said = new LinkedHashMap<>();
        differences.forEach(difference -> said.computeIfAbsent(sentence.apply(difference), s -> new ArrayList<>()).add(difference));
        said.remove("");
        return said.entrySet().stream().map(entry -> where(entry.getValue()) + entry.getKey()).toList();
    }

    private List<String> folds() {
        Set<String> folds = new TreeSet<>();
        pairing.rows().forEach(rows -> {
            Set<String> mine = pairing.keys().stream().map(rows::get).map(Line::fold).filter(fold -> !fold.isEmpty()).collect(Collectors.toSet());
            if (mine.size() > 1) {
                folds.addAll(mine);
            }
        });
        return folds.isEmpty() ? List.of() : List.of("the cases come from " + folds.size() + " folds of a cross-validation, whose training sets "
                + "overlap: scores of different folds are not independent, so p-values come out too small and intervals too narrow");
    }

    /** Which rows a sentence is about; nothing where it is about all. */
    private String where(List<Difference> which) {
        if (which.size() == differences.size() && differences.size() > 1) {
            return "";
        }
        boolean contracts = pairing.contracts().size() > 1;
        boolean inputs = pairing.names().size() > 2;
        return which.stream().map(difference -> difference.words()
                + (inputs ? " of " + Pairing.letter(difference.group().other()) + " against " + Pairing.letter(difference.group().base()) : "")
                + (contracts ? " under " + difference.group().contract() : "")).collect(Collectors.joining(", ")) + ": ";
    }

    private static String cases(int n) {
        return n + (n == 1 ? " case has" : " cases have");
    }

    private static String shortly(double p) {
        return p >= 0.001 ? String.format(Locale.ROOT, "%.4f", p).replaceFirst("0+$", "").replaceFirst("\\.$", "") : String.format(Locale.ROOT, "%.1e", p);
    }
}
