package org.hepar.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.hepar.config.Aside;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.DetectionAggregate;
import org.hepar.metric.DetectionMeasure;
import org.hepar.metric.Froc;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Measure;
import org.hepar.metric.SizeClass;
import org.hepar.metric.SizeCount;
import org.hepar.metric.Undefined;
import org.hepar.stat.Bootstrap;
import org.hepar.stat.BootstrapInterval;
import org.hepar.volume.LabelMapping;

/**
 * {@code summary.csv}: one row a comparison, contract, label and measure, over the cases; beside each number its interval, the number
 * of cases it rests on, of those without a value, of missed ones, of false positives on an empty reference, and of cases that could not be scored.
 *
 * <p>Where both exist there are two rows: the mean over the cases that have a value (macro), in which every case weighs the same, and
 * the number of all cases as one (micro), in which every voxel or lesion does; a micro row has no spread over cases. A row never rests
 * on two contracts or two comparisons.
 */
public record Summary(List<Line> lines) {

    /** How the numbers of the cases became one. */
    public enum Average {
        /** Mean over the cases. */
        MACRO,
        /** All cases as one: Dice of all voxels (2ΣI/ΣS, "Dice global" of LiTS), ratios of the lesions of all cases. */
        MICRO,
        /** Root of the mean square over the cases. */
        RMS;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A row, in the stored unit (shares, mm, ml, counts).
     *
     * @param aggregate of which the mean is the number of the row, whatever the average
     * @param low lower end of the 95 % interval of that number; NaN where there is none
     * @param high upper end
     * @param notScored cases that could not be scored at all, which are in no other count
     */
    public record Line(String comparison, String contract, String label, String measure, Average average, Aggregate aggregate, double low, double high,
                       int notScored) {
    }

    /** Its name within its folder. */
    public static final String FILE = "summary.csv";

    static final String ABSOLUTE = "_absolute";

    /** Intervals of 95 % from 10,000 resamples of the cases; equal scores have equal intervals. */
    private static final Bootstrap INTERVALS = Bootstrap.withSeed(1);

    /** Reasons that say nothing about a case: the measure does not exist for it. */
    private static final Set<Undefined> UNKNOWN = Set.of(Undefined.NOT_IN_CONTRACT, Undefined.NOT_RECORDED, Undefined.NO_LIVER, Undefined.NOT_FOR_THE_LIVER);

    /** Followed by false positives a case. */
    static final String FROC_SENSITIVITY = "froc_sensitivity_at_";

    private static final List<String> COLUMNS = List.of("comparison", "contract", "label", "measure", "average", "mean", "low", "high", "sd", "median", "min",
            "lower_quartile", "upper_quartile", "max", "used", "undefined", "missed", "false_positive", "not_scored");

    public Summary {
        lines = List.copyOf(lines);
    }

    /** Summarises every case, comparison by comparison and contract by contract. */
    public static Summary of(Scores scores) {
        List<Supplier<List<Line>>> parts = new ArrayList<>();
        for (String comparison : scores.comparisons()) {
            for (String contract : scores.contracts()) {
                Group group = new Group(comparison, contract, scores.of(comparison, contract).stream().map(Scores.Row::scores).toList(), scores.refused().size());
                group.labels().forEach(label -> parts.add(() -> group.lines(label)));
            }
        }
        return new Summary(parts.parallelStream().map(Supplier::get).flatMap(List::stream).toList());
    }

    /** The row of a measure; empty where the contract does not know it. */
    Optional<Line> find(String comparison, String contract, String label, String measure, Average average) {
        return lines.stream().filter(line -> line.comparison().equals(comparison) && line.contract().equals(contract) && line.label().equals(label)
                && line.measure().equals(measure) && line.average() == average).findFirst();
    }

    /** Writes the table into a folder, aside first and then moved into place; the file. */
    public Path write(Path folder) {
        Path file = folder.resolve(FILE);
        Aside.write(file, Csv.text(COLUMNS, lines.stream().map(Summary::cells).toList()));
        return file;
    }

