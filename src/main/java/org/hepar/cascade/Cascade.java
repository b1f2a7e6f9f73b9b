package org.hepar.cascade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hepar.augment.LabelledSlice;
import org.hepar.config.Hash;
import org.hepar.config.Location;
import org.hepar.config.Reason;
import org.hepar.config.Yaml;
import org.hepar.crf.CrfSearch;
import org.hepar.crf.Refinement;
import org.hepar.data.Case;
import org.hepar.lesion.LesionFilter;
import org.hepar.net.Safetensors;
import org.hepar.preprocess.Preprocessing;
import org.hepar.preprocess.ResizeInPlane;
import org.hepar.stat.Seed;
import org.hepar.track.Progress;
import org.hepar.train.CheckpointFiles;
import org.hepar.train.Diverged;
import org.hepar.train.Epoch;
import org.hepar.train.EpochStatistics;
import org.hepar.train.PreparedCase;
import org.hepar.train.TakenWeights;
import org.hepar.train.TorchscriptSegmenter;
import org.hepar.train.TrainedNetwork;
import org.hepar.train.Training;
import org.hepar.train.TrainingListener;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Mask;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;

/**
 * The cascade of Christ et al. 2017: a network finds the liver in whole slices, its largest component is cut out, and a
 * second network finds the lesions in there. {@link #fit} trains them, the second on the reference liver; a network may also be given.
 *
 * @param liver the liver network
 * @param liverBox what of the image the second network sees
 * @param lesion the lesion network
 * @param lesionFilter what rejects lesion candidates at the end
 */
public record Cascade(Stage liver, LiverBox liverBox, Stage lesion, LesionFilter lesionFilter) {

    public static final String LIVER = "liver";
    public static final String LESION = "lesion";

    /** While settings are searched for, the answer for a validation case takes so many bytes a voxel, as long as all of them fit this share of the heap. */
    public static final int BYTES_OF_AN_ANSWER = SettingsSearch.BYTES_A_VOXEL;
    public static final int SHARE_FOR_ANSWERS = SettingsSearch.SHARE_OF_HEAP;

    private static final String PREPROCESSING = "preprocessing";
    private static final String LIVER_BOX = "liver_box";
    private static final String MADE_FOR = "made_for";
    private static final String NO_BOX = "none";
    private static final String GIVEN = ".file";
    private static final String INITIAL_WEIGHTS = ".training.initial_weights.file";
    /** Pixels a side of the slices on which a given network is tried, where its preprocessing fixes no size. */
    private static final int TRIED_SIDE = 256;

    /** Part of the cache key: raise it when prepared cases are made in another way. */
    private static final String PREPARED_FORMAT = "prepared-3";

    /**
     * Trains the networks that are to be trained; weights and log entries are written as each is done. What an earlier process did
     * is taken over: a finished network whole, an unfinished one from its newest checkpoint.
     */
    public FittedCascade fit(List<Case> training, List<Case> validation, long seed, Desk desk) {
        Segmenter liverNetwork = liver instanceof Stage.Torchscript given ? given(LIVER, given, desk)
                : desk.isFinished(LIVER) ? takenOver(LIVER, desk)
                : fit(LIVER, trained(LIVER), training, validation, seed, desk);
        Refinement liverRefinement = settled(LIVER, validation, seed, desk, liverNetwork(liverNetwork), () -> weights(LIVER, desk));
        Segmenter lesionNetwork = lesion instanceof Stage.Torchscript given ? given(LESION, given, desk)
                : desk.isFinished(LESION) ? takenOver(LESION, desk)
                : fit(LESION, trained(LESION), withLiver(training, desk), withLiver(validation, desk), seed, desk);
        Refinement lesionRefinement = settled(LESION, validation, seed, desk, lesionNetwork(liverNetwork, liverRefinement, lesionNetwork),
                () -> weights(LIVER, desk) + weights(LESION, desk) + Yaml.canonical(liverRefinement));
        return new FittedCascade(this, liverNetwork, lesionNetwork, liverRefinement, lesionRefinement);
    }

