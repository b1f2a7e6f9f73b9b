package org.hepar.execute;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.cascade.FittedCascade.Effect;
import org.hepar.cascade.StageJudge;
import org.hepar.crf.SearchMeasure;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run.RefinedStage;
import org.hepar.metric.CasePair;
import org.hepar.metric.Contract;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Measure;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Structures;

/** Scores a stage's own mask against its own structure of the reference: the liver with its lesions, or the lesions. */
record StageScoring(Contract contract) implements StageJudge {

    /** By the contract that heads the experiment's tables. */
    static StageScoring of(Experiment experiment) {
        return new StageScoring(Contract.named(experiment.contracts().get(0)));
    }

    @Override
    public double judge(String stage, SearchMeasure measure, String caseId, LabelledVolume image, Mask prediction) {
        return score(stage, caseId, image.labels(), PackedMask.of(prediction)).of(Measure.valueOf(measure.name()));
    }

    /** What each stage's refinement did in a case. */
    Map<String, RefinedStage> refined(String caseId, LabelMap reference, Map<String, Effect> effects) {
        Map<String, RefinedStage> refined = new LinkedHashMap<>();
        effects.forEach((stage, effect) -> {
            int both = effect.before().countShared(effect.after());
            refined.put(stage, new RefinedStage(score(stage, caseId, reference, effect.before()), score(stage, caseId, reference, effect.after()), effect.changes(),
                    effect.after().count() - both, effect.before().count() - both, effect.lookedAt()));
        });
        return refined;
    }

    private LabelScore score(String stage, String caseId, LabelMap reference, PackedMask mask) {
        Structures a = new Structures(reference.grid(), Map.of(stage, Structures.of(reference).of(stage)));
        Structures b = new Structures(reference.grid(), Map.of(stage, mask));
        return new CasePair(caseId, a, b).score(List.of(contract)).get(0).of(stage);
    }
}
