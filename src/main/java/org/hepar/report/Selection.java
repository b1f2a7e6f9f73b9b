package org.hepar.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Outcome;
import org.hepar.volume.LabelMapping;

/**
 * The best, the median and the worst case, which stand for all others in pictures: by the Dice of the lesions over the
 * cases that have some in the reference or the prediction, or by that of the liver when no case has any. Of an even number the
 * lower of both middle cases; ties by case id. Two cases are best and worst, one is only itself.
 */
record Selection(String by, List<Picked> picked) {

    /** The rank of the best and worst of one. */
    static final String ONLY = "the only one";

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
        List<Picked> picked = new ArrayList<>();
        ranks(ranked).forEach((rank, scores) -> picked.add(new Picked(rank, scores)));
        return new Selection(by, List.copyOf(picked));
    }

    /** Those that stand for all of a list, the best first, by their ranks in words. */
    static <T> Map<String, T> ranks(List<T> ranked) {
        int n = ranked.size();
        Map<String, T> picked = new LinkedHashMap<>();
        if (n == 1) {
            picked.put(ONLY, ranked.get(0));
        } else if (n > 1) {
            picked.put("best", ranked.get(0));
            if (n > 2) {
                picked.put("median", ranked.get(n / 2));
            }
            picked.put("worst", ranked.get(n - 1));
        }
        return picked;
    }
}
