package org.hepar.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Outcome;
import org.hepar.volume.LabelMapping;

/**
 * The best, the median and the worst case, which stand for all others in pictures: by the Dice of the lesions over the
 * cases that have some in the reference or the prediction, or by that of the liver when no case has any. Of an even number the
 * lower of both middle cases; ties by case id. Two cases are best and worst, one is only itself.
 */
record Selection(String by, List<Picked> picked) {

    /** A case and its rank in words. */
    record Picked(String rank, CaseScores scores) {
    }

    static Selection of(List<CaseScores> cases) {
        List<CaseScores> lesions = ranked(cases, LabelMapping.LESION);
        return lesions.isEmpty() ? pick(LabelMapping.LIVER, ranked(cases, LabelMapping.LIVER)) : pick(LabelMapping.LESION, lesions);
    }

    private static List<CaseScores> ranked(List<CaseScores> cases, String label) {
        return cases.stream()
                .filter(scores -> scores.of(label).outcome() != Outcome.BOTH_EMPTY && !Double.isNaN(scores.of(label).dice()))
                .sorted(Comparator.comparingDouble((CaseScores scores) -> -scores.of(label).dice()).thenComparing(CaseScores::caseId))
                .toList();
    }

    private static Selection pick(String by, List<CaseScores> ranked) {
        int n = ranked.size();
        List<Picked> picked = new ArrayList<>();
        if (n == 1) {
            picked.add(new Picked("the only one", ranked.get(0)));
        } else if (n > 1) {
            picked.add(new Picked("best", ranked.get(0)));
            if (n > 2) {
                picked.add(new Picked("median", ranked.get(n / 2)));
            }
            picked.add(new Picked("worst", ranked.get(n - 1)));
        }
        return new Selection(by, List.copyOf(picked));
    }
}
