package org.hepar.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.DetectionAggregate;
import org.hepar.metric.Measure;
import org.hepar.metric.Structure;

/**
 * {@code summary.csv}: one row a label, measure and contract, over the cases; beside each mean the number of cases it
 * rests on, of those without a value, of missed ones and of false positives on an empty reference.
 *
 * <p>Measures of liver and lesion are averaged over the cases that have a value. Global Dice and the detection measures
 * are pooled over all cases (Chlebus et al. 2018; LiTS), so they have no spread and no median; the cases used are those
 * that hold something to pool, such as a reference lesion for recall. Contracts are never mixed.
 */
public record Summary(List<Line> lines) {

    /** A row: {@code liver}, {@code dice}, the contract, and the aggregate in the stored unit (shares, mm, counts). */
    public record Line(String label, String measure, String contract, Aggregate aggregate) {
    }

    /** Its name within its folder. */
    public static final String FILE = "summary.csv";

    static final String DICE_GLOBAL = "dice_global";
    static final String RVD_ABSOLUTE = "rvd_absolute";
    static final String RECALL = "recall";
    static final String RECALL_LARGE = "recall_at_least_10_mm";
    static final String FALSE_POSITIVES = "false_positives_per_case";
    static final String DICE_OF_CORRESPONDENCES = "dice_of_correspondences";

    private static final List<String> COLUMNS = List.of("label", "measure", "contract", "mean", "sd", "median", "used", "undefined", "missed", "false_positive");

    public Summary {
        lines = List.copyOf(lines);
    }

    /** Summarises every case, contract by contract. */
    public static Summary of(Scores scores) {
        Map<String, List<CaseScores>> byContract = new LinkedHashMap<>();
        scores.rows().stream().filter(row -> row.comparison().equals(Scores.PREDICTION)).forEach(row -> byContract.computeIfAbsent(row.scores().contract(), c -> new ArrayList<>()).add(row.scores()));
        List<Line> lines = new ArrayList<>();
        byContract.forEach((contract, cases) -> {
            for (Structure structure : Structure.values()) {
                structure(lines, structure, contract, cases);
            }
            detection(lines, contract, cases);
        });
        return new Summary(lines);
    }

    /** The names of the contracts, in the order of their first case. */
    public List<String> contracts() {
        return lines.stream().map(Line::contract).distinct().toList();
    }

    /** The aggregate of a structure and measure under a contract of this summary. */
    public Aggregate of(String contract, Structure structure, String measure) {
        return lines.stream().filter(line -> line.contract().equals(contract) && line.label().equals(structure.key())
                        && line.measure().equals(measure)).map(Line::aggregate).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(structure.key() + " " + measure + " under the contract " + contract
                        + " is not in the summary, which has the contracts " + contracts()));
    }

    /** Writes the table, aside first and then moved into place. */
    public void write(Path file) {
        Aside.write(file, Csv.text(COLUMNS, lines.stream().map(Summary::cells).toList()));
    }

    private static List<String> cells(Line line) {
        Aggregate a = line.aggregate();
        return List.of(line.label(), line.measure(), line.contract(), Csv.number(a.mean()), Csv.number(a.standardDeviation()), Csv.number(a.median()),
                String.valueOf(a.used()), String.valueOf(a.undefined()), String.valueOf(a.missed()), String.valueOf(a.falsePositive()));
    }

    /** Reads a table that {@link #write} wrote. */
    public static Summary read(Path file) {
        return new Summary(Csv.read(file, COLUMNS).stream().map(row -> new Line(row.text("label"), row.text("measure"), row.text("contract"),
                new Aggregate(row.number("mean"), row.number("sd"), row.number("median"), row.whole("used"), row.whole("undefined"), row.whole("missed"),
                        row.whole("false_positive")))).toList());
    }

    private static void structure(List<Line> lines, Structure structure, String contract, List<CaseScores> cases) {
        for (Measure measure : Measure.headline()) {
            lines.add(new Line(structure.key(), measure.key(), contract, Aggregate.over(cases, structure, measure)));
            if (measure == Measure.DICE) {
                Aggregate each = Aggregate.over(cases, structure, measure);
                lines.add(new Line(structure.key(), DICE_GLOBAL, contract, new Aggregate(Aggregate.globalDice(cases, structure),
                        Double.NaN, Double.NaN, each.used(), each.undefined(), each.missed(), each.falsePositive())));
            }
            if (measure == Measure.RVD) {
                lines.add(new Line(structure.key(), RVD_ABSOLUTE, contract, Aggregate.ofAbsolute(cases, structure, measure)));
            }
        }
    }

    private static void detection(List<Line> lines, String contract, List<CaseScores> cases) {
        DetectionAggregate pooled = DetectionAggregate.over(cases);
        lines.add(line(RECALL, contract, pooled.recall(), cases, d -> d.references() > 0));
        lines.add(line(RECALL_LARGE, contract, pooled.recallAtLeast10Mm(), cases, d -> d.referencesAtLeast10Mm() > 0));
        lines.add(line(FALSE_POSITIVES, contract, pooled.falsePositivesPerCase(), cases, d -> true));
        lines.add(line(DICE_OF_CORRESPONDENCES, contract, pooled.meanDiceOfCorrespondences(), cases,
                d -> !d.diceOfCorrespondences().isEmpty()));
    }

    /** A pooled number: it rests on the cases that hold something to pool. */
    private static Line line(String measure, String contract, double pooled, List<CaseScores> cases, Predicate<Detection> counts) {
        int used = (int) cases.stream().map(CaseScores::detection).filter(counts).count();
        return new Line(Structure.LESION.key(), measure, contract,
                new Aggregate(pooled, Double.NaN, Double.NaN, used, cases.size() - used, 0, 0));
    }
}
