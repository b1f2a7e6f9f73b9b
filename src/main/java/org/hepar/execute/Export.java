package org.hepar.execute;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.cascade.Cascade;
import org.hepar.cascade.Stage;
import org.hepar.config.Aside;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run;
import org.hepar.net.Network;
import org.hepar.net.Safetensors;
import org.hepar.train.TrainedNetwork;

/**
 * A network of a run, as a file for other programs, with all that it is of use with: network, preprocessing, what it was made for, how it was trained.
 *
 * @param run folder of the run
 * @param fold whose network; empty where the run has one fold only
 * @param stage {@code liver} or {@code lesion}
 * @param format of the file
 */
public record Export(Path run, String fold, String stage, Format format) {

    /** What file it becomes. */
    public enum Format {
        /** The arrays under hepar's names; the rest in the header's metadata. */
        SAFETENSORS,
        /** A module that PyTorch and libtorch run; the rest as JSON in the extra file {@code hepar.json} of the archive. */
        TORCHSCRIPT
    }

    /**
     * Writes the file aside and moves it into place.
     *
     * @param force whether a file that is there is replaced
     * @throws IllegalArgumentException when the run has no such network, or the file cannot be written there
     */
    public void write(Path out, boolean force) {
        requirePlace(out, force);
        FinishedRun finished = FinishedRun.of(run);
        Experiment experiment = finished.experiment();
        Run.FoldRun chosen = finished.fold(fold);
        requireTrained(experiment.cascade());
        finished.requireUnchanged(chosen, stage);
        TrainedNetwork network = experiment.cascade().readTrained(stage, run, chosen.name());
        Map<String, String> metadata = new LinkedHashMap<>(experiment.cascade().metadata(stage, run, chosen.name()));
        metadata.putAll(facts(finished.run(), chosen));
        if (format == Format.SAFETENSORS) {
            new Safetensors(network.values(), metadata).write(out);
        } else {
            metadata.putAll(signature(network.network()));
            Aside.write(out, network.network().torchScript(TrainedNetwork.CLASSES, network.values(), metadata));
        }
    }

    private void requirePlace(Path out, boolean force) {
        if (Files.isDirectory(out)) {
            throw new IllegalArgumentException("--out (=" + out + ") is a folder; name the file");
        }
        Folders.requireWritable(out.toAbsolutePath().getParent(), "the folder of --out");
        if (!Files.isDirectory(out.toAbsolutePath().getParent())) {
            throw new IllegalArgumentException("--out (=" + out + "): there is no folder " + out.toAbsolutePath().getParent() + "; make it first");
        }
        if (out.toAbsolutePath().normalize().startsWith(run.toAbsolutePath().normalize())) {
            throw new IllegalArgumentException("--out (=" + out + ") lies in the folder of the run, which is its record; choose another place");
        }
        if (Files.exists(out) && !force) {
            throw new IllegalArgumentException("--out (=" + out + ") exists already; choose another, or replace it with --force");
        }
    }

    private void requireTrained(Cascade cascade) {
        if (cascade.stage(stage) instanceof Stage.Torchscript) {
            throw new IllegalArgumentException("the stage " + stage + " of the run " + run + " was not trained, it is the TorchScript file " + cascade.given(run, stage) + "; copy that");
        }
    }

    private Map<String, String> facts(Run record, Run.FoldRun chosen) {
        Run.Stage trained = chosen.stages().stream().filter(each -> each.name().equals(stage)).findFirst().orElseThrow();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("run", record.id());
        facts.put("experiment", record.experiment());
        facts.put("identity", record.identity());
        facts.put("fold", chosen.name());
        facts.put("cohort", record.cohort().name());
        facts.put("cohort_sha256", record.cohort().sha256());
        facts.put("training_cases", String.join(" ", chosen.training()));
        facts.put("epochs", Integer.toString(trained.epochs().size()));
        facts.put("steps_per_epoch", Integer.toString(trained.stepsPerEpoch()));
        facts.put("weights_sha256", trained.weightsSha256());
        for (String name : List.of("hepar_version", "git_commit", "engine", "engine_version")) {
            facts.put(name, record.environment().getOrDefault(name, "unknown"));
        }
        return facts;
    }

    private static Map<String, String> signature(Network network) {
        List<Integer> sides = network.layers(TrainedNetwork.CLASSES).nearest(network.roundUp(256) + 1);
        return Map.of("input", "slices [n," + network.slices() + ",y,x], single precision, prepared as preprocessing says, the middle channel is segmented; fitting sides are "
                + network.roundUp(256) + ", " + sides.get(sides.size() - 1) + ", ...", "output", "logits [n,2,y,x] before the softmax: background, foreground");
    }
}
