package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.config.Hash;
import org.hepar.config.Yaml;
import org.hepar.data.CohortSource;
import org.hepar.data.Phantom;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.net.Network;
import org.hepar.net.Safetensors;
import org.hepar.track.Entry;
import org.hepar.track.Journal;
import org.hepar.track.Progress;
import org.hepar.volume.LabelledVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that take weights from files: of an earlier run, as a start and as a stage. */
class GivenWeightsTest {

    @TempDir
    private Path folder;

    private Experiment experiment(String... overrides) throws IOException {
        Path split = folder.resolve("split.yaml");
        if (!Files.exists(split)) {
            Files.writeString(split, """
                    name: tiny
                    folds:
                      - {name: "0", training: [phantom-00, phantom-01], validation: [], test: [phantom-02]}
                      - {name: "1", training: [phantom-01, phantom-02], validation: [], test: [phantom-00]}
                    """);
        }
        List<String> all = new ArrayList<>(List.of("name=tiny", "split=" + split, "cohort.cases=3", "cohort.slices=12", "cohort.in_plane_size=64",
                "cohort.in_plane_spacing_mm=5"));
        for (String stage : List.of("liver", "lesion")) {
            all.addAll(List.of("cascade." + stage + ".training.epochs=2", "cascade." + stage + ".training.steps_per_epoch=8",
                    "cascade." + stage + ".training.keep=last", "cascade." + stage + ".training.network.depth=2",
                    "cascade." + stage + ".training.network.base_channels=4", "cascade." + stage + ".preprocessing.1={type: resize_in_plane, height: 32, width: 32}"));
        }
        all.addAll(List.of(overrides));
        return Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, all);
    }

    private Path run(String name, List<String> folds, Experiment experiment) {
        return new Local(folder.resolve(name), folder.resolve("cache"), Optional.empty(), 2, 10, Progress.SILENT).run(experiment, folds, false, "hepar run tiny");
    }

    private static String start(Path file, String more) {
        return "cascade.liver.training.initial_weights={type: safetensors, file: \"" + file + "\", names: {}, " + more + "}";
    }

    private static Map<String, Object> fields(Path run, String kind, String stage) {
        return Journal.read(run.resolve("journal.jsonl")).stream().filter(entry -> entry.kind().equals(kind))
                .filter(entry -> stage.isEmpty() || stage.equals(entry.fields().get("stage"))).map(Entry::fields).findFirst().orElseThrow();
    }

    @Test
    void aTrainingStartsFromAnEarlierRunsWeightsAndIsNotResumedWithOthers() throws IOException {
        Path first = run("a", List.of("0"), experiment());
        Path file = Files.copy(first.resolve("fold-0/liver.safetensors"), folder.resolve("start.safetensors"));
        Path second = run("b", List.of("0"), experiment(start(file, "drawn: [head], missing: refuse, unused: ignore")));
        Map<?, ?> told = (Map<?, ?>) fields(second, "stage_started", "liver").get("initial_weights");
        assertThat(told.get("sha256")).isEqualTo(Hash.sha256(file));
        assertThat((List<?>) told.get("drawn")).asList().containsExactly("head.weight", "head.bias");
        assertThat((List<?>) told.get("unused")).asList().containsExactly("head.weight", "head.bias");
        assertThat(fields(second, "stage_started", "lesion")).doesNotContainKey("initial_weights");
        assertThat(fields(second, "run_started", "").get("files")).isEqualTo(Map.of("cascade.liver.training.initial_weights.file", Hash.sha256(file)));
        double drawnLoss = ((Number) fields(first, "epoch", "liver").get("loss")).doubleValue();
        assertThat(((Number) fields(second, "epoch", "liver").get("loss")).doubleValue()).as("it goes on where the other one ended").isLessThan(drawnLoss);

        Files.delete(second.resolve("report.html")); // as if it had not come to its end
        Path other = run("c", List.of("0"), experiment("seed=9"));
        Files.copy(other.resolve("fold-0/liver.safetensors"), file, StandardCopyOption.REPLACE_EXISTING);
        Local local = new Local(folder.resolve("b"), folder.resolve("cache"), Optional.empty(), 2, 10, Progress.SILENT);
        assertThatThrownBy(() -> local.resume(second, "hepar resume")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the file that cascade.liver.training.initial_weights.file names has changed since");
    }

    @Test
    void whatDoesNotFitIsSaidOfBothStagesBeforeARunBegins() throws IOException {
        Path file = folder.resolve("other.safetensors");
        new Safetensors(Map.of("head.bias", new org.hepar.net.Tensor(new long[] {3}, new float[3])), Map.of()).write(file);
        Experiment experiment = experiment(start(file, "drawn: [], missing: draw, unused: refuse"),
                "cascade.lesion={type: torchscript, preprocessing: [{type: hu_window, lower_hu: 0, upper_hu: 200}], file: \"" + file
                        + "\", slices: 1, side_multiple: 4, classes: 2, foreground: [1], mirroring: [], refinement: {type: no_refinement}}");
        assertThatThrownBy(() -> run("a", List.of(), experiment)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cascade.liver.training.initial_weights: ").hasMessageContaining("head.bias has shape [2], that of the file [3]")
                .hasMessageContaining("cascade.lesion.file: ").hasMessageContaining("is no TorchScript file");
        assertThatThrownBy(() -> Plan.of(experiment, List.of())).hasMessageContaining("head.bias has shape [2]");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void aGivenLiverAndATrainedLesionAreOneCascade() throws IOException {
        Experiment trained = experiment();
        Path first = run("a", List.of("0"), trained);
        Network network = trained.cascade().trained("liver").training().network();
        Path file = Files.write(folder.resolve("liver.pt"), network.torchScript(2, Safetensors.read(first.resolve("fold-0/liver.safetensors")).tensors(), Map.of()));
        Path experimentFile = Files.writeString(folder.resolve("mixed.yaml"), Yaml.canonical(experiment(
                "cascade.liver={type: torchscript, preprocessing: [{type: hu_window, lower_hu: -100, upper_hu: 250}, {type: resize_in_plane, height: 32, width: 32}], "
                        + "file: liver.pt, slices: 1, side_multiple: 4, classes: 2, foreground: [1], mirroring: [], refinement: {type: no_refinement}}"))
                .replaceFirst("file: .*liver.pt\"?", "file: liver.pt"));
        Experiment mixed = Yaml.read(experimentFile, Experiment.class, List.of());
        assertThat(Plan.of(mixed, List.of()).text()).contains("liver net   given, slices of 32 x 32", "weights     liver: liver.pt is used as it is");
        Path run = run("b", List.of(), mixed);
        assertThat(run.resolve("liver.torchscript.pt")).hasBinaryContent(Files.readAllBytes(file));
        assertThat(fields(run, "stage_given", "liver").get("weights_sha256")).isEqualTo(Hash.sha256(file));
        assertThat(run.resolve("report.html")).content().contains(">given<");
        assertThat(run.resolve("fold-0/lesion.safetensors")).hasBinaryContent(Files.readAllBytes(first.resolve("fold-0/lesion.safetensors")));
        double liver = Run.read(first).folds().get(0).cases().get(0).headline().liver().dice();
        assertThat(Run.read(run).folds().get(0).cases().get(0).headline().liver().dice()).isCloseTo(liver, org.assertj.core.api.Assertions.within(1e-3));

        Files.delete(file); // the run has its own copy
        LabelledVolume image = ((CohortSource) new Phantom(1, 5, 10, 60, 5, 4)).open().cases().get(0).load();
        Path input = folder.resolve("new.nii.gz");
        Nifti.write(input, image.volume(), StoredGrid.of(image.grid()));
        assertThat(new Segmentation(run, List.of(), false).segment(List.of(input), folder.resolve("masks"), Progress.SILENT)).hasSize(1);
        Files.write(run.resolve("liver.torchscript.pt"), new byte[] {1});
        assertThatThrownBy(() -> new Segmentation(run, List.of(), false).segment(List.of(input), folder.resolve("masks"), Progress.SILENT))
                .hasMessageContaining("liver.torchscript.pt is not what the run wrote");
    }
}
