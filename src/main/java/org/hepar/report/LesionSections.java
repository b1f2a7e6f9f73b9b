package org.hepar.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hepar.metric.Aggregate;
import org.hepar.metric.DetectionAggregate;
import org.hepar.metric.DetectionMeasure;
import org.hepar.metric.Froc;
import org.hepar.metric.Measure;
import org.hepar.metric.SizeClass;
import org.hepar.report.Figures.Figure;
import org.hepar.report.Summary.Average;
import org.hepar.report.Summary.Line;

/** What is said of the lesions one by one, under the first contract that counts them: readers, sizes, free response. */
record LesionSections(Scores scores, List<ScoreBlock> blocks) {

    /**
     * Each comparison with the measures of Chlebus et al. 2018, Table 1, whose rows stand below for context; nothing without a second
     * reader. Where no contract counts objects, the Dice alone.
     */
    String readers() {
        if (scores.comparisons().size() < 2) {
            return "";
        }
        String contract = countingContract().orElse(scores.contracts().get(0));
        StringBuilder html = new StringBuilder("<h2>Readers</h2>\n");
        for (String label : scores.labels()) {
            boolean counts = under(contract).anyMatch(block -> block.counted().contains(label));
            List<List<String>> rows = new ArrayList<>();
            under(contract).forEach(block -> block.find(label, Measure.DICE.key(), Average.MACRO)
                    .ifPresent(dice -> rows.add(reader(block, label, dice, counts))));
            html.append("<h3>").append(Html.escape(Words.capital(label))).append("</h3>\n");
            html.append(Html.table(counts ? Published.READERS : List.of(Published.READERS.get(0), "Dice/case", "Cases"), rows));
        }
        return html + Html.paragraph("legend", "Contract " + contract + ". What is judged stands first, what it is judged by in brackets; recall counts the "
                + "bracketed reader's objects. ± is the standard deviation. Merge and split errors are sums over all cases.") + Published.readers();
    }

    private static List<String> reader(ScoreBlock block, String label, Line dice, boolean counts) {
        String name = Words.reader(block.comparison());
        if (!counts) {
            return List.of(name, plusMinus(dice.aggregate()), String.valueOf(dice.aggregate().used()));
        }
        DetectionAggregate all = block.pooled(label);
        String perCorrespondence = block.find(label, DetectionMeasure.DICE_PER_CORRESPONDENCE.key(), Average.MICRO).map(Line::aggregate)
                .map(LesionSections::plusMinus).orElse(MeasureText.UNDEFINED);
        return List.of(name, MeasureText.number(2, all.pooled().recall()), MeasureText.number(2, all.pooled().recallAtLeast10Mm()),
                MeasureText.number(1, all.falsePositivesPerCase()), plusMinus(dice.aggregate()), perCorrespondence, String.valueOf(all.pooled().merges()),
                String.valueOf(all.pooled().splits()), String.valueOf(all.cases()));
    }

    private static String plusMinus(Aggregate a) {
        return MeasureText.number(2, a.mean()) + (Double.isNaN(a.standardDeviation()) ? "" : " ± " + MeasureText.number(2, a.standardDeviation()));
    }

    /** Lesions counted by size class; nothing where single lesions were not recorded. First comparison. */
    String sizes() {
        StringBuilder html = new StringBuilder();
        countingContract().flatMap(contract -> under(contract).findFirst()).ifPresent(block -> block.counted().forEach(label -> {
            List<List<String>> rows = new ArrayList<>();
            block.pooled(label).bySize().forEach((size, count) -> rows.add(List.of(size.words().replace('-', '–'), String.valueOf(count.references()),
                    String.valueOf(count.found()), MeasureText.number(2, count.recall()), interval(block, label, DetectionMeasure.RECALL, size),
                    String.valueOf(count.predictions()), String.valueOf(count.falsePositives()), MeasureText.number(2, count.precision()),
                    interval(block, label, DetectionMeasure.PRECISION, size))));
            if (!rows.isEmpty()) {
                html.append("<h2>").append(Html.escape(Words.capital(label))).append("s by size</h2>\n");
                html.append(Html.table(List.of("Longest axial diameter", "In the reference", "Found", "Recall", SummaryTables.INTERVAL, "Predicted",
                        "False positives", "Precision", SummaryTables.INTERVAL), rows));
                html.append(Html.paragraph("legend", "Contract " + block.contract() + ". Each side by its own diameters, lesion by lesion: found or true is "
                        + "what belongs to a correspondence. All single lesions: " + Scores.LESIONS + "."));
            }
        }));
        return html.toString();
    }

    private static String interval(ScoreBlock block, String label, DetectionMeasure measure, SizeClass size) {
        return block.find(label, measure.key() + "_" + size.key(), Average.MICRO)
                .map(line -> SummaryTables.range(value -> MeasureText.number(2, value), line.low(), line.high())).orElse(MeasureText.UNDEFINED);
    }

    /** The free-response curves; none where no predicted lesion has a score. */
    List<Figure> curves() {
        return countingContract().map(contract -> Figures.freeResponse(scores, contract)).orElse(List.of());
    }

    /** Sensitivity against false positives; nothing without curves. */
    String freeResponse(List<Figure> curves) {
        if (curves.isEmpty()) {
            return "";
        }
        List<String> head = new ArrayList<>(List.of("Comparison"));
        Froc.RATES.forEach(rate -> head.add("at " + Csv.number(rate) + " FP/case"));
        head.addAll(List.of("Mean of these", "AFROC area", "AFROC1 area"));
        List<List<String>> rows = new ArrayList<>();
        String contract = countingContract().orElseThrow();
        under(contract).forEach(block -> Froc.over(block.cases()).ifPresent(froc -> {
            List<String> row = new ArrayList<>(List.of(Words.reader(block.comparison())));
            Stream.concat(Froc.RATES.stream().map(froc::sensitivityAt), Stream.of(froc.meanSensitivity(), froc.afrocArea(), froc.afroc1Area()))
                    .forEach(value -> row.add(MeasureText.number(2, value)));
            rows.add(row);
        }));
        return "<h2>Free response</h2>\n" + Html.figures("curves", curves) + Html.table("dense", head, rows) + Html.paragraph("legend", "Contract "
                + contract + ". Share of the reference lesions found when only predicted lesions of at least a score are kept, against the false positives a "
                + "case that this costs. AFROC: against the highest score in cases without lesions; AFROC1: in all cases.");
    }

    private Stream<ScoreBlock> under(String contract) {
        return blocks.stream().filter(block -> block.contract().equals(contract));
    }

    /** The first contract that counts objects one by one. */
    private Optional<String> countingContract() {
        return blocks.stream().filter(block -> !block.counted().isEmpty()).map(ScoreBlock::contract).findFirst();
    }
}
