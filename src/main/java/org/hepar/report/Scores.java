package org.hepar.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hepar.config.Aside;
import org.hepar.data.RefusedCase;
import org.hepar.experiment.Run;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.DetectionMeasure;
import org.hepar.metric.LabelScore;
import org.hepar.metric.LesionScore;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.metric.SizeClass;
import org.hepar.metric.SizeCount;
import org.hepar.metric.Undefined;
import org.hepar.volume.LabelMapping;

/**
 * The scores of a run or of a scored folder, on disk as {@code cases.csv} (one line a case, label, contract and comparison) and
 * {@code lesions.csv} (one line a lesion). Measures are shares, mm and ml in full precision; one without value is an empty cell,
 * and the column {@code undefined} names each such column with the reason. Equal scores give equal bytes: no times, no paths.
 *
 * <p>A case that could not be scored has lines without a value, {@code not_scored} in that column and why in {@code note}.
 *
 * @param rows in the order in which they were scored
 * @param refused the cases that could not be scored, each once
 */
public record Scores(List<Row> rows, List<RefusedCase> refused) {

    /** The comparison of every run, and of a scored folder with one reference. */
    public static final String PREDICTION = "prediction:reference";

    /** Name of the table of cases within its folder. */
    public static final String CASES = "cases.csv";
    /** Name of the table of lesions within its folder. */
    public static final String LESIONS = "lesions.csv";

    /**
     * A case under one contract.
     *
     * @param fold the fold in which it was a test case; empty for a scored folder
     * @param comparison which masks were compared, what is judged first: {@code prediction:reference}, {@code reference_b:reference}
     * @param note what is to be known of this row, such as {@code resampled}; empty otherwise
     */
    public record Row(String fold, String comparison, String note, CaseScores scores) {

        /** Whether both rows are about the same masks: all but the contract is equal. */
        boolean samePair(Row other) {
            return fold.equals(other.fold) && comparison.equals(other.comparison) && scores.caseId().equals(other.scores.caseId());
        }
    }

    private static final List<String> KEYS = List.of("case", "label", "contract");
    private static final List<Measure> BEFORE_LESIONS = Arrays.stream(Measure.values()).filter(measure -> measure.ordinal() <= Measure.SURFACE_DICE.ordinal()).toList();
    private static final List<Measure> AFTER_LESIONS = Arrays.stream(Measure.values()).filter(measure -> measure.ordinal() > Measure.SURFACE_DICE.ordinal()).toList();
    private static final String EACH_DICE = "dice_of_correspondences";
    private static final List<String> LESION_COLUMNS = List.of("lesions", "lesions_at_least_10_mm", "lesions_found", "lesions_found_at_least_10_mm",
            "predicted_lesions", "true_positive_lesions", "false_positive_lesions", "lesion_recall", "lesion_recall_at_least_10_mm", "lesion_precision",
            "lesion_f1", "merge_errors", "split_errors", "dice_per_correspondence", EACH_DICE);
    private static final List<String> SIZE_COLUMNS = Arrays.stream(SizeClass.values()).flatMap(size -> Stream.of("_lesions", "_lesions_found", "_predicted_lesions",
            "_false_positive_lesions").map(counted -> size.key() + counted)).toList();
    private static final List<String> DETECTION_COLUMNS = Stream.concat(LESION_COLUMNS.stream(), SIZE_COLUMNS.stream()).toList();
    private static final String UNDEFINED = "undefined";
    private static final List<String> LAST = List.of("outcome", UNDEFINED, "comparison", "fold", "note");

    /** Columns of {@code cases.csv}, in their order. */
    static final List<String> COLUMNS = Stream.of(KEYS.stream(), BEFORE_LESIONS.stream().map(Measure::key), DETECTION_COLUMNS.stream(),
            AFTER_LESIONS.stream().map(Measure::key), LAST.stream()).flatMap(names -> names).toList();

    public Scores {
        rows = List.copyOf(rows);
        refused = List.copyOf(refused);
    }

    /** Of cases that all could be scored. */
    public Scores(List<Row> rows) {
        this(rows, List.of());
    }

    /** The scores that a run recorded. */
    public static Scores of(Run run) {
        return new Scores(run.folds().stream()
                .flatMap(fold -> fold.cases().stream().flatMap(scored -> scored.scores().stream().map(scores -> new Row(fold.name(), PREDICTION, "", scores)))).toList());
    }

    /** Writes both tables, each aside first and then moved into place. */
    public List<Path> write(Path folder) {
        Path cases = folder.resolve(CASES);
        Aside.write(cases, Csv.text(COLUMNS, Stream.concat(
                rows.stream().flatMap(row -> row.scores().labels().keySet().stream().map(label -> cells(row, label))),
                refused.stream().flatMap(this::cells)).toList()));
        Path lesions = folder.resolve(LESIONS);
        Aside.write(lesions, LesionTable.text(this));
        return List.of(cases, lesions);
    }

