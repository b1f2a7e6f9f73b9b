package org.hepar.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.hepar.metric.Aggregate;
import org.hepar.metric.Measure;
import org.hepar.report.Summary.Average;
import org.hepar.report.Summary.Line;

/** What all cases come to: a table for each block, the first open, and one with a column for each contract. */
record SummaryTables(Scores scores, List<ScoreBlock> blocks) {

    static final String INTERVAL = "95 % interval";

    private static final String ALL_VOXELS = ", all voxels as one";
    private static final List<String> HEAD = List.of("Measure", "Mean", INTERVAL, "± sd", "Median", "Cases used", "Undefined", "Missed",
            "False positive", "Quartiles", "Range");
    private static final String NOT_SCORED = "Not scored";

    String html() {
        if (blocks.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<h2>Summary</h2>\n");
        blocks.forEach(block -> html.append(block.titled(block == blocks.get(0), blocks.size() > 1, table(block))));
        return html + Html.paragraph("legend", "Contract " + blocks.get(0).contract() + (scores.contracts().size() > 1 ? " first, others folded" : "")
                + ". " + INTERVAL + ": BCa bootstrap over the cases, 10,000 resamples, seed 1, of rates whole cases; a dash where fewer than two cases or "
                + "equal values give none. Sd divides by n − 1. Pooled: over all voxels or lesions of all cases, so there is no spread over cases. Missed: "
                + "in the reference, none predicted. False positive: predicted, none in the reference. Full precision: " + Summary.FILE + ".");
    }

    /** The mean of each measure under each contract, a column each; nothing when there is one contract. First comparison. */
    String sideBySide() {
        if (scores.contracts().size() < 2) {
            return "";
        }
        List<ScoreBlock> columns = blocks.stream().filter(block -> block.comparison().equals(scores.comparisons().get(0))).toList();
        List<List<String>> rows = new ArrayList<>();
        for (String label : scores.labels()) {
            for (Measure measure : Measure.judging()) {
                addRow(rows, columns, label, measure.key(), Average.MACRO);
                if (measure == Measure.DICE) {
                    addRow(rows, columns, label, measure.key(), Average.MICRO);
                }
            }
            LesionMeasure.ALL.forEach(measure -> addRow(rows, columns, label, measure.key(), measure.isPooled() ? Average.MICRO : Average.MACRO));
        }
        List<String> head = Stream.concat(Stream.of("Mean (cases used)"), columns.stream().map(ScoreBlock::contract)).toList();
        return "<h2>The same masks under each contract</h2>\n" + Html.table("dense", head, rows) + Html.paragraph("legend", "A column is a contract. "
                + "Numbers of one line follow different rules: they show what the rules do to the same masks, and are no ranking. A dash: the contract does "
                + "not know the measure, or no case has a value.");
    }

    private static void addRow(List<List<String>> rows, List<ScoreBlock> columns, String label, String measure, Average average) {
        List<Optional<Line>> lines = columns.stream().map(block -> block.find(label, measure, average).filter(line -> line.aggregate().used() > 0)).toList();
        lines.stream().flatMap(Optional::stream).findFirst().flatMap(Printed::of).ifPresent(printed -> {
            List<String> row = new ArrayList<>(List.of(printed.name()));
            lines.forEach(line -> row.add(line.map(Line::aggregate)
                    .map(a -> printed.value().apply(a.mean()) + " (" + a.used() + ")").orElse(MeasureText.UNDEFINED)));
            rows.add(row);
        });
    }

    private String table(ScoreBlock block) {
        List<List<String>> rows = new ArrayList<>();
        Set<String> without = new LinkedHashSet<>();
        for (Line line : block.lines()) {
            Printed.of(line).ifPresent(printed -> {
                if (line.aggregate().used() > 0) {
                    rows.add(cells(line, printed));
                } else {
                    without.add(printed.name());
                }
            });
        }
        if (!scores.refused().isEmpty()) {
            rows.forEach(row -> row.add(String.valueOf(scores.refused().size())));
        }
        return Html.table("dense", scores.refused().isEmpty() ? HEAD : Stream.concat(HEAD.stream(), Stream.of(NOT_SCORED)).toList(), rows)
                + (without.isEmpty() ? "" : Html.paragraph("legend", "Without a value in any case: " + String.join("; ", without) + "."));
    }

    private static List<String> cells(Line line, Printed printed) {
        Aggregate a = line.aggregate();
        org.hepar.stat.Summary v = a.values();
        DoubleFunction<String> value = printed.value();
        boolean spread = !Double.isNaN(v.minimum());
        return new ArrayList<>(List.of(printed.name(), value.apply(v.mean()), range(value, line.low(), line.high()),
                spread ? printed.size().apply(v.standardDeviation()) : "", spread ? value.apply(v.median()) : "", String.valueOf(a.used()),
                String.valueOf(a.undefined()), String.valueOf(a.missed()), String.valueOf(a.falsePositive()),
                spread ? range(value, v.lowerQuartile(), v.upperQuartile()) : "", spread ? range(value, v.minimum(), v.maximum()) : ""));
    }

    /** {@code 0.24 to 0.71}; a dash for none. */
    static String range(DoubleFunction<String> value, double low, double high) {
        return Double.isNaN(low) ? MeasureText.UNDEFINED : value.apply(low) + " to " + value.apply(high);
    }

    /**
     * How a line is printed.
     *
     * @param name of the row
     * @param value a value, with its sign where the measure has one
     * @param size a value without sign, such as a spread
     */
    private record Printed(String name, DoubleFunction<String> value, DoubleFunction<String> size) {

        /** Nothing for lines that only describe the cases, such as a volume, or have a table of their own. */
        static Optional<Printed> of(Line line) {
            boolean absolute = line.measure().endsWith(Summary.ABSOLUTE);
            String key = absolute ? line.measure().substring(0, line.measure().length() - Summary.ABSOLUTE.length()) : line.measure();
            Optional<Measure> measure = Measure.judging().stream().filter(known -> known.key().equals(key)).findFirst();
            return measure.isPresent() ? measure.map(m -> of(line, m, absolute)) : LesionMeasure.named(key).map(m -> of(line, m));
        }

        private static Printed of(Line line, Measure m, boolean absolute) {
            String of = switch (line.average()) {
                case MACRO -> "";
                case MICRO -> ALL_VOXELS;
                case RMS -> ", root of mean square";
            };
            String words = absolute ? "|" + MeasureText.words(m) + "|" : MeasureText.words(m);
            DoubleFunction<String> size = value -> MeasureText.size(m, value);
            return new Printed(Words.capital(line.label()) + " " + words + MeasureText.unitInBrackets(m) + of,
                    absolute || line.average() == Average.RMS ? size : value -> MeasureText.value(m, value), size);
        }

        /** {@code Lesions: recall}: of objects, not of voxels. */
        private static Printed of(Line line, LesionMeasure m) {
            String of = line.average() == Average.MICRO ? ", pooled" : m.isPooled() ? ", mean over cases" : "";
            DoubleFunction<String> value = number -> MeasureText.number(m.decimals(), number);
            return new Printed(Words.capital(line.label()) + "s: " + m.words() + of, value, value);
        }
    }
}
