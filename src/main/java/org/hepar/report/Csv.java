package org.hepar.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tables as comma-separated text with a header and {@code \n} ends. All cells are text to the reader, so that a case {@code 01}
 * stays one; a number is written as the shortest decimal that reads back to the same bits, an infinity as {@code inf}, a
 * missing value as an empty cell.
 */
final class Csv {

    /** Written first by spreadsheets. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

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
        return new UncheckedIOException(new IOException(file + ", line " + line + ": " + what
                + "; write the table anew with: hepar report RUN, or hepar score"));
    }

    /** The cells of a line of the file, which may be several where a cell holds line breaks; the number is that of the first. */
    private record Line(int number, List<String> cells) {
    }

    /** All lines, RFC 4180 with either line end; at least one, that of the head. Empty lines are left out. */
    private static List<Line> lines(Path file) {
        String text = content(file);
        List<Line> lines = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        int number = 1;
        int began = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            number += c == '\n' ? 1 : 0;
            if (c == '"') {
                if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    cell.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (quoted || c != ',' && c != '\n' && c != '\r') {
                cell.append(c);
            } else if (c != '\r') {
                cells.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    add(lines, began, cells);
                    cells = new ArrayList<>();
                    began = number;
                }
            }
        }
        if (quoted) {
            throw wrong(file, began, "a quote is opened and not closed");
        }
        cells.add(cell.toString());
        add(lines, began, cells);
        return lines.isEmpty() ? List.of(new Line(1, List.of())) : lines;
    }

    private static void add(List<Line> lines, int number, List<String> cells) {
        if (!cells.equals(List.of(""))) {
            lines.add(new Line(number, List.copyOf(cells)));
        }
    }

    private static String content(Path file) {
        try {
            String text = Files.readString(file);
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(file + " cannot be read: " + e.getMessage(), e));
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