    /** Reads what {@link #write} wrote; without {@code lesions.csv} the counts are there and the single lesions are not. */
    public static Scores read(Path folder) {
        Map<LesionTable.Key, List<LesionScore>> lesions = Files.isRegularFile(folder.resolve(LESIONS)) ? LesionTable.read(folder.resolve(LESIONS)) : Map.of();
        List<Row> rows = new ArrayList<>();
        Map<String, LabelScore> labels = new LinkedHashMap<>();
        Map<Boolean, List<Csv.Cells>> all = Csv.read(folder.resolve(CASES), COLUMNS).stream().collect(Collectors.partitioningBy(Scores::isRefused));
        Map<String, String> refused = new LinkedHashMap<>();
        all.get(true).forEach(cells -> refused.put(cells.text("case"), cells.text("note")));
        List<Csv.Cells> lines = all.get(false);
        for (int i = 0; i < lines.size(); i++) {
            Csv.Cells cells = lines.get(i);
            labels.put(cells.text("label"), label(cells, lesions.getOrDefault(LesionTable.key(cells), List.of())));
            if (i + 1 == lines.size() || !sameRow(cells, lines.get(i + 1)) || labels.containsKey(lines.get(i + 1).text("label"))) {
                rows.add(new Row(cells.text("fold"), cells.text("comparison"), cells.text("note"), new CaseScores(cells.text("case"), cells.text("contract"), labels)));
                labels = new LinkedHashMap<>();
            }
        }
        return new Scores(rows, refused.entrySet().stream().map(one -> new RefusedCase(one.getKey(), one.getValue())).toList());
    }

    /** The comparisons, in the order of their first row. */
    public List<String> comparisons() {
        return rows.stream().map(Row::comparison).distinct().toList();
    }

    /** Names of the contracts, in the order of their first row: the first is the one that heads a table. */
    public List<String> contracts() {
        return rows.stream().map(row -> row.scores().contract()).distinct().toList();
    }

    /** Names of the structures, in the order of the label mapping. */
    public List<String> labels() {
        return rows.stream().flatMap(row -> row.scores().labels().keySet().stream()).distinct().toList();
    }

    /** The rows of a comparison under a contract. */
    public List<Row> of(String comparison, String contract) {
        return rows.stream().filter(row -> row.comparison().equals(comparison) && row.scores().contract().equals(contract)).toList();
    }

    /** Whether a line only says that its case could not be scored. */
    static boolean isRefused(Csv.Cells cells) {
        return cells.cells().getOrDefault(UNDEFINED, "").equals(Undefined.NOT_SCORED.key());
    }

    private static boolean sameRow(Csv.Cells a, Csv.Cells b) {
        return Stream.of("case", "contract", "comparison", "fold").allMatch(column -> a.text(column).equals(b.text(column)));
    }

    /** A line for each line that the case would have. */
    private Stream<List<String>> cells(RefusedCase refused) {
        return comparisons().stream().flatMap(comparison -> contracts().stream().flatMap(contract -> labels().stream().map(label -> {
            Map<String, String> filled = Map.of("case", refused.caseId(), "label", label, "contract", contract, UNDEFINED, Undefined.NOT_SCORED.key(),
                    "comparison", comparison, "note", refused.reason());
            return COLUMNS.stream().map(column -> filled.getOrDefault(column, "")).toList();
        })));
    }

    private static List<String> cells(Row row, String label) {
        LabelScore score = row.scores().of(label);
        List<String> cells = new ArrayList<>(List.of(row.scores().caseId(), label, row.scores().contract()));
        BEFORE_LESIONS.forEach(measure -> cells.add(Csv.number(score.of(measure))));
        List<String> detection = score.detection().map(Scores::cells).orElseGet(() -> empty(DETECTION_COLUMNS.size()));
        cells.addAll(detection);
        AFTER_LESIONS.forEach(measure -> cells.add(Csv.number(score.of(measure))));
        cells.add(score.outcome().name().toLowerCase(Locale.ROOT));
        Stream<String> ofLesions = IntStream.range(0, detection.size()).filter(i -> detection.get(i).isEmpty())
                .mapToObj(i -> DETECTION_COLUMNS.get(i) + "=" + why(DETECTION_COLUMNS.get(i), label, score.detection()).key());
        cells.add(Stream.concat(score.undefined().entrySet().stream().map(why -> why.getKey().key() + "=" + why.getValue().key()), ofLesions)
                .collect(Collectors.joining(";")));
        cells.addAll(List.of(row.comparison(), row.fold(), row.note()));
        return cells;
    }

