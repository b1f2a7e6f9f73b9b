package org.hepar.report;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.hepar.experiment.Run;
import org.hepar.experiment.Run.Epoch;
import org.hepar.experiment.Run.EpochDetails;
import org.hepar.experiment.Run.FoldRun;
import org.hepar.experiment.Run.ScoredCase;
import org.hepar.experiment.Run.Stage;
import org.hepar.experiment.Run.Status;
import org.hepar.metric.Contract;
import org.hepar.metric.Measure;
import org.hepar.report.Figures.Figure;

/** The report of a run as one HTML page that needs no other file, no script and no network. Times are UTC. */
record RunPage(Run run, ScoreSections sections, RefinementSections refinement, SearchSections searches, List<Figure> curves, Map<String, List<Figure>> boxes, Selection selection,
               List<ScoreSections.Example> examples, List<String> warnings, boolean live) {

    private static final Map<String, String> ENVIRONMENT = Map.of("os", "Operating system", "cpu", "Processor", "heap_mb", "Java heap (MB)",
            "git_dirty", "Changes not committed", "hepar_version", "hepar version", "interop_threads", "Inter-operation threads");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Seconds after which a browser that shows the page of a run under way loads it anew. */
    private static final int RELOAD_SECONDS = 60;

    String html() {
        String title = run.experiment().isEmpty() ? run.id() : run.experiment();
        return Html.page(title, live ? RELOAD_SECONDS : 0, head(title) + notices() + sections.tiles(refinement.tiles() + tiles()) + sections.summaryTables().sideBySide() + sections.caseTables().html()
                + sections.summaryTables().html() + sections.lesions().sizes() + refinement.html() + contracts() + Published.liver() + training() + searches.html()
                + ScoreSections.boxPlots(boxes) + ScoreSections.pictures("Cases by " + selection.by() + " Dice", examples) + record());
    }

    private String head(String title) {
        List<String> facts = new ArrayList<>();
        facts.add("run " + run.id());
        run.started().ifPresent(time -> facts.add(MINUTE.format(time)));
        if (!run.cohort().name().isEmpty()) {
            facts.add("cohort " + run.cohort().name() + " (" + Words.count(run.cohort().cases().size(), "case") + ")");
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
            html += Html.notice(List.of(what + (run.message().isEmpty() ? "" : ": " + run.message())
                    + ". Below is what it had recorded until then, " + Words.count(run.cases().size(), "scored case") + "."));
        }
        List<String> all = new ArrayList<>(run.warnings());
        all.addAll(warnings);
        return html + Html.notice(all);
    }

    private String tiles() {
        return Html.tile("Time", duration(run.seconds()), "", "from start to end")
                + Html.tile("Peak memory", Double.isNaN(run.peakMemoryMb()) ? MeasureText.UNDEFINED : MeasureText.number(1, run.peakMemoryMb() / 1024),
                Double.isNaN(run.peakMemoryMb()) ? "" : "GB", Double.isNaN(run.peakMemoryMb()) ? "not recorded" : "of the whole process");
    }

    /** The contracts as the run recorded them; one of another version is only named. */
    private String contracts() {
        List<Contract> known = new ArrayList<>();
        List<String> others = new ArrayList<>();
        sections.scores().contracts().forEach(name -> {
            int version = run.contracts().getOrDefault(name, 0);
            Optional<Contract> contract = contract(name);
            if (contract.isPresent() && (version == 0 || version == contract.get().version())) {
                known.add(contract.get());
            } else {
                others.add("Contract " + name + (version == 0 ? "" : ", version " + version) + ", which this version of hepar does not know.");
            }
        });
        return ScoreSections.contracts(known) + (others.isEmpty() ? "" : Html.paragraph("legend", String.join(" ", others)));
    }

    private static Optional<Contract> contract(String name) {
        try {
            return Optional.of(Contract.named(name));
        } catch (IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    private String training() {
        List<List<String>> rows = new ArrayList<>();
        for (FoldRun fold : run.folds()) {
            for (Stage stage : fold.stages()) {
                rows.add(List.of(fold.name(), stage.name(), whole(stage.parameters()), whole(stage.trainingSlices()),
                        stage.epochs().size() + " of " + stage.plannedEpochs(),
                        whole(stage.epochs().isEmpty() ? 0 : stage.epochs().get(stage.epochs().size() - 1).step()),
                        stage.isGiven() ? "given" : stage.chosenEpoch() == 0 ? "not ended" : "epoch " + stage.chosenEpoch(),
                        MeasureText.value(Measure.DICE, stage.validationDice()), duration(stage.seconds()),
                        stage.weightsSha256().isEmpty() ? MeasureText.UNDEFINED : shortened(stage.weightsSha256())));
            }
        }
        if (rows.isEmpty()) {
            return "";
        }
        boolean onTraining = run.folds().stream().flatMap(fold -> fold.stages().stream()).flatMap(stage -> stage.epochs().stream())
                .anyMatch(epoch -> epoch.validationOn().equals("training"));
        return "<h2>Training</h2>\n" + Html.figures("curves", curves)
                + Html.table(List.of("Fold", "Network", "Parameters", "Slices", "Epochs", "Steps", "Kept",
                        Words.capital(Figures.watched(run)) + " Dice", "Time", "Weights"), rows)
                + effort()
                + Html.paragraph("legend", "The dot on a curve is the epoch whose weights were kept. Weights: start of their SHA-256."
                + (onTraining ? " A fold without validation cases is watched on a sample of its training slices: its Dice is optimistic." : ""));
    }

    /** What the steps drew and what the time went into; nothing where an older journal does not tell. */
    private String effort() {
        List<List<String>> rows = new ArrayList<>();
        for (FoldRun fold : run.folds()) {
            for (Stage stage : fold.stages()) {
                List<EpochDetails> told = stage.epochs().stream().map(Epoch::details).filter(details -> Double.isFinite(details.gradientNorm())).toList();
                if (!told.isEmpty()) {
                    rows.add(effort(fold.name(), stage, told));
                }
            }
        }
        return rows.isEmpty() ? "" : Html.folded("Course of the training", Html.table(List.of("Fold", "Network", "Slices per second", "Waited for slices (s)",
                "Batches ready", "Gradient norm, mean", "highest", "Slices with foreground", "Draws of a case", "Background Dice", "Memory (MB)"), rows)
                + Html.paragraph("legend", "Means over the epochs; waiting is the sum, memory the highest at an epoch's end. Draws of a case: fewest to most in the whole "
                + "training. The gradient's norm is taken before it is shortened."));
    }

    private static List<String> effort(String fold, Stage stage, List<EpochDetails> told) {
        Map<String, Double> draws = new LinkedHashMap<>();
        told.forEach(details -> details.draws().forEach((id, n) -> draws.merge(id, n, Double::sum)));
        double fewest = draws.values().stream().mapToDouble(n -> n).min().orElse(0);
        double most = draws.values().stream().mapToDouble(n -> n).max().orElse(0);
        double waited = told.stream().mapToDouble(EpochDetails::waitingSeconds).sum();
        return List.of(fold, stage.name(), MeasureText.number(1, mean(told, EpochDetails::slicesPerSecond)), MeasureText.number(1, waited),
                MeasureText.number(1, mean(told, EpochDetails::readyBatches)), MeasureText.number(2, mean(told, EpochDetails::gradientNorm)),
                MeasureText.number(2, told.stream().mapToDouble(EpochDetails::highestGradientNorm).max().orElse(Double.NaN)),
                MeasureText.number(0, 100 * mean(told, EpochDetails::foregroundShare)) + " %", whole((long) fewest) + " to " + whole((long) most),
                MeasureText.value(Measure.DICE, told.get(told.size() - 1).diceByClass().getOrDefault("background", Double.NaN)),
                MeasureText.number(0, told.stream().mapToDouble(EpochDetails::residentMb).max().orElse(Double.NaN)));
    }

    private static double mean(List<EpochDetails> told, ToDoubleFunction<EpochDetails> of) {
        return told.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    private String record() {
        List<List<String>> environment = new ArrayList<>();
        run.environment().forEach((key, value) -> environment.add(List.of(ENVIRONMENT.getOrDefault(key, Words.capital(key.replace('_', ' '))), value)));
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
        byStep.forEach((step, seconds) -> rows.add(List.of(Words.capital(step), MeasureText.number(1, seconds.stream().mapToDouble(s -> s).average()
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
}
