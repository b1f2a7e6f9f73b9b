package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hepar.config.Yaml;
import org.hepar.data.CohortSource;
import org.hepar.data.Phantom;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.metric.CaseScores;
import org.hepar.report.Scores;
import org.hepar.track.Entry;
import org.hepar.track.Journal;
import org.hepar.track.Progress;
import org.hepar.volume.LabelledVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run on three tiny phantoms: training, segmentation, scores, report, record, use on new files. */
class LocalTest {

    @TempDir
    private Path folder;

    private Experiment experiment(String... overrides) throws IOException {
        Path split = folder.resolve("split.yaml");
        if (!Files.exists(split)) {
            Files.writeString(split, """
                    name: tiny
                    folds:
                      - {name: "0", training: [phantom-00, phantom-01], validation: [], test: [phantom-02]}
                    """);
        }
        List<String> all = new java.util.ArrayList<>(List.of("name=tiny", "split=" + split, "cohort.cases=3", "cohort.slices=12", "cohort.in_plane_size=64",
                "cohort.in_plane_spacing_mm=5"));
        for (String stage : List.of("liver", "lesion")) {
            all.addAll(List.of("cascade." + stage + ".training.epochs=2", "cascade." + stage + ".training.steps_per_epoch=4",
                    "cascade." + stage + ".training.keep=last", "cascade." + stage + ".training.network.depth=2",
                    "cascade." + stage + ".training.network.base_channels=4", "cascade." + stage + ".preprocessing.1={type: resize_in_plane, height: 32, width: 32}"));
        }
        all.addAll(List.of(overrides));
        return Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, all);
    }

    private Path run(String name, Experiment experiment) {
        return new Local(folder.resolve(name), folder.resolve("cache-" + name), Optional.empty(), 10, Progress.SILENT).run(experiment, List.of(), false, "hepar run tiny");
    }

    @Test
    void aRunLeavesItsWholeRecordAndComesOutAgainBitForBit() throws IOException {
        String contracts = "contracts=[christ_2017, christ_2017+dice_0.3]";
        Path first = run("a", experiment(contracts));
        Path second = run("b", experiment(contracts));
        for (String file : List.of("fold-0/liver.safetensors", "fold-0/lesion.safetensors", "predictions/phantom-02.nii.gz", "cases.csv", "lesions.csv", "summary.csv", "split.yaml")) {
            assertThat(first.resolve(file)).as(file).hasBinaryContent(Files.readAllBytes(second.resolve(file)));
        }
        assertThat(first.resolve("report.html")).isNotEmptyFile();
        List<Entry> entries = Journal.read(first.resolve("journal.jsonl"));
        assertThat(entries).extracting(Entry::kind).startsWith("run_started", "environment", "cohort", "fold_started", "stage_started", "epoch", "epoch", "stage_finished")
                .contains("case_scored", "summary", "run_finished", "artifact");
        Run run = Run.read(first);
        assertThat(run.status()).isEqualTo(Run.Status.FINISHED);
        assertThat(run.environment()).containsKeys("java", "engine", "engine_version", "threads", "git_commit", "allocator");
        assertThat(Scores.read(first)).isEqualTo(Scores.of(run));
        assertThat(run.cases().get(0).scores()).extracting(CaseScores::contract).containsExactly("christ_2017", "christ_2017+dice_0.3");
        assertThat(run.contracts()).containsOnlyKeys("christ_2017", "christ_2017+dice_0.3");
        assertThat(run.summary()).containsKeys("liver/dice_mean", "christ_2017+dice_0.3/liver/dice_mean").containsEntry("cases", 1.0);
        try (Stream<Path> runs = Files.list(folder.resolve("a"))) {
            assertThat(runs).containsExactly(first);
        }
    }

    @Test
    void aFinishedRunSegmentsNewFilesInTheirOwnGrid() throws IOException {
        Path run = run("a", experiment());
        LabelledVolume image = ((CohortSource) new Phantom(1, 5, 10, 60, 5, 4)).open().cases().get(0).load();
        Path input = folder.resolve("new.nii.gz");
        Nifti.write(input, image.volume(), StoredGrid.of(image.grid()));
        List<Path> written = new Segmentation(run, List.of()).segment(List.of(input), folder.resolve("masks"), Progress.SILENT);
        assertThat(written).containsExactly(folder.resolve("masks/new-segmentation.nii.gz"));
        assertThat(Nifti.readGrid(written.get(0)).grid()).isEqualTo(Nifti.readGrid(input).grid());
        assertThatThrownBy(() -> new Segmentation(run, List.of("9")).segment(List.of(input), folder.resolve("masks"), Progress.SILENT))
                .hasMessageContaining("no trained fold '9'; it has '0'");
        assertThatThrownBy(() -> new Segmentation(run, List.of()).segment(List.of(input, input), folder.resolve("other"), Progress.SILENT))
                .hasMessageContaining("would both be written");
        assertThatThrownBy(() -> new Segmentation(folder, List.of()).segment(List.of(input), folder.resolve("other"), Progress.SILENT))
                .hasMessageContaining("is no run folder");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void whatIsWrongIsFoundBeforeARunFolderIsMade() throws IOException {
        Path split = folder.resolve("wrong.yaml");
        Files.writeString(split, "name: wrong\nfolds:\n  - {name: \"0\", training: [phantom-00, nobody], validation: [], test: [phantom-02]}\n");
        assertThatThrownBy(() -> run("a", experiment("split=" + split))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nobody").hasMessageContaining("phantom-01");
        assertThatThrownBy(() -> run("a", experiment("cascade.lesion.training.keep=best"))).hasMessageContaining("names no validation cases");
        assertThatThrownBy(() -> new Local(folder.resolve("a"), folder.resolve("cache"), Optional.empty(), 10, Progress.SILENT)
                .run(experiment(), List.of("7"), false, "")).hasMessageContaining("fold '7' is not in split tiny; it has '0'");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void aFailureInTheMiddleKeepsWhatWasComputedAndIsRecorded() throws IOException {
        Experiment hopeless = experiment("cascade.lesion.training.optimiser={type: sgd, learning_rate: 1.0e30, momentum: 0, nesterov: false, weight_decay: 0, decay_norms_and_biases: false}",
                "cascade.lesion.training.gradient_norm=1.0e30");
        assertThatThrownBy(() -> run("a", hopeless)).isInstanceOf(IllegalStateException.class).hasMessageContaining("lower learning_rate");
        try (Stream<Path> runs = Files.list(folder.resolve("a"))) {
            Path run = runs.findFirst().orElseThrow();
            assertThat(Run.read(run).status()).isEqualTo(Run.Status.FAILED);
            assertThat(Run.read(run).message()).contains("lower learning_rate");
            assertThat(run.resolve("fold-0/liver.safetensors")).isNotEmptyFile();
            assertThat(run.resolve("report.html")).isNotEmptyFile();
        }
    }

    @Test
    void aPlanNeedsNoData() throws IOException {
        String plan = Plan.of(Yaml.read(Path.of("experiments/lits.yaml"), Experiment.class, List.of("cohort.folder=/no/such/folder")), List.of()).text();
        assertThat(plan).contains("not at hand", "jobs        2", "liver net", "lesion net", "memory");
        assertThat(Plan.of(experiment(), List.of()).text()).contains("3 cases, at hand", "2 training,   0 validation,   1 test");
    }
}