    /** A stage's refinement with its settings, which may have to be searched for. */
    private Refinement settled(String name, List<Case> validation, long seed, Desk desk, SettingsSearch.Network network, Supplier<String> made) {
        if (stage(name).refinement() instanceof CrfSearch search) {
            SettingsSearch searching = new SettingsSearch(name, search, validation, network, made.get(), desk, seedOf(seed, name, desk));
            if (!desk.isFound(name)) {
                return searching.run();
            }
            searching.removeAnswers();
        }
        return refinement(name, desk.runFolder(), desk.fold());
    }

    /** A stage's refinement in a fold that is done, or given. */
    private Refinement refinement(String name, Path runFolder, String fold) {
        return stage(name).refinement() instanceof Refinement given ? given : Yaml.readRecorded(Desk.refinement(runFolder, fold, name), Refinement.class, List.of());
    }

    private String weights(String name, Desk desk) {
        return Hash.sha256(stage(name) instanceof Stage.Torchscript ? Desk.given(desk.runFolder(), name) : desk.weights(name));
    }

    private SettingsSearch.Network liverNetwork(Segmenter network) {
        return new SettingsSearch.Network() {

            @Override
            public KeptAnswer answer(LabelledVolume image) {
                StageAnswer answer = StageAnswer.ofLiver(liver, network, image.volume(), Preprocessing.apply(liver.preprocessing(), image.volume()));
                return KeptAnswer.of(answer, new Mask(image.grid(), new boolean[image.grid().voxels()]));
            }

            @Override
            public Optional<StageAnswer> again(LabelledVolume image, KeptAnswer kept) {
                return Optional.of(StageAnswer.ofLiver(liver, image.volume(), ProbabilityMap.ofForeground(image.grid(), kept.foreground().voxels())));
            }
        };
    }

    private SettingsSearch.Network lesionNetwork(Segmenter liverNetwork, Refinement liverRefinement, Segmenter network) {
        return new SettingsSearch.Network() {

            @Override
            public KeptAnswer answer(LabelledVolume image) {
                StageAnswer ofLiver = StageAnswer.ofLiver(liver, liverNetwork, image.volume(), Preprocessing.apply(liver.preprocessing(), image.volume()));
                Mask found = ofLiver.mask(liverRefinement.refine(ofLiver.probability(), ofLiver.channels()).probability());
                return found.isEmpty() ? KeptAnswer.nothing(image.grid())
                        : KeptAnswer.of(StageAnswer.ofLesion(lesion, network, liverBox, image.volume(), liverBox.cut(image.volume(), found)), found);
            }

            @Override
            public Optional<StageAnswer> again(LabelledVolume image, KeptAnswer kept) {
                if (kept.liver().isEmpty()) {
                    return Optional.empty();
                }
                LiverBox.Cut cut = liverBox.cut(image.volume(), kept.liver());
                return Optional.of(StageAnswer.ofLesion(lesion, liverBox, image.volume(), cut, kept.probability(cut.box())));
            }
        };
    }

    /** The cascade of a fold that is done. */
    public FittedCascade read(Path runFolder, String fold) {
        return new FittedCascade(this, read(LIVER, runFolder, fold), read(LESION, runFolder, fold), refinement(LIVER, runFolder, fold), refinement(LESION, runFolder, fold));
    }

    private Segmenter read(String name, Path runFolder, String fold) {
        return stage(name) instanceof Stage.Torchscript given ? segmenter(given, Desk.given(runFolder, name)) : readTrained(name, runFolder, fold);
    }

    /** A stage's trained network of a fold that is done. */
    public TrainedNetwork readTrained(String name, Path runFolder, String fold) {
        return TrainedNetwork.read(Desk.weights(runFolder, fold, name), trained(name).training().network(), description(name), this::modern);
    }

    /** All that stands beside the weights of a stage's trained network. */
    public Map<String, String> metadata(String name, Path runFolder, String fold) {
        return Safetensors.read(Desk.weights(runFolder, fold, name)).metadata();
    }

