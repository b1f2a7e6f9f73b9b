package org.hepar.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hepar.data.RefusedCase;
import org.hepar.report.Csv.Cells;

/**
 * The {@code cases.csv} of a folder with whatever measures it holds, in the unit of each column (shares, mm, ml, counts).
 * An empty cell is undefined and becomes NaN; an infinity stays one.
 *
 * @param folder where the table lies
 * @param measures names of the columns that hold numbers
 * @param lines in the order of the file; no two have the same key
 * @param refused the cases that could not be scored, each once
 */
record ScoreTable(Path folder, List<String> measures, List<Line> lines, List<RefusedCase> refused) {

    /** What a score is of: the case, its structure, the rules, and who was compared with whom (empty where the table does not say). */
    record Key(String caseId, String label, String contract, String comparison) {

        /** For messages: {@code case 7 (lesion, christ_2017)}. */
        String words() {
            return "case " + caseId + " (" + label + ", " + contract + (comparison.isEmpty() ? "" : ", " + comparison) + ")";
        }
    }

    /** One row. {@code fold} and {@code outcome} are empty where the table does not say; {@code values} lacks what is undefined. */
    record Line(Key key, String fold, String outcome, Map<String, Double> values) {

        double of(String measure) {
            return values.getOrDefault(measure, Double.NaN);
        }
    }

    static final String FILE = Scores.CASES;

    private static final List<String> REQUIRED = List.of("case", "label", "contract");
    private static final Set<String> TEXTS = Set.of("case", "label", "contract", "outcome", "undefined", "comparison", "fold", "note",
            "dice_of_correspondences");

    ScoreTable {
        measures = List.copyOf(measures);
        lines = List.copyOf(lines);
        refused = List.copyOf(refused);
    }

    /** Reads the table of a folder; columns that this version does not know count as measures where all their cells are numbers. */
    static ScoreTable read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new UncheckedIOException(new IOException(folder + " holds no " + FILE
                    + "; score masks into it (hepar score) or write a run's tables anew (hepar report RUN)"));
        }
        List<String> columns = Csv.head(file);
        for (String name : REQUIRED) {
            if (!columns.contains(name)) {
                throw new UncheckedIOException(new IOException(file + ", line 1: column " + name + " is missing among " + columns
                        + "; write the table anew with: hepar report RUN, or hepar score"));
            }
        }
        List<Cells> rows = Csv.read(file, columns);
        List<String> measures = columns.stream().filter(name -> !TEXTS.contains(name)
                && (ComparedMeasure.isKnown(name) || rows.stream().allMatch(cells -> isNumber(cells.text(name))))).toList();
        Map<Key, Integer> seen = new HashMap<>();
        List<Line> lines = new ArrayList<>();
        Map<String, String> refused = new LinkedHashMap<>();
        for (Cells cells : rows) {
            if (Scores.isRefused(cells)) {
                refused.put(cells.text("case"), text(cells, "note"));
                continue;
            }
            Key key = new Key(cells.text("case"), cells.text("label"), cells.text("contract"), text(cells, "comparison"));
            Integer before = seen.put(key, cells.line());
            if (before != null) {
                throw new UncheckedIOException(new IOException(file + ", line " + cells.line() + ": " + key.words() + " stands in line " + before
                        + " already, so it is unclear which of both to pair; keep one"));
            }
            Map<String, Double> values = new LinkedHashMap<>();
            measures.stream().filter(measure -> !cells.isEmpty(measure)).forEach(measure -> values.put(measure, cells.number(measure)));
            lines.add(new Line(key, text(cells, "fold"), text(cells, "outcome"), Collections.unmodifiableMap(values)));
        }
        return new ScoreTable(folder, measures, lines, refused.entrySet().stream().map(one -> new RefusedCase(one.getKey(), one.getValue())).toList());
    }

    /** A text that an older table, or one made elsewhere, may lack. */
    private static String text(Cells cells, String column) {
        return cells.cells().getOrDefault(column, "");
    }

    /** Whether a cell of a column that this version does not know can be a measure's. */
    private static boolean isNumber(String cell) {
        return cell.isEmpty() || cell.matches("-?inf|[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    }
}
