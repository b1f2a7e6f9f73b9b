package org.hepar.metric;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;

/**
 * A case with its reference and a prediction, structure by structure, on one grid: what is scored. Several contracts score it in
 * one pass; what they can share (counts, boundaries, distances, lesions) is computed once, and held for one structure at a time.
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
        List<Map<String, LabelScore>> labels = new ArrayList<>();
        contracts.forEach(contract -> labels.add(new LinkedHashMap<>()));
        Liver liver = liver();
        for (String name : reference.names()) {
            StructureScoring structure = new StructureScoring(name, lesions, liver);
            for (int i = 0; i < contracts.size(); i++) {
                labels.get(i).put(name, structure.score(contracts.get(i)));
            }
        }
        List<CaseScores> scores = new ArrayList<>();
        for (int i = 0; i < contracts.size(); i++) {
            scores.add(new CaseScores(caseId, contracts.get(i).name(), labels.get(i)));
        }
        return scores;
    }

    /** How one structure's numbers under one contract came about. */
    public Explanation explain(Contract contract, String label) {
        StructureScoring structure = new StructureScoring(label, new LesionSides(reference, prediction, Optional.empty()), liver());
        LabelScore score = structure.score(contract);
        return Explanation.of(this, contract, label, score, structure.pair(contract.grid()));
    }

    private Liver liver() {
        PackedMask a = reference.masks().get(LabelMapping.LIVER);
        PackedMask b = prediction.masks().get(LabelMapping.LIVER);
        return new Liver(a == null ? 0 : a.count(), b == null ? 0 : b.count());
    }

    /** Voxels of the liver, its lesions included; 0 where no structure is the liver. */
    private record Liver(int reference, int prediction) {
    }

    /** One structure under several contracts, and what they share. */
    private final class StructureScoring {

        private final String name;
        private final Liver liver;
        private final Map<ComparisonGrid, StructurePair> pairs = new EnumMap<>(ComparisonGrid.class);
        private final LesionSides lesions;

        private StructureScoring(String name, LesionSides lesions, Liver liver) {
            this.name = name;
            this.lesions = lesions;
            this.liver = liver;
        }

        private StructurePair pair(ComparisonGrid grid) {
            return pairs.computeIfAbsent(grid, g -> new StructurePair(g.bring(reference.of(name)), g.bring(prediction.of(name))));
        }

        private LabelScore score(Contract contract) {
            StructurePair pair = pair(contract.grid());
            Outcome outcome = Outcome.of(pair.overlap());
            Numbers numbers = new Numbers();
            OverlapRules overlap = contract.overlap();
            for (Measure measure : List.of(Measure.DICE, Measure.JACCARD, Measure.VOE, Measure.RVD, Measure.PRECISION, Measure.RECALL)) {
                numbers.put(measure, overlap.value(measure, pair.overlap()),
                        overlap.knows(measure) ? Undefined.because(outcome) : Undefined.NOT_IN_CONTRACT);
            }
            for (Measure measure : SurfaceRules.KEYS) {
                surface(numbers, contract.surface().filter(rules -> rules.knows(measure)), measure, pair, outcome);
            }
            volumes(numbers, overlap.burden());
            numbers.put(Measure.VOXELS, pair.overlap().prediction(), Undefined.NOT_IN_CONTRACT);
            numbers.put(Measure.REFERENCE_VOXELS, pair.overlap().reference(), Undefined.NOT_IN_CONTRACT);
            Optional<Detection> detection = contract.detection().filter(rules -> contract.counts(name))
                    .map(rules -> lesions.count(name, rules));
            return LabelScore.of(outcome, numbers.values, numbers.reasons, detection);
        }

        private void surface(Numbers numbers, Optional<SurfaceRules> rules, Measure measure, StructurePair pair, Outcome outcome) {
            if (rules.isEmpty()) {
                numbers.put(measure, Double.NaN, Undefined.NOT_IN_CONTRACT);
            } else if (outcome != Outcome.MEASURED) {
                numbers.put(measure, rules.get().whenEmpty().get(measure).value(outcome), Undefined.because(outcome));
            } else {
                numbers.put(measure, rules.get().value(measure, pair.distances(rules.get().boundary(measure))), Undefined.NO_SURFACE);
            }
        }

        private void volumes(Numbers numbers, OverlapRules.Burden burden) {
            Overlap voxels = pair(ComparisonGrid.REFERENCE).overlap();
            double voxelMl = reference.grid().spacing().voxelMm3() / 1000;
            numbers.put(Measure.VOLUME_ML, voxels.prediction() * voxelMl, Undefined.NOT_IN_CONTRACT);
            numbers.put(Measure.REFERENCE_VOLUME_ML, voxels.reference() * voxelMl, Undefined.NOT_IN_CONTRACT);
            Undefined reason = name.equals(LabelMapping.LIVER) ? Undefined.NOT_FOR_THE_LIVER
                    : burden == OverlapRules.Burden.UNKNOWN ? Undefined.NOT_IN_CONTRACT : Undefined.NO_LIVER;
            double ofPrediction = reason != Undefined.NO_LIVER ? Double.NaN : burden == OverlapRules.Burden.LITS && isAllOfTheLiver()
                    ? OverlapRules.LARGE : burden.of(voxels.prediction(), liver.prediction());
            double ofReference = reason != Undefined.NO_LIVER ? Double.NaN : burden.of(voxels.reference(), liver.reference());
            numbers.put(Measure.BURDEN, ofPrediction, reason);
            numbers.put(Measure.REFERENCE_BURDEN, ofReference, reason);
            numbers.put(Measure.BURDEN_ERROR, burden.error(ofPrediction, ofReference), reason);
        }

        /** Whether there is a structure of the liver's name, and every voxel of it in the prediction is one of this structure. */
        private boolean isAllOfTheLiver() {
            PackedMask whole = prediction.masks().get(LabelMapping.LIVER);
            return whole != null && whole.isWithin(prediction.of(name));
        }
    }

    /** Values of measures, NaN where there is none, and what to say then. */
    private static final class Numbers {

        private final Map<Measure, Double> values = new EnumMap<>(Measure.class);
        private final Map<Measure, Undefined> reasons = new EnumMap<>(Measure.class);

        private void put(Measure measure, double value, Undefined otherwise) {
            values.put(measure, value);
            reasons.put(measure, otherwise);
        }
    }
}
