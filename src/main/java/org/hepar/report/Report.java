package org.hepar.report;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hepar.config.Aside;
import org.hepar.experiment.Run;
import org.hepar.experiment.Run.ScoredCase;
import org.hepar.report.Figures.Figure;
import org.hepar.report.ScoreSections.Example;
import org.hepar.report.Selection.Picked;

/**
 * What was written about a run: {@code report.html} (one page that holds everything, pictures too), {@code cases.csv},
 * {@code lesions.csv}, {@code summary.csv} and {@code figures/}. Made from the run folder alone; writing it twice gives equal bytes.
 *
 * @param page the page
 * @param files all files written, the page among them
 * @param warnings one line each: what could not be drawn, and the cure
 */
public record Report(Path page, List<Path> files, List<String> warnings) {

    /** Name of the page within its folder. */
    static final String PAGE = "report.html";

    /** Writes the report of a run, also of one that failed or was killed. */
    public static Report write(Path runFolder) {
        return write(runFolder, Fonts.problem());
    }

    /** As {@link #write(Path)}, with what keeps text from being drawn. */
    static Report write(Path runFolder, Optional<String> drawingProblem) {
        Run run = Run.read(runFolder);
        Scores scores = Scores.of(run);
        Summary summary = Summary.of(scores);
        Selection selection = Selection.of(run.cases().stream().map(ScoredCase::headline).toList());
        List<String> warnings = new ArrayList<>(drawingProblem.stream().toList());
        List<Figure> curves = new ArrayList<>();
        Map<String, List<Figure>> boxes = new LinkedHashMap<>();
        List<Example> examples = new ArrayList<>();
        if (drawingProblem.isEmpty()) {
            curves.addAll(Figures.training(run));
            boxes.putAll(Figures.boxes(scores));
            selection.picked().forEach(picked -> examples.add(new Example(Words.capital(picked.rank()) + ": case " + picked.scores().caseId() + ", "
                    + ScoreSections.diceOf(picked.scores()), overlays(runFolder, picked, warnings))));
        }
        List<Path> files = new ArrayList<>(scores.write(runFolder));
        files.add(summary.write(runFolder));
        files.addAll(Figures.write(runFolder, Stream.of(curves.stream(), boxes.values().stream().flatMap(List::stream),
                examples.stream().flatMap(example -> example.overlays().stream())).flatMap(each -> each).toList()));
        Path page = runFolder.resolve(PAGE);
        Aside.write(page, new RunPage(run, ScoreSections.of(scores, summary), curves, boxes, selection, examples, warnings, false).html());
        files.add(page);
        return new Report(page, List.copyOf(files), List.copyOf(warnings));
    }

    /**
     * Writes only the page of a run under way, as far as it has come: curves and tables, without box plots and overlays, which
     * wait for the end. A browser that shows it loads it anew by itself.
     */
    public static void refresh(Path runFolder) {
        Run run = Run.read(runFolder);
        Scores scores = Scores.of(run);
        Selection selection = Selection.of(run.cases().stream().map(ScoredCase::headline).toList());
        Optional<String> problem = Fonts.problem();
        List<Figure> curves = problem.isEmpty() ? Figures.training(run) : List.of();
        Aside.write(runFolder.resolve(PAGE), new RunPage(run, ScoreSections.of(scores, Summary.of(scores)), curves, Map.of(), selection, List.of(),
                problem.stream().toList(), true).html());
    }

    private static List<Figure> overlays(Path runFolder, Picked picked, List<String> warnings) {
        String id = picked.scores().caseId();
        try {
            return Overlay.figures(Views.read(runFolder.resolve("views"), id), picked.rank().replace("the only one", "only"), id,
                    "Case " + id + ", " + picked.rank(), ScoreSections.diceOf(picked.scores()));
        } catch (UncheckedIOException | IllegalArgumentException e) {
            warnings.add("case " + id + " is not drawn, its slices under views/ cannot be read: " + e.getMessage());
            return List.of();
        }
    }
}
