package org.hepar.metric;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * All measures of one structure of one case under one contract. Each measure either has a value (an infinity where the
 * contract says so, never NaN) or a reason why it has none.
 *
 * @param outcome which of the masks were empty
 * @param values the measures that are defined: shares, mm, ml
 * @param undefined the others, and why
 * @param detection the structure's objects counted one by one; none where the contract does not count them, and for the liver
 */
public record LabelScore(Outcome outcome, Map<Measure, Double> values, Map<Measure, Undefined> undefined, Optional<Detection> detection) {

    public LabelScore {
        values = sorted(values);
        undefined = sorted(undefined);
        for (Measure measure : Measure.values()) {
            if (values.containsKey(measure) == undefined.containsKey(measure) || Double.isNaN(values.getOrDefault(measure, 0.0))) {
                throw new IllegalArgumentException(measure.key() + " (=" + values.get(measure) + ", undefined because of "
                        + undefined.get(measure) + ") needs either a number or a reason why there is none");
            }
        }
    }

    /** A score from numbers of which NaN, or none, says "no value": the reasons are given, or else follow from the outcome. */
    public static LabelScore of(Outcome outcome, Map<Measure, Double> numbers, Map<Measure, Undefined> reasons, Optional<Detection> detection) {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        Map<Measure, Undefined> undefined = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            double number = numbers.getOrDefault(measure, Double.NaN);
            if (Double.isNaN(number)) {
                undefined.put(measure, reasons.getOrDefault(measure, Undefined.because(outcome)));
            } else {
                values.put(measure, number);
            }
        }
        return new LabelScore(outcome, values, undefined, detection);
    }

    private static <T> Map<Measure, T> sorted(Map<Measure, T> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(map));
    }

    /** The value of a measure; NaN where it is undefined. */
    public double of(Measure measure) {
        return values.getOrDefault(measure, Double.NaN);
    }

    /** 0 to 1. */
    public double dice() {
        return of(Measure.DICE);
    }

    /** Volumetric overlap error, 0 to 1. */
    public double voe() {
        return of(Measure.VOE);
    }

    /** Relative volume difference, signed. */
    public double rvd() {
        return of(Measure.RVD);
    }

    /** Average surface distance, mm. */
    public double asdMm() {
        return of(Measure.ASD_MM);
    }

    /** Maximum surface distance, mm. */
    public double msdMm() {
        return of(Measure.MSD_MM);
    }

    /** Volume of the prediction, ml. */
    public double volumeMl() {
        return of(Measure.VOLUME_ML);
    }

    /** Volume of the reference, ml. */
    public double referenceVolumeMl() {
        return of(Measure.REFERENCE_VOLUME_ML);
    }
}
