package org.hepar.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepar.config.Aside;
import org.hepar.data.RefusedCase;
import org.hepar.metric.Contract;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Outcome;
import org.hepar.report.Figures.Figure;
import org.hepar.report.ScoreSections.Example;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;

/**
 * What is written about a scored folder: {@code cases.csv}, {@code lesions.csv}, {@code summary.csv}, {@code report.html} (one page that holds
 * everything, pictures too) and {@code figures/}. Writing equal scores twice gives equal bytes.
 *
 * @param title head of the page
 * @param facts what a reader has to know of how the numbers came about, by name: folders, label mapping, command, version
 * @param contracts in the order of the tables; the first is the headline
 * @param scores all rows, and the cases that could not be scored
 * @param drawn cases to show in pictures, the worst first
 * @param warnings a line each
 */
public record ScoreReport(String title, Map<String, String> facts, List<Contract> contracts, Scores scores, List<Drawn> drawn,
                           List<String> warnings) {

    public ScoreReport {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        contracts = List.copyOf(contracts);
        drawn = List.copyOf(drawn);
        warnings = List.copyOf(warnings);
    }

    /** A case to be shown: only the slices that are drawn are kept, so that the masks themselves need not be. */
    public record Drawn(String caseId, String comparison, List<View> views) {

        /**
         * Keeps what is drawn of a case.
         *
         * @param reference drawn as the outline
         * @param prediction compared with it; on the same grid
         * @param image HU, on the same grid; without one the masks are drawn on a dark ground
         */
        public static Drawn of(String caseId, String comparison, Structures reference, Structures prediction, Optional<Volume> image) {
            return new Drawn(caseId, comparison, Views.of(caseId, reference, prediction, image));
        }
    }

    /**
     * The rows with the lowest Dice of the label that is named last, the lowest first, under the first contract and in the first comparison; ties by
     * case id. Cases where there was rightly nothing to find, and those without Dice, are left out.
     */
    public static List<Scores.Row> worst(Scores scores, int n) {
        if (scores.rows().isEmpty()) {
            return List.of();
        }
        String label = scores.labels().get(scores.labels().size() - 1);
        return scores.of(scores.comparisons().get(0), scores.contracts().get(0)).stream().filter(row -> {
            LabelScore score = row.scores().labels().get(label);
            return score != null && score.outcome() != Outcome.BOTH_EMPTY && !Double.isNaN(score.dice());
        }).sorted(Comparator.comparingDouble((Scores.Row row) -> row.scores().of(label).dice()).thenComparing(row -> row.scores().caseId()))
                .limit(n).toList();
    }

    /** Writes everything into a folder, which is made where it is not there yet; the files written, the page last. */
    public List<Path> write(Path folder) {
        return write(folder, Fonts.problem());
    }

    /** As {@link #write(Path)}, with what keeps text from being drawn. */
    List<Path> write(Path folder, Optional<String> drawingProblem) {
        Summary summary = Summary.of(scores);
        List<String> all = Stream.concat(warnings.stream(), drawingProblem.stream()).toList();
        Map<String, List<Figure>> boxes = drawingProblem.isEmpty() ? Figures.boxes(scores) : Map.of();
        ScoreSections sections = ScoreSections.of(scores, summary);
        List<Figure> curves = drawingProblem.isEmpty() ? sections.lesions().curves() : List.of();
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < drawn.size() && drawingProblem.isEmpty(); i++) {
            examples.add(example(drawn.get(i), i + 1));
        }
        List<Path> files = new ArrayList<>(scores.write(folder));
        files.add(summary.write(folder));
        files.addAll(Figures.write(folder, Stream.of(curves.stream(), boxes.values().stream().flatMap(List::stream),
                examples.stream().flatMap(example -> example.overlays().stream())).flatMap(each -> each).toList()));
        Path page = folder.resolve(Report.PAGE);
        Aside.write(page, page(sections, curves, boxes, examples, all));
        files.add(page);
        return List.copyOf(files);
    }

    private Example example(Drawn one, int place) {
        String dice = scores.of(one.comparison(), scores.contracts().get(0)).stream().map(Scores.Row::scores)
                .filter(each -> each.caseId().equals(one.caseId())).findFirst().map(ScoreSections::diceOf).orElse("");
        String heading = "Case " + one.caseId() + (one.comparison().equals(Scores.PREDICTION) ? "" : ", " + Words.comparison(one.comparison()));
        return new Example(heading + (dice.isEmpty() ? "" : ": " + dice), Overlay.figures(one.views(), String.valueOf(place), one.caseId(), heading, dice));
    }

    private String page(ScoreSections sections, List<Figure> curves, Map<String, List<Figure>> boxes, List<Example> examples, List<String> all) {
        List<String> labels = scores.labels();
        String worst = "Worst cases" + (labels.isEmpty() ? "" : " by " + labels.get(labels.size() - 1) + " Dice");
        return Html.page(title, head() + notices(all) + sections.tiles("") + sections.summaryTables().sideBySide() + sections.lesions().readers()
                + sections.caseTables().html() + sections.summaryTables().html() + sections.lesions().sizes() + sections.lesions().freeResponse(curves)
                + ScoreSections.contracts(contracts) + ScoreSections.boxPlots(boxes) + ScoreSections.pictures(worst, examples) + Published.liver());
    }

    private String head() {
        int cases = (int) scores.rows().stream().map(row -> row.scores().caseId()).distinct().count();
        String names = contracts.stream().map(Contract::name).collect(Collectors.joining(", "));
        return "<h1>" + Html.escape(title) + "</h1>\n" + Html.paragraph("soft", String.join(" · ", Words.count(cases, "case"),
                String.join(", ", scores.labels()), (contracts.size() == 1 ? "contract " : "contracts ") + names))
                + Html.facts(facts.entrySet().stream().map(fact -> List.of(fact.getKey(), fact.getValue())).toList());
    }

    private String notices(List<String> all) {
        List<String> noted = scores.rows().stream().filter(row -> !row.note().isEmpty())
                .map(row -> "case " + row.scores().caseId() + ": " + row.note()).distinct().toList();
        List<String> notScored = scores.refused().stream().map(RefusedCase::reason).toList();
        return Html.notice(Words.count(notScored.size(), "case") + " could not be scored and " + (notScored.size() == 1 ? "is" : "are")
                + " in no number below:", notScored) + Html.notice("Scored, but not simply as they lay in their files:", noted) + Html.notice(all);
    }
}