    private static List<String> cells(Line line) {
        Aggregate a = line.aggregate();
        org.hepar.stat.Summary v = a.values();
        return Stream.of(Stream.of(line.comparison(), line.contract(), line.label(), line.measure(), line.average().key()),
                Stream.of(v.mean(), line.low(), line.high(), v.standardDeviation(), v.median(), v.minimum(), v.lowerQuartile(), v.upperQuartile(), v.maximum())
                        .map(Csv::number),
                Stream.of(a.used(), a.undefined(), a.missed(), a.falsePositive(), line.notScored()).map(String::valueOf)).flatMap(each -> each).toList();
    }

    /** Reads a table that {@link #write} wrote. */
    public static Summary read(Path folder) {
        return new Summary(Csv.read(folder.resolve(FILE), COLUMNS).stream().map(Summary::line).toList());
    }

    private static Line line(Csv.Cells row) {
        org.hepar.stat.Summary values = new org.hepar.stat.Summary(row.whole("used"), row.number("mean"), row.number("sd"), row.number("min"),
                row.number("lower_quartile"), row.number("median"), row.number("upper_quartile"), row.number("max"));
        Average average = Arrays.stream(Average.values()).filter(each -> each.key().equals(row.text("average"))).findFirst()
                .orElseThrow(() -> row.wrong("average", "macro, micro or rms"));
        return new Line(row.text("comparison"), row.text("contract"), row.text("label"), row.text("measure"), average,
                new Aggregate(values, row.whole("undefined"), row.whole("missed"), row.whole("false_positive")), row.number("low"), row.number("high"),
                row.whole("not_scored"));
    }

    /** The cases behind rows of one comparison and contract. */
    private record Group(String comparison, String contract, List<CaseScores> cases, int notScored) {

        List<String> labels() {
            return cases.stream().flatMap(each -> each.labels().keySet().stream()).distinct().toList();
        }

        List<Line> lines(String label) {
            List<Line> lines = new ArrayList<>();
            for (Measure measure : Measure.values()) {
                if (cases.stream().map(each -> each.of(label)).anyMatch(score -> knows(score, measure))) {
                    measure(lines, label, measure);
                }
            }
            if (cases.stream().anyMatch(each -> each.of(label).detection().isPresent())) {
                LesionMeasure.ALL.forEach(measure -> lesions(lines, label, measure));
                sizes(lines, label);
                freeResponse(lines, label);
            }
            return lines;
        }

        /** Whether the contract has a value for the measure, though perhaps not in this case. */
        private static boolean knows(LabelScore score, Measure measure) {
            return !UNKNOWN.contains(score.undefined().getOrDefault(measure, Undefined.BOTH_EMPTY));
        }

        private void measure(List<Line> lines, String label, Measure measure) {
            lines.add(macro(label, measure.key(), measure::of));
            if (measure == Measure.DICE) {
                lines.add(line(label, measure.key(), Average.MICRO, only(Aggregate.globalDice(cases, label)), measure::of, INTERVALS.ofRatio(
                        numbers(label, Aggregate::twiceSharedVoxels), numbers(label, Aggregate::bothVoxels))));
            }
            if (measure.better() == Measure.Better.NEARER_ZERO) {
                lines.add(macro(label, measure.key() + ABSOLUTE, score -> Math.abs(measure.of(score))));
            }
            if (measure == Measure.BURDEN_ERROR) {
                double[] values = Aggregate.defined(cases, label, measure::of);
                lines.add(line(label, measure.key(), Average.RMS, only(rootMeanSquare(values)), measure::of, of(values, Summary::rootMeanSquare)));
            }
        }

        private void lesions(List<Line> lines, String label, LesionMeasure measure) {
            ToDoubleFunction<LabelScore> each = score -> score.detection().map(measure.measure()::of).orElse(Double.NaN);
            lines.add(macro(label, measure.key(), each));
            if (measure.isPooled()) {
                DetectionAggregate pooled = DetectionAggregate.over(cases, label);
                org.hepar.stat.Summary values = measure.measure() == DetectionMeasure.DICE_PER_CORRESPONDENCE
                        ? org.hepar.stat.Summary.of(counted(label).stream().flatMap(d -> d.diceOfCorrespondences().stream()).mapToDouble(dice -> dice).toArray())
                        : only(measure.measure().pooled(pooled));
                lines.add(line(label, measure.key(), Average.MICRO, values, each, measure.pooledInterval(INTERVALS, counted(label))));
            }
        }

