package org.hepar.report;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;
import tech.tablesaw.io.csv.CsvWriteOptions;

/** Tables as comma-separated text with a header and {@code \n} ends; a missing value is an empty cell. */
final class Csv {

    private Csv() {
    }

    static String text(Table table) {
        StringWriter text = new StringWriter();
        table.write().usingOptions(CsvWriteOptions.builder(text).header(true).lineEnd("\n").build());
        return text.toString();
    }

    /** Reads a table whose columns must be exactly these, in this order. */
    static Table read(Path file, Map<String, ColumnType> types) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(file + " cannot be read: " + e.getMessage(), e));
        }
        List<String> header = List.of(text.lines().findFirst().orElse("").split(","));
        if (!header.equals(List.copyOf(types.keySet()))) {
            throw new UncheckedIOException(new IOException(file + ", line 1: columns (=" + header + ") must be " + types.keySet()
                    + "; write the table anew with: hepar report RUN"));
        }
        try {
            return Table.read().usingOptions(CsvReadOptions.builder(new StringReader(text)).header(true)
                    .columnTypes(types.values().toArray(new ColumnType[0])).missingValueIndicator("").build());
        } catch (RuntimeException e) {
            throw new UncheckedIOException(new IOException(file + " is no table of numbers: " + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                    + "; write it anew with: hepar report RUN", e));
        }
    }
}
