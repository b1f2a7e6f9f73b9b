package org.hepar.metric;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;

/**
 * A case with its reference and a prediction, structure by structure, on one grid: what is scored. Several contracts score it in
 * one pass; what they can share (counts, surfaces, distances, components) is computed once.
 *
 * @param caseId the patient's id
 * @param reference A
 * @param prediction B
 */
public record CasePair(String caseId, Structures reference, Structures prediction) {

    public CasePair {
        if (!reference.grid().sameAs(prediction.grid())) {
            throw new IllegalArgumentException("case " + caseId + ": the prediction lies on another grid than the reference: "
                    + prediction.grid().differenceFrom(reference.grid()) + "; resample the prediction onto the reference first");
        }
        if (!reference.names().equals(prediction.names())) {
            throw new IllegalArgumentException("case " + caseId + ": reference has the structures " + reference.names() + ", prediction "
                    + prediction.names() + "; read both with one label mapping");
        }
    }

    /** Liver and lesion of two label maps; labels other than 0, 1 and 2 are refused. */
    public static CasePair of(String caseId, LabelMap reference, LabelMap prediction) {
        Contract.requireKnownLabels(caseId, "reference", reference);
        Contract.requireKnownLabels(caseId, "prediction", prediction);
        return new CasePair(caseId, Structures.of(reference), Structures.of(prediction));
    }

    /** The scores under each contract, in their order. */
    public List<CaseScores> score(List<Contract> contracts) {
        return score(contracts, Optional.empty());
    }

    /** The scores under each contract, in their order; predicted lesions have the maximum of a map of scores on the same grid. */
    public List<CaseScores> score(List<Contract> contracts, Optional<Volume> lesionScores) {
        LesionSides lesions = new LesionSides(reference, prediction, lesionScores);
        List<CaseScores> scores = new ArrayList<>();
        for (Contract contract : contracts) {
            Map<String, LabelScore> labels = new LinkedHashMap<>();
            for (String name : reference.names()) {
                labels.put(name, score(name, contract, lesions));
            }
            scores.add(new CaseScores(caseId, contract.name(), labels));
        }
        return scores;
    }

    private LabelScore score(String name, Contract contract, LesionSides lesions) {
        Mask a = reference.of(name).unpacked();
        Mask b = prediction.of(name).unpacked();
        Overlap overlap = Overlap.of(a, b);
        Outcome outcome = Outcome.of(overlap);
        Map<Measure, Double> numbers = new EnumMap<>(Measure.class);
        numbers.put(Measure.DICE, overlap.dice());
        numbers.put(Measure.VOE, overlap.voe());
        numbers.put(Measure.RVD, overlap.rvd());
        double voxelMl = reference.grid().spacing().voxelMm3() / 1000;
        numbers.put(Measure.VOLUME_ML, overlap.prediction() * voxelMl);
        numbers.put(Measure.REFERENCE_VOLUME_ML, overlap.reference() * voxelMl);
        if (outcome == Outcome.MEASURED && contract.surface().isPresent()) {
            SurfaceDistances distances = SurfaceDistances.between(a, b, contract.surface().get().connectivity());
            numbers.put(Measure.ASD_MM, distances.pooledMeanMm());
            numbers.put(Measure.MSD_MM, distances.maximumMm());
        }
        Optional<Detection> detection = contract.detection().filter(rules -> contract.counts(name)).map(rules -> lesions.count(name, rules));
        return LabelScore.of(outcome, numbers, Map.of(), detection);
    }

    /** The liver of one side, where there is one. */
    static Optional<PackedMask> liver(Structures structures) {
        return Optional.ofNullable(structures.masks().get(LabelMapping.LIVER));
    }
}
