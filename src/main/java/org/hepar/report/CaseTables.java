package org.hepar.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hepar.metric.Detection;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.metric.Undefined;

/** A table of cases for each block: the first open, further contracts folded, further comparisons under the first contract only. */
record CaseTables(Scores scores, List<ScoreBlock> blocks) {

    String html() {
        StringBuilder html = new StringBuilder("<h2>Scores of each case</h2>\n");
        if (blocks.isEmpty()) {
            return html + Html.paragraph("soft", "No case was scored yet.");
        }
        for (ScoreBlock block : blocks) {
            boolean firstContract = block.contract().equals(scores.contracts().get(0));
            if (firstContract || block.comparison().equals(scores.comparisons().get(0))) {
                html.append(block.titled(block == blocks.get(0), blocks.size() > 1, table(block)));
            }
        }
        return html + legend();
    }

    private String table(ScoreBlock block) {
        boolean folds = block.rows().stream().anyMatch(row -> !row.fold().isEmpty());
        boolean notes = block.rows().stream().anyMatch(row -> !row.note().isEmpty());
        Map<String, List<Measure>> measures = new LinkedHashMap<>();
        block.labels().forEach(label -> measures.put(label, block.headline(label)));
        List<String> counted = block.counted();
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table class=\"cases\"><thead>\n");
        html.append(head(measures, counted, folds, notes)).append("</thead><tbody>\n");
        for (Scores.Row row : block.rows()) {
            String id = Html.escape(row.scores().caseId());
            html.append("<tr><th class=\"text\" title=\"").append(id).append("\">").append(id).append("</th>");
            html.append(folds ? "<td class=\"text\">" + Html.escape(row.fold()) + "</td>" : "");
            measures.forEach((label, each) -> each.forEach(measure ->
                    html.append(cell(label, measure, row.scores().of(label), measure == each.get(0)))));
            counted.forEach(label -> html.append(found(row.scores().of(label).detection().orElseGet(Detection::none))));
            html.append(notes ? "<td class=\"text edge\">" + Html.escape(row.note()) + "</td>" : "").append("</tr>\n");
        }
        int columns = (folds ? 1 : 0) + measures.values().stream().mapToInt(List::size).sum() + 3 * counted.size() + (notes ? 1 : 0);
        scores.refused().forEach(refused -> html.append("<tr><th class=\"text\">").append(Html.escape(refused.caseId()))
                .append("</th><td class=\"text undefined\" colspan=\"").append(columns).append("\" title=\"").append(Html.escape(refused.reason()))
                .append("\">not scored</td></tr>\n"));
        return html + "</tbody></table></div>\n";
    }

    private static String head(Map<String, List<Measure>> measures, List<String> counted, boolean folds, boolean notes) {
        StringBuilder first = new StringBuilder("<tr><th class=\"text\" rowspan=\"2\">Case</th>");
        StringBuilder second = new StringBuilder("<tr>");
        first.append(folds ? "<th class=\"text\" rowspan=\"2\">Fold</th>" : "");
        measures.forEach((label, each) -> {
            first.append("<th class=\"group edge\" colspan=\"").append(each.size()).append("\">").append(Html.escape(Words.capital(label)));
            first.append("</th>");
            for (Measure measure : each) {
                second.append(measure == each.get(0) ? "<th class=\"edge\">" : "<th>").append(measure.label()).append("<small>");
                second.append(MeasureText.unit(measure)).append("</small></th>");
            }
        });
        for (String label : counted) {
            first.append("<th class=\"group edge\" colspan=\"3\">").append(Html.escape(Words.capital(label))).append("s found</th>");
            second.append("<th class=\"edge\">all</th><th>≥ 10<small>mm</small></th><th>false<small>positive</small></th>");
        }
        return first + (notes ? "<th class=\"text edge\" rowspan=\"2\">Note</th>" : "") + "</tr>\n" + second + "</tr>\n";
    }

    private static String cell(String label, Measure measure, LabelScore score, boolean edge) {
        Undefined why = score.undefined().get(measure);
        boolean judged = why != Undefined.NOT_IN_CONTRACT && why != Undefined.NOT_RECORDED;
        boolean marked = score.outcome() != Outcome.MEASURED && judged && (measure == Measure.DICE || why != null);
        String title = Stream.of(why(label, score.outcome()), why == null ? "" : why.key().replace('_', ' ')).filter(words -> !words.isEmpty())
                .findFirst().orElse("");
        List<String> kinds = new ArrayList<>();
        if (edge) {
            kinds.add("edge");
        }
        if (why != null) {
            kinds.add("undefined");
        }
        return "<td" + (kinds.isEmpty() ? "" : " class=\"" + String.join(" ", kinds) + "\"")
                + (title.isEmpty() ? "" : " title=\"" + Html.escape(title) + "\"") + ">" + MeasureText.value(measure, score.of(measure))
                + (marked ? "<sup>" + mark(score.outcome()) + "</sup>" : "") + "</td>";
    }

    private static String found(Detection d) {
        return "<td class=\"edge\">" + ratio(d, d.found(), d.references()) + "</td><td>" + ratio(d, d.foundAtLeast10Mm(), d.referencesAtLeast10Mm())
                + "</td><td>" + (d.undefined().isPresent() ? none(reason(d)) : String.valueOf(d.falsePositives())) + "</td>";
    }

    private static String ratio(Detection d, int found, int references) {
        return d.undefined().isPresent() ? none(reason(d)) : references == 0 ? none("none in the reference") : found + " of " + references;
    }

    private static String reason(Detection d) {
        return "the rule gives no counts: " + d.undefined().map(why -> why.key().replace('_', ' ')).orElse("");
    }

    private static String none(String why) {
        return "<span title=\"" + Html.escape(why) + "\">" + MeasureText.UNDEFINED + "</span>";
    }

    private static String mark(Outcome outcome) {
        return switch (outcome) {
            case MEASURED -> "";
            case MISSED -> "m";
            case FALSE_POSITIVE -> "f";
            case BOTH_EMPTY -> "e";
        };
    }

    private static String why(String label, Outcome outcome) {
        return switch (outcome) {
            case MEASURED -> "";
            case MISSED -> "missed: " + label + " in the reference, none predicted";
            case FALSE_POSITIVE -> "false positive: " + label + " predicted, none in the reference";
            case BOTH_EMPTY -> "no " + label + " in the reference, none predicted";
        };
    }

    private String legend() {
        StringBuilder words = new StringBuilder();
        for (Outcome outcome : Outcome.values()) {
            boolean occurs = outcome != Outcome.MEASURED && scores.rows().stream()
                    .anyMatch(row -> row.scores().labels().values().stream().anyMatch(score -> score.outcome() == outcome));
            if (occurs) {
                words.append(" <sup>").append(mark(outcome)).append("</sup> ").append(switch (outcome) {
                    case MISSED -> "missed: it is in the reference, none was predicted.";
                    case FALSE_POSITIVE -> "false positive: it was predicted, none is in the reference.";
                    default -> "none in the reference and, rightly, none predicted.";
                });
            }
        }
        return "<p class=\"legend\">" + MeasureText.UNDEFINED + " is undefined; the reason of each is in " + Scores.CASES
                + ", in full precision with all measures." + words + "</p>\n";
    }
}