    /** Why a column of lesions is empty. */
    private static Undefined why(String column, String label, Optional<Detection> detection) {
        if (detection.isEmpty()) {
            return label.equals(LabelMapping.LIVER) ? Undefined.NOT_FOR_THE_LIVER : Undefined.NOT_IN_CONTRACT;
        }
        if (SIZE_COLUMNS.contains(column)) {
            return Undefined.NOT_RECORDED;
        }
        String measure = column.equals(EACH_DICE) ? DetectionMeasure.DICE_PER_CORRESPONDENCE.key() : column;
        return Arrays.stream(DetectionMeasure.values()).filter(known -> known.key().equals(measure)).findFirst()
                .flatMap(known -> known.undefined(detection.get())).or(() -> detection.get().undefined()).orElse(Undefined.NOT_RECORDED);
    }

    /** Counts that the rule does not give are empty: a 0 would look like one. */
    private static List<String> cells(Detection d) {
        List<String> cells = new ArrayList<>(List.of(String.valueOf(d.references()), String.valueOf(d.referencesAtLeast10Mm())));
        boolean counts = d.undefined().isEmpty();
        cells.addAll(counts ? List.of(String.valueOf(d.found()), String.valueOf(d.foundAtLeast10Mm())) : empty(2));
        cells.add(String.valueOf(d.predictions()));
        cells.addAll(counts ? List.of(String.valueOf(d.truePredictions()), String.valueOf(d.falsePositives())) : empty(2));
        Stream.of(d.recall(), d.recallAtLeast10Mm(), d.precision(), d.f1()).map(Csv::number).forEach(cells::add);
        cells.addAll(counts ? List.of(String.valueOf(d.merges()), String.valueOf(d.splits())) : empty(2));
        cells.add(Csv.number(d.meanDiceOfCorrespondences()));
        cells.add(d.diceOfCorrespondences().stream().map(Csv::number).collect(Collectors.joining(" ")));
        Map<SizeClass, SizeCount> sizes = d.bySize();
        for (SizeClass size : SizeClass.values()) {
            SizeCount count = sizes.get(size);
            cells.addAll(count == null ? empty(4) : Stream.of(count.references(), count.found(), count.predictions(), count.falsePositives()).map(String::valueOf).toList());
        }
        return cells;
    }

    private static List<String> empty(int cells) {
        return Collections.nCopies(cells, "");
    }

    private static LabelScore label(Csv.Cells cells, List<LesionScore> lesions) {
        Map<Measure, Double> values = new EnumMap<>(Measure.class);
        for (Measure measure : Measure.values()) {
            if (!cells.isEmpty(measure.key())) {
                values.put(measure, cells.number(measure.key()));
            }
        }
        try {
            Map<String, Undefined> reasons = reasons(cells.text(UNDEFINED));
            Map<Measure, Undefined> undefined = new EnumMap<>(Measure.class);
            Stream.of(Measure.values()).filter(measure -> reasons.containsKey(measure.key())).forEach(m -> undefined.put(m, reasons.get(m.key())));
            Outcome outcome = Outcome.valueOf(cells.text("outcome").toUpperCase(Locale.ROOT));
            return new LabelScore(outcome, values, undefined, cells.isEmpty("lesions") ? Optional.empty()
                    : Optional.of(detection(cells, lesions, Optional.ofNullable(reasons.get("lesions_found")))));
        } catch (IllegalArgumentException e) {
            throw cells.wrong(UNDEFINED, "a reason for each measure without value, beside the outcome (=" + cells.text("outcome") + "): " + e.getMessage());
        }
    }

    /** The reasons by column. */
    private static Map<String, Undefined> reasons(String text) {
        Map<String, Undefined> reasons = new LinkedHashMap<>();
        for (String pair : text.isEmpty() ? new String[0] : text.split(";")) {
            String column = pair.substring(0, Math.max(0, pair.indexOf('=')));
            if (!COLUMNS.contains(column)) {
                throw new IllegalArgumentException("'" + pair + "' names no measure");
            }
            reasons.put(column, Undefined.valueOf(pair.substring(column.length() + 1).toUpperCase(Locale.ROOT)));
        }
        return reasons;
    }

    private static Detection detection(Csv.Cells cells, List<LesionScore> lesions, Optional<Undefined> undefined) {
        String dice = cells.text(EACH_DICE);
        ToIntFunction<String> count = column -> undefined.isPresent() && cells.isEmpty(column) ? 0 : cells.whole(column);
        return new Detection(cells.whole("lesions"), cells.whole("lesions_at_least_10_mm"), count.applyAsInt("lesions_found"),
                count.applyAsInt("lesions_found_at_least_10_mm"), cells.whole("predicted_lesions"), count.applyAsInt("true_positive_lesions"),
                count.applyAsInt("false_positive_lesions"), count.applyAsInt("merge_errors"), count.applyAsInt("split_errors"),
                dice.isEmpty() ? List.of() : Stream.of(dice.split(" ")).map(Double::valueOf).toList(), lesions, undefined);
    }
}
