package org.hepar.crf;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hepar.config.Requirements;
import org.hepar.config.Yaml;

/**
 * A {@link DenseCrf} whose settings are looked for on the validation cases of each fold, never on others.
 *
 * <p>A setting's range is passed through evenly in its logarithm: what matters of a width or a weight is by how many times it is larger. Iterations are
 * rounded, everything else has four digits. What no range is given for stays as in {@code start}.
 *
 * @param method in which order settings are tried, and how many
 * @param measure by which they are judged
 * @param ranges lowest and highest value by key of {@link DenseCrf}: {@code position_mm: [0.5, 8]}; of {@code appearance_hu} the one width
 * @param start everything else, and where {@code bobyqa} begins
 */
public record CrfSearch(SearchMethod method, SearchMeasure measure, Map<String, List<Double>> ranges, DenseCrf start) implements RefinementChoice {

    private static final String POSITION_MM = "position_mm";
    private static final String POSITION_WEIGHT = "position_weight";
    private static final String APPEARANCE_MM = "appearance_mm";
    private static final String APPEARANCE_HU = "appearance_hu";
    private static final String APPEARANCE_WEIGHT = "appearance_weight";
    private static final String ITERATIONS = "iterations";
    private static final String PROBABILITY_FLOOR = "probability_floor";
    /** No result depends on more digits of a width or a weight, and people can read and write these. */
    private static final MathContext WRITTEN = new MathContext(4);
    private static final List<String> SEARCHED = List.of(POSITION_MM, POSITION_WEIGHT, APPEARANCE_MM, APPEARANCE_HU, APPEARANCE_WEIGHT, ITERATIONS, PROBABILITY_FLOOR);

    public CrfSearch {
        ranges = Collections.unmodifiableMap(new LinkedHashMap<>(ranges));
        Requirements requirements = new Requirements().require(!ranges.isEmpty(), "ranges (={}) must give at least one range, such as position_mm: [0.5, 8]");
        ranges.forEach((key, range) -> requirements
                .require(SEARCHED.contains(key), "ranges." + key + " (=" + range + ") is no setting that can be looked for; there are " + String.join(", ", SEARCHED))
                .require(range.size() == 2 && range.get(0) > 0 && range.get(0) < range.get(1) && Double.isFinite(range.get(1)),
                        "ranges." + key + " (=" + range + ") must be the lowest and the highest value, in this order, both above 0"));
        if (ranges.getOrDefault(ITERATIONS, List.of()).stream().anyMatch(end -> end != Math.rint(end))) {
            requirements.require(false, "ranges." + ITERATIONS + " (=" + ranges.get(ITERATIONS) + ") must be whole numbers: [2, 10]");
        }
        requirements.require(start.appearanceHu().size() == 1, "start.appearance_hu (=" + start.appearanceHu() + ") must have the width of one channel, such as [20]");
        requirements.check();
        if (method instanceof SearchMethod.Bobyqa && (ranges.size() < 2 || method.trials() <= 2 * ranges.size())) {
            throw new IllegalArgumentException("method (=bobyqa with " + method.trials() + " trials) needs two ranges or more (they are " + ranges.size()
                    + "), and more than twice as many trials as ranges; raise trials, or take random_search");
        }
        requireEnds(ranges, start);
        if (method instanceof SearchMethod.Bobyqa) {
            requireStart(ranges, start);
        }
    }

    /** What begins at the start must be allowed to be there. */
    private static void requireStart(Map<String, List<Double>> ranges, DenseCrf start) {
        ranges.forEach((key, range) -> {
            double value = settings(start).get(key);
            if (value < range.get(0) || value > range.get(1)) {
                throw new IllegalArgumentException("start." + key + " (=" + value + ") must lie within its range " + range + ", as bobyqa begins there");
            }
        });
    }

