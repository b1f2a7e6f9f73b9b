package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hepar.config.Hash;
import org.hepar.config.Yaml;
import org.hepar.crf.DenseCrf;
import org.hepar.crf.Refinement;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run;
import org.hepar.io.Nifti;
import org.hepar.metric.Measure;
import org.hepar.track.Entry;
import org.hepar.track.Journal;
import org.hepar.track.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose stages are refined: the search for settings on validation cases, what is recorded of it, and the way back after an interruption. */
class RefinedRunTest {

    private static final String START = "start: {position_mm: 3, position_weight: 1, appearance_mm: 10, appearance_hu: [20], appearance_weight: 1, iterations: 3, "
            + "normalisation: after, region: uncertain, probability_floor: 1.0e-5, compatibility: {type: potts}}";
    private static final String RANGES = "ranges: {appearance_weight: [0.2, 5], position_mm: [2, 12]}";

    @TempDir
    private Path folder;

    private Experiment experiment(String... overrides) throws IOException {
        Path split = folder.resolve("split.yaml");
        if (!Files.exists(split)) {
            Files.writeString(split, "name: tiny\nfolds:\n  - {name: \"0\", training: [phantom-00, phantom-01], validation: [phantom-03], test: [phantom-02]}\n");
        }
        List<String> all = new ArrayList<>(List.of("name=tiny", "split=" + split, "cohort.cases=4", "cohort.slices=12", "cohort.in_plane_size=64", "cohort.in_plane_spacing_mm=5",
                "cascade.liver.refinement={type: crf_search, method: {type: random_search, trials: 3}, measure: voe, " + RANGES + ", " + START + "}",
                "cascade.lesion.refinement={type: crf_search, method: {type: bobyqa, trials: 6}, measure: dice, " + RANGES + ", " + START + "}"));
        for (String stage : List.of("liver", "lesion")) {
            all.addAll(List.of("cascade." + stage + ".training.epochs=2", "cascade." + stage + ".training.steps_per_epoch=12", "cascade." + stage + ".training.keep=last",
                    "cascade." + stage + ".training.network.depth=2", "cascade." + stage + ".training.network.base_channels=4",
                    "cascade." + stage + ".preprocessing.1={type: resize_in_plane, height: 32, width: 32}"));
        }
        all.addAll(List.of(overrides));
        return Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, all);
    }

    private Path run(String name, Experiment experiment) {
        return new Local(folder.resolve(name), folder.resolve("cache"), Optional.empty(), 1, 10, Progress.SILENT).run(experiment, List.of(), false, "hepar run tiny");
    }

    @Test
    void settingsAreSearchedOnValidationCasesAndUsedFromThenOn() throws IOException {
        Path folderOfRun = run("a", experiment());
        Run run = Run.read(folderOfRun);
        Run.FoldRun fold = run.folds().get(0);
        assertThat(fold.searches()).extracting(Run.Search::stage).containsExactly("liver", "lesion");
        for (Run.Search search : fold.searches()) {
            assertThat(search.cases()).as("of the fold's three kinds of cases").containsExactly("phantom-03");
            assertThat(search.trials()).extracting(Run.Trial::number).containsExactlyElementsOf(IntStream.rangeClosed(0, search.trials().size() - 1).boxed().toList());
            assertThat(search.trials().get(0).settings()).as("no refinement").isEmpty();
            assertThat(search.trials()).allSatisfy(trial -> assertThat(trial.values()).containsOnlyKeys("phantom-03"));
            double best = search.trials().stream().mapToDouble(trial -> search.measure().equals("voe") ? trial.mean() : -trial.mean()).min().orElseThrow();
            assertThat(search.trials().get(search.chosen()).mean()).isEqualTo(search.measure().equals("voe") ? best : -best);
        }
        assertThat(fold.searches().get(0).trials()).hasSize(1 + 3);
        Run.Search liver = fold.searches().get(0);
        Refinement settingsFound = Yaml.read(folderOfRun.resolve("fold-0/liver-refinement.yaml"), Refinement.class, List.of());
        if (liver.chosen() > 0) {
            assertThat(((DenseCrf) settingsFound).positionMm()).isEqualTo(liver.trials().get(liver.chosen()).settings().get("position_mm"));
        }
        Map<String, Run.RefinedStage> refined = run.cases().get(0).refined();
        assertThat(refined.keySet()).isEqualTo(fold.searches().stream().filter(search -> search.chosen() > 0).map(Run.Search::stage).collect(Collectors.toSet()));
        refined.forEach((stage, effect) -> {
            assertThat(effect.changes()).hasSize(3);
            assertThat(effect.after().of(Measure.VOXELS) - effect.before().of(Measure.VOXELS)).as(stage).isEqualTo(effect.added() - effect.removed());
        });
        Path image = folder.resolve("image.nii.gz");
        Nifti.write(image, experiment().cohort().open().get("phantom-02").load().volume(), experiment().cohort().open().get("phantom-02").stored());
        Path mask = new Segmentation(folderOfRun, List.of(), false).segment(List.of(image), folder.resolve("masks"), Progress.SILENT).get(0);
        assertThat(Nifti.readLabels(mask).labels().labels()).as("segment refines with the settings that were found")
                .isEqualTo(Nifti.readLabels(folderOfRun.resolve("predictions/phantom-02.nii.gz")).labels().labels());
        assertThat(Files.readString(folder.resolve("masks/image-segmentation.json"))).contains(fold.searches().stream().map(Run.Search::refinementSha256).toList());
        Path settings = folderOfRun.resolve("fold-0/lesion-refinement.yaml");
        String found = Files.readString(settings);
        Files.writeString(settings, found + "\n");
        assertThatThrownBy(() -> new Segmentation(folderOfRun, List.of(), false).segment(List.of(image), folder.resolve("others"), Progress.SILENT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("lesion-refinement.yaml is not what the run wrote");
        Files.delete(settings);
        assertThatThrownBy(() -> new Segmentation(folderOfRun, List.of(), false).segment(List.of(image), folder.resolve("others"), Progress.SILENT))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("lesion-refinement.yaml is gone");
        Files.writeString(settings, found);
        try (Stream<Path> files = Files.list(folderOfRun.resolve("fold-0"))) {
            assertThat(files.map(file -> file.getFileName().toString())).as("what was kept for the search is gone")
                    .containsExactlyInAnyOrder("liver.safetensors", "lesion.safetensors", "liver-refinement.yaml", "lesion-refinement.yaml");
        }
    }

    @Test
    void aSearchThatWasCutOffAnywhereGoesOnToTheSameSettings() throws IOException {
        Path whole = run("a", experiment());
        List<Entry> told = Journal.read(whole.resolve("journal.jsonl"));
        List<Integer> search = IntStream.range(0, told.size()).filter(i -> told.get(i).kind().startsWith("crf_")).boxed().toList();
        assertThat(told.get(search.get(5)).kind()).isEqualTo("crf_search_finished");
        for (int last : List.of(search.get(0), search.get(2), search.get(5), search.get(9), search.get(search.size() - 1))) {
            Path copy = folder.resolve("cut-" + last).resolve(whole.getFileName().toString());
            copy(whole, copy, last + 1);
            leaveAnswers(whole, copy);
            Path resumed = run("cut-" + last, experiment());
            assertThat(resumed).isEqualTo(copy);
            assertThat(copy.resolve("fold-0").toFile().list()).as("files of the fold, cut after line %d", last + 1)
                    .containsExactlyInAnyOrder("liver.safetensors", "lesion.safetensors", "liver-refinement.yaml", "lesion-refinement.yaml");
            for (String file : List.of("fold-0/liver.safetensors", "fold-0/lesion.safetensors", "fold-0/liver-refinement.yaml", "fold-0/lesion-refinement.yaml", "predictions/phantom-02.nii.gz")) {
                assertThat(resumed.resolve(file)).as("%s, cut after line %d", file, last + 1).hasBinaryContent(Files.readAllBytes(whole.resolve(file)));
            }
            assertThat(Journal.read(resumed.resolve("journal.jsonl")).stream().map(RefinedRunTest::work).filter(line -> !line.isEmpty()))
                    .as("told once, cut after line %d", last + 1).containsExactlyElementsOf(told.stream().map(RefinedRunTest::work).filter(line -> !line.isEmpty()).toList());
        }
    }

    /** As a process leaves them that ends between its search and its clearing up. */
    private static void leaveAnswers(Path run, Path copy) throws IOException {
        String made = Hash.sha256(run.resolve("fold-0/liver.safetensors"));
        Path answers = Files.createDirectory(copy.resolve("fold-0/search-liver-" + Hash.sha256(made).substring(0, 16)));
        Files.createFile(answers.resolve("half.answer.1.part"));
    }

    private static String work(Entry entry) {
        return Set.of("crf_search_started", "crf_trial", "crf_search_finished", "case_scored").contains(entry.kind()) ? entry.kind() + entry.fields().get("stage")
                + entry.fields().get("trial") + entry.fields().get("values") + entry.fields().get("refinement_sha256") + entry.fields().get("prediction_sha256") : "";
    }

    /** The run as it was when its journal had so many lines: weights that are told of there, settings that are not yet. */
    private static void copy(Path run, Path to, int lines) throws IOException {
        Files.createDirectories(to.resolve("fold-0"));
        List<String> kept = Files.readAllLines(run.resolve("journal.jsonl")).subList(0, lines);
        String text = String.join("\n", kept) + "\n";
        Files.writeString(to.resolve("journal.jsonl"), text);
        for (String file : List.of("experiment.yaml", "split.yaml", "fold-0/liver.safetensors", "fold-0/liver-refinement.yaml", "fold-0/lesion.safetensors")) {
            if (!file.contains("lesion") || text.contains("fold-0/lesion.safetensors")) {
                Files.copy(run.resolve(file), to.resolve(file));
            }
        }
        Files.createDirectories(to.resolve("predictions"));
    }

    @Test
    void aFoldWithoutValidationCasesIsRefusedBeforeAnythingIsTrained() throws IOException {
        Path split = folder.resolve("other.yaml");
        Files.writeString(split, "name: tiny\nfolds:\n  - {name: \"0\", training: [phantom-00, phantom-01, phantom-03], validation: [], test: [phantom-02]}\n");
        assertThatThrownBy(() -> run("a", experiment("split=" + split))).isInstanceOf(IllegalArgumentException.class).message().hasLineCount(1)
                .contains("fold '0' names no validation cases", "cascade.liver.refinement (=crf_search)", "never on training or test cases");
        Files.writeString(split, "name: tiny\nfolds:\n  - {name: \"0\", training: [phantom-00, phantom-01], validation: [phantom-02, phantom-03], test: [phantom-02]}\n");
        assertThatThrownBy(() -> run("a", experiment("split=" + split))).as("a test case among those that are searched on").hasMessageContaining("validation and test share phantom-02");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void whatDoesNotFitAStageIsRefusedWhenTheFileIsRead() {
        String crf = "{type: dense_crf, " + START.substring("start: {".length());
        assertThatThrownBy(() -> experiment("cascade.liver.refinement=" + crf.replace("[20]", "[20, 30]"))).hasMessageContaining("must have one width in a cascade");
        assertThatThrownBy(() -> experiment("cascade.liver.refinement=" + crf.replace("{type: potts}", "{type: matrix, rows: [[0, 1, 1], [1, 0, 1], [1, 1, 0]]}")))
                .hasMessageContaining("matrix of 3 classes, the probabilities have 2");
        assertThatThrownBy(() -> experiment("contracts=[chlebus_2018]")).hasMessageContaining("cascade.liver.refinement.measure: measure (=voe) is not measured by the contract chlebus_2018");
    }

    @Test
    void noRefinementWinsWhereNoSettingsAreBetter() throws IOException {
        String hopeless = "ranges: {appearance_weight: [500, 1000], position_mm: [200, 300]}";
        Path folderOfRun = run("a", experiment("cascade.liver.refinement={type: crf_search, method: {type: latin_hypercube, trials: 2}, measure: dice, " + hopeless + ", " + START + "}",
                "cascade.lesion.refinement={type: no_refinement}"));
        Run run = Run.read(folderOfRun);
        assertThat(run.folds().get(0).searches().get(0).chosen()).isZero();
        assertThat(run.cases().get(0).refined()).isEmpty();
        assertThat(run.warnings()).anySatisfy(warning -> assertThat(warning).contains("fold 0, liver: none of the settings that were tried is better than no refinement"));
        assertThat(folderOfRun.resolve("fold-0/liver-refinement.yaml")).hasContent("type: no_refinement");
    }
}