    /** The run's copy of a stage's given network. */
    public Path given(Path runFolder, String name) {
        return Desk.given(runFolder, name);
    }

    /** What images the networks of a fold are made for. Of given networks, and of those trained by a version that did not record it, the window alone is known. */
    public Intention intention(Path runFolder, String fold) {
        List<MadeFor> recorded = new ArrayList<>();
        trained().keySet().forEach(name -> {
            String text = metadata(name, runFolder, fold).get(MADE_FOR);
            if (text != null) {
                recorded.add(Yaml.parseRecorded(text, Desk.weights(runFolder, fold, name), MadeFor.class));
            }
        });
        return new Intention(stages().values().stream().map(Stage::window).distinct().toList(), recorded);
    }

    /** Whether both networks of a fold, and what was found for their refinements, are there to be read. */
    public boolean isRead(Path runFolder, String fold) {
        return stages().entrySet().stream().allMatch(stage -> Files.isRegularFile(stage.getValue() instanceof Stage.Torchscript
                ? Desk.given(runFolder, stage.getKey()) : Desk.weights(runFolder, fold, stage.getKey()))
                && (stage.getValue().refinement() instanceof Refinement || Files.isRegularFile(Desk.refinement(runFolder, fold, stage.getKey()))));
    }

    /** A network that an earlier process has trained; that process may have ended before it could clear its checkpoints away. */
    private TrainedNetwork takenOver(String name, Desk desk) {
        desk.checkpoints(name).remove();
        return readTrained(name, desk.runFolder(), desk.fold());
    }

