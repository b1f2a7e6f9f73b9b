package org.hepar.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hepar.voxel.Connectivity;

/**
 * How lesions are told apart, matched and counted.
 *
 * @param connectivity neighbours that make two lesion voxels one lesion
 * @param threshold overlap above which (not at which) lesions correspond
 * @param largeLesionMm smallest longest axial diameter, mm, of the lesions that the recall of large lesions counts
 */
public record DetectionRules(Connectivity connectivity, double threshold, double largeLesionMm) {

    static final DetectionRules CHLEBUS_2018 = new DetectionRules(Connectivity.TWENTY_SIX, 0.2, 10);

    public DetectionRules {
        if (!(threshold >= 0 && threshold < 1)) {
            throw new IllegalArgumentException("matching threshold (=" + threshold + ") must be an overlap from 0 to below 1");
        }
        if (!(largeLesionMm >= 0) || Double.isInfinite(largeLesionMm)) {
            throw new IllegalArgumentException("large lesion (=" + largeLesionMm + " mm) must be finite and 0 or more");
        }
    }

    Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("lesions", "3D components over " + connectivity.count() + " neighbours");
        rules.put("matching", "after Chlebus et al. 2018 (reconstructed); sets correspond if their Dice is above " + threshold);
        rules.put("large lesion", "longest axial diameter, between voxel corners, of at least " + largeLesionMm + " mm");
        return rules;
    }
}
