package org.hepar.cascade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hepar.config.Hash;
import org.hepar.config.Yaml;
import org.hepar.data.Case;
import org.hepar.lesion.LesionFilter;
import org.hepar.net.Safetensors;
import org.hepar.preprocess.Preprocessing;
import org.hepar.stat.Seed;
import org.hepar.track.Progress;
import org.hepar.train.CheckpointFiles;
import org.hepar.train.Diverged;
import org.hepar.train.Epoch;
import org.hepar.train.EpochStatistics;
import org.hepar.train.PreparedCase;
import org.hepar.train.TrainedNetwork;
import org.hepar.train.Training;
import org.hepar.train.TrainingListener;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;

/**
 * The cascade of Christ et al. 2017: a network finds the liver in whole slices, its largest component is cut out, and a
 * second network finds the lesions in there. {@link #fit} trains both, the second on the reference liver.
 *
 * @param liver the liver network
 * @param liverBox what of the image the second network sees
 * @param lesion the lesion network
 * @param lesionFilter what rejects lesion candidates at the end
 */
public record Cascade(Stage liver, LiverBox liverBox, Stage lesion, LesionFilter lesionFilter) {

    public static final String LIVER = "liver";
    public static final String LESION = "lesion";

    /** Part of the cache key: raise it when prepared cases are made in another way. */
    private static final String PREPARED_FORMAT = "prepared-2";

    /**
     * Trains both networks; weights and log entries are written as each is done. What an earlier process did is taken over:
     * a finished network whole, an unfinished one from its newest checkpoint.
     */
    public FittedCascade fit(List<Case> training, List<Case> validation, long seed, Desk desk) {
        TrainedNetwork liverNetwork = desk.isFinished(LIVER) ? takenOver(LIVER, liver, desk)
                : fit(LIVER, liver, training, validation, seed, desk, Cascade::liverLabels);
        TrainedNetwork lesionNetwork = desk.isFinished(LESION) ? takenOver(LESION, lesion, desk)
                : fit(LESION, lesion, withLiver(training, desk), withLiver(validation, desk), seed, desk, this::insideLiver);
        return new FittedCascade(this, liverNetwork, lesionNetwork);
    }

    /** The trained cascade of a fold that is done. */
    public FittedCascade read(Path runFolder, String fold) {
        return new FittedCascade(this, read(LIVER, liver, Desk.weights(runFolder, fold, LIVER)), read(LESION, lesion, Desk.weights(runFolder, fold, LESION)));
    }

    /** A network that an earlier process has trained; that process may have ended before it could clear its checkpoints away. */
    private TrainedNetwork takenOver(String name, Stage stage, Desk desk) {
        desk.checkpoints(name).remove();
        return read(name, stage, desk.weights(name));
    }

    private TrainedNetwork read(String name, Stage stage, Path file) {
        return TrainedNetwork.read(file, stage.training().network(), description(name, stage));
    }

    /** The stage of that name. */
    public Stage stage(String name) {
        return switch (name) {
            case LIVER -> liver;
            case LESION -> lesion;
            default -> throw new IllegalArgumentException("stage (=" + name + ") is not known; there are " + LIVER + " and " + LESION);
        };
    }

    /**
     * What a stage's network would be shown of some cases of a fold: slices as its sampler draws them, before and after
     * augmentation. Prepares these cases and no others, in the same way and place as training does.
     */
    public List<Glimpse> preview(String name, List<Case> cases, long seed, int slices, Desk desk) {
        Stage stage = stage(name);
        List<Case> useful = name.equals(LESION) ? withLiver(cases, desk) : cases;
        if (useful.isEmpty()) {
            throw new IllegalArgumentException("none of the " + cases.size() + " cases has a liver in its reference; choose more with --cases");
        }
        List<PreparedCase> prepared = new ArrayList<>();
        try (Progress.Task preparation = desk.progress().start(title(desk, name) + ": preparing cases", useful.size())) {
            for (Case one : useful) {
                prepared.add(prepare(name, stage, one, desk.cache(), name.equals(LESION) ? this::insideLiver : Cascade::liverLabels));
                preparation.step(one.id());
            }
            return stage.training().look(prepared, seedOf(seed, name, desk), slices).stream().map(seen -> new Glimpse(useful.get(seen.caseIndex()).id(), seen)).toList();
        } finally {
            prepared.forEach(PreparedCase::close);
        }
    }

