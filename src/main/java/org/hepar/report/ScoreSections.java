package org.hepar.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Contract;
import org.hepar.metric.Detection;
import org.hepar.metric.DetectionAggregate;
import org.hepar.metric.DetectionMeasure;
import org.hepar.metric.Froc;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.metric.SizeClass;
import org.hepar.metric.Undefined;
import org.hepar.report.Figures.Figure;
import org.hepar.report.Summary.Average;
import org.hepar.report.Summary.Line;

/**
 * The parts of a page that show scores, the same for a run and for a scored folder. Each table is about one contract, or has a column for
 * each: no column holds numbers of two contracts.
 */
record ScoreSections(Scores scores, Summary summary) {

    /** A case that is shown in pictures; no overlays when its slices were not kept. */
    record Example(String heading, List<Figure> overlays) {
    }

    private static final String ALL_VOXELS = ", all voxels as one";
    private static final String PERCENT_INTERVAL = "95 % interval";

    /** The headline in large numbers: first comparison, first contract. */
    String tiles() {
        StringBuilder html = new StringBuilder();
        if (scores.rows().isEmpty()) {
            return "";
        }
        String comparison = scores.comparisons().get(0);
        String contract = scores.contracts().get(0);
        for (String label : labels(comparison, contract)) {
            find(comparison, contract, label, Measure.DICE.key(), Average.MACRO).map(Line::aggregate).ifPresent(dice -> html.append(Html.tile(
                    Words.capital(label) + " Dice, mean", MeasureText.value(Measure.DICE, dice.mean()), dice.used() < 2 ? "" : "± "
                            + MeasureText.size(Measure.DICE, dice.standardDeviation()), "median " + MeasureText.value(Measure.DICE, dice.median()) + ", "
                            + Words.count(dice.used(), "case") + (dice.undefined() > 0 ? ", " + dice.undefined() + " undefined" : "")
                            + (dice.missed() > 0 ? ", " + dice.missed() + " missed" : "")
                            + (dice.falsePositive() > 0 ? ", " + dice.falsePositive() + " false positive" : ""))));
        }
        for (String label : counted(comparison, contract)) {
            DetectionAggregate all = pooled(comparison, contract, label);
            html.append(Html.tile(Words.capital(label) + " recall", MeasureText.number(2, all.recall()), "", all.references() == 0
                    ? "no " + label + " in any reference" : all.found() + " of " + Words.count(all.references(), label) + " found"
                    + (all.undefinedCases().isEmpty() ? "" : ", " + Words.count(all.undefinedCases().size(), "case") + " without counts")));
            find(comparison, contract, label, DetectionMeasure.FALSE_POSITIVES.key(), Average.MACRO).ifPresent(line -> html.append(Html.tile(
                    "False positives per case", MeasureText.number(1, line.aggregate().mean()), "", "predicted " + label + "s that match none")));
        }
        return html.toString();
    }

    /** Which contract's numbers the tiles show, where there are several. */
    String tilesLegend() {
        return scores.contracts().size() < 2 ? "" : Html.paragraph("legend", "Under the contract " + scores.contracts().get(0) + ", the first of "
                + scores.contracts().size() + ".");
    }

    /** The mean of each measure under each contract, a column each; nothing when there is one contract. */
    String sideBySide() {
        if (scores.contracts().size() < 2) {
            return "";
        }
        String comparison = scores.comparisons().get(0);
        List<List<String>> rows = new ArrayList<>();
        for (String label : scores.labels()) {
            for (Measure measure : Measure.judging()) {
                addRow(rows, name(label, measure), comparison, label, measure.key(), Average.MACRO, MeasureText.decimals(measure), measure);
                if (measure == Measure.DICE) {
                    addRow(rows, name(label, measure) + ALL_VOXELS, comparison, label, measure.key(), Average.MICRO, MeasureText.decimals(measure), measure);
                }
            }
            for (LesionMeasure measure : LesionMeasure.ALL) {
                addRow(rows, name(label, measure) + (measure.isPooled() ? ", pooled" : ""), comparison, label, measure.key(),
                        measure.isPooled() ? Average.MICRO : Average.MACRO, measure.decimals(), null);
            }
        }
        return "<h2>The same masks under each contract</h2>\n" + Html.table("dense", Stream.concat(Stream.of("Mean (cases used)"), scores.contracts().stream()).toList(), rows)
                + Html.paragraph("legend", "A column is a contract. Numbers of one line follow different rules: they show what the rules do to the same masks, "
                + "and are no ranking. A dash: the contract does not know the measure, or no case has a value.");
    }

