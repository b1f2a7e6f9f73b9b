package org.hepar.execute;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.crf.RefinementDoubt;
import org.hepar.experiment.Run;
import org.hepar.experiment.Run.RefinedStage;
import org.hepar.experiment.Run.ScoredCase;
import org.hepar.metric.Measure;

/** What a user should look at in the refinements of a fold, a line for each kind of doubt. */
final class RefinementReview {

    private RefinementReview() {
    }

    static List<String> of(String fold, Run run) {
        List<ScoredCase> cases = run.folds().stream().filter(each -> each.name().equals(fold)).flatMap(each -> each.cases().stream()).toList();
        Map<String, Map<String, RefinedStage>> byStage = new LinkedHashMap<>();
        cases.forEach(one -> one.refined().forEach((stage, effect) -> byStage.computeIfAbsent(stage, any -> new LinkedHashMap<>()).put(one.caseId(), effect)));
        List<String> doubts = new ArrayList<>();
        byStage.forEach((stage, effects) -> {
            for (RefinementDoubt doubt : RefinementDoubt.values()) {
                List<String> ids = effects.entrySet().stream().filter(one -> holds(doubt, one.getValue())).map(Map.Entry::getKey).toList();
                if (!ids.isEmpty()) {
                    doubts.add("fold " + fold + ", " + stage + " refinement, " + ids.size() + " of " + effects.size() + " cases (" + String.join(", ", ids.subList(0, Math.min(5, ids.size())))
                            + (ids.size() > 5 ? ", ..." : "") + "): " + doubt.words());
                }
            }
        });
        return doubts;
    }

    private static boolean holds(RefinementDoubt doubt, RefinedStage effect) {
        boolean same = effect.added() == 0 && effect.removed() == 0;
        return switch (doubt) {
            case NOTHING_UNCERTAIN -> effect.lookedAt() == 0;
            case NOTHING_CHANGED -> effect.lookedAt() > 0 && same && effect.before().of(Measure.VOXELS) != 0; // a case with nothing to refine is none of doubt
            case GROWN -> RefinementDoubt.grown(effect.before().of(Measure.VOXELS), effect.after().of(Measure.VOXELS), effect.after().of(Measure.REFERENCE_VOXELS));
            case VANISHED -> effect.after().of(Measure.VOXELS) == 0 && effect.before().of(Measure.VOXELS) > 0;
            case NOT_AT_REST -> RefinementDoubt.notAtRest(effect.changes());
        };
    }
}
