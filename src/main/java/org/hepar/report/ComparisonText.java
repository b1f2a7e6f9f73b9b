package org.hepar.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hepar.report.ComparisonCells.Column;
import org.hepar.report.Difference.Group;

/** A comparison as lines for a terminal or a file, letters of ASCII only. */
record ComparisonText(Comparison comparison) {

    private static final String GAP = "  ";

    /** All columns where the width allows, else the essential ones. */
    List<String> lines(int width) {
        List<String> lines = new ArrayList<>();
        int longest = comparison.pairing().names().stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < comparison.folders().size(); i++) {
            String name = comparison.pairing().names().get(i);
            lines.add(Pairing.letter(i) + GAP + name + " ".repeat(longest - name.length()) + GAP + comparison.folders().get(i));
        }
        lines.add(Words.count(comparison.pairing().cases().size(), "case") + " paired; p is adjusted for " + Words.count(comparison.family(), "test"));
        Group before = null;
        for (Group group : comparison.groups()) {
            if (before == null || !title(before).equals(title(group))) {
                lines.add("");
                lines.add(title(group));
            }
            before = group;
            List<Difference> differences = comparison.differences().stream().filter(d -> d.group().equals(group)).toList();
            List<RateDifference> rates = comparison.rates().stream().filter(d -> d.group().equals(group)).toList();
            lines.add("");
            lines.addAll(table(ComparisonCells.columns(group), differences.stream().map(ComparisonCells::row).toList(), width));
            if (!rates.isEmpty()) {
                lines.add("");
                lines.addAll(table(ComparisonCells.rateColumns(group), rates.stream().map(ComparisonCells::row).toList(), width));
            }
            ComparisonCells.reasons(differences, rates).forEach(reason -> lines.add("(" + reason + ")"));
        }
        lines.add("");
        lines.add("interval: BCa bootstrap over cases; p: signed-rank test, exact up to 50 cases; r: rank-biserial; * Holm p <= 0.05");
        comparison.notes().forEach(note -> lines.add("note: " + note));
        return lines.stream().map(ComparisonText::ascii).toList();
    }

    private String title(Group group) {
        return comparison.input(group.other()) + " against " + comparison.input(group.base()) + ", contract " + group.contract()
                + comparison.comparisonOf(group).map(words -> ", " + words).orElse("");
    }

    private static List<String> table(List<Column> columns, List<List<String>> rows, int width) {
        int[] widths = IntStream.range(0, columns.size()).map(i -> Math.max(columns.get(i).head().length(),
                rows.stream().mapToInt(row -> ascii(row.get(i)).length()).max().orElse(0))).toArray();
        boolean all = IntStream.of(widths).sum() + GAP.length() * (widths.length - 1) <= width;
        int[] shown = IntStream.range(0, widths.length).filter(i -> all || columns.get(i).essential()).toArray();
        List<String> lines = new ArrayList<>();
        lines.add(line(columns.stream().map(Column::head).toList(), widths, shown));
        rows.forEach(row -> lines.add(line(row, widths, shown)));
        return lines;
    }

    private static String line(List<String> cells, int[] widths, int[] shown) {
        return IntStream.of(shown).mapToObj(i -> {
            String cell = ascii(cells.get(i));
            String room = " ".repeat(widths[i] - cell.length());
            return i == 0 ? cell + room : room + cell;
        }).collect(Collectors.joining(GAP)).stripTrailing();
    }

    private static String ascii(String text) {
        return text.replace('−', '-').replace('–', '-').replace("≥", ">=").replace("≤", "<=");
    }
}
