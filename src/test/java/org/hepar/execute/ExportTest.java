package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.hepar.cascade.Cascade;
import org.hepar.cascade.MadeFor;
import org.hepar.config.Json;
import org.hepar.config.Yaml;
import org.hepar.data.CohortSource;
import org.hepar.data.Phantom;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.net.Safetensors;
import org.hepar.preprocess.Preprocessing;
import org.hepar.track.Progress;
import org.hepar.train.TorchscriptSegmenter;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One small run put to use: exported, on images that it was not made for, by a later version. */
class ExportTest {

    @TempDir
    private static Path shared;
    private static Path run;
    private static LabelledVolume image;

    @TempDir
    private Path folder;

    @BeforeAll
    static void aRun() throws IOException {
        Path split = Files.writeString(shared.resolve("split.yaml"), """
                name: tiny
                folds:
                  - {name: "0", training: [phantom-00, phantom-01], validation: [], test: [phantom-02]}
                """);
        List<String> settings = new ArrayList<>(List.of("name=tiny", "split=" + split, "cohort.cases=3", "cohort.slices=12", "cohort.in_plane_size=64", "cohort.in_plane_spacing_mm=5"));
        for (String stage : List.of("liver", "lesion")) {
            settings.addAll(List.of("cascade." + stage + ".training.epochs=1", "cascade." + stage + ".training.steps_per_epoch=4",
                    "cascade." + stage + ".training.keep=last", "cascade." + stage + ".training.network.depth=2",
                    "cascade." + stage + ".training.network.base_channels=4", "cascade." + stage + ".preprocessing.1={type: resize_in_plane, height: 32, width: 32}"));
        }
        Experiment experiment = Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, settings);
        run = new Local(shared.resolve("runs"), shared.resolve("cache"), Optional.empty(), 1, 10, Progress.SILENT).run(experiment, List.of(), false, "hepar run tiny");
        image = ((CohortSource) new Phantom(1, 5, 10, 60, 5, 4)).open().cases().get(0).load();
    }

    private static Export export(String stage, Export.Format format) {
        return new Export(run, "", stage, format);
    }

    @Test
    void bothFormatsCarryTheNetworkAndWhatItIsOfUseWith() throws IOException {
        Path safetensors = folder.resolve("liver.safetensors");
        Path torchscript = folder.resolve("liver.pt");
        export("liver", Export.Format.SAFETENSORS).write(safetensors, false);
        export("liver", Export.Format.TORCHSCRIPT).write(torchscript, false);
        Safetensors stored = Safetensors.read(safetensors);
        assertThat(stored.metadata()).containsEntry("stage", "liver").containsEntry("liver_box", "none").containsEntry("training_cases", "phantom-00 phantom-01")
                .containsEntry("run", run.getFileName().toString()).containsEntry("identity", Run.read(run).identity())
                .containsKeys("network", "preprocessing", "made_for", "weights_sha256", "git_commit", "cohort_sha256", "epoch", "validation_dice");
        assertThat(Yaml.parseRecorded(stored.metadata().get("made_for"), safetensors, MadeFor.class).coarsestInPlaneMm()).isBetween(4.9, 5.5);
        try (ZipFile archive = new ZipFile(torchscript.toFile())) {
            Map<?, ?> extra = (Map<?, ?>) Json.read(new String(archive.getInputStream(archive.getEntry("net/extra/hepar.json")).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            stored.metadata().forEach((key, value) -> assertThat(extra.get(key)).as(key).isEqualTo(value));
            assertThat(extra.get("input")).asString().contains("[n,1,y,x]");
        }
        Cascade cascade = FinishedRun.of(run).experiment().cascade();
        Volume prepared = Preprocessing.apply(cascade.liver().preprocessing(), image.volume());
        assertThat(new TorchscriptSegmenter(torchscript, 1, 4, 2, List.of(1)).segment(prepared).classes()[1])
                .containsExactly(cascade.readTrained("liver", run, "0").segment(prepared).classes()[1], within(1e-5f));
        export("lesion", Export.Format.SAFETENSORS).write(safetensors, true);
        assertThat(Safetensors.read(safetensors).metadata().get("liver_box")).contains("margin_mm");
    }

    @Test
    void whatCannotBeExportedIsRefusedAndNothingIsWritten() throws IOException {
        Path there = Files.writeString(folder.resolve("there.pt"), "mine");
        assertThatThrownBy(() -> export("liver", Export.Format.TORCHSCRIPT).write(there, false)).hasMessageContaining("exists already").hasMessageContaining("--force");
        assertThat(there).hasContent("mine");
        Path out = folder.resolve("new.pt");
        assertThatThrownBy(() -> export("kidney", Export.Format.TORCHSCRIPT).write(out, false)).hasMessageContaining("stage (=kidney) is not known; there are liver and lesion");
        assertThatThrownBy(() -> new Export(run, "7", "liver", Export.Format.TORCHSCRIPT).write(out, false)).hasMessageContaining("has no fold '7'; it has '0'");
        assertThatThrownBy(() -> export("liver", Export.Format.SAFETENSORS).write(run.resolve("fold-0/liver.safetensors"), true)).hasMessageContaining("lies in the folder of the run");
        assertThatThrownBy(() -> export("liver", Export.Format.SAFETENSORS).write(folder.resolve("none/new.pt"), true)).hasMessageContaining("there is no folder");
        assertThatThrownBy(() -> export("liver", Export.Format.SAFETENSORS).write(folder, true)).hasMessageContaining("is a folder");
        assertThat(out).doesNotExist();
    }

    private Path written(String name, Volume volume) {
        Path file = folder.resolve(name);
        Nifti.write(file, volume, StoredGrid.of(volume.grid()));
        return file;
    }

    private static Volume changed(java.util.function.DoubleUnaryOperator change) {
        float[] voxels = image.volume().voxels().clone();
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) change.applyAsDouble(voxels[i]);
        }
        return new Volume(image.grid(), voxels);
    }

    @Test
    void imagesThatTheRunWasNotMadeForAreRefusedUnlessAskedFor() throws IOException {
        Path usual = written("usual.nii.gz", image.volume());
        Path clipped = written("clipped.nii.gz", changed(hu -> Math.min(240, Math.max(-160, hu))));
        Path normalised = written("normalised.nii.gz", changed(hu -> Math.min(1, Math.max(0, (hu + 100) / 350))));
        Grid grid = image.grid();
        Path tiny = written("metres.nii.gz", new Volume(Grid.axial(grid.size(), new Spacing(0.004, 0.005, 0.005)), image.volume().voxels()));
        Path out = folder.resolve("masks");
        assertThatThrownBy(() -> new Segmentation(run, List.of(), false).segment(List.of(usual, tiny), out, Progress.SILENT)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("metres.nii.gz is no image that the run was made for: it has pixels of 0.005 mm, the images in training 4.").hasMessageContaining("--any-input");
        assertThat(out).doesNotExist();
        assertThatThrownBy(() -> new Segmentation(run, List.of(), false).segment(List.of(usual, clipped, normalised), out, Progress.SILENT))
                .hasMessageContaining("normalised.nii.gz is no image that the run was made for: its values are 0 to ").hasMessageContaining("2 of 3 images were segmented");
        assertThat(out.resolve("normalised-segmentation.nii.gz")).doesNotExist();
        assertThat(out.resolve("clipped-segmentation.nii.gz")).isNotEmptyFile();
        Map<?, ?> origin = (Map<?, ?>) Json.read(Files.readString(out.resolve("usual-segmentation.json")));
        assertThat(origin.get("run")).isEqualTo(run.getFileName().toString());
        assertThat((List<?>) origin.get("not_made_for")).isEmpty();
        assertThat(origin.get("device")).isEqualTo("cpu");
        assertThat(origin.get("engine_version")).isEqualTo(Run.read(run).environment().get("engine_version")).isNotNull();
        assertThat(origin.get("engine")).asString().startsWith("DJL");
        assertThat(origin.containsKey("gpu")).isFalse();
        new Segmentation(run, List.of(), true).segment(List.of(normalised), out, Progress.SILENT);
        Map<?, ?> inSpite = (Map<?, ?>) Json.read(Files.readString(out.resolve("normalised-segmentation.json")));
        assertThat(((List<?>) inSpite.get("not_made_for")).get(0)).asString().contains("they look normalised");
    }

    /** Neither half of the two files that belong together is left where the other cannot be written. */
    @Test
    void aMaskWhoseDescriptionHasNoPlaceIsNotMade() throws IOException {
        Path input = written("new.nii.gz", image.volume());
        Path out = folder.resolve("taken");
        Files.createDirectories(out.resolve("new-segmentation.json"));
        assertThatThrownBy(() -> new Segmentation(run, List.of(), false).segment(List.of(input), out, Progress.SILENT)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("new-segmentation.json is a folder");
        assertThat(out.resolve("new-segmentation.nii.gz")).doesNotExist();
        assertThatThrownBy(() -> new Segmentation(run, List.of(), false).segment(List.of(Path.of("")), out, Progress.SILENT)).hasMessageContaining("INPUT (=)");
    }

    @Test
    void aNetworkThatIsGoneIsNamed() throws IOException {
        Path input = written("new.nii.gz", image.volume());
        Path weights = run.resolve("fold-0/lesion.safetensors");
        Path aside = Files.move(weights, folder.resolve("aside"));
        try {
            assertThatThrownBy(() -> new Segmentation(run, List.of(), false).segment(List.of(input), folder.resolve("m"), Progress.SILENT))
                    .hasMessageContaining("lesion.safetensors is gone, which the run wrote");
        } finally {
            Files.move(aside, weights);
        }
    }

    /** As a run lies there that was made before stages could be given, weights be taken from files and images be refused. */
    @Test
    void aRunOfAnEarlierVersionIsPutToUse() throws IOException {
        Path old = Files.createDirectories(folder.resolve("old"));
        Files.createDirectories(old.resolve("fold-0"));
        String experiment = Files.readString(run.resolve("experiment.yaml"));
        String earlier = experiment.replaceAll("(?m)^    type: \"?trained\"?\n", "").replaceAll("(?m)^      initial_weights:\n        type: \"?drawn\"?\n", "").replaceFirst("(?sm)^contracts:.*", "contract: christ_2017\n");
        assertThat(earlier).doesNotContain("trained").doesNotContain("initial_weights").doesNotContain("contracts");
        Files.writeString(old.resolve("experiment.yaml"), earlier);
        for (String stage : List.of("liver", "lesion")) {
            Safetensors stored = Safetensors.read(run.resolve("fold-0/" + stage + ".safetensors"));
            Map<String, String> metadata = new java.util.LinkedHashMap<>(stored.metadata());
            metadata.remove("made_for");
            new Safetensors(stored.tensors(), metadata).write(old.resolve("fold-0/" + stage + ".safetensors"));
        }
        // The weights lack what is recorded now, so their hash is another: a journal that names none, as the first ones did.
        Files.writeString(old.resolve("journal.jsonl"), "");
        try (org.hepar.track.Journal log = org.hepar.track.Journal.resume(old.resolve("journal.jsonl"))) {
            org.hepar.track.Journal.read(run.resolve("journal.jsonl")).stream().filter(entry -> !entry.kind().equals("stage_finished")).forEach(entry -> log.record(entry.kind(), entry.fields()));
        }
        Path usual = written("usual.nii.gz", image.volume());
        Path mask = new Segmentation(run, List.of(), false).segment(List.of(usual), folder.resolve("now"), Progress.SILENT).get(0);
        assertThat(new Segmentation(old, List.of(), false).segment(List.of(usual), folder.resolve("then"), Progress.SILENT).get(0)).hasBinaryContent(Files.readAllBytes(mask));
        Path normalised = written("normalised.nii.gz", changed(hu -> Math.min(1, Math.max(0, (hu + 100) / 350))));
        assertThatThrownBy(() -> new Segmentation(old, List.of(), false).segment(List.of(normalised), folder.resolve("then"), Progress.SILENT)).hasMessageContaining("they look normalised");
        Files.writeString(old.resolve("experiment.yaml"), earlier + "invented_later: 3\n");
        assertThatThrownBy(() -> new Segmentation(old, List.of(), false).segment(List.of(usual), folder.resolve("then"), Progress.SILENT))
                .hasMessageContaining("this version of hepar cannot read what the run").hasMessageContaining("invented_later: unknown key");
    }
}
