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
 * {@code lesions.csv}, {@code summary.csv}, {@code figures/} and, where a stage is refined, {@code refinement.csv} and {@code crf-trials.csv}. Made from the run folder alone; writing it twice gives equal bytes.
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
        List<RefinementEffect> effects = RefinementEffect.of(run);
        List<Figure> convergence = new ArrayList<>();
        List<Example> refined = new ArrayList<>();
        Map<FoldSearch, List<Figure>> searches = searches(run, drawingProblem.isEmpty());
        if (drawingProblem.isEmpty()) {
            curves.addAll(Figures.training(run));
            boxes.putAll(Figures.boxes(scores));
            selection.picked().forEach(picked -> examples.add(new Example(Words.capital(picked.rank()) + ": case " + picked.scores().caseId() + ", "
                    + ScoreSections.diceOf(picked.scores()), overlays(runFolder, picked, warnings))));
            convergence.addAll(RefinementFigures.convergence(effects));
            effects.forEach(effect -> refined(runFolder, effect, warnings).ifPresent(refined::add));
        }
        List<Path> files = new ArrayList<>(scores.write(runFolder));
        files.add(summary.write(runFolder));
        if (!effects.isEmpty()) {
            files.add(written(runFolder.resolve(RefinementTable.FILE), RefinementTable.text(effects)));
        }
        if (!searches.isEmpty()) {
            files.add(written(runFolder.resolve(TrialTable.FILE), TrialTable.text(List.copyOf(searches.keySet()))));
        }
        files.addAll(Figures.write(runFolder, Stream.of(curves.stream(), boxes.values().stream().flatMap(List::stream), convergence.stream(),
                searches.values().stream().flatMap(List::stream), Stream.concat(examples.stream(), refined.stream()).flatMap(example -> example.overlays().stream())).flatMap(each -> each).toList()));
        Path page = runFolder.resolve(PAGE);
        Aside.write(page, new RunPage(run, ScoreSections.of(scores, summary), new RefinementSections(effects, RefinementEffect.absences(run), convergence, refined), new SearchSections(searches), curves, boxes, selection, examples,
                warnings, false).html());
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
        List<RefinementEffect> effects = RefinementEffect.of(run);
        RefinementSections refinement = new RefinementSections(effects, RefinementEffect.absences(run), problem.isEmpty() ? RefinementFigures.convergence(effects) : List.of(), List.of());
        Aside.write(runFolder.resolve(PAGE), new RunPage(run, ScoreSections.of(scores, Summary.of(scores)), refinement, new SearchSections(searches(run, problem.isEmpty())), curves, Map.of(),
                selection, List.of(), problem.stream().toList(), true).html());
    }

    private static Path written(Path file, String text) {
        Aside.write(file, text);
        return file;
    }

    /** The searches of a run with their figures, where these can be drawn. */
    private static Map<FoldSearch, List<Figure>> searches(Run run, boolean drawn) {
        Map<FoldSearch, List<Figure>> searches = new LinkedHashMap<>();
        FoldSearch.of(run).forEach(found -> searches.put(found, drawn ? RefinementFigures.sensitivity(found) : List.of()));
        return searches;
    }

    /** The cases that stand for all others by what the refinement did, each drawn before and after it; empty where no slices were kept. */
    private static Optional<Example> refined(Path runFolder, RefinementEffect effect, List<String> warnings) {
        List<Figure> drawn = new ArrayList<>();
        Selection.ranks(effect.byGain()).forEach((rank, one) -> {
            String id = one.caseId();
            try {
                RefinementViews.read(runFolder.resolve("views"), id, effect.stage()).ifPresent(view -> drawn.add(RefinementPicture.figure(view, effect.stage(), fileName(rank), id,
                        Words.capital(effect.stage()) + " of case " + id + ", " + rank + (rank.equals(Selection.ONLY) ? "" : " by the change of its Dice"), RefinementSections.words(one))));
            } catch (UncheckedIOException | IllegalArgumentException e) {
                warnings.add("the refinement of case " + id + " is not drawn, its slice under views/ cannot be read: " + e.getMessage());
            }
        });
        return drawn.isEmpty() ? Optional.empty() : Optional.of(new Example(Words.capital(effect.stage()) + " before and after its refinement", drawn));
    }

    private static String fileName(String rank) {
        return rank.replace(Selection.ONLY, "only");
    }

    private static List<Figure> overlays(Path runFolder, Picked picked, List<String> warnings) {
        String id = picked.scores().caseId();
        try {
            return Overlay.figures(Views.read(runFolder.resolve("views"), id), fileName(picked.rank()), id,
                    "Case " + id + ", " + picked.rank(), ScoreSections.diceOf(picked.scores()));
        } catch (UncheckedIOException | IllegalArgumentException e) {
            warnings.add("case " + id + " is not drawn, its slices under views/ cannot be read: " + e.getMessage());
            return List.of();
        }
    }
}