    private void addRow(List<List<String>> rows, String name, String comparison, String label, String measure, Average average, int decimals, Measure printed) {
        List<Optional<Line>> lines = scores.contracts().stream().map(contract -> find(comparison, contract, label, measure, average)).toList();
        if (lines.stream().flatMap(Optional::stream).anyMatch(line -> line.aggregate().used() > 0)) {
            List<String> row = new ArrayList<>(List.of(name));
            lines.forEach(line -> row.add(line.map(Line::aggregate).filter(a -> a.used() > 0).map(a -> (printed == null ? MeasureText.number(decimals, a.mean())
                    : MeasureText.value(printed, a.mean())) + " (" + a.used() + ")").orElse(MeasureText.UNDEFINED)));
            rows.add(row);
        }
    }

    /** A table of cases for each contract, the first open, the others folded; further comparisons under the first contract only. */
    String caseTables() {
        StringBuilder html = new StringBuilder("<h2>Scores of each case</h2>\n");
        if (scores.rows().isEmpty()) {
            return html + Html.paragraph("soft", "No case was scored yet.");
        }
        for (String comparison : scores.comparisons()) {
            boolean first = comparison.equals(scores.comparisons().get(0));
            for (String contract : first ? scores.contracts() : scores.contracts().subList(0, 1)) {
                List<Scores.Row> rows = scores.of(comparison, contract);
                if (rows.isEmpty()) {
                    continue;
                }
                String table = caseTable(comparison, contract, rows);
                html.append(first && contract.equals(scores.contracts().get(0)) ? table : Html.folded(title(comparison, contract), table));
            }
        }
        return html + legend();
    }

    /** What a table is about, as far as it is not clear: {@code prediction against reference, christ_2017}. */
    private String title(String comparison, String contract) {
        return scores.comparisons().size() == 1 ? contract : Words.capital(Words.comparison(comparison)) + ", " + contract;
    }

    private String caseTable(String comparison, String contract, List<Scores.Row> rows) {
        List<String> labels = labels(comparison, contract);
        List<String> counted = counted(comparison, contract);
        boolean folds = rows.stream().anyMatch(row -> !row.fold().isEmpty());
        boolean notes = rows.stream().anyMatch(row -> !row.note().isEmpty());
        StringBuilder table = new StringBuilder("<div class=\"scroll\"><table class=\"cases\"><thead>\n<tr><th class=\"text\" rowspan=\"2\">Case</th>"
                + (folds ? "<th class=\"text\" rowspan=\"2\">Fold</th>" : ""));
        StringBuilder second = new StringBuilder();
        Map<String, List<Measure>> headline = new LinkedHashMap<>();
        labels.forEach(label -> headline.put(label, headline(comparison, contract, label)));
        for (String label : labels) {
            List<Measure> measures = headline.get(label);
            table.append("<th class=\"group edge\" colspan=\"").append(measures.size()).append("\">").append(Html.escape(Words.capital(label))).append("</th>");
            for (Measure measure : measures) {
                second.append(measure == measures.get(0) ? "<th class=\"edge\">" : "<th>").append(measure.label()).append("<small>")
                        .append(MeasureText.unit(measure)).append("</small></th>");
            }
        }
        for (String label : counted) {
            table.append("<th class=\"group edge\" colspan=\"3\">").append(Html.escape(Words.capital(label))).append("s found</th>");
            second.append("<th class=\"edge\">all</th><th>≥ 10<small>mm</small></th><th>false<small>positive</small></th>");
        }
        table.append(notes ? "<th class=\"text edge\" rowspan=\"2\">Note</th>" : "").append("</tr>\n<tr>").append(second).append("</tr>\n</thead><tbody>\n");
        for (Scores.Row row : rows) {
            String id = Html.escape(row.scores().caseId());
            table.append("<tr><th class=\"text\" title=\"").append(id).append("\">").append(id).append("</th>");
            table.append(folds ? "<td class=\"text\">" + Html.escape(row.fold()) + "</td>" : "");
            for (String label : labels) {
                List<Measure> measures = headline.get(label);
                measures.forEach(measure -> table.append(cell(label, measure, row.scores().of(label), measure == measures.get(0))));
            }
            for (String label : counted) {
                Detection d = row.scores().of(label).detection().orElseGet(Detection::none);
                table.append("<td class=\"edge\">").append(ratio(d, d.found(), d.references())).append("</td><td>")
                        .append(ratio(d, d.foundAtLeast10Mm(), d.referencesAtLeast10Mm())).append("</td><td>")
                        .append(d.undefined().isPresent() ? none(reason(d)) : String.valueOf(d.falsePositives())).append("</td>");
            }
            table.append(notes ? "<td class=\"text edge\">" + Html.escape(row.note()) + "</td>" : "").append("</tr>\n");
        }
        return table + "</tbody></table></div>\n";
    }

