package org.hepar.report;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hepar.config.Reason;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * Tables as comma-separated text with a header and {@code \n} ends. All cells are text to the reader, so that a case {@code 01}
 * stays one; a number is written as the shortest decimal that reads back to the same bits, an infinity as {@code inf}, a
 * missing value as an empty cell.
 */
final class Csv {

    /** Written first by spreadsheets. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private static final int LONGEST_CELL = 1 << 18;

    private Csv() {
    }

    static String text(List<String> head, List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        appendLine(text, head);
        rows.forEach(row -> appendLine(text, row));
        return text.toString();
    }

    private static void appendLine(StringBuilder text, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            text.append(i == 0 ? "" : ",").append(quoted(cells.get(i)));
        }
        text.append('\n');
    }

    /** In quotes where a reader could take it for something else. */
    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r') && cell.strip().equals(cell);
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    /** The columns of a table, in their order. */
    static List<String> head(Path file) {
        return lines(file).get(0).cells();
    }

    /** Reads a table whose columns must be exactly these, in this order: the cells of each row by column. */
    static List<Cells> read(Path file, List<String> head) {
        List<Line> lines = lines(file);
        if (!lines.get(0).cells().equals(head)) {
            throw wrong(file, 1, "columns (=" + lines.get(0).cells() + ") must be " + head);
        }
        List<Cells> rows = new ArrayList<>();
        for (Line line : lines.subList(1, lines.size())) {
            if (line.cells().size() != head.size()) {
                throw wrong(file, line.number(), line.cells().size() + " cells must be " + head.size() + ", one for each column");
            }
            Map<String, String> cells = new HashMap<>();
            for (int i = 0; i < head.size(); i++) {
                cells.put(head.get(i), line.cells().get(i));
            }
            rows.add(new Cells(file, line.number(), cells));
        }
        return rows;
    }

    private static UncheckedIOException wrong(Path file, int line, String what) {
        return wrong(file, "line " + line + ": " + what);
    }

    private static UncheckedIOException wrong(Path file, String what) {
        return new UncheckedIOException(new IOException(file + ", " + what + "; write the table anew with: hepar report RUN, or hepar score"));
    }

    /** The cells of a line; the number is that of the line in the file where no cell holds a line break. */
    private record Line(int number, List<String> cells) {
    }

    /** All lines, that of the head among them; at least one. Empty lines are left out. */
    private static List<Line> lines(Path file) {
        String text = content(file);
        if (text.isBlank()) {
            return List.of(new Line(1, List.of()));
        }
        if (text.chars().filter(c -> c == '"').count() % 2 != 0) {
            throw wrong(file, "a quote is opened and not closed");
        }
        Table table;
        try {
            table = Table.read().usingOptions(CsvReadOptions.builder(new StringReader(text)).header(false)
                    .columnTypesToDetect(List.of(ColumnType.STRING)).missingValueIndicator("").maxCharsPerColumn(LONGEST_CELL).build());
        } catch (RuntimeException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw wrong(file, "it is no table: " + reason.substring(reason.indexOf(": ") + 1).strip());
        }
        List<Line> lines = new ArrayList<>();
        for (Row row : table) {
            lines.add(new Line(row.getRowNumber() + 1, table.columns().stream().map(column -> row.getString(column.name())).toList()));
        }
        return lines;
    }

    private static String content(Path file) {
        try {
            String text = Files.readString(file);
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(file + " cannot be read: " + Reason.of(e), e));
        }
    }

    /** A number as written: {@code 0.1}, {@code 1.2E-9}, {@code inf}; empty for NaN. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0" : "-0";
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = exact;
        for (int digits = 15; digits <= 17; digits++) {
            shortest = exact.round(new MathContext(digits)).stripTrailingZeros();
            if (shortest.doubleValue() == value) {
                break;
            }
        }
        double size = Math.abs(value);
        return size >= 1e-5 && size < 1e15 ? shortest.toPlainString() : shortest.toString();
    }

    /**
     * The cells of a row by column.
     *
     * @param line of the file, from 1
     */
    record Cells(Path file, int line, Map<String, String> cells) {

        String text(String column) {
            return cells.get(column);
        }

        /** NaN for an empty cell. */
        double number(String column) {
            String text = cells.get(column);
            try {
                return switch (text) {
                    case "" -> Double.NaN;
                    case "inf" -> Double.POSITIVE_INFINITY;
                    case "-inf" -> Double.NEGATIVE_INFINITY;
                    default -> Double.parseDouble(text);
                };
            } catch (NumberFormatException e) {
                throw wrong(column, "a number, inf, or empty");
            }
        }

        int whole(String column) {
            try {
                return Integer.parseInt(cells.get(column));
            } catch (NumberFormatException e) {
                throw wrong(column, "a whole number");
            }
        }

        boolean isEmpty(String column) {
            return cells.get(column).isEmpty();
        }

        UncheckedIOException wrong(String column, String expected) {
            return Csv.wrong(file, line, column + " (=" + cells.get(column) + ") must be " + expected);
        }
    }
}
