package org.hepar.report;

import java.util.List;
import java.util.Map;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Contract;
import org.hepar.metric.DetectionAggregate;
import org.hepar.metric.DetectionMeasure;
import org.hepar.metric.Measure;
import org.hepar.report.Figures.Figure;
import org.hepar.report.Summary.Average;

/**
 * The parts of a page that show scores, the same for a run and for a scored folder. Each table is about one contract, or has a column for
 * each: no column holds numbers of two contracts.
 */
record ScoreSections(Scores scores, List<ScoreBlock> blocks) {

    /** A case that is shown in pictures; no overlays when its slices were not kept. */
    record Example(String heading, List<Figure> overlays) {
    }

    static ScoreSections of(Scores scores, Summary summary) {
        return new ScoreSections(scores, ScoreBlock.of(scores, summary));
    }

    /** The headline in large numbers, of the first comparison and contract; {@code further} tiles behind. */
    String tiles(String further) {
        StringBuilder html = new StringBuilder("<div class=\"tiles\">\n");
        blocks.stream().findFirst().ifPresent(block -> {
            block.labels().forEach(label -> block.find(label, Measure.DICE.key(), Average.MACRO)
                    .ifPresent(line -> html.append(diceTile(label, line.aggregate()))));
            block.counted().forEach(label -> html.append(recallTile(label, block.pooled(label))).append(block
                    .find(label, DetectionMeasure.FALSE_POSITIVES.key(), Average.MACRO).map(line -> Html.tile("False positives per case",
                            MeasureText.number(1, line.aggregate().mean()), "", "predicted " + label + "s that match none")).orElse("")));
        });
        html.append(further).append("</div>\n");
        return html + (scores.contracts().size() < 2 ? "" : Html.paragraph("legend", "Under the contract " + scores.contracts().get(0) + ", the first of "
                + scores.contracts().size() + "."));
    }

    private String diceTile(String label, Aggregate dice) {
        return Html.tile(Words.capital(label) + " Dice, mean", MeasureText.value(Measure.DICE, dice.mean()),
                dice.used() < 2 ? "" : "± " + MeasureText.size(Measure.DICE, dice.standardDeviation()),
                (dice.used() < 2 ? "" : "median " + MeasureText.value(Measure.DICE, dice.median()) + ", ") + Words.count(dice.used(), "case")
                        + (dice.undefined() > 0 ? ", " + dice.undefined() + " undefined" : "") + (dice.missed() > 0 ? ", " + dice.missed() + " missed" : "")
                        + (dice.falsePositive() > 0 ? ", " + dice.falsePositive() + " false positive" : "")
                        + (scores.refused().isEmpty() ? "" : ", " + scores.refused().size() + " not scored"));
    }

    private static String recallTile(String label, DetectionAggregate all) {
        return Html.tile(Words.capital(label) + " recall", MeasureText.number(2, all.pooled().recall()), "", all.pooled().references() == 0
                ? "no " + label + " in any reference" : all.pooled().found() + " of " + Words.count(all.pooled().references(), label) + " found"
                + (all.undefinedCases().isEmpty() ? "" : ", " + Words.count(all.undefinedCases().size(), "case") + " without counts"));
    }

    CaseTables caseTables() {
        return new CaseTables(scores, blocks);
    }

    SummaryTables summaryTables() {
        return new SummaryTables(scores, blocks);
    }

    LesionSections lesions() {
        return new LesionSections(scores, blocks);
    }

    /** What each contract is, with its rules folded. */
    static String contracts(List<Contract> contracts) {
        if (contracts.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<h2>What exactly is measured</h2>\n");
        html.append(Html.facts(contracts.stream().map(contract -> List.of(contract.name(),
                "version " + contract.version() + ": " + contract.difference() + ". " + contract.source())).toList()));
        contracts.forEach(contract -> html.append(Html.folded("Rules of " + contract.name(), Html.facts(contract.rules().entrySet().stream()
                .map(rule -> List.of(Words.capital(rule.getKey()), rule.getValue())).toList()))));
        return html.toString();
    }

    /** Box plots of each contract, those of the first open. */
    static String boxPlots(Map<String, List<Figure>> byContract) {
        StringBuilder html = new StringBuilder();
        byContract.forEach((contract, figures) -> {
            if (!figures.isEmpty()) {
                String grid = Html.figures("boxes", figures);
                html.append(html.isEmpty() ? grid : Html.folded(contract, grid));
            }
        });
        return html.isEmpty() ? "" : "<h2>Spread over the cases</h2>\n" + html + Html.paragraph("legend", "A point is a case, the thick line the median, "
                + "the box the middle half, the whiskers reach the last case within 1.5 box heights; no box below 5 cases. In brackets: cases with a finite "
                + "value.");
    }

    /** The Dice of each structure of a case in words. */
    static String diceOf(CaseScores scores) {
        return String.join(", ", scores.labels().entrySet().stream()
                .map(label -> label.getKey() + " Dice " + MeasureText.value(Measure.DICE, label.getValue().dice())).toList());
    }

    /** Cases drawn; nothing without any. */
    static String pictures(String title, List<Example> examples) {
        if (examples.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<h2>" + Html.escape(title) + "</h2>\n");
        for (Example example : examples) {
            html.append("<h3>").append(Html.escape(example.heading())).append("</h3>\n");
            html.append(example.overlays().isEmpty() ? Html.paragraph("soft", "No slices of this case were kept.")
                    : Html.figures("overlays", example.overlays()));
        }
        return html + Html.paragraph("legend", "The colours of Christ et al. 2017, Fig. 7: green liver and blue lesion where prediction and reference agree, "
                + "yellow and red where they do not; the white line is the reference. Where there is an image, it stands above without colours. Seen from "
                + "the feet, the patient's right is on the left (R). All figures as files: figures/.");
    }
}