    /** The run's copy of a given network. */
    private static Segmenter given(String name, Stage.Torchscript stage, Desk desk) {
        Path file = Desk.given(desk.runFolder(), name);
        String sha256 = Hash.sha256(file);
        if (!sha256.equals(desk.files().get("cascade." + name + GIVEN))) {
            throw new IllegalStateException(file + " is no longer what was copied from " + stage.file().resolve() + "; copy it again and go on");
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fold", desk.fold());
        fields.put("stage", name);
        fields.put("file", stage.file().resolve().getFileName().toString());
        fields.put("weights", desk.runFolder().relativize(file).toString());
        fields.put("weights_sha256", sha256);
        desk.log().record("stage_given", fields);
        desk.progress().say(title(desk, name) + ": " + stage.file().resolve().getFileName() + " is used as it is");
        return segmenter(stage, file);
    }

    private static TorchscriptSegmenter segmenter(Stage.Torchscript stage, Path file) {
        return new TorchscriptSegmenter(file, stage.slices(), stage.sideMultiple(), stage.classes(), stage.foreground());
    }

    /**
     * Tries what the stages take from files, before anything is trained.
     *
     * @return a line for each about what is taken, for people
     * @throws IllegalArgumentException with everything that does not fit, of both stages
     */
    public List<String> checkFiles() {
        List<String> said = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        stages().forEach((name, stage) -> {
            try {
                if (stage instanceof Stage.Torchscript given) {
                    ResizeInPlane size = given.preprocessing().stream().filter(ResizeInPlane.class::isInstance).map(ResizeInPlane.class::cast).reduce((first, last) -> last)
                            .orElse(new ResizeInPlane(TRIED_SIDE, TRIED_SIDE));
                    segmenter(given, given.file().resolve()).check(size.height(), size.width());
                    said.add(name + ": " + given.file().resolve().getFileName() + " is used as it is");
                } else if (stage instanceof Stage.Trained trained) {
                    trained.training().initialWeights().take(trained.training().network()).ifPresent(taken -> said.add(name + ": " + taken.summary()));
                }
            } catch (IllegalArgumentException | UncheckedIOException e) {
                problems.add("cascade." + name + (stage instanceof Stage.Trained ? ".training.initial_weights: " : ".file: ") + e.getMessage());
            }
        });
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return said;
    }

    /** The files that the stages take weights from, by the path of their key. */
    public Map<String, Location> files() {
        Map<String, Location> files = new LinkedHashMap<>();
        stages().forEach((name, stage) -> {
            if (stage instanceof Stage.Torchscript given) {
                files.put("cascade." + name + GIVEN, given.file());
            } else if (stage instanceof Stage.Trained trained) {
                trained.training().initialWeights().location().ifPresent(file -> files.put("cascade." + name + INITIAL_WEIGHTS, file));
            }
        });
        return files;
    }

    /** Copies the given networks into the folder of a run: what the run needs to be put to use is in there. */
    public void keepGiven(Path runFolder) {
        stages().forEach((name, stage) -> {
            if (stage instanceof Stage.Torchscript given) {
                Path kept = Desk.given(runFolder, name);
                Path aside = kept.resolveSibling(kept.getFileName() + ".part");
                try {
                    Files.copy(given.file().resolve(), aside, StandardCopyOption.REPLACE_EXISTING);
                    Files.move(aside, kept, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot copy " + given.file().resolve() + " to " + kept + ": " + Reason.of(e), e);
                }
            }
        });
    }

    /** Both stages by name, in their order. */
    public Map<String, Stage> stages() {
        Map<String, Stage> stages = new LinkedHashMap<>();
        stages.put(LIVER, liver);
        stages.put(LESION, lesion);
        return stages;
    }

    /** The stages that are trained, by name, in their order. */
    public Map<String, Stage.Trained> trained() {
        Map<String, Stage.Trained> trained = new LinkedHashMap<>();
        stages().forEach((name, stage) -> {
            if (stage instanceof Stage.Trained one) {
                trained.put(name, one);
            }
        });
        return trained;
    }

    /** The stage of that name. */
    public Stage stage(String name) {
        Stage stage = stages().get(name);
        if (stage == null) {
            throw new IllegalArgumentException("stage (=" + name + ") is not known; there are " + LIVER + " and " + LESION);
        }
        return stage;
    }

    /**
     * The stage of that name, which is to be trained.
     *
     * @throws IllegalArgumentException when it is given as a file
     */
    public Stage.Trained trained(String name) {
        if (stage(name) instanceof Stage.Trained trained) {
            return trained;
        }
        throw new IllegalArgumentException("stage (=" + name + ") is a TorchScript file and not trained; choose another");
    }

    /**
     * What a stage's network would be shown of some cases of a fold: slices as its sampler draws them, before and after
     * augmentation. Prepares these cases and no others, in the same way and place as training does.
     */
    public List<Glimpse> preview(String name, List<Case> cases, long seed, int slices, Desk desk) {
        Stage.Trained stage = trained(name);
        List<Case> useful = name.equals(LESION) ? withLiver(cases, desk) : cases;
        if (useful.isEmpty()) {
            throw new IllegalArgumentException("none of the " + cases.size() + " cases has a liver in its reference; choose more with --cases");
        }
        List<PreparedCase> prepared = new ArrayList<>();
        try (Progress.Task preparation = desk.progress().start(title(desk, name) + ": preparing cases", useful.size())) {
            for (Case one : useful) {
                prepared.add(prepare(name, stage, one, desk.cache()));
                preparation.step(one.id());
            }
            return stage.training().look(prepared, seedOf(seed, name, desk), slices).stream().map(seen -> new Glimpse(useful.get(seen.caseIndex()).id(), seen)).toList();
        } finally {
            prepared.forEach(PreparedCase::close);
        }
    }

    /**
     * Prepares training cases of every stage that is trained, as {@link #fit} does, which then finds them done: preprocessing and the liver box may
     * leave nothing of a class that the references show.
     *
     * @return the stages whose prepared cases show nothing of what is to be learned
     */
    public List<String> nothingLeft(List<Case> training, Path cache, Progress progress) {
        List<String> result = new ArrayList<>();
        try (Progress.Task preparation = progress.start("preparing cases", trained().size() * training.size())) {
            trained().forEach((name, stage) -> {
                boolean shown = false;
                for (Case one : training) {
                    shown |= (name.equals(LIVER) || showsLiver(one, cache)) && showsForeground(name, stage, one, cache);
                    preparation.step(name + ", " + one.id());
                }
                if (!shown) {
                    result.add(name);
                }
            });
        }
        return result;
    }

    private boolean showsLiver(Case one, Path cache) {
        return showsForeground(LIVER, liver, one, cache);
    }

    private boolean showsForeground(String name, Stage stage, Case one, Path cache) {
        try (PreparedCase prepared = prepare(name, stage, one, cache)) {
            return IntStream.range(0, prepared.slices()).anyMatch(prepared::showsForeground);
        }
    }

    private TrainedNetwork fit(String name, Stage.Trained stage, List<Case> training, List<Case> validation, long seed, Desk desk) {
        long began = System.nanoTime();
        List<PreparedCase> prepared = new ArrayList<>();
        try {
            try (Progress.Task preparation = desk.progress().start(title(desk, name) + ": preparing cases", training.size() + validation.size())) {
                for (List<Case> cases : List.of(training, validation)) {
                    for (Case one : cases) {
                        prepared.add(prepare(name, stage, one, desk.cache()));
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
            logEnd(name, trained, madeFor(name, stage, training, desk.cache()), desk, (System.nanoTime() - began) / 1e9);
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
            throw new UncheckedIOException("cannot make " + file.getParent() + ": " + Reason.of(e), e);
        }
    }

    private static String title(Desk desk, String stage) {
        return "fold " + desk.fold() + ", " + stage;
    }

    private PreparedCase prepare(String name, Stage stage, Case one, Path cache) {
        Path file = preparedFile(name, stage, one, cache);
        if (!Files.exists(file)) {
            LabelledVolume whole = one.load();
            writeFacts(file, ImageFacts.of(whole.volume(), stage.window()));
            PreparedCase.write(file, Preprocessing.apply(stage.preprocessing(), name.equals(LESION) ? insideLiver(whole) : liverLabels(whole)));
        }
        return PreparedCase.open(file);
    }

    private Path preparedFile(String name, Stage stage, Case one, Path cache) {
        StringBuilder key = new StringBuilder(PREPARED_FORMAT).append(' ').append(name).append(' ').append(one.sha256());
        stage.preprocessing().forEach(step -> key.append('\n').append(Yaml.canonical(step)));
        if (name.equals(LESION)) {
            key.append('\n').append(Yaml.canonical(liverBox));
        }
        return cache.resolve(Hash.sha256(key.toString()) + ".prepared");
    }

    /** What images a stage is made for: those that it was trained on. Their facts lie beside the prepared cases. */
    private MadeFor madeFor(String name, Stage stage, List<Case> cases, Path cache) {
        List<ImageFacts> facts = new ArrayList<>();
        for (Case one : cases) {
            Path prepared = preparedFile(name, stage, one, cache);
            if (!Files.exists(factsOf(prepared))) {
                writeFacts(prepared, ImageFacts.of(one.load().volume(), stage.window()));
            }
            facts.add(Yaml.read(factsOf(prepared), ImageFacts.class, List.of()));
        }
        return MadeFor.of(stage.window(), facts);
    }

    private static Path factsOf(Path prepared) {
        return prepared.resolveSibling(prepared.getFileName() + "-facts-1.yaml");
    }

    private static void writeFacts(Path prepared, ImageFacts facts) {
        Path file = factsOf(prepared);
        Path aside = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(aside, Yaml.canonical(facts));
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the cache folder: " + file + ": " + Reason.of(e), e);
        }
    }

    /** The first network's task: liver and lesions against the rest. */
    private static LabelledVolume liverLabels(LabelledVolume whole) {
        byte[] labels = new byte[whole.labels().labels().length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (whole.labels().labels()[i] > 0 ? 1 : 0);
        }
        return new LabelledVolume(whole.volume(), new LabelMap(whole.grid(), labels));
    }

    /** The second network's task: lesions against the rest near the liver, the rest of the liver told apart; what lies further is ignored. */
    private LabelledVolume insideLiver(LabelledVolume whole) {
        LiverBox.Cut cut = liverBox.cut(whole.volume(), whole.labels().liver());
        boolean[] learned = liverBox.learned(cut).voxels();
        byte[] reference = whole.labels().crop(cut.box()).labels();
        byte[] labels = new byte[reference.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = !learned[i] ? LabelledSlice.IGNORED : reference[i] == LabelMap.LESION ? LabelledSlice.FOREGROUND : reference[i] > 0 ? LabelledSlice.ORGAN : 0;
        }
        return new LabelledVolume(cut.volume(), new LabelMap(cut.volume().grid(), labels));
    }

    /** Cases without any liver have nothing for the second network; the first one's prepared cases tell. */
    private List<Case> withLiver(List<Case> cases, Desk desk) {
        List<Case> result = new ArrayList<>();
        for (Case one : cases) {
            if (showsLiver(one, desk.cache())) {
                result.add(one);
                continue;
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
        training.initialWeights().take(training.network()).ifPresent(taken -> {
            requireUnchanged(taken, desk.files().get("cascade." + name + INITIAL_WEIGHTS));
            fields.put("initial_weights", taken.fields());
            desk.progress().say(title(desk, name) + ": " + taken.summary());
        });
        desk.log().record("stage_started", fields);
    }

    /** A run takes hours: the file may have been written anew since it began. */
    private static void requireUnchanged(TakenWeights taken, String sha256) {
        if (!taken.sha256().equals(sha256)) {
            throw new IllegalStateException(taken.file() + " has changed since the run began (SHA-256 " + sha256 + ", now " + taken.sha256() + "); put the earlier file back and go on");
        }
    }

    private void logEnd(String name, TrainedNetwork trained, MadeFor madeFor, Desk desk, double seconds) {
        Path file = desk.weights(name);
        makeFolderOf(file);
        Map<String, String> described = description(name);
        described.put(MADE_FOR, Yaml.canonical(madeFor));
        trained.write(file, described);
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
    private Map<String, String> description(String name) {
        Map<String, String> result = new LinkedHashMap<>();
        result.put("stage", name);
        result.put(PREPROCESSING, stage(name).preprocessing().stream().map(Yaml::canonical).collect(Collectors.joining()));
        result.put(LIVER_BOX, name.equals(LESION) ? Yaml.canonical(liverBox) : NO_BOX);
        return result;
    }

    /** A part of an earlier version's description as this version writes it. */
    private String modern(String part, String text) {
        Path nowhere = Path.of(part);
        return switch (part) {
            case PREPROCESSING -> Stream.of(text.split("(?m)^(?=type: )")).filter(step -> !step.isBlank())
                    .map(step -> Yaml.canonical(Yaml.parseRecorded(step, nowhere, Preprocessing.class))).collect(Collectors.joining());
            case LIVER_BOX -> text.equals(NO_BOX) ? text : Yaml.canonical(Yaml.parseRecorded(text, nowhere, LiverBox.class));
            default -> text;
        };
    }

    /** Tells a training's course to log and progress. */
    private record Reporter(String stage, List<String> cases, boolean watchesTraining, Desk desk, Progress.Task task, double[] last) implements TrainingListener {

        Reporter(String stage, List<String> cases, boolean watchesTraining, Desk desk, Progress.Task task) {
            this(stage, cases, watchesTraining, desk, task, new double[] {Double.NaN, Double.NaN});
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
            last[0] = loss;
            task.step(detail());
        }

        private String detail() {
            String dice = Double.isNaN(last[1]) ? "" : String.format(java.util.Locale.ROOT, ", %s Dice %.3f", watchesTraining ? "training" : "validation", last[1]);
            return String.format(java.util.Locale.ROOT, "loss %.3f%s", last[0], dice);
        }

        @Override
        public void epoch(Epoch epoch) {
            last[1] = epoch.validationDice();
            task.detail(detail());
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
            fields.put("cpu_percent", statistics.cpuPercent());
            fields.put("foreground_share", statistics.foregroundShare());
            Map<String, Object> draws = new LinkedHashMap<>();
            for (int i = 0; i < cases.size(); i++) {
                draws.put(cases.get(i), statistics.draws().get(i));
            }
            fields.put("draws", draws);
        }
    }
}
