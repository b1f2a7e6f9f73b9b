package org.hepar.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepar.experiment.Run;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.volume.LabelMapping;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * {@code scores.csv}: one row a case, every measure as computed (shares, mm, ml) in full precision; an undefined one is
 * an empty cell and the outcome beside it says why. Equal scores give equal bytes: no times, no paths.
 *
 * @param cases in the order in which they were scored
 */
public record Scores(List<FoldCase> cases) {

    /** The scores of a case and the fold in which it was a test case. */
    public record FoldCase(String fold, CaseScores scores) {
    }

    private static final List<String> LABEL_NUMBERS = List.of("dice", "voe", "rvd", "asd_mm", "msd_mm", "volume_ml", "reference_volume_ml");
    private static final List<String> COUNTS = List.of("references", "references_at_least_10_mm", "found", "found_at_least_10_mm",
            "predictions", "false_positives", "merges", "splits");

    public Scores {
        cases = List.copyOf(cases);
    }

    /** The scores that a run recorded. */
    public static Scores of(Run run) {
        return new Scores(run.folds().stream()
                .flatMap(fold -> fold.cases().stream().map(scored -> new FoldCase(fold.name(), scored.scores()))).toList());
    }

    /** Writes the table, aside first and then moved into place. */
    public void write(Path file) {
        Aside.write(file, Csv.text(table()));
    }

    /** Reads a table that {@link #write} wrote. */
    public static Scores read(Path file) {
        Table table = Csv.read(file, types());
        List<FoldCase> cases = new ArrayList<>();
        for (Row row : table) {
            Map<String, LabelScore> labels = new LinkedHashMap<>();
            labels.put(LabelMapping.LIVER, label(row, "liver_", Optional.empty()));
            labels.put(LabelMapping.LESION, label(row, "lesion_", Optional.of(detection(row))));
            cases.add(new FoldCase(row.getString("fold"), new CaseScores(row.getString("case"), row.getString("contract"), labels)));
        }
        return new Scores(cases);
    }

    private static LabelScore label(Row row, String label, Optional<Detection> detection) {
        Map<Measure, Double> numbers = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            if (LABEL_NUMBERS.contains(measure.key())) {
                numbers.put(measure, row.getDouble(label + measure.key()));
            }
        }
        return LabelScore.of(Outcome.valueOf(row.getString(label + "outcome").toUpperCase(Locale.ROOT)), numbers, Map.of(), detection);
    }

    private static Detection detection(Row row) {
        int[] n = COUNTS.stream().mapToInt(count -> row.getInt("lesion_" + count)).toArray();
        String dice = row.getString("lesion_dice_of_correspondences");
        return new Detection(n[0], n[1], n[2], n[3], n[4], n[4] - n[5], n[5], n[6], n[7],
                dice.isEmpty() ? List.of() : Stream.of(dice.split(" ")).map(Double::valueOf).toList(), List.of());
    }

    private Table table() {
        Map<String, Column<?>> columns = new LinkedHashMap<>();
        types().forEach((name, type) -> columns.put(name, type.create(name)));
        for (FoldCase row : cases) {
            values(row).forEach((name, value) -> append(columns.get(name), value));
        }
        return Table.create("scores", columns.values().toArray(new Column<?>[0]));
    }

    private static void append(Column<?> column, Object value) {
        if (column instanceof DoubleColumn doubles) {
            doubles.append((double) value);
        } else if (column instanceof IntColumn ints) {
            ints.append((int) value);
        } else {
            ((StringColumn) column).append((String) value);
        }
    }

    private static Map<String, Object> values(FoldCase row) {
        CaseScores scores = row.scores();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("case", scores.caseId());
        values.put("fold", row.fold());
        values.put("contract", scores.contract());
        put(values, "liver_", scores.liver());
        put(values, "lesion_", scores.lesion());
        Detection d = scores.detection();
        List<Integer> counts = List.of(d.references(), d.referencesAtLeast10Mm(), d.found(), d.foundAtLeast10Mm(), d.predictions(),
                d.falsePositives(), d.merges(), d.splits());
        for (int i = 0; i < counts.size(); i++) {
            values.put("lesion_" + COUNTS.get(i), counts.get(i));
        }
        values.put("lesion_dice_of_correspondences",
                d.diceOfCorrespondences().stream().map(String::valueOf).collect(Collectors.joining(" ")));
        return values;
    }

    private static void put(Map<String, Object> values, String label, LabelScore score) {
        values.put(label + "outcome", score.outcome().name().toLowerCase(Locale.ROOT));
        double[] numbers = {score.dice(), score.voe(), score.rvd(), score.asdMm(), score.msdMm(), score.volumeMl(), score.referenceVolumeMl()};
        for (int i = 0; i < numbers.length; i++) {
            values.put(label + LABEL_NUMBERS.get(i), numbers[i]);
        }
    }

    /** Column names and types in their order: a case {@code 01} stays text. */
    private static Map<String, ColumnType> types() {
        Map<String, ColumnType> types = new LinkedHashMap<>();
        Stream.of("case", "fold", "contract").forEach(name -> types.put(name, ColumnType.STRING));
        for (String label : List.of("liver_", "lesion_")) {
            types.put(label + "outcome", ColumnType.STRING);
            LABEL_NUMBERS.forEach(name -> types.put(label + name, ColumnType.DOUBLE));
        }
        COUNTS.forEach(name -> types.put("lesion_" + name, ColumnType.INTEGER));
        types.put("lesion_dice_of_correspondences", ColumnType.STRING);
        return types;
    }
}
