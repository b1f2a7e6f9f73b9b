package org.hepar.cli;

import java.util.ArrayList;
import java.util.List;

/** Words in columns. */
final class TextTable {

    private static final String GAP = "  ";
    private static final int WIDEST = 80;

    private TextTable() {
    }

    /** The head and each row as a line; columns are as wide as their widest word, numbers stand to the right. Nothing in a word can command a terminal, and none is wider than 80. */
    static List<String> lines(List<String> head, List<List<String>> given) {
        List<List<String>> rows = given.stream().map(row -> row.stream().map(TextTable::tame).toList()).toList();
        int[] widths = new int[head.size()];
        boolean[] numbers = new boolean[head.size()];
        for (int column = 0; column < widths.length; column++) {
            int at = column;
            widths[column] = Math.max(head.get(column).length(), rows.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
            numbers[column] = rows.stream().allMatch(row -> row.get(at).matches("-|[+-]?[0-9.]+"));
        }
        List<String> lines = new ArrayList<>(List.of(line(head, widths, numbers)));
        rows.forEach(row -> lines.add(line(row, widths, numbers)));
        return lines;
    }

    private static String tame(String word) {
        String tame = word.replaceAll("\\p{Cntrl}", "?");
        return tame.length() <= WIDEST ? tame : tame.substring(0, WIDEST - 3) + "...";
    }

    private static String line(List<String> words, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - words.get(column).length());
            line.append(column == 0 ? "" : GAP).append(right[column] ? padding + words.get(column) : words.get(column) + padding);
        }
        return line.toString().stripTrailing();
    }
}
