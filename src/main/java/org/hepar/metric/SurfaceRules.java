package org.hepar.metric;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hepar.voxel.Connectivity;

/**
 * How surface distances are measured.
 *
 * @param connectivity a voxel inside is on the surface if one of these neighbours is outside
 * @param toleranceMm of the surface Dice
 */
public record SurfaceRules(Connectivity connectivity, double toleranceMm) {

    static final SurfaceRules POOLED_6 = new SurfaceRules(Connectivity.SIX, 1);

    Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("surface", "voxels with one of their " + connectivity.count() + " neighbours outside; beyond the array counts as outside");
        rules.put("asd", "mean distance over both surfaces pooled, mm");
        rules.put("msd", "largest distance either way, mm");
        return rules;
    }
}