    private TrainedNetwork fit(String name, Stage stage, List<Case> training, List<Case> validation, long seed, Desk desk,
            Function<LabelledVolume, LabelledVolume> task) {
        long began = System.nanoTime();
        List<PreparedCase> prepared = new ArrayList<>();
        try {
            try (Progress.Task preparation = desk.progress().start(title(desk, name) + ": preparing cases", training.size() + validation.size())) {
                for (List<Case> cases : List.of(training, validation)) {
                    for (Case one : cases) {
                        prepared.add(prepare(name, stage, one, desk.cache(), task));
                        preparation.step(one.id());
                    }
                }
            }
            List<PreparedCase> forTraining = prepared.subList(0, training.size());
            logStart(name, stage.training(), forTraining, desk);
            CheckpointFiles checkpoints = desk.checkpoints(name);
            TrainedNetwork trained;
            try (Progress.Task steps = desk.progress().start(title(desk, name) + ": training", stage.training().steps())) {
                trained = stage.training().fit(forTraining, prepared.subList(training.size(), prepared.size()),
                        seedOf(seed, name, desk), desk.dataWorkers(), checkpoints,
                        new Reporter(name, training.stream().map(Case::id).toList(), validation.isEmpty(), desk, steps));
            } catch (Diverged e) {
                throw diverged(e, name, training, desk);
            }
            logEnd(name, stage, trained, desk, (System.nanoTime() - began) / 1e9);
            checkpoints.remove();
            return trained;
        } finally {
            prepared.forEach(PreparedCase::close);
        }
    }

    private static long seedOf(long seed, String stage, Desk desk) {
        return Seed.of(seed, desk.fold(), stage);
    }

