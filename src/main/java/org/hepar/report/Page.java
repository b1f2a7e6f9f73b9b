package org.hepar.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hepar.experiment.Run;
import org.hepar.experiment.Run.FoldRun;
import org.hepar.experiment.Run.ScoredCase;
import org.hepar.experiment.Run.Stage;
import org.hepar.experiment.Run.Status;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Contract;
import org.hepar.metric.Detection;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.metric.Structure;
import org.hepar.report.Figures.Figure;
import org.hepar.report.Scores.Row;
import org.hepar.report.Selection.Picked;

/** The report of a run as one HTML page that needs no other file, no script and no network. Times are UTC. */
record Page(Run run, Scores scores, Summary summary, List<Figure> curves, List<Figure> boxes, Selection selection,
            List<Example> examples, List<String> warnings) {

    /** A case that is shown in pictures; no overlays when its slices were not kept. */
    record Example(Picked picked, List<Figure> overlays) {
    }

    private static final Map<String, String> ENVIRONMENT = Map.of("os", "Operating system", "cpu", "Processor", "heap_mb", "Java heap (MB)",
            "git_dirty", "Changes not committed", "hepar_version", "hepar version", "interop_threads", "Inter-operation threads");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    String html() {
        String title = run.experiment().isEmpty() ? run.id() : run.experiment();
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + Html.escape(title)
                + "</title>\n<style>\n" + style() + "</style>\n</head>\n<body>\n<main>\n"
                + head(title) + notices() + tiles() + caseTable() + summaryTable() + published() + training() + boxPlots() + pictures()
                + record() + "</main>\n</body>\n</html>\n";
    }

    /** Both Dice of a case in words. */
    static String diceOf(CaseScores scores) {
        return "liver Dice " + MeasureText.value(Measure.DICE, scores.liver().dice()) + ", lesion Dice "
                + MeasureText.value(Measure.DICE, scores.lesion().dice());
    }

    private String head(String title) {
        List<String> facts = new ArrayList<>();
        facts.add("run " + run.id());
        run.started().ifPresent(time -> facts.add(MINUTE.format(time)));
        if (!run.cohort().name().isEmpty()) {
            facts.add("cohort " + run.cohort().name() + " (" + count(run.cohort().cases().size(), "case") + ")");
        }
        String status = run.status().name().toLowerCase(Locale.ROOT);
        return "<h1>" + Html.escape(title) + " <span class=\"status " + status + "\">" + status + "</span></h1>\n"
                + Html.paragraph("soft", String.join(" · ", facts))
                + (run.command().isEmpty() ? "" : Html.paragraph("soft", "Made by: " + run.command()));
    }

    private String notices() {
        String html = "";
        if (run.status() != Status.FINISHED) {
            String what = switch (run.status()) {
                case FAILED -> "This run failed";
                case KILLED -> "This run was stopped";
                default -> "This run has not ended: it is still under way, or its process was ended from outside";
            };
            html += notice(List.of(what + (run.message().isEmpty() ? "" : ": " + run.message())
                    + ". Below is what it had recorded until then, " + count(scores.rows().size(), "scored case") + "."));
        }
        List<String> all = new ArrayList<>(run.warnings());
        all.addAll(warnings);
        return all.isEmpty() ? html : html + notice(all);
    }

    private static String notice(List<String> lines) {
        return "<div class=\"notice\">" + (lines.size() == 1 ? Html.escape(lines.get(0)) : Html.list(lines)) + "</div>\n";
    }

    private String tiles() {
        StringBuilder html = new StringBuilder("<div class=\"tiles\">\n");
        for (String contract : summary.contracts()) {
            String suffix = summary.contracts().size() == 1 ? "" : " (" + contract + ")";
            for (Structure structure : Structure.values()) {
                Aggregate dice = summary.of(contract, structure, Measure.DICE.key());
                html.append(tile(capital(structure.key()) + " Dice, mean" + suffix, MeasureText.value(Measure.DICE, dice.mean()),
                        dice.used() < 2 ? "" : "± " + MeasureText.size(Measure.DICE, dice.standardDeviation()), "median "
                                + MeasureText.value(Measure.DICE, dice.median()) + ", " + count(dice.used(), "case")
                                + (dice.missed() > 0 ? ", " + dice.missed() + " missed" : "")
                                + (dice.falsePositive() > 0 ? ", " + dice.falsePositive() + " false positive" : "")));
            }
            int found = detections(contract).stream().mapToInt(Detection::found).sum();
            int references = detections(contract).stream().mapToInt(Detection::references).sum();
            html.append(tile("Lesion recall" + suffix, MeasureText.number(2, summary.of(contract, Structure.LESION, Summary.RECALL).mean()), "",
                    references == 0 ? "no lesion in any reference" : found + " of " + count(references, "lesion") + " found"));
            html.append(tile("False positives per case" + suffix, MeasureText.number(1,
                    summary.of(contract, Structure.LESION, Summary.FALSE_POSITIVES).mean()), "", "predicted lesions that match none"));
        }
        html.append(tile("Time", duration(run.seconds()), "", "from start to end"));
        html.append(tile("Peak memory", Double.isNaN(run.peakMemoryMb()) ? MeasureText.UNDEFINED : MeasureText.number(1, run.peakMemoryMb() / 1024),
                Double.isNaN(run.peakMemoryMb()) ? "" : "GB", Double.isNaN(run.peakMemoryMb()) ? "not recorded" : "of the whole process"));
        return html.append("</div>\n").toString();
    }

    private List<Detection> detections(String contract) {
        return scores.rows().stream().map(Row::scores).filter(c -> c.contract().equals(contract)).map(CaseScores::detection).toList();
    }

    private static String tile(String name, String value, String small, String note) {
        return "<div class=\"tile\"><div class=\"name\">" + Html.escape(name) + "</div><div class=\"value\">" + Html.escape(value)
                + (small.isEmpty() ? "" : " <small>" + Html.escape(small) + "</small>") + "</div><div class=\"note\">" + Html.escape(note)
                + "</div></div>\n";
    }

    private String caseTable() {
        String html = "<h2>Scores of each case</h2>\n";
        if (scores.rows().isEmpty()) {
            return html + Html.paragraph("soft", "No case was scored yet.");
        }
        boolean contracts = summary.contracts().size() > 1;
        StringBuilder table = new StringBuilder("<div class=\"scroll\"><table class=\"cases\"><thead>\n<tr><th class=\"text\" rowspan=\"2\">Case</th>"
                + "<th class=\"text\" rowspan=\"2\">Fold</th>" + (contracts ? "<th class=\"text\" rowspan=\"2\">Contract</th>" : ""));
        for (Structure structure : Structure.values()) {
            table.append("<th class=\"group edge\" colspan=\"5\">").append(capital(structure.key())).append("</th>");
        }
        table.append("<th class=\"group edge\" colspan=\"3\">Lesions found</th></tr>\n<tr>");
        for (int i = 0; i < Structure.values().length; i++) {
            for (Measure measure : Measure.headline()) {
                table.append(measure == Measure.DICE ? "<th class=\"edge\">" : "<th>").append(measure.label()).append("<small>")
                        .append(MeasureText.unit(measure)).append("</small></th>");
            }
        }
        table.append("<th class=\"edge\">all</th><th>≥ 10<small>mm</small></th><th>false<small>positive</small></th></tr>\n</thead><tbody>\n");
        for (Row row : scores.rows()) {
            CaseScores s = row.scores();
            table.append("<tr><th class=\"text\" title=\"").append(Html.escape(s.caseId())).append("\">").append(Html.escape(s.caseId()))
                    .append("</th><td class=\"text\">").append(Html.escape(row.fold())).append("</td>");
            if (contracts) {
                table.append("<td class=\"text\">").append(Html.escape(s.contract())).append("</td>");
            }
            for (Structure structure : Structure.values()) {
                for (Measure measure : Measure.headline()) {
                    table.append(cell(structure, measure, structure.of(s)));
                }
            }
            Detection d = s.detection();
            table.append("<td class=\"edge\">").append(ratio(d.found(), d.references())).append("</td><td>")
                    .append(ratio(d.foundAtLeast10Mm(), d.referencesAtLeast10Mm())).append("</td><td>").append(d.falsePositives())
                    .append("</td></tr>\n");
        }
        return html + table + "</tbody></table></div>\n" + legend();
    }

    private static String cell(Structure structure, Measure measure, LabelScore score) {
        double value = measure.of(score);
        String edge = measure == Measure.DICE ? "edge" : "";
        String why = why(structure, score.outcome());
        boolean marked = score.outcome() != Outcome.MEASURED && (measure == Measure.DICE || Double.isNaN(value));
        return "<td class=\"" + (edge + (Double.isNaN(value) ? " undefined" : "")).trim() + "\"" + (why.isEmpty() ? "" : " title=\"" + why + "\"")
                + ">" + MeasureText.value(measure, value) + (marked ? "<sup>" + mark(score.outcome()) + "</sup>" : "") + "</td>";
    }

    private static String ratio(int found, int references) {
        return references == 0 ? "<span title=\"none in the reference\">" + MeasureText.UNDEFINED + "</span>" : found + " of " + references;
    }

    private static String mark(Outcome outcome) {
        return switch (outcome) {
            case MEASURED -> "";
            case MISSED -> "m";
            case FALSE_POSITIVE -> "f";
            case BOTH_EMPTY -> "e";
        };
    }

    private static String why(Structure structure, Outcome outcome) {
        return switch (outcome) {
            case MEASURED -> "";
            case MISSED -> "missed: " + structure.key() + " in the reference, none predicted";
            case FALSE_POSITIVE -> "false positive: " + structure.key() + " predicted, none in the reference";
            case BOTH_EMPTY -> "no " + structure.key() + " in the reference, none predicted";
        };
    }

    private String legend() {
        StringBuilder words = new StringBuilder();
        for (Outcome outcome : Outcome.values()) {
            boolean occurs = outcome != Outcome.MEASURED && scores.rows().stream().map(Row::scores)
                    .anyMatch(s -> s.liver().outcome() == outcome || s.lesion().outcome() == outcome);
            if (occurs) {
                words.append(" <sup>").append(mark(outcome)).append("</sup> ").append(switch (outcome) {
                    case MISSED -> "missed: it is in the reference, none was predicted.";
                    case FALSE_POSITIVE -> "false positive: it was predicted, none is in the reference.";
                    default -> "none in the reference and, rightly, none predicted.";
                });
            }
        }
        return "<p class=\"legend\">" + MeasureText.UNDEFINED + " is undefined: a distance needs both masks, RVD a reference, "
                + "a share of lesions found at least one in the reference." + words + " Full precision: cases.csv.</p>\n";
    }

    private String summaryTable() {
        StringBuilder html = new StringBuilder();
        for (String contract : summary.contracts()) {
            List<List<String>> rows = new ArrayList<>();
            for (Structure structure : Structure.values()) {
                String name = capital(structure.key()) + " ";
                for (Measure measure : Measure.headline()) {
                    Aggregate a = summary.of(contract, structure, measure.key());
                    rows.add(row(name + MeasureText.heading(measure), MeasureText.value(measure, a.mean()),
                            MeasureText.size(measure, a.standardDeviation()), MeasureText.value(measure, a.median()), a));
                    if (measure == Measure.RVD) {
                        Aggregate sizes = summary.of(contract, structure, Summary.RVD_ABSOLUTE);
                        rows.add(row(name + "|RVD| (%)", MeasureText.size(measure, sizes.mean()),
                                MeasureText.size(measure, sizes.standardDeviation()), MeasureText.size(measure, sizes.median()), sizes));
                    }
                }
                rows.add(pooled(name + "Dice, all voxels as one", 3, summary.of(contract, structure, Summary.DICE_GLOBAL)));
            }
            rows.add(pooled("Lesion recall", 2, summary.of(contract, Structure.LESION, Summary.RECALL)));
            rows.add(pooled("Lesion recall, ≥ 10 mm", 2, summary.of(contract, Structure.LESION, Summary.RECALL_LARGE)));
            rows.add(pooled("False positive lesions per case", 1, summary.of(contract, Structure.LESION, Summary.FALSE_POSITIVES)));
            rows.add(pooled("Dice of lesions found", 3, summary.of(contract, Structure.LESION, Summary.DICE_OF_CORRESPONDENCES)));
            html.append("<h2>Summary</h2>\n").append(Html.table(List.of("Measure", "Mean", "± sd", "Median", "Cases used", "Undefined",
                    "Missed", "False positive"), rows)).append(contractLines(contract));
        }
        return html.toString();
    }

    private static List<String> row(String name, String mean, String sd, String median, Aggregate a) {
        return List.of(name, mean, sd, median, String.valueOf(a.used()), String.valueOf(a.undefined()), String.valueOf(a.missed()),
                String.valueOf(a.falsePositive()));
    }

    private static List<String> pooled(String name, int decimals, Aggregate a) {
        return List.of(name, MeasureText.number(decimals, a.mean()), "pooled", "", String.valueOf(a.used()), String.valueOf(a.undefined()), "", "");
    }

    /** The contract in one line, and its rules folded; a contract of another version is only named. */
    private static String contractLines(String name) {
        try {
            Contract contract = Contract.named(name);
            return Html.paragraph("legend", "Contract " + name + ". Sd divides by n − 1. Pooled: over all lesions or voxels of all cases, so there "
                    + "is no spread or median over cases, and no case to count as missed.") + Html.folded("What exactly is measured",
                    Html.list(contract.rules().entrySet().stream().map(rule -> rule.getKey() + ": " + rule.getValue()).toList()));
        } catch (IllegalArgumentException e) {
            return Html.paragraph("legend", "Contract " + name + ", which this version of hepar does not know.");
        }
    }

    private static String published() {
        return Html.folded("Published liver results, for context only", Html.paragraph("soft", "Christ et al. 2017 (arXiv 1702.05970), "
                + "Table 1. Other patients, splits and references than in this run: not comparable with the numbers above.")
                + Html.table(List.of("Method", "Data", "VOE (%)", "RVD (%)", "ASD (mm)", "MSD (mm)", "Dice (%)"),
                Published.CHRIST_2017_TABLE_1.stream().map(Published::cells).toList()) + Html.paragraph("soft", Published.LESION_DICE));
    }

    private String training() {
        List<List<String>> rows = new ArrayList<>();
        for (FoldRun fold : run.folds()) {
            for (Stage stage : fold.stages()) {
                rows.add(List.of(fold.name(), stage.name(), whole(stage.parameters()), whole(stage.trainingSlices()),
                        stage.epochs().size() + " of " + stage.plannedEpochs(),
                        whole(stage.epochs().isEmpty() ? 0 : stage.epochs().get(stage.epochs().size() - 1).step()),
                        stage.chosenEpoch() == 0 ? "not ended" : "epoch " + stage.chosenEpoch(),
                        MeasureText.value(Measure.DICE, stage.validationDice()), duration(stage.seconds()),
                        stage.weightsSha256().isEmpty() ? MeasureText.UNDEFINED : shortened(stage.weightsSha256())));
            }
        }
        if (rows.isEmpty()) {
            return "";
        }
        boolean onTraining = run.folds().stream().flatMap(fold -> fold.stages().stream()).flatMap(stage -> stage.epochs().stream())
                .anyMatch(epoch -> epoch.validationOn().equals("training"));
        return "<h2>Training</h2>\n" + grid("curves", curves)
                + Html.table(List.of("Fold", "Network", "Parameters", "Slices", "Epochs", "Steps", "Kept", capital(Figures.watched(run)) + " Dice", "Time", "Weights"), rows)
                + Html.paragraph("legend", "The dot on a curve is the epoch whose weights were kept. Weights: start of their SHA-256."
                + (onTraining ? " A fold without validation cases is watched on a sample of its training slices: its Dice is optimistic." : ""));
    }

    private String boxPlots() {
        return boxes.isEmpty() ? "" : "<h2>Spread over the cases</h2>\n" + grid("boxes", boxes)
                + Html.paragraph("legend", "A point is a case, the thick line the median, the box the middle half, the whiskers reach the last case "
                + "within 1.5 box heights; no box below 5 cases. In brackets: cases with a value.");
    }

    private String pictures() {
        if (examples.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<h2>Cases by " + selection.by().key() + " Dice</h2>\n");
        for (Example example : examples) {
            html.append("<h3>").append(Html.escape(capital(example.picked().rank()) + ": case " + example.picked().scores().caseId() + ", "
                    + diceOf(example.picked().scores()))).append("</h3>\n").append(example.overlays().isEmpty()
                    ? Html.paragraph("soft", "No slices of this case were kept under views/.") : grid("overlays", example.overlays()));
        }
        return html + Html.paragraph("legend", "Above plain, below with the colours of Christ et al. 2017, Fig. 7: green liver and blue lesion "
                + "where prediction and reference agree, yellow and red where they do not; the white line is the reference. Seen from the feet, "
                + "the patient's right is on the left (R). All figures as files: figures/.");
    }

    private static String grid(String kind, List<Figure> figures) {
        StringBuilder html = new StringBuilder("<div class=\"grid " + kind + "\">\n");
        figures.forEach(figure -> html.append(Html.picture(figure.png(), figure.words())));
        return html.append("</div>\n").toString();
    }

    private String record() {
        List<List<String>> environment = new ArrayList<>();
        run.environment().forEach((key, value) -> environment.add(List.of(ENVIRONMENT.getOrDefault(key, capital(key.replace('_', ' '))), value)));
        environment.add(List.of("Experiment identity (SHA-256)", run.identity()));
        environment.add(List.of("Cohort (SHA-256)", run.cohort().sha256()));
        String html = "<h2>Record</h2>\n" + Html.folded("Environment", Html.facts(environment.stream().filter(row -> !row.get(1).isEmpty()).toList()));
        html += Html.folded("Time per case", times());
        html += Html.folded("Splits", Html.facts(run.folds().stream().map(fold -> List.of("Fold " + fold.name(), "training "
                + ids(fold.training()) + "; validation " + ids(fold.validation()) + "; test " + ids(fold.test()))).toList()));
        return html + Html.folded("Experiment, resolved", run.resolvedExperiment().isEmpty()
                ? Html.paragraph("soft", "The folder holds no experiment.yaml.") : "<pre>" + Html.escape(run.resolvedExperiment()) + "</pre>\n");
    }

    private String times() {
        Map<String, List<Double>> byStep = new LinkedHashMap<>();
        for (ScoredCase scored : run.cases()) {
            scored.seconds().forEach((step, seconds) -> byStep.computeIfAbsent(step, s -> new ArrayList<>()).add(seconds));
        }
        List<List<String>> rows = new ArrayList<>();
        byStep.forEach((step, seconds) -> rows.add(List.of(capital(step), MeasureText.number(1, seconds.stream().mapToDouble(s -> s).average()
                .orElse(Double.NaN)), MeasureText.number(1, seconds.stream().mapToDouble(s -> s).max().orElse(Double.NaN)), String.valueOf(seconds.size()))));
        return rows.isEmpty() ? Html.paragraph("soft", "No case was scored yet.")
                : Html.table(List.of("Step", "Mean (s)", "Longest (s)", "Cases"), rows);
    }

    private static String ids(List<String> ids) {
        return ids.isEmpty() ? "none" : String.join(", ", ids) + " (" + ids.size() + ")";
    }

    private static String duration(double seconds) {
        if (Double.isNaN(seconds)) {
            return MeasureText.UNDEFINED;
        }
        long rounded = Math.round(seconds);
        return seconds < 60 ? MeasureText.number(1, seconds) + " s" : rounded < 3600 ? rounded / 60 + " min " + rounded % 60 + " s"
                : rounded / 3600 + " h " + rounded % 3600 / 60 + " min";
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String shortened(String sha256) {
        return sha256.substring(0, Math.min(12, sha256.length()));
    }

    private static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    private static String capital(String words) {
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String style() {
        try (InputStream in = Page.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read from the class path", e);
        }
    }
}
