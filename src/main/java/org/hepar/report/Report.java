package org.hepar.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hepar.experiment.Run;
import org.hepar.metric.CaseScores;
import org.hepar.report.Figures.Figure;
import org.hepar.report.Scores.Row;
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

    /** Writes the report of a run, also of one that failed or was killed. */
    public static Report write(Path runFolder) {
        return write(runFolder, Fonts.problem());
    }

    /** As {@link #write(Path)}, with what keeps text from being drawn. */
    static Report write(Path runFolder, Optional<String> drawingProblem) {
        Run run = Run.read(runFolder);
        Scores scores = Scores.of(run);
        Summary summary = Summary.of(scores);
        List<CaseScores> cases = scores.rows().stream().map(Row::scores).toList();
        Selection selection = Selection.of(cases);
        List<String> warnings = new ArrayList<>(drawingProblem.stream().toList());
        List<Figure> curves = new ArrayList<>();
        List<Figure> boxes = new ArrayList<>();
        List<Page.Example> examples = new ArrayList<>();
        if (drawingProblem.isEmpty()) {
            curves.addAll(Figures.training(run));
            boxes.addAll(Figures.boxes(cases));
            selection.picked().forEach(picked -> examples.add(new Page.Example(picked, overlays(runFolder, picked, warnings))));
        }
        List<Path> files = new ArrayList<>();
        files.addAll(scores.write(runFolder));
        summary.write(added(files, runFolder.resolve("summary.csv")));
        Path figures = emptied(runFolder.resolve("figures"));
        Stream.of(curves.stream(), boxes.stream(), examples.stream().flatMap(example -> example.overlays().stream()))
                .flatMap(each -> each).forEach(figure -> {
                    Aside.write(added(files, figures.resolve(figure.name() + ".png")), figure.png());
                    if (!figure.svg().isEmpty()) {
                        Aside.write(added(files, figures.resolve(figure.name() + ".svg")), figure.svg().getBytes(StandardCharsets.UTF_8));
                    }
                });
        Path page = added(files, runFolder.resolve("report.html"));
        Aside.write(page, new Page(run, scores, summary, curves, boxes, selection, examples, warnings).html());
        return new Report(page, List.copyOf(files), List.copyOf(warnings));
    }

    private static List<Figure> overlays(Path runFolder, Picked picked, List<String> warnings) {
        String id = picked.scores().caseId();
        try {
            List<Figure> overlays = new ArrayList<>();
            for (View view : Views.read(runFolder.resolve("views"), id)) {
                String title = "Case " + id + ", " + picked.rank();
                String dice = Page.diceOf(picked.scores());
                overlays.add(new Figure("overlay-" + picked.rank().replace("the only one", "only") + "-" + Views.fileName(id) + "-" + view.slice(),
                        title + ", " + dice + ", " + view.words(), Figures.png(Overlay.draw(view, title, dice)), ""));
            }
            return overlays;
        } catch (UncheckedIOException | IllegalArgumentException e) {
            warnings.add("case " + id + " is not drawn, its slices under views/ cannot be read: " + e.getMessage());
            return List.of();
        }
    }

    private static Path added(List<Path> files, Path file) {
        files.add(file);
        return file;
    }

    /** The folder without the figures of an earlier report. */
    private static Path emptied(Path folder) {
        if (!Files.isDirectory(folder)) {
            return folder;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.getFileName().toString().matches("(training|box|overlay)-.*\\.(png|svg)")).toList()) {
                Files.delete(file);
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(folder + " cannot be emptied of old figures: " + e.getMessage(), e));
        }
    }
}
