package org.hepar.cascade;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hepar.config.Aside;
import org.hepar.config.Hash;
import org.hepar.config.Reason;
import org.hepar.config.Yaml;
import org.hepar.crf.CrfSearch;
import org.hepar.crf.DenseCrf;
import org.hepar.crf.NoRefinement;
import org.hepar.crf.Refinement;
import org.hepar.data.Case;
import org.hepar.stat.Bootstrap;
import org.hepar.stat.BootstrapInterval;
import org.hepar.stat.Seed;
import org.hepar.stat.Summary;
import org.hepar.track.Entry;
import org.hepar.track.Progress;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Mask;
import org.hepar.volume.Volume;

/**
 * The search of one stage's refinement in one fold. The networks answer each validation case once; each trial refines and judges these answers. What an
 * earlier process tried is taken from the log: the same settings come in the same order, and those with a judgement are not refined again.
 *
 * @param network the stage's network, as far as it is needed here
 * @param made what the answers depend on: they are kept by its hash
 */
record SettingsSearch(String stage, CrfSearch search, List<Case> cases, Network network, String made, Desk desk, long seed) {

    /** Of the heap, for answers that stay in memory from trial to trial; others are read again each time. */
    static final int SHARE_OF_HEAP = 4;
    /** Of an answer: image, its clipped copy, two classes, labels. */
    static final int BYTES_A_VOXEL = 4 + 4 + 8 + 2;

    /** The stage's network behind all that stands before it. */
    interface Network {

        /** Its answer for an image; nothing where no liver was found. */
        KeptAnswer answer(LabelledVolume image);

        /** An answer that was kept, as a refinement takes it; empty where no liver was found. */
        Optional<StageAnswer> again(LabelledVolume image, KeptAnswer kept);
    }

    /** A case with its answer, ready to be refined. */
    private record Known(String id, LabelledVolume image, Optional<StageAnswer> answer, List<Volume> channels) {
    }

    /** One trial's outcome: the values by case, {@code NaN} where undefined, and their mean with the worst instead of these. */
    private record Trial(int number, Map<String, Double> settings, Map<String, Double> values, double mean) {
    }

    /** Searches, and writes down what was found. Where nothing is better than no refinement, there is none. */
    Refinement run() {
        Map<String, Object> started = about();
        started.put("method", Yaml.flatten(search.method()).get("type"));
        started.put("trials", search.method().trials());
        started.put("measure", search.measure().name().toLowerCase(Locale.ROOT));
        Map<String, Object> ranges = new LinkedHashMap<>();
        search.keys().forEach(key -> ranges.put(key, search.ranges().get(key)));
        started.put("ranges", ranges);
        started.put("cases", cases.stream().map(Case::id).toList());
        desk.log().record("crf_search_started", started);
        Map<Integer, Trial> told = told();
        List<Trial> trials = new ArrayList<>();
        List<Refinement> tried = new ArrayList<>();
        Path answers = answers();
        List<Known> known = new ArrayList<>();
        String title = "fold " + desk.fold() + ", " + stage;
        try (Progress.Task task = desk.progress().start(title + ": searching CRF settings on the validation cases (" + cases.size() + ")", search.method().trials() + 1)) {
            trials.add(trial(0, new NoRefinement(), Map.of(), told, known, answers));
            tried.add(new NoRefinement());
            task.step(shown(trials.get(0)));
            search.search(Seed.of(seed, "crf_search"), (number, settings) -> {
                Trial trial = trial(number, settings, chosen(settings), told, known, answers);
                trials.add(trial);
                tried.add(settings);
                Trial best = best(trials);
                task.step(best.number() == 0 ? shown(best) + ", no better one in " + number : shown(best) + ", the best of " + number + "; " + number(trials.get(0).mean()) + " without");
                return trial.mean();
            });
        }
        Trial best = best(trials);
        Refinement found = tried.get(best.number());
        tell(best, trials.get(0), found);
        removeAnswers();
        return found;
    }