    private static String cell(String label, Measure measure, LabelScore score, boolean edge) {
        Undefined why = score.undefined().get(measure);
        boolean judged = why != Undefined.NOT_IN_CONTRACT && why != Undefined.NOT_RECORDED;
        boolean marked = score.outcome() != Outcome.MEASURED && judged && (measure == Measure.DICE || why != null);
        String title = Stream.of(why(label, score.outcome()), why == null ? "" : why.key().replace('_', ' ')).filter(words -> !words.isEmpty()).findFirst().orElse("");
        String kind = ((edge ? "edge" : "") + (why != null ? " undefined" : "")).trim();
        return "<td" + (kind.isEmpty() ? "" : " class=\"" + kind + "\"") + (title.isEmpty() ? "" : " title=\"" + Html.escape(title) + "\"") + ">"
                + MeasureText.value(measure, score.of(measure)) + (marked ? "<sup>" + mark(score.outcome()) + "</sup>" : "") + "</td>";
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
        return "<p class=\"legend\">" + MeasureText.UNDEFINED + " is undefined; the reason of each is in " + Scores.CASES + ", in full precision with all measures."
                + words + "</p>\n";
    }

    /** What all cases come to: a table for each contract and comparison, the first open. */
    String summaryTables() {
        if (scores.rows().isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<h2>Summary</h2>\n");
        for (String comparison : scores.comparisons()) {
            for (String contract : scores.contracts()) {
                if (!scores.of(comparison, contract).isEmpty()) {
                    String table = summaryTable(comparison, contract);
                    boolean first = comparison.equals(scores.comparisons().get(0)) && contract.equals(scores.contracts().get(0));
                    html.append(first ? table : Html.folded(title(comparison, contract), table));
                }
            }
        }
        return html + Html.paragraph("legend", "Contract " + scores.contracts().get(0) + (scores.contracts().size() > 1 ? " first, others folded" : "")
                + ". " + PERCENT_INTERVAL + ": BCa bootstrap over the cases, 10,000 resamples, seed 1; of pooled rates cases are drawn whole. Sd divides by n − 1. "
                + "Pooled: over all voxels or lesions of all cases, so there is no spread over cases. Missed: in the reference, none predicted. "
                + "False positive: predicted, none in the reference. Full precision: " + Summary.FILE + ".");
    }

    private String summaryTable(String comparison, String contract) {
        List<List<String>> rows = new ArrayList<>();
        Set<String> without = new LinkedHashSet<>();
        for (Line line : summary.lines()) {
            if (line.comparison().equals(comparison) && line.contract().equals(contract)) {
                row(line).ifPresent(row -> {
                    if (line.aggregate().used() > 0) {
                        rows.add(row);
                    } else {
                        without.add(row.get(0));
                    }
                });
            }
        }
        String none = without.isEmpty() ? "" : Html.paragraph("legend", "Without a value in any case: " + String.join("; ", without) + ".");
        return Html.table("dense", List.of("Measure", "Mean", PERCENT_INTERVAL, "± sd", "Median", "Cases used", "Undefined", "Missed", "False positive",
                "Quartiles", "Range"), rows) + none;
    }

    /** A line as printed; nothing for measures that only describe a case, such as a volume. */
    private static Optional<List<String>> row(Line line) {
        boolean absolute = line.measure().endsWith(Summary.ABSOLUTE);
        String key = absolute ? line.measure().substring(0, line.measure().length() - Summary.ABSOLUTE.length()) : line.measure();
        Optional<Measure> measure = Measure.judging().stream().filter(known -> known.key().equals(key)).findFirst();
        if (measure.isPresent()) {
            Measure m = measure.get();
            String name = absolute ? Words.capital(line.label()) + " |" + m.label() + "|" + unit(m) : name(line.label(), m);
            String suffix = line.average() == Average.MICRO ? ALL_VOXELS : line.average() == Average.RMS ? ", root of mean square" : "";
            boolean unsigned = absolute || line.average() == Average.RMS;
            return Optional.of(cells(line, name + suffix, value -> unsigned ? MeasureText.size(m, value) : MeasureText.value(m, value), value -> MeasureText.size(m, value)));
        }
        return LesionMeasure.named(key).map(m -> cells(line, name(line.label(), m) + (line.average() == Average.MICRO ? ", pooled" : m.isPooled() ? ", mean over cases" : ""),
                value -> MeasureText.number(m.decimals(), value), value -> MeasureText.number(m.decimals(), value)));
    }

    private interface Print {
        String text(double value);
    }

    private static List<String> cells(Line line, String name, Print value, Print size) {
        Aggregate a = line.aggregate();
        org.hepar.stat.Summary v = a.values();
        boolean spread = !Double.isNaN(v.minimum());
        return List.of(name, value.text(v.mean()), range(value, line.low(), line.high()), spread ? size.text(v.standardDeviation()) : "",
                spread ? value.text(v.median()) : "", String.valueOf(a.used()), String.valueOf(a.undefined()), String.valueOf(a.missed()),
                String.valueOf(a.falsePositive()), spread ? range(value, v.lowerQuartile(), v.upperQuartile()) : "",
                spread ? range(value, v.minimum(), v.maximum()) : "");
    }

    private static String range(Print value, double low, double high) {
        return Double.isNaN(low) ? MeasureText.UNDEFINED : value.text(low) + " to " + value.text(high);
    }

    /** {@code Lesions: recall}: of objects, not of voxels. */
    private static String name(String label, LesionMeasure measure) {
        return Words.capital(label) + "s: " + measure.words();
    }

    private static String name(String label, Measure measure) {
        String words = measure.label().equals(measure.label().toUpperCase(Locale.ROOT)) || measure == Measure.DICE ? measure.label()
                : Character.toLowerCase(measure.label().charAt(0)) + measure.label().substring(1);
        boolean ofLesionsToo = measure == Measure.PRECISION || measure == Measure.RECALL;
        return Words.capital(label) + " " + words + (ofLesionsToo ? " of voxels" : "") + unit(measure);
    }

    private static String unit(Measure measure) {
        String unit = MeasureText.unit(measure);
        return unit.isEmpty() ? "" : " (" + unit + ")";
    }

    /**
     * Each comparison with the measures of Chlebus et al. 2018, Table 1, whose rows stand below for context; nothing without a second reader. Under the
     * first contract that counts lesions.
     */
    String readers() {
        if (scores.comparisons().size() < 2) {
            return "";
        }
        String contract = countingContract().orElse(scores.contracts().get(0));
        StringBuilder html = new StringBuilder("<h2>Readers</h2>\n");
        for (String label : scores.labels()) {
            List<List<String>> rows = new ArrayList<>();
            boolean counts = scores.comparisons().stream().anyMatch(comparison -> counted(comparison, contract).contains(label));
            for (String comparison : scores.comparisons()) {
                find(comparison, contract, label, Measure.DICE.key(), Average.MACRO).ifPresent(dice -> rows.add(reader(comparison, contract, label, dice, counts)));
            }
            html.append("<h3>").append(Html.escape(Words.capital(label))).append("</h3>\n").append(Html.table(counts ? Published.READERS
                    : List.of("Judged (reference in brackets)", "Dice/case", "Cases"), rows));
        }
        return html + Html.paragraph("legend", "Contract " + contract + ". What is judged stands first, what it is judged by in brackets; recall counts the "
                + "bracketed reader's objects. ± is the standard deviation. Merge and split errors are sums over all cases.") + Published.readers();
    }

    private List<String> reader(String comparison, String contract, String label, Line dice, boolean counts) {
        String diceText = plusMinus(dice.aggregate());
        String name = Words.reader(comparison);
        if (!counts) {
            return List.of(name, diceText, String.valueOf(dice.aggregate().used()));
        }
        DetectionAggregate all = pooled(comparison, contract, label);
        return List.of(name, MeasureText.number(2, all.recall()), MeasureText.number(2, all.recallAtLeast10Mm()),
                MeasureText.number(1, all.falsePositivesPerCase()), diceText,
                find(comparison, contract, label, DetectionMeasure.DICE_PER_CORRESPONDENCE.key(), Average.MICRO).map(line -> plusMinus(line.aggregate()))
                        .orElse(MeasureText.UNDEFINED), String.valueOf(all.merges()), String.valueOf(all.splits()), String.valueOf(all.cases()));
    }

    /** Lesions counted by size class, under the first contract that counts them; nothing where single lesions were not recorded. */
    String sizes() {
        StringBuilder html = new StringBuilder();
        for (String contract : countingContract().stream().toList()) {
            String comparison = scores.comparisons().get(0);
            for (String label : counted(comparison, contract)) {
                List<List<String>> rows = new ArrayList<>();
                pooled(comparison, contract, label).bySize().forEach((size, count) -> rows.add(List.of(size.words().replace('-', '–'), String.valueOf(count.references()),
                        String.valueOf(count.found()), MeasureText.number(2, count.recall()), interval(comparison, contract, label, DetectionMeasure.RECALL, size),
                        String.valueOf(count.predictions()), String.valueOf(count.falsePositives()), MeasureText.number(2, count.precision()),
                        interval(comparison, contract, label, DetectionMeasure.PRECISION, size))));
                if (!rows.isEmpty()) {
                    html.append("<h2>").append(Html.escape(Words.capital(label))).append("s by size</h2>\n").append(Html.table(List.of("Longest axial diameter",
                            "In the reference", "Found", "Recall", PERCENT_INTERVAL, "Predicted", "False positives", "Precision", PERCENT_INTERVAL), rows))
                            .append(Html.paragraph("legend", "Contract " + contract + ". Each side by its own diameters, lesion by lesion: found or true is what belongs "
                            + "to a correspondence. All single lesions: " + Scores.LESIONS + "."));
                }
            }
        }
        return html.toString();
    }

    private String interval(String comparison, String contract, String label, DetectionMeasure measure, SizeClass size) {
        return find(comparison, contract, label, measure.key() + "_" + size.key(), Average.MICRO)
                .map(line -> range(value -> MeasureText.number(2, value), line.low(), line.high())).orElse(MeasureText.UNDEFINED);
    }

    /** Sensitivity against false positives, where predicted lesions have a score; nothing where they have none. */
    String freeResponse(List<Figure> curves) {
        if (curves.isEmpty()) {
            return "";
        }
        String contract = countingContract().orElseThrow();
        List<String> head = new ArrayList<>(List.of("Comparison"));
        Froc.RATES.forEach(rate -> head.add("at " + Csv.number(rate) + " FP/case"));
        head.addAll(List.of("Mean of these", "AFROC area", "AFROC1 area"));
        List<List<String>> rows = new ArrayList<>();
        for (String comparison : scores.comparisons()) {
            Froc.over(scores.of(comparison, contract).stream().map(Scores.Row::scores).toList()).ifPresent(froc -> {
                List<String> row = new ArrayList<>(List.of(Words.reader(comparison)));
                Froc.RATES.forEach(rate -> row.add(MeasureText.number(2, froc.sensitivityAt(rate))));
                Stream.of(froc.meanSensitivity(), froc.afrocArea(), froc.afroc1Area()).forEach(value -> row.add(MeasureText.number(2, value)));
                rows.add(row);
            });
        }
        return "<h2>Free response</h2>\n" + Html.figures("curves", curves) + Html.table("dense", head, rows) + Html.paragraph("legend", "Contract " + contract
                + ". Share of the reference lesions found when only predicted lesions of at least a score are kept, against the false positives a case that this "
                + "costs. AFROC: against the highest score in cases without lesions; AFROC1: in all cases.");
    }

    /** The first contract that counts objects one by one. */
    Optional<String> countingContract() {
        return scores.contracts().stream().filter(name -> !counted(scores.comparisons().get(0), name).isEmpty()).findFirst();
    }

    private static String plusMinus(Aggregate a) {
        return MeasureText.number(2, a.mean()) + (Double.isNaN(a.standardDeviation()) ? "" : " ± " + MeasureText.number(2, a.standardDeviation()));
    }

    /** What each contract is, with its rules folded. */
    static String contracts(List<Contract> contracts) {
        if (contracts.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<h2>What exactly is measured</h2>\n").append(Html.facts(contracts.stream().map(contract ->
                List.of(contract.name(), "version " + contract.version() + ": " + contract.difference() + ". " + contract.source())).toList()));
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
        return html.isEmpty() ? "" : "<h2>Spread over the cases</h2>\n" + html + Html.paragraph("legend", "A point is a case, the thick line the median, the box the "
                + "middle half, the whiskers reach the last case within 1.5 box heights; no box below 5 cases. In brackets: cases with a finite value.");
    }

    /** The heading of a case in pictures: its rank, its id, the Dice of its structures. */
    static String heading(String rank, CaseScores scores) {
        return Words.capital(rank) + ": case " + scores.caseId() + ", " + diceOf(scores);
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
            html.append("<h3>").append(Html.escape(example.heading())).append("</h3>\n").append(example.overlays().isEmpty()
                    ? Html.paragraph("soft", "No slices of this case were kept.") : Html.figures("overlays", example.overlays()));
        }
        return html + Html.paragraph("legend", "The colours of Christ et al. 2017, Fig. 7: green liver and blue lesion where prediction and reference agree, "
                + "yellow and red where they do not; the white line is the reference. Where there is an image, it stands above without colours. Seen from the "
                + "feet, the patient's right is on the left (R). All figures as files: figures/.");
    }

    /** The structures of a comparison under a contract. */
    private List<String> labels(String comparison, String contract) {
        return scores.of(comparison, contract).stream().flatMap(row -> row.scores().labels().keySet().stream()).distinct().toList();
    }

    /** Those that are counted one by one. */
    private List<String> counted(String comparison, String contract) {
        return labels(comparison, contract).stream().filter(label -> scores.of(comparison, contract).stream()
                .anyMatch(row -> row.scores().of(label).detection().isPresent())).toList();
    }

    private DetectionAggregate pooled(String comparison, String contract, String label) {
        return DetectionAggregate.over(scores.of(comparison, contract).stream().map(Scores.Row::scores).toList(), label);
    }

    /** The headline measures that the contract knows; Dice, where it knows none. */
    private List<Measure> headline(String comparison, String contract, String label) {
        List<Measure> known = Measure.headline().stream().filter(measure -> find(comparison, contract, label, measure.key(), Average.MACRO).isPresent()).toList();
        return known.isEmpty() ? List.of(Measure.DICE) : known;
    }

    private Optional<Line> find(String comparison, String contract, String label, String measure, Average average) {
        return summary.find(comparison, contract, label, measure, average);
    }
}
