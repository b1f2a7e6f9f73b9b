package org.hepar.metric;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hepar.config.Names;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Size;
import org.hepar.volume.Structures;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Outside;

/**
 * What exactly is measured: every rule on which published numbers of the same name differ, under one name and version.
 * Numbers of different contracts are never put into one mean.
 *
 * @param name how an experiment and a score table call it
 * @param version raised whenever a rule changes, so that an old table still says what it holds
 * @param source the paper or code that made the rules
 * @param difference in one line, how it differs from {@link #CHRIST_2017}
 * @param grid on which voxels both masks are compared
 * @param overlap rules of Dice, Jaccard, VOE, RVD, precision, recall and tumour burden
 * @param surface rules of the surface distances; empty where the source measures none
 * @param detection rules by which lesions are counted; empty where the source counts none
 */
public record Contract(String name, int version, String source, String difference, ComparisonGrid grid, OverlapRules overlap,
                       Optional<SurfaceRules> surface, Optional<DetectionRules> detection) {

    /**
     * Dice, VOE, RVD, ASD and MSD as published by Christ et al. 2017 (arXiv 1702.05970, section 4.2), with the lesion
     * matching of Chlebus et al. 2018, reconstructed. The papers leave open what a surface voxel is and when lesion
     * voxels are one lesion; here a surface voxel has one of its 6 neighbours outside, and lesions hold together over
     * 26 neighbours, so that thick slices do not cut an oblique lesion apart. What the papers do not measure follows the
     * same surfaces: RMSD and 95th percentile over both pooled, the surface Dice as the share of voxels within 1 mm (no
     * source has a tolerance of its own; {@link #withTolerance} makes another contract).
     */
    public static final Contract CHRIST_2017 = new Contract("christ_2017", 1, "Christ et al. 2017, arXiv 1702.05970, section 4.2; "
            + "lesions: Chlebus et al. 2018, Sci Rep 8:15497, Fig. 2", "the house's own contract: what the others are compared with",
            ComparisonGrid.REFERENCE,
            new OverlapRules(Map.of(
                    Measure.DICE, new WhenEmpty(1, 0, 0),
                    Measure.JACCARD, new WhenEmpty(1, 0, 0),
                    Measure.RVD, new WhenEmpty(Double.NaN, Double.NaN, -1),
                    Measure.PRECISION, new WhenEmpty(Double.NaN, 0, Double.NaN),
                    Measure.RECALL, new WhenEmpty(Double.NaN, Double.NaN, 0)), OverlapRules.Rvd.OF_REFERENCE, OverlapRules.Burden.OF_LIVER),
            Optional.of(new SurfaceRules(new Boundary.Voxels(Connectivity.SIX, Outside.BACKGROUND),
                    new Boundary.Voxels(Connectivity.SIX, Outside.BACKGROUND), SurfaceRules.Mean.POOLED, SurfaceRules.Percentile.POOLED, 1, Map.of(
                    Measure.ASD_MM, WhenEmpty.UNDEFINED,
                    Measure.RMSD_MM, WhenEmpty.UNDEFINED,
                    Measure.MSD_MM, WhenEmpty.UNDEFINED,
                    Measure.HD95_MM, WhenEmpty.UNDEFINED,
                    Measure.SURFACE_DICE, WhenEmpty.UNDEFINED))),
            Optional.of(DetectionRules.CHLEBUS_2018));

    /** The variant with another tolerance: {@code tolerance_3mm}. */
    private static final Pattern TOLERANCE = Pattern.compile("tolerance_(\\d+(?:\\.\\d+)?)mm");

    /** All contracts. */
    public static List<Contract> all() {
        List<Contract> all = new ArrayList<>();
        all.add(CHRIST_2017);
        all.addAll(PublishedContracts.ALL);
        return List.copyOf(all);
    }

    /** Names of all contracts. */
    public static List<String> known() {
        return all().stream().map(Contract::name).toList();
    }

    /** The contract of a name; {@code lits_2017+overlap_0} is {@code lits_2017} with that rule changed, see {@link #with}. */
    public static Contract named(String name) {
        int plus = name.lastIndexOf('+');
        if (plus > 0) {
            return named(name.substring(0, plus)).with(name.substring(plus + 1));
        }
        return all().stream().filter(contract -> contract.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("contract (=" + name + ") is not known; use one of "
                        + known() + Names.suggestion(name, known())));
    }

    /** The contracts of several names, such as {@code christ_2017,lits_2017}, in that order; none may come twice. */
    public static List<Contract> parse(String names) {
        List<Contract> contracts = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("contracts (=" + names + ") must be names with commas between, such as christ_2017,lits_2017;"
                        + " take away the comma too many");
            }
            Contract contract = named(name.strip());
            if (contracts.contains(contract)) {
                throw new IllegalArgumentException("contracts (=" + names + ") have " + contract.name() + " twice; name each once");
            }
            contracts.add(contract);
        }
        return List.copyOf(contracts);
    }

    /** Whether it measures this of a structure, by counted voxels or by distances of surfaces. */
    public boolean knows(Measure measure) {
        return SurfaceRules.KEYS.contains(measure) ? surface.filter(rules -> rules.knows(measure)).isPresent() : overlap.knows(measure);
    }

    /** Whether a tolerance says anything here. */
    public boolean hasSurfaceDice() {
        return surface.filter(rules -> rules.knows(Measure.SURFACE_DICE)).isPresent();
    }

    /** The same rules with another tolerance of the surface Dice, mm, under a name that says so; refuses a contract without one. */
    public Contract withTolerance(double mm) {
        SurfaceRules rules = surface.filter(s -> s.knows(Measure.SURFACE_DICE)).orElseThrow(() -> new IllegalArgumentException(
                "tolerance (=" + mm + " mm) of contract " + name + " cannot be set: it has no surface Dice; leave the tolerance out"));
        String base = name.replaceFirst("\\+" + TOLERANCE.pattern(), "");
        if (!base.equals(name)) {
            return named(base).withTolerance(mm);
        }
        if (rules.toleranceMm() == mm) {
            return this;
        }
        return new Contract(name + "+tolerance_" + millimetres(mm).replace(" ", ""), version, source,
                difference + "; surface Dice at " + millimetres(mm), grid, overlap, Optional.of(rules.withTolerance(mm)), detection);
    }

    /** {@code 3 mm}, {@code 2.5 mm}. */
    static String millimetres(double mm) {
        return BigDecimal.valueOf(mm).stripTrailingZeros().toPlainString() + " mm";
    }

    /** This contract with one rule changed, under a name that says so: {@code tolerance_3mm}, or one of {@link DetectionRules#with}. */
    public Contract with(String variant) {
        Matcher tolerance = TOLERANCE.matcher(variant);
        if (tolerance.matches()) {
            return withTolerance(Double.parseDouble(tolerance.group(1)));
        }
        Optional<DetectionRules> changed = detection.flatMap(rules -> rules.changed(variant));
        if (changed.isEmpty()) {
            List<String> known = new ArrayList<>(hasSurfaceDice() ? List.of("tolerance_3mm (any number)") : List.of());
            detection.ifPresent(rules -> known.addAll(rules.variants()));
            throw new IllegalArgumentException("variant (=" + variant + ") of contract " + name + " is not known; "
                    + (known.isEmpty() ? "it has none: use " + name : "it has " + String.join(", ", known)));
        }
        return new Contract(name + "+" + variant, version, source, difference + "; lesions: " + variant, grid, overlap, surface, changed);
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

    /**
     * The rules by topic and in words, to be printed beside a table. Every contract has every topic, in one order, so that two can be
     * compared topic by topic; {@code -} where a topic has no meaning for it.
     */
    public Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("grid", grid.words());
        rules.put("spacing", grid.spacing());
        rules.putAll(overlap.rules());
        CHRIST_2017.surface.orElseThrow().rules().keySet().forEach(topic -> rules.put(topic, "-"));
        surface.ifPresentOrElse(s -> rules.putAll(s.rules()), () -> rules.put("surface", "no surface distances"));
        CHRIST_2017.detection.orElseThrow().rules().keySet().forEach(topic -> rules.put(topic, "-"));
        detection.ifPresentOrElse(d -> rules.putAll(d.rules()), () -> rules.put("lesions", "not counted"));
        return rules;
    }

    /** Whether a structure's objects are counted one by one: all but the liver's. */
    boolean counts(String label) {
        return detection.isPresent() && !label.equals(LabelMapping.LIVER);
    }
}
