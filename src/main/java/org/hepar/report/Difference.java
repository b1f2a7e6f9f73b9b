package org.hepar.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.hepar.report.ScoreTable.Key;
import org.hepar.report.ScoreTable.Line;
import org.hepar.stat.BlandAltman;
import org.hepar.stat.Bootstrap;
import org.hepar.stat.BootstrapInterval;
import org.hepar.stat.PairedT;
import org.hepar.stat.Power;
import org.hepar.stat.Summary;
import org.hepar.stat.Wilcoxon;

/**
 * One measure of one label under one contract in two inputs, paired by case, in the stored unit; differences are other less
 * base. A case counts where both have a finite value; the others are counted by what they lack.
 *
 * @param group what is compared with what
 * @param measure what is compared
 * @param cases those that count, in the order of the base
 * @param base what the base lacks
 * @param other what the other lacks
 * @param medianDifference NaN without cases
 * @param interval of the mean difference, bootstrapped over the cases
 * @param wilcoxon whether the differences scatter evenly around zero
 * @param pairedT whether their mean is zero, if they are normal
 * @param power what so many cases can show
 * @param agreement bias and limits of agreement
 * @param holm p of the Wilcoxon test adjusted within the family of all tests shown; NaN until that is known
 */
record Difference(Group group, ComparedMeasure measure, List<Paired> cases, Side base, Side other, double medianDifference,
                  BootstrapInterval interval, Wilcoxon wilcoxon, PairedT pairedT, Power power, BlandAltman agreement, double holm) {

    /** The rows that a difference is taken over: two inputs by their index, a contract, a comparison, a label. */
    record Group(int base, int other, String contract, String comparison, String label) {
    }

    /** A case with its value in both inputs. */
    record Paired(String caseId, double base, double other) {

        double difference() {
            return other - base;
        }
    }

    /**
     * One input in a difference.
     *
     * @param mean over the cases that count in both
     * @param undefined cases without a value here
     * @param infinite cases whose value is infinite here
     * @param alone cases with a finite value here and none in the other input
     */
    record Side(double mean, int undefined, int infinite, int alone) {
    }

    static final double LEVEL = 0.95;
    static final double ALPHA = 0.05;
    static final double POWER = 0.8;

    Difference {
        cases = List.copyOf(cases);
    }

    static Difference of(Group group, ComparedMeasure measure, List<Key> keys, Pairing pairing, Wilcoxon.Variant zeros, Bootstrap bootstrap) {
        List<Paired> all = new ArrayList<>();
        for (Key key : keys) {
            Line base = pairing.rows().get(group.base()).get(key);
            Line other = pairing.rows().get(group.other()).get(key);
            all.add(new Paired(key.caseId(), measure.of(base), measure.of(other)));
        }
        return of(group, measure, all, zeros, bootstrap);
    }

    /** Of cases with their values, in whatever way these were paired. */
    static Difference of(Group group, ComparedMeasure measure, List<Paired> all, Wilcoxon.Variant zeros, Bootstrap bootstrap) {
        List<Paired> cases = all.stream().filter(pair -> Double.isFinite(pair.base()) && Double.isFinite(pair.other())).toList();
        double[] bases = cases.stream().mapToDouble(Paired::base).toArray();
        double[] others = cases.stream().mapToDouble(Paired::other).toArray();
        double[] differences = cases.stream().mapToDouble(Paired::difference).toArray();
        return new Difference(group, measure, cases, side(all, bases, Paired::base, Paired::other), side(all, others, Paired::other, Paired::base),
                Summary.of(differences).median(), bootstrap.ofValues(differences, values -> Arrays.stream(values).average().orElse(Double.NaN)),
                Wilcoxon.of(others, bases, zeros), PairedT.of(others, bases, LEVEL), Power.of(cases.size(), POWER, ALPHA),
                BlandAltman.of(others, bases, LEVEL), Double.NaN);
    }

    private static Side side(List<Paired> all, double[] counted, ToDoubleFunction<Paired> here, ToDoubleFunction<Paired> there) {
        return new Side(Summary.of(counted).mean(), (int) all.stream().filter(pair -> Double.isNaN(here.applyAsDouble(pair))).count(),
                (int) all.stream().filter(pair -> Double.isInfinite(here.applyAsDouble(pair))).count(),
                (int) all.stream().filter(pair -> Double.isFinite(here.applyAsDouble(pair)) && !Double.isFinite(there.applyAsDouble(pair))).count());
    }

    Difference withHolm(double adjusted) {
        return new Difference(group, measure, cases, base, other, medianDifference, interval, wilcoxon, pairedT, power, agreement, adjusted);
    }

    int n() {
        return cases.size();
    }

    /** Pairs whose values differ; on these alone the smallest p of the signed-rank test depends. */
    int differing() {
        return wilcoxon.n() - wilcoxon.zeros();
    }

    /** Label and measure, {@code Lesion Dice}; measures of single lesions have the label in their name already. */
    String words() {
        String heading = measure.heading();
        return heading.toLowerCase(Locale.ROOT).contains(group.label()) ? heading : Words.capital(group.label()) + " " + heading;
    }

    /** Mean of other less base; NaN without cases. */
    double mean() {
        return pairedT.meanDifference();
    }

    boolean isSignificant() {
        return holm <= ALPHA;
    }

    /** The letter of the input whose mean is better; empty where none is, or the measure says nothing about better. */
    String favours() {
        double better = measure.direction() * mean();
        return better > 0 ? Pairing.letter(group.other()) : better < 0 ? Pairing.letter(group.base()) : "";
    }
}