        /** Recall and precision of each size class, where the single lesions were recorded. */
        private void sizes(List<Line> lines, String label) {
            Map<SizeClass, SizeCount> pooled = DetectionAggregate.over(cases, label).bySize();
            pooled.forEach((size, count) -> {
                lines.add(line(label, DetectionMeasure.RECALL.key() + "_" + size.key(), Average.MICRO, only(count.recall()), of(size, SizeCount::recall), LesionMeasure.ratio(
                        INTERVALS, counted(label), d -> LesionMeasure.count(d, size).found(), d -> LesionMeasure.count(d, size).references())));
                lines.add(line(label, DetectionMeasure.PRECISION.key() + "_" + size.key(), Average.MICRO, only(count.precision()), of(size, SizeCount::precision),
                        LesionMeasure.ratio(INTERVALS, counted(label), d -> LesionMeasure.count(d, size).predictions() - LesionMeasure.count(d, size).falsePositives(),
                                d -> LesionMeasure.count(d, size).predictions())));
            });
        }

        private static ToDoubleFunction<LabelScore> of(SizeClass size, ToDoubleFunction<SizeCount> share) {
            return score -> score.detection().map(d -> share.applyAsDouble(LesionMeasure.count(d, size))).orElse(Double.NaN);
        }

        /** Sensitivities at fixed rates of false positives, where predicted lesions have a score. */
        private void freeResponse(List<Line> lines, String label) {
            if (!label.equals(LabelMapping.LESION)) {
                return;
            }
            Froc.over(cases).ifPresent(froc -> {
                Froc.RATES.forEach(rate -> lines.add(freeResponse(label, FROC_SENSITIVITY + Csv.number(rate), froc.sensitivityAt(rate))));
                lines.add(freeResponse(label, "froc_mean_sensitivity", froc.meanSensitivity()));
                lines.add(freeResponse(label, "afroc_area", froc.afrocArea()));
                lines.add(freeResponse(label, "afroc1_area", froc.afroc1Area()));
            });
        }

        private Line freeResponse(String label, String measure, double number) {
            return line(label, measure, Average.MICRO, only(number), score -> score.detection().isPresent() ? 0 : Double.NaN, of(new double[0], Summary::mean));
        }

        /** The cases of which the rule gives counts. */
        private List<Detection> counted(String label) {
            return cases.stream().flatMap(each -> each.of(label).detection().stream()).filter(detection -> detection.undefined().isEmpty()).toList();
        }

        private Line macro(String label, String measure, ToDoubleFunction<LabelScore> number) {
            double[] values = Aggregate.defined(cases, label, number);
            return line(label, measure, Average.MACRO, org.hepar.stat.Summary.of(values), number, of(values, Summary::mean));
        }

        /** Cases whose number is NaN count as undefined, the others as used; where they give no number together, all are undefined. */
        private Line line(String label, String measure, Average average, org.hepar.stat.Summary v, ToDoubleFunction<LabelScore> number, BootstrapInterval interval) {
            Aggregate counts = Aggregate.over(cases, label, number);
            int used = Double.isNaN(v.mean()) ? 0 : counts.used();
            return new Line(comparison, contract, label, measure, average, new Aggregate(new org.hepar.stat.Summary(used, v.mean(), v.standardDeviation(),
                    v.minimum(), v.lowerQuartile(), v.median(), v.upperQuartile(), v.maximum()), counts.used() + counts.undefined() - used,
                    counts.missed(), counts.falsePositive()),
                    interval.interval().low(), interval.interval().high(), notScored);
        }

        /** Infinite values have no interval. */
        private static BootstrapInterval of(double[] values, ToDoubleFunction<double[]> statistic) {
            boolean finite = Arrays.stream(values).noneMatch(Double::isInfinite);
            return INTERVALS.ofValues(finite ? values : new double[0], statistic);
        }

        private double[] numbers(String label, ToDoubleFunction<LabelScore> number) {
            return Aggregate.defined(cases, label, number);
        }

        /** A number without spread. */
        private static org.hepar.stat.Summary only(double number) {
            return new org.hepar.stat.Summary(1, number, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double rootMeanSquare(double[] values) {
        return Math.sqrt(Arrays.stream(values).map(value -> value * value).average().orElse(Double.NaN));
    }
}
