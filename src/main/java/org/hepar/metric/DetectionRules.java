package org.hepar.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hepar.metric.ChlebusMatching.Hit;
import org.hepar.metric.LitsMatching.Form;
import org.hepar.voxel.Connectivity;

/**
 * How lesions are told apart, matched and counted.
 *
 * @param connectivity neighbours that make two lesion voxels one lesion
 * @param matching which lesions answer to which, and what counts
 * @param largeLesionMm smallest longest axial diameter, mm, of the lesions that the recall of large lesions counts
 */
public record DetectionRules(Connectivity connectivity, Matching matching, double largeLesionMm) {

    /**
     * After Chlebus et al. 2018, reconstructed. The paper leaves open when lesion voxels are one lesion; here they hold together over 26
     * neighbours, so that thick slices do not cut an oblique lesion apart.
     */
    public static final DetectionRules CHLEBUS_2018 = new DetectionRules(Connectivity.TWENTY_SIX, new ChlebusMatching(0.2, Hit.ABOVE), 10);
    /** The scorer of LiTS 2017 as it is, at its higher threshold. */
    public static final DetectionRules LITS_2017 = new DetectionRules(Connectivity.SIX, new LitsMatching(0.5, Form.AS_IT_IS), 10);
    /** The same without its faults. */
    public static final DetectionRules LITS_2017_CORRECTED = new DetectionRules(Connectivity.SIX, new LitsMatching(0.5, Form.CORRECTED), 10);

    private static final Pattern VARIANT = Pattern.compile("(overlap|dice|reaching|connectivity)_(\\d+(?:\\.\\d+)?)");

    public DetectionRules {
        if (!(largeLesionMm >= 0) || Double.isInfinite(largeLesionMm)) {
            throw new IllegalArgumentException("large lesion (=" + largeLesionMm + " mm) must be finite and 0 or more");
        }
    }

    /**
     * These rules with one of them changed, by name: {@code overlap_0} (LiTS: intersection over union above 0), {@code dice_0.3}
     * (Chlebus: Dice above 0.3), {@code reaching_0.3} (Chlebus: 0.3 or more), {@code connectivity_6}, {@code _18} or {@code _26}.
     */
    public DetectionRules with(String variant) {
        return changed(variant).orElseThrow(() -> new IllegalArgumentException("variant (=" + variant + ") is not one of " + variants()));
    }

    /** As {@link #with}; empty for a name that is none of {@link #variants}. */
    Optional<DetectionRules> changed(String variant) {
        Matcher parts = VARIANT.matcher(variant);
        if (parts.matches()) {
            double value = Double.parseDouble(parts.group(2));
            switch (parts.group(1)) {
                case "connectivity" -> {
                    for (Connectivity known : Connectivity.values()) {
                        if (known.count() == value) {
                            return Optional.of(new DetectionRules(known, matching, largeLesionMm));
                        }
                    }
                }
                case "overlap" -> {
                    if (matching instanceof LitsMatching lits) {
                        return Optional.of(new DetectionRules(connectivity, new LitsMatching(value, lits.form()), largeLesionMm));
                    }
                }
                default -> {
                    if (matching instanceof ChlebusMatching) {
                        Hit hit = parts.group(1).equals("dice") ? Hit.ABOVE : Hit.AT_LEAST;
                        return Optional.of(new DetectionRules(connectivity, new ChlebusMatching(value, hit), largeLesionMm));
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** Names of all variants. */
    List<String> variants() {
        List<String> matchings = matching instanceof LitsMatching ? List.of("overlap_0 to below 1") : List.of("dice_0 to below 1", "reaching_0 to below 1");
        return Stream.concat(matchings.stream(), Stream.of("connectivity_6", "connectivity_18", "connectivity_26")).toList();
    }

    Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("lesions", "3D components over " + connectivity.count() + " neighbours");
        rules.putAll(matching.rules());
        rules.put("large lesion", "longest axial diameter, between voxel corners, of at least " + largeLesionMm + " mm");
        return rules;
    }
}
