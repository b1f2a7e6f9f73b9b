package org.hepar.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Size;

/**
 * What exactly is measured: every rule on which published numbers of the same name differ, under one name and version.
 * Numbers of different contracts are never put into one mean.
 *
 * @param name how an experiment and a score table call it
 * @param version raised whenever a rule changes, so that an old table still says what it holds
 * @param source the paper or code that made the rules
 * @param difference in one line, how it differs from {@link #CHRIST_2017}
 * @param grid on which voxels both masks are compared
 * @param overlap rules of Dice, Jaccard, VOE, RVD, precision and recall
 * @param surface rules of the surface distances; empty where the source measures none
 * @param detection rules by which lesions are counted; empty where the source counts none
 */
public record Contract(String name, int version, String source, String difference, ComparisonGrid grid, OverlapRules overlap,
                       Optional<SurfaceRules> surface, Optional<DetectionRules> detection) {

    /**
     * Dice, VOE, RVD, ASD and MSD as published by Christ et al. 2017 (arXiv 1702.05970, section 4.2), with the lesion
     * matching of Chlebus et al. 2018, reconstructed. The papers leave open what a surface voxel is and when lesion
     * voxels are one lesion; here a surface voxel has one of its 6 neighbours outside, and lesions hold together over
     * 26 neighbours, so that thick slices do not cut an oblique lesion apart.
     */
    public static final Contract CHRIST_2017 = new Contract("christ_2017", 1, "Christ et al. 2017, arXiv 1702.05970, section 4.2; "
            + "lesions: Chlebus et al. 2018, Sci Rep 8:15497, Fig. 2", "the house's own contract: what the others are compared with",
            ComparisonGrid.REFERENCE, OverlapRules.USUAL, Optional.of(SurfaceRules.POOLED_6), Optional.of(DetectionRules.CHLEBUS_2018));

    private static final List<Contract> KNOWN = List.of(CHRIST_2017);

    /** All contracts. */
    public static List<Contract> all() {
        return KNOWN;
    }

    /** Names of all contracts. */
    public static List<String> known() {
        return KNOWN.stream().map(Contract::name).toList();
    }

    /** The contract of a name; {@code lits_2017+overlap_0} is {@code lits_2017} with that rule of its lesion counting changed. */
    public static Contract named(String name) {
        int plus = name.lastIndexOf('+');
        if (plus > 0) {
            return named(name.substring(0, plus)).with(name.substring(plus + 1));
        }
        return KNOWN.stream().filter(contract -> contract.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("contract (=" + name + ") is not known; use one of "
                        + known()));
    }

    /** This contract with one rule of its lesion counting changed, under a name that says so: see {@link DetectionRules#with}. */
    public Contract with(String variant) {
        DetectionRules rules = detection.orElseThrow(() -> new IllegalArgumentException("variant (=" + variant + ") of contract " + name
                + " changes how lesions are counted, and it counts none; choose another contract"));
        return new Contract(name + "+" + variant, version, source, difference + "; lesions: " + variant, grid, overlap, surface,
                Optional.of(rules.with(variant)));
    }

    /** Scores a prediction against its reference; liver and lesion. Never fails on empty masks. */
    public CaseScores score(String caseId, LabelMap reference, LabelMap prediction) {
        return CasePair.of(caseId, reference, prediction).score(List.of(this)).get(0);
    }

    static void requireKnownLabels(String caseId, String which, LabelMap map) {
        byte[] labels = map.labels();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < LabelMap.BACKGROUND || labels[i] > LabelMap.LESION) {
                Size size = map.grid().size();
                throw new IllegalArgumentException("case " + caseId + ": label (=" + labels[i] + ") of the " + which + " at voxel ["
                        + i / (size.y() * size.x()) + "," + i / size.x() % size.y() + "," + i % size.x()
                        + "] must be 0 background, 1 liver or 2 lesion; map other labels to these first");
            }
        }
    }

    /** The rules by topic and in words, to be printed beside a table and compared one by one. */
    public Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("grid", grid.words());
        rules.putAll(overlap.rules());
        surface.ifPresentOrElse(s -> rules.putAll(s.rules()), () -> rules.put("surface", "no surface distances"));
        detection.ifPresentOrElse(d -> rules.putAll(d.rules()), () -> rules.put("lesions", "not counted"));
        return rules;
    }

    /** Whether a structure's objects are counted one by one: all but the liver's. */
    boolean counts(String label) {
        return detection.isPresent() && !label.equals(LabelMapping.LIVER);
    }
}
