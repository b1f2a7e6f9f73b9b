package org.hepar.metric;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.volume.LabelMapping;

/** Scores made by hand, for tests that aggregate, write or draw them. */
public final class SampleScores {

    private SampleScores() {
    }

    /** A score that knows the five headline measures and the volumes; NaN: undefined. */
    public static LabelScore label(Outcome outcome, double dice, double voe, double rvd, double asdMm, double msdMm, double volumeMl,
            double referenceVolumeMl) {
        Map<Measure, Double> numbers = new EnumMap<>(Measure.class);
        numbers.put(Measure.DICE, dice);
        numbers.put(Measure.VOE, voe);
        numbers.put(Measure.RVD, rvd);
        numbers.put(Measure.ASD_MM, asdMm);
        numbers.put(Measure.MSD_MM, msdMm);
        numbers.put(Measure.VOLUME_ML, volumeMl);
        numbers.put(Measure.REFERENCE_VOLUME_ML, referenceVolumeMl);
        numbers.put(Measure.VOXELS, 1000 * volumeMl);
        numbers.put(Measure.REFERENCE_VOXELS, 1000 * referenceVolumeMl);
        return LabelScore.of(outcome, numbers, Map.of(), Optional.empty());
    }

    /** A case with liver and lesion. */
    public static CaseScores scores(String caseId, String contract, LabelScore liver, LabelScore lesion, Detection detection) {
        Map<String, LabelScore> labels = new LinkedHashMap<>();
        labels.put(LabelMapping.LIVER, liver);
        labels.put(LabelMapping.LESION, new LabelScore(lesion.outcome(), lesion.values(), lesion.undefined(), Optional.of(detection)));
        return new CaseScores(caseId, contract, labels);
    }

    /** Counts in which each true prediction is simply one that is not false; no single lesions. */
    public static Detection detection(int references, int referencesAtLeast10Mm, int found, int foundAtLeast10Mm, int predictions,
            int falsePositives, int merges, int splits, List<Double> diceOfCorrespondences) {
        return new Detection(references, referencesAtLeast10Mm, found, foundAtLeast10Mm, predictions, predictions - falsePositives,
                falsePositives, merges, splits, diceOfCorrespondences, List.of());
    }

    /** The counts alone of a detection. */
    public static Detection counts(Detection detection) {
        return detection(detection.references(), detection.referencesAtLeast10Mm(), detection.found(), detection.foundAtLeast10Mm(),
                detection.predictions(), detection.falsePositives(), detection.merges(), detection.splits(), detection.diceOfCorrespondences());
    }

    /** The five headline measures and both volumes alone. */
    public static LabelScore headline(LabelScore score) {
        return label(score.outcome(), score.dice(), score.voe(), score.rvd(), score.asdMm(), score.msdMm(), score.volumeMl(), score.referenceVolumeMl());
    }
}
