package org.hepar.report;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;
import tech.tablesaw.io.csv.CsvReadOptions;
import tech.tablesaw.io.csv.CsvWriteOptions;

/**
 * Tables as comma-separated text with a header and {@code \n} ends. All cells are text to the reader, so that a case {@code 01}
 * stays one; a number is written as the shortest decimal that reads back to the same bits, an infinity as {@code inf}, a
 * missing value as an empty cell.
 */
final class Csv {

    private static final int LONGEST_CELL = 1 << 20;

    private Csv() {
    }

    static String text(List<String> head, List<List<String>> rows) {
        List<Column<?>> columns = new ArrayList<>();
        for (int i = 0; i < head.size(); i++) {
            int column = i;
            columns.add(StringColumn.create(head.get(i), rows.stream().map(row -> row.get(column))));
        }
        StringWriter text = new StringWriter();
        Table.create("table", columns).write().usingOptions(CsvWriteOptions.builder(text).header(true).lineEnd("\n").build());
        return text.toString();
    }

    /** The columns of a table, in their order. */
    static List<String> head(Path file) {
        return head(content(file));
    }

    private static List<String> head(String text) {
        return List.of(text.lines().findFirst().orElse("").split(","));
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(file + " cannot be read: " + e.getMessage(), e));
        }
    }

    /** Reads a table whose columns must be exactly these, in this order: the cells of each row by column. */
    static List<Cells> read(Path file, List<String> head) {
        String text = content(file);
        List<String> found = head(text);
        if (!found.equals(head)) {
            throw new UncheckedIOException(new IOException(file + ", line 1: columns (=" + found + ") must be " + head
                    + "; write the table anew with: hepar report RUN, or hepar score"));
        }
        try {
            Table table = Table.read().usingOptions(CsvReadOptions.builder(new StringReader(text)).header(true)
                    .columnTypes(head.stream().map(name -> ColumnType.STRING).toArray(ColumnType[]::new)).missingValueIndicator("")
                    .maxCharsPerColumn(LONGEST_CELL).build());
            List<Cells> rows = new ArrayList<>();
            for (Row row : table) {
                Map<String, String> cells = new LinkedHashMap<>();
                head.forEach(name -> cells.put(name, row.getString(name)));
                rows.add(new Cells(file, rows.size() + 2, cells));
            }
            return rows;
        } catch (RuntimeException e) {
            throw new UncheckedIOException(new IOException(file + " is no table: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                    + "; write it anew with: hepar report RUN, or hepar score", e));
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
     * @param line of the file, from 1, where no cell holds a line break
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
            return new UncheckedIOException(new IOException(file + ", line " + line + ": " + column + " (=" + cells.get(column) + ") must be " + expected
                    + "; write the table anew with: hepar report RUN, or hepar score"));
        }
    }
}