    private Map<String, Object> about() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("fold", desk.fold());
        fields.put("stage", stage);
        return fields;
    }

    private Map<String, Double> chosen(DenseCrf settings) {
        Map<String, Double> all = new TreeMap<>(CrfSearch.settings(settings));
        all.keySet().retainAll(search.keys());
        return all;
    }

    private Trial trial(int number, Refinement refinement, Map<String, Double> settings, Map<Integer, Trial> told, List<Known> known, Path answers) {
        Trial before = told.get(number);
        if (before != null && before.settings().equals(settings) && before.values().keySet().equals(new LinkedHashSet<>(cases.stream().map(Case::id).toList()))) {
            return before;
        }
        long began = System.nanoTime();
        if (known.isEmpty()) {
            open(known, answers);
        }
        Map<String, Double> values = new LinkedHashMap<>();
        for (int i = 0; i < cases.size(); i++) {
            Known one = known.get(i) == null ? load(cases.get(i), answers) : known.get(i);
            double value = desk.judge().judge(stage, search.measure(), one.id(), one.image(), prediction(one, refinement));
            values.put(one.id(), Double.isFinite(value) ? value : Double.NaN);
        }
        Trial trial = new Trial(number, settings, values, mean(values));
        Map<String, Object> fields = about();
        fields.put("trial", number);
        fields.put("settings", settings);
        fields.put("values", values);
        fields.put("mean", trial.mean());
        fields.put("seconds", (System.nanoTime() - began) / 1e9);
        desk.log().record("crf_trial", fields);
        return trial;
    }

    /** Those that fit stay in memory; for the others stands null. */
    private void open(List<Known> known, Path answers) {
        long room = Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        for (Case one : cases) {
            Known loaded = load(one, answers);
            room -= (long) BYTES_A_VOXEL * loaded.image().grid().voxels();
            known.add(room >= 0 ? loaded : null);
        }
    }

    private Known load(Case one, Path answers) {
        LabelledVolume image = one.load();
        Path file = answers.resolve(one.sha256() + ".answer");
        if (!Files.exists(file)) {
            network.answer(image).write(file);
        }
        Optional<StageAnswer> answer = network.again(image, KeptAnswer.read(file, image.grid()));
        return new Known(one.id(), image, answer, answer.map(StageAnswer::channels).orElse(List.of()));
    }

    private static Mask prediction(Known one, Refinement refinement) {
        return one.answer().map(answer -> answer.mask(refinement.refine(answer.probability(), one.channels()).probability()))
                .orElseGet(() -> new Mask(one.image().grid(), new boolean[one.image().grid().voxels()]));
    }

    private double mean(Map<String, Double> values) {
        return Summary.of(judged(values)).mean();
    }

    private double[] judged(Map<String, Double> values) {
        return values.values().stream().mapToDouble(value -> Double.isNaN(value) ? search.measure().worst() : value).toArray();
    }

    /** The first of equal ones. */
    private Trial best(List<Trial> trials) {
        return trials.stream().reduce((one, other) -> search.measure().isBetter(other.mean(), one.mean()) ? other : one).orElseThrow();
    }

    private void tell(Trial best, Trial without, Refinement found) {
        Path file = desk.refinement(stage);
        Aside.write(file, Yaml.canonical(found));
        BootstrapInterval interval = Bootstrap.withSeed(Seed.of(seed, "crf_search_interval")).ofValues(judged(best.values()), sample -> Summary.of(sample).mean());
        Map<String, Object> fields = about();
        fields.put("trial", best.number());
        fields.put("settings", best.settings());
        fields.put("mean", best.mean());
        fields.put("lower", interval.interval().low());
        fields.put("upper", interval.interval().high());
        fields.put("mean_without", without.mean());
        fields.put("refinement", desk.runFolder().relativize(file).toString());
        fields.put("refinement_sha256", Hash.sha256(file));
        desk.log().record("crf_search_finished", fields);
        if (found instanceof NoRefinement) {
            warn("fold " + desk.fold() + ", " + stage + ": none of the settings that were tried is better than no refinement (" + search.measure().name().toLowerCase(Locale.ROOT) + " "
                    + number(without.mean()) + " on its validation cases), so there is none; other ranges, or more trials, may find some");
        }
    }

    private void warn(String message) {
        desk.progress().say(message);
        desk.log().record("warning", Map.of("message", message));
    }

    private String shown(Trial trial) {
        return search.measure().name().toLowerCase(Locale.ROOT) + " " + number(trial.mean()) + (trial.number() == 0 ? " without refinement" : "");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** The trials of this search that the log holds. */
    private Map<Integer, Trial> told() {
        Map<Integer, Trial> told = new LinkedHashMap<>();
        for (Entry entry : desk.told("crf_trial", stage)) {
            Map<String, Double> values = numbers(entry.fields().get("values"));
            int number = ((Number) entry.fields().get("trial")).intValue();
            told.put(number, new Trial(number, numbers(entry.fields().get("settings")), values, mean(values)));
        }
        return told;
    }

    private static Map<String, Double> numbers(Object map) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        if (map instanceof Map<?, ?> given) {
            given.forEach((key, value) -> numbers.put(String.valueOf(key), value instanceof Number number ? number.doubleValue() : Double.NaN));
        }
        return numbers;
    }

    private Path answers() {
        return desk.weights(stage).resolveSibling("search-" + stage + "-" + Hash.sha256(made).substring(0, 16));
    }

    /** What was kept is of no more use; a process that ended just after its search has left it. */
    void removeAnswers() {
        Path folder = answers();
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder + ": " + Reason.of(e), e);
        }
    }
}