    /** Keeps the batch that a training broke on, and says whose slices were in it. */
    private static IllegalStateException diverged(Diverged e, String name, List<Case> training, Desk desk) {
        List<String> slices = e.slices().stream().map(slice -> training.get(slice.caseIndex()).id() + "[" + slice.slice() + "]").toList();
        Path file = desk.weights(name).resolveSibling(name + "-diverged-step-" + e.step() + ".safetensors");
        makeFolderOf(file);
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "hepar-batch-1");
        metadata.put("slices", String.join(" ", slices));
        new Safetensors(e.batch(), metadata).write(file);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fold", desk.fold());
        fields.put("stage", name);
        fields.put("step", e.step());
        fields.put("loss", orText(e.loss()));
        fields.put("gradient_norm", orText(e.gradientNorm()));
        fields.put("slices", slices);
        fields.put("batch", desk.runFolder().relativize(file).toString());
        desk.log().record("diverged", fields);
        return new IllegalStateException(title(desk, name) + ": " + e.getMessage() + "; the batch (slices " + String.join(", ", slices) + ") is kept in " + file, e);
    }

    /** The journal has {@code null} for what is undefined; this is not. */
    private static Object orText(double value) {
        return Double.isFinite(value) ? value : Double.toString(value);
    }

    private static void makeFolderOf(Path file) {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + file.getParent() + ": " + e.getMessage(), e);
        }
    }

    private static String title(Desk desk, String stage) {
        return "fold " + desk.fold() + ", " + stage;
    }

    private PreparedCase prepare(String name, Stage stage, Case one, Path cache, Function<LabelledVolume, LabelledVolume> task) {
        StringBuilder key = new StringBuilder(PREPARED_FORMAT).append(' ').append(name).append(' ').append(one.sha256());
        stage.preprocessing().forEach(step -> key.append('\n').append(Yaml.canonical(step)));
        if (name.equals(LESION)) {
            key.append('\n').append(Yaml.canonical(liverBox));
        }
        Path file = cache.resolve(Hash.sha256(key.toString()) + ".prepared");
        if (!Files.exists(file)) {
            PreparedCase.write(file, Preprocessing.apply(stage.preprocessing(), task.apply(one.load())));
        }
        return PreparedCase.open(file);
    }

    /** The first network's task: liver and lesions against the rest. */
    private static LabelledVolume liverLabels(LabelledVolume whole) {
        byte[] labels = new byte[whole.labels().labels().length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (whole.labels().labels()[i] > 0 ? 1 : 0);
        }
        return new LabelledVolume(whole.volume(), new LabelMap(whole.grid(), labels));
    }

    /** The second network's task: lesions against the rest near the liver; what lies further is ignored. */
    private LabelledVolume insideLiver(LabelledVolume whole) {
        LiverBox.Cut cut = liverBox.cut(whole.volume(), whole.labels().liver());
        boolean[] learned = liverBox.learned(cut).voxels();
        byte[] reference = whole.labels().crop(cut.box()).labels();
        byte[] labels = new byte[reference.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (!learned[i] ? -1 : reference[i] == LabelMap.LESION ? 1 : 0);
        }
        return new LabelledVolume(cut.volume(), new LabelMap(cut.volume().grid(), labels));
    }

    /** Cases without any liver have nothing for the second network; the first one's prepared cases tell. */
    private List<Case> withLiver(List<Case> cases, Desk desk) {
        List<Case> result = new ArrayList<>();
        for (Case one : cases) {
            try (PreparedCase prepared = prepare(LIVER, liver, one, desk.cache(), Cascade::liverLabels)) {
                if (IntStream.range(0, prepared.slices()).anyMatch(prepared::showsForeground)) {
                    result.add(one);
                    continue;
                }
            }
            String message = "case " + one.id() + " has no liver in its reference and is left out of the lesion network's cases";
            desk.progress().say(message);
            desk.log().record("warning", Map.of("message", message));
        }
        return result;
    }

    private static void logStart(String name, Training training, List<PreparedCase> cases, Desk desk) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fold", desk.fold());
        fields.put("stage", name);
        fields.put("parameters", training.parameterCount());
        fields.put("epochs", training.epochs());
        fields.put("steps_per_epoch", training.stepsPerEpoch());
        fields.put("training_slices", cases.stream().mapToInt(PreparedCase::slices).sum());
        desk.log().record("stage_started", fields);
    }

    private void logEnd(String name, Stage stage, TrainedNetwork trained, Desk desk, double seconds) {
        Path file = desk.weights(name);
        makeFolderOf(file);
        trained.write(file, description(name, stage));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fold", desk.fold());
        fields.put("stage", name);
        fields.put("seconds", seconds);
        fields.put("chosen_epoch", trained.epoch());
        fields.put("validation_dice", trained.validationDice());
        fields.put("weights", desk.runFolder().relativize(file).toString());
        fields.put("weights_sha256", Hash.sha256(file));
        desk.log().record("stage_finished", fields);
    }

    /** What the weights are of use with, and refused without. */
    private Map<String, String> description(String name, Stage stage) {
        StringBuilder preprocessing = new StringBuilder();
        stage.preprocessing().forEach(step -> preprocessing.append(Yaml.canonical(step)));
        Map<String, String> result = new LinkedHashMap<>();
        result.put("stage", name);
        result.put("preprocessing", preprocessing.toString());
        result.put("liver_box", name.equals(LESION) ? Yaml.canonical(liverBox) : "none");
        return result;
    }

    /** Tells a training's course to log and progress. */
    private record Reporter(String stage, List<String> cases, boolean watchesTraining, Desk desk, Progress.Task task, double[] lastDice) implements TrainingListener {

        Reporter(String stage, List<String> cases, boolean watchesTraining, Desk desk, Progress.Task task) {
            this(stage, cases, watchesTraining, desk, task, new double[] {Double.NaN});
        }

        @Override
        public void resumed(int step, int steps) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("fold", desk.fold());
            fields.put("stage", stage);
            fields.put("step", step);
            desk.log().record("stage_resumed", fields);
            desk.progress().say(title(desk, stage) + ": goes on after step " + step + " of " + steps);
            for (int i = 0; i < step; i++) {
                task.step("done before");
            }
        }

        @Override
        public void step(int step, int steps, double loss) {
            String dice = Double.isNaN(lastDice[0]) ? "" : String.format(java.util.Locale.ROOT, ", %s Dice %.3f", watchesTraining ? "training" : "validation", lastDice[0]);
            task.step(String.format(java.util.Locale.ROOT, "loss %.3f%s", loss, dice));
        }

        @Override
        public void epoch(Epoch epoch) {
            lastDice[0] = epoch.validationDice();
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("fold", desk.fold());
            fields.put("stage", stage);
            fields.put("epoch", epoch.epoch());
            fields.put("step", epoch.step());
            fields.put("loss", epoch.loss());
            fields.put("validation_dice", epoch.validationDice());
            fields.put("validation_on", watchesTraining ? "training" : "validation");
            fields.put("learning_rate", epoch.learningRate());
            fields.put("seconds", epoch.seconds());
            fields.put("best", epoch.best());
            putStatistics(epoch.statistics(), fields);
            desk.log().record("epoch", fields);
        }

        private void putStatistics(EpochStatistics statistics, Map<String, Object> fields) {
            Map<String, Object> dice = new LinkedHashMap<>();
            dice.put("background", statistics.validationDice().get(0));
            dice.put(stage, statistics.validationDice().get(1));
            fields.put("dice_by_class", dice);
            fields.put("gradient_norm", statistics.gradientNorm());
            fields.put("gradient_norm_highest", statistics.highestGradientNorm());
            fields.put("slices_per_second", statistics.slicesPerSecond());
            fields.put("waiting_seconds", statistics.waitingSeconds());
            fields.put("ready_batches", statistics.readyBatches());
            fields.put("resident_mb", statistics.residentMb());
            fields.put("foreground_share", statistics.foregroundShare());
            Map<String, Object> draws = new LinkedHashMap<>();
            for (int i = 0; i < cases.size(); i++) {
                draws.put(cases.get(i), statistics.draws().get(i));
            }
            fields.put("draws", draws);
        }
    }
}