    /** Both ends of all ranges have to be settings. */
    private static void requireEnds(Map<String, List<Double>> ranges, DenseCrf start) {
        Requirements requirements = new Requirements();
        ranges.forEach((key, range) -> range.forEach(end -> {
            try {
                with(start, Map.of(key, end));
            } catch (IllegalArgumentException e) {
                requirements.require(false, "ranges." + key + " (=" + range + ") reaches a value that cannot be: " + e.getMessage());
            }
        }));
        requirements.check();
    }

    /** The settings that are looked for, in the order of their keys. */
    public List<String> keys() {
        return List.copyOf(new TreeMap<>(ranges).keySet());
    }

    /** The settings at a point of the unit cube, a side for each of {@link #keys()}. */
    public DenseCrf at(double[] point) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < point.length; i++) {
            List<Double> range = ranges.get(keys().get(i));
            double lowest = StrictMath.log(range.get(0));
            double value = new BigDecimal(StrictMath.exp(lowest + point[i] * (StrictMath.log(range.get(1)) - lowest))).round(WRITTEN).doubleValue();
            values.put(keys().get(i), Math.max(range.get(0), Math.min(range.get(1), value)));
        }
        return with(start, values);
    }

    /** Where {@code start} lies in the unit cube; a value beyond its range lies at its end. */
    double[] startPoint() {
        return keys().stream().mapToDouble(key -> {
            List<Double> range = ranges.get(key);
            double lowest = StrictMath.log(range.get(0));
            double value = Math.max(range.get(0), Math.min(range.get(1), settings(start).get(key)));
            return (StrictMath.log(value) - lowest) / (StrictMath.log(range.get(1)) - lowest);
        }).toArray();
    }

    /** The values that can be looked for, of certain settings. */
    public static Map<String, Double> settings(DenseCrf crf) {
        Map<String, Double> settings = new LinkedHashMap<>();
        settings.put(POSITION_MM, crf.positionMm());
        settings.put(POSITION_WEIGHT, crf.positionWeight());
        settings.put(APPEARANCE_MM, crf.appearanceMm());
        settings.put(APPEARANCE_HU, crf.appearanceHu().get(0));
        settings.put(APPEARANCE_WEIGHT, crf.appearanceWeight());
        settings.put(ITERATIONS, (double) crf.iterations());
        settings.put(PROBABILITY_FLOOR, crf.probabilityFloor());
        return settings;
    }

    private static DenseCrf with(DenseCrf crf, Map<String, Double> changed) {
        Map<String, Double> all = settings(crf);
        all.putAll(changed);
        return new DenseCrf(all.get(POSITION_MM), all.get(POSITION_WEIGHT), all.get(APPEARANCE_MM), List.of(all.get(APPEARANCE_HU)), all.get(APPEARANCE_WEIGHT),
                (int) Math.round(all.get(ITERATIONS)), crf.normalisation(), crf.region(), all.get(PROBABILITY_FLOOR), crf.compatibility());
    }

    /** What a judge says of settings. */
    @FunctionalInterface
    public interface Judge {

        /**
         * The measure's mean over the cases, undefined values being the worst.
         *
         * @param trial from 1
         */
        double judge(int trial, DenseCrf settings);
    }

    /** Tries all settings in turn; equal seeds and judgements give the same ones. */
    public void search(long seed, Judge judge) {
        int[] trial = {0};
        method.search(startPoint(), seed, point -> measure.loss(judge.judge(++trial[0], at(point))));
    }

    /** The settings that take most memory: all widths at their narrowest. */
    public DenseCrf narrowest() {
        return at(new double[ranges.size()]);
    }

    private static String written(double value) {
        return value >= 1e-3 ? new BigDecimal(value).round(WRITTEN).stripTrailingZeros().toPlainString() : String.format(Locale.ROOT, "%.3g", value);
    }

    /** For people: {@code random_search, 50 trials over position_mm 0.5 to 8, ...}. */
    public String summary() {
        return Yaml.flatten(method).get("type") + ", " + method.trials() + " trials over "
                + keys().stream().map(key -> key + " " + written(ranges.get(key).get(0)) + " to " + written(ranges.get(key).get(1))).collect(Collectors.joining(", "));
    }
}
