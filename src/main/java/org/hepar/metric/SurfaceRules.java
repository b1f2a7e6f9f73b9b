package org.hepar.metric;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How surface distances are measured, and what they are worth where masks are empty.
 *
 * @param boundary from where to where distances run, for all but the maximum
 * @param boundaryOfMaximum the same for the maximum: one known scorer measures it elsewhere than its mean
 * @param mean how the distances of both directions become one mean
 * @param percentile how they become one 95th percentile
 * @param toleranceMm distance up to which the surface Dice counts a place as met
 * @param whenEmpty the measures that the source gives, of ASD, RMSD, MSD, HD95 and surface Dice
 */
public record SurfaceRules(Boundary boundary, Boundary boundaryOfMaximum, Mean mean, Percentile percentile, double toleranceMm,
                           Map<Measure, WhenEmpty> whenEmpty) {

    /** The average surface distance. A reference, B prediction. */
    public enum Mean {
        /** Both directions as one. */
        POOLED("mean over both boundaries pooled: (Σd(A,B) + Σd(B,A)) / (|S(A)|+|S(B)|), mm"),
        /** Each direction by itself first. */
        OF_TWO_MEANS("mean of two means: (mean d(A,B) + mean d(B,A)) / 2, mm"),
        /** What was predicted, only. */
        FROM_PREDICTION("one direction: mean d(B,A) from the prediction to the reference, mm");

        private final String words;

        Mean(String words) {
            this.words = words;
        }
    }

    /** The 95th percentile. */
    public enum Percentile {
        /** Of both directions as one. */
        POOLED("95th percentile of both directions pooled, linear between the two nearest, mm"),
        /** Of each direction by itself. */
        LARGER("larger of the 95th percentiles of either direction, linear between the two nearest, mm"),
        /** Of each direction by itself, by area. */
        LARGER_BY_AREA("larger of the distances at which either direction has reached 95 % of its area, mm");

        private final String words;

        Percentile(String words) {
            this.words = words;
        }
    }

    /** Those that {@link #whenEmpty} may hold. */
    static final Set<Measure> KEYS = Collections.unmodifiableSet(
            EnumSet.of(Measure.ASD_MM, Measure.RMSD_MM, Measure.MSD_MM, Measure.HD95_MM, Measure.SURFACE_DICE));
    private static final double SHARE = 95 / 100.0;

    public SurfaceRules {
        if (!(toleranceMm >= 0) || Double.isInfinite(toleranceMm)) {
            throw new IllegalArgumentException("tolerance of the surface Dice (=" + toleranceMm + " mm) must be finite and 0 or more");
        }
        if (!KEYS.containsAll(whenEmpty.keySet())) {
            throw new IllegalArgumentException("measures of surface rules (=" + whenEmpty.keySet() + ") must be of " + KEYS);
        }
        whenEmpty = whenEmpty.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(whenEmpty));
    }

    SurfaceRules withTolerance(double mm) {
        return new SurfaceRules(boundary, boundaryOfMaximum, mean, percentile, mm, whenEmpty);
    }

    boolean knows(Measure measure) {
        return whenEmpty.containsKey(measure);
    }

    Boundary boundary(Measure measure) {
        return measure == Measure.MSD_MM ? boundaryOfMaximum : boundary;
    }

    /** A measure's value from the distances between its {@link #boundary(Measure) boundaries}; NaN where there are none. */
    double value(Measure measure, SurfaceDistances distances) {
        if (distances.isEmpty()) {
            return Double.NaN;
        }
        return switch (measure) {
            case ASD_MM -> switch (mean) {
                case POOLED -> distances.pooledMeanMm();
                case OF_TWO_MEANS -> (distances.ofReference().mean() + distances.ofPrediction().mean()) / 2;
                case FROM_PREDICTION -> distances.ofPrediction().mean();
            };
            case RMSD_MM -> distances.pooledRootMeanSquareMm();
            case MSD_MM -> distances.maximumMm();
            case HD95_MM -> switch (percentile) {
                case POOLED -> distances.pooledPercentileMm(SHARE);
                case LARGER -> distances.largerPercentileMm(SHARE);
                case LARGER_BY_AREA -> distances.largerPercentileByAreaMm(SHARE);
            };
            case SURFACE_DICE -> distances.withinTolerance(toleranceMm);
            default -> throw new IllegalArgumentException("measure (=" + measure + ") is no surface distance; measure it elsewhere");
        };
    }

    Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        rules.put("surface", boundary.words());
        rules.put("surface of the maximum", boundaryOfMaximum.equals(boundary) ? "the same" : boundaryOfMaximum.words());
        rules.put("beyond the array", boundary.beyond());
        formula(rules, Measure.ASD_MM, mean.words);
        formula(rules, Measure.RMSD_MM, "root of the mean squared distance over both boundaries pooled, mm");
        formula(rules, Measure.MSD_MM, "largest distance either way, mm");
        formula(rules, Measure.HD95_MM, percentile.words);
        formula(rules, Measure.SURFACE_DICE, "share of both boundaries within the tolerance of the other, at it included");
        rules.put("tolerance", knows(Measure.SURFACE_DICE) ? Contract.millimetres(toleranceMm) : "-");
        for (Measure measure : KEYS) {
            rules.put(measure.key() + ", empty masks", knows(measure) ? whenEmpty.get(measure).words() : "-");
        }
        return rules;
    }

    private void formula(Map<String, String> rules, Measure measure, String words) {
        rules.put(measure.key(), knows(measure) ? words : "not in this contract");
    }
}
