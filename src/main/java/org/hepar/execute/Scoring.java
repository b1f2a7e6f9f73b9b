package org.hepar.execute;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.hepar.data.FileGrid;
import org.hepar.data.MaskPair;
import org.hepar.data.MaskPairing;
import org.hepar.data.RefusedCase;
import org.hepar.io.Nifti;
import org.hepar.metric.CasePair;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Contract;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.report.ScoreReport;
import org.hepar.report.Scores;
import org.hepar.track.Progress;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;
import org.hepar.voxel.NearestNeighbour;

/**
 * Masks of one maker judged against those of another, case by case, on all cores: what {@code hepar score} does.
 *
 * <p>As many cases at a time as there are cores and as the heap holds: a case takes {@link #BYTES_PER_VOXEL} of it and waits until that
 * much is free, so that a pair of 512x512x1000 voxels is scored within 2 GB, alone if need be.
 *
 * @param pairing which files belong together
 * @param mapping what the numbers in the files mean
 * @param contracts by which rules to score, all in one pass
 * @param probability for each reference a map by which predicted lesions are ranked; empty for none
 * @param image for each reference the scan to draw on; empty for none
 * @param allowResample whether a mask on another grid than the reference is brought to it instead of being refused
 * @param keepGoing whether the cases that can be scored are scored when others cannot
 */
public record Scoring(MaskPairing pairing, LabelMapping mapping, List<Contract> contracts, Map<Path, Path> probability, Map<Path, Path> image,
                      boolean allowResample, boolean keepGoing) {

    /** Most that a case needs, measured with masks that fill their whole volume. */
    private static final double BYTES_PER_VOXEL = 5;
    /** Share of the heap that cases may take together. */
    private static final double SHARE_OF_HEAP = 0.75;
    /** Cases drawn on the page. */
    private static final int DRAWN = 3;

    /**
     * What came out.
     *
     * @param scores all rows, in the order of the cases, and the cases that could not be scored
     * @param drawn the worst cases, for the page
     * @param warnings a line each for what makes the numbers doubtful
     */
    public record Result(Scores scores, List<ScoreReport.Drawn> drawn, List<String> warnings) {
    }

    /** What one case gave: its rows, or why it has none. */
    private record Attempt(List<Scores.Row> rows, Optional<RefusedCase> refused) {
    }

    /** The masks of a case by their names in a comparison, on the first reference's grid, and the names of those that were brought there. */
    private record Masks(Map<String, Structures> byName, List<String> resampled) {

        /** The comparisons that these masks allow. */
        private List<List<String>> comparisons() {
            return COMPARISONS.stream().filter(byName.keySet()::containsAll).toList();
        }

        private CasePair pair(String caseId, List<String> comparison) {
            return new CasePair(caseId, byName.get(comparison.get(1)), byName.get(comparison.get(0)));
        }
    }

    private static final String PREDICTION = "prediction";
    private static final String REFERENCE = "reference";
    private static final String REFERENCE_B = "reference_b";
    /** What is judged, by what; with a second expert also each expert by the other. */
    private static final List<List<String>> COMPARISONS = List.of(List.of(PREDICTION, REFERENCE), List.of(PREDICTION, REFERENCE_B),
            List.of(REFERENCE_B, REFERENCE), List.of(REFERENCE, REFERENCE_B));

    /**
     * Scores all cases.
     *
     * @throws IllegalArgumentException with a line for each case that cannot be scored, unless those are to be passed over and there are others
     */
    public Result score(Progress progress) {
        MaskPairing checked = pairing.withGridsChecked(allowResample).without(this::volumeProblems);
        List<MaskPair> sound = keepGoing ? checked.pairs() : checked.whole();
        Gathered gathered = new Gathered(checked.problems());
        Semaphore memory = new Semaphore(budgetMb());
        // Cases and the pieces of one case share the same threads: as many as there are cores, whether there are many cases or one.
        ForkJoinPool cores = new ForkJoinPool(Runtime.getRuntime().availableProcessors());
        try (Progress.Task task = progress.start("scoring", sound.size())) {
            Deque<Future<Attempt>> pending = new ArrayDeque<>();
            for (MaskPair pair : sound) {
                int needed = Math.min(neededMb(pair), budgetMb());
                memory.acquire(needed);
                pending.add(cores.submit(() -> {
                    try {
                        return attempt(pair, task);
                    } finally {
                        memory.release(needed);
                    }
                }));
                while (!pending.isEmpty() && pending.peek().isDone()) {
                    gathered.add(pending.poll());
                }
            }
            while (!pending.isEmpty()) {
                gathered.add(pending.poll());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("scoring was interrupted", stopped);
        } finally {
            cores.shutdownNow();
        }
        Scores scores = gathered.scores();
        return new Result(scores, drawn(scores, sound), warnings(scores));
    }

    /** What is wrong with what stands beside a case: no map where the others have one, or a map or image that lies elsewhere, as headers say. */
    private List<String> volumeProblems(MaskPair pair) {
        List<String> found = new ArrayList<>();
        if (!probability.isEmpty() && !probability.containsKey(pair.reference())) {
            found.add("case " + pair.caseId() + ": reference " + pair.reference() + " has no map in the folder of --probability; add it, or leave "
                    + "--probability out");
        }
        new TreeMap<>(Map.of("probability", probability, "image", image)).forEach((role, files) -> Optional.ofNullable(files.get(pair.reference())).ifPresent(file -> {
            String difference = FileGrid.read(role, file).differenceFrom(FileGrid.read(REFERENCE, pair.reference()));
            if (!difference.isEmpty()) {
                found.add("case " + pair.caseId() + ": its " + role + " lies on another grid than the reference: " + difference
                        + "; give the one that the masks were made from");
            }
        }));
        return found;
    }

    /** What the cases gave so far, in their order. */
    private final class Gathered {

        private final List<Scores.Row> rows = new ArrayList<>();
        private final List<RefusedCase> refused;

        private Gathered(List<RefusedCase> problems) {
            refused = new ArrayList<>(problems);
        }

        /** Anything but a bad file is a failure of the program and ends it. */
        private void add(Future<Attempt> done) throws InterruptedException {
            try {
                Attempt attempt = done.get();
                rows.addAll(attempt.rows());
                attempt.refused().ifPresent(refused::add);
            } catch (ExecutionException failed) {
                if (failed.getCause() instanceof Error error) {
                    throw error;
                }
                throw failed.getCause() instanceof RuntimeException e ? e : new IllegalStateException(failed.getCause());
            }
            if (!keepGoing && !refused.isEmpty()) {
                new MaskPairing(pairing.pairs().stream().filter(pair -> refused.stream().noneMatch(one -> one.caseId().equals(pair.caseId()))).toList(),
                        refused).whole();
            }
        }

        private Scores scores() {
            if (rows.isEmpty()) {
                throw new IllegalArgumentException(MaskPairing.lines(refused) + "\nno case can be scored; nothing was written");
            }
            Map<String, String> reasons = new LinkedHashMap<>();
            refused.forEach(one -> reasons.merge(one.caseId(), one.reason(), (before, more) -> before + "; " + more));
            return new Scores(rows, reasons.entrySet().stream().map(one -> new RefusedCase(one.getKey(), one.getValue())).toList());
        }
    }

    /** What suggests that the numbers in the files mean something else than was said. */
    private List<String> warnings(Scores scores) {
        List<String> warnings = new ArrayList<>();
        if (mapping.names().containsAll(List.of(LabelMapping.LIVER, LabelMapping.LESION)) && !mapping.of(LabelMapping.LIVER).containsAll(mapping.of(LabelMapping.LESION))) {
            warnings.add("the liver is scored without its lesions (" + mapping + "): its volume, the tumour burden and distances to its boundary are those of a "
                    + "liver with holes; if label " + mapping.of(LabelMapping.LESION).first() + " lies within the liver, give it to both");
        }
        if (mapping.labels().equals(LabelMapping.LITS.labels())) {
            List<CaseScores> first = scores.of(scores.comparisons().get(0), scores.contracts().get(0)).stream().map(Scores.Row::scores).toList();
            boolean lesions = first.stream().anyMatch(one -> one.lesion().outcome() != Outcome.BOTH_EMPTY);
            boolean livers = first.stream().anyMatch(one -> one.liver().outcome() != Outcome.BOTH_EMPTY);
            if (!lesions && livers) {
                warnings.add("no file holds label 2 (lesion); if 1 is the lesion here, give --labels lesion=1; if there is only liver: --labels liver=1");
            } else if (lesions && first.stream().allMatch(Scoring::isAllLesion)) {
                warnings.add("no file holds label 1 (liver); if 2 is the lesion and nothing else is drawn, give --labels lesion=2");
            } else if (lesions && first.stream().allMatch(one -> one.lesion().of(Measure.VOXELS) == 0)) {
                warnings.add("no prediction holds label 2 (lesion), though references do; if 1 is the lesion in the predictions, bring them to the labels of the "
                        + "references first");
            }
        }
        return warnings;
    }

    /** Whether liver and lesion are the same voxels: there is no label but that of the lesion. */
    private static boolean isAllLesion(CaseScores one) {
        return one.lesion().of(Measure.VOXELS) == one.liver().of(Measure.VOXELS)
                && one.lesion().of(Measure.REFERENCE_VOXELS) == one.liver().of(Measure.REFERENCE_VOXELS);
    }

    private Attempt attempt(MaskPair pair, Progress.Task task) {
        try {
            List<Scores.Row> rows = score(pair);
            task.step(said(rows.get(0).scores()));
            return new Attempt(rows, Optional.empty());
        } catch (IllegalArgumentException | UncheckedIOException badFile) {
            if (keepGoing) {
                task.step(pair.caseId() + ": not scored");
            }
            return new Attempt(List.of(), Optional.of(RefusedCase.of(pair.caseId(), badFile.getMessage())));
        }
    }

    /** How the numbers of one case came about: lines to be read. */
    public List<String> explain(String caseId) {
        List<RefusedCase> wrong = new ArrayList<>(pairing.problems());
        wrong.removeIf(problem -> !problem.caseId().equals(caseId));
        if (wrong.isEmpty()) {
            wrong.addAll(new MaskPairing(List.of(of(caseId, pairing.pairs())), List.of()).withGridsChecked(allowResample).problems());
        }
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(MaskPairing.lines(wrong));
        }
        MaskPair pair = of(caseId, pairing.pairs());
        Masks masks = read(pair);
        List<String> lines = new ArrayList<>();
        for (List<String> comparison : masks.comparisons()) {
            CasePair compared = masks.pair(caseId, comparison);
            lines.add("case " + caseId + ", " + comparison.get(0) + " against " + comparison.get(1));
            for (int side = 1; side >= 0; side--) {
                String name = comparison.get(side);
                lines.add("  " + (side == 1 ? REFERENCE : PREDICTION) + " below: " + files(pair).get(name) + (masks.resampled().contains(name) ? ", resampled" : ""));
            }
            for (Contract contract : contracts) {
                for (String label : mapping.names()) {
                    List<String> explained = compared.explain(contract, label).lines();
                    lines.add("  " + explained.get(0));
                    explained.subList(1, explained.size()).forEach(line -> lines.add("    " + line));
                }
            }
        }
        return lines;
    }

    private List<Scores.Row> score(MaskPair pair) {
        Masks masks = read(pair);
        Optional<Volume> map = volume(probability, pair, masks);
        map.ifPresent(values -> requireProbabilities(probability.get(pair.reference()), values));
        List<Scores.Row> rows = new ArrayList<>();
        for (List<String> comparison : masks.comparisons()) {
            String note = masks.resampled().stream().anyMatch(comparison::contains) ? "resampled" : "";
            masks.pair(pair.caseId(), comparison).score(contracts, comparison.get(0).equals(PREDICTION) ? map : Optional.empty())
                    .forEach(scores -> rows.add(new Scores.Row("", String.join(":", comparison), note, scores)));
        }
        return rows;
    }

    private static void requireProbabilities(Path file, Volume map) {
        for (float value : map.voxels()) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(file + " holds the value " + value + ", expected probabilities from 0 to 1; give the network's output "
                        + "before it was thresholded, or leave --probability out");
            }
        }
    }

    private static String said(CaseScores scores) {
        return scores.caseId() + ": " + String.join(", ", scores.labels().entrySet().stream()
                .map(label -> String.format(Locale.ROOT, "%s Dice %.3f", label.getKey(), label.getValue().dice())).toList());
    }

    /** The files of a case by their names in a comparison, the reference first. */
    private static Map<String, Path> files(MaskPair pair) {
        Map<String, Path> files = new LinkedHashMap<>();
        files.put(REFERENCE, pair.reference());
        files.put(PREDICTION, pair.prediction());
        pair.secondReference().ifPresent(file -> files.put(REFERENCE_B, file));
        return files;
    }

    /** A failure in a parallel stream may come back wrapped in one of its own kind that only repeats it: that of the file itself is thrown. */
    private Masks read(MaskPair pair) {
        try {
            return readAll(pair);
        } catch (IllegalArgumentException | UncheckedIOException failure) {
            Throwable own = failure;
            while (own.getCause() != null && own.getCause().toString().equals(own.getMessage())) {
                own = own.getCause();
            }
            throw own instanceof RuntimeException first ? first : failure;
        }
    }

    private Masks readAll(MaskPair pair) {
        Map<String, Structures> read = new LinkedHashMap<>();
        files(pair).entrySet().parallelStream().map(file -> Map.entry(file.getKey(), Nifti.readStructures(file.getValue(), mapping).structures()))
                .toList().forEach(one -> read.put(one.getKey(), one.getValue()));
        Grid grid = read.get(REFERENCE).grid();
        List<String> resampled = read.entrySet().stream().filter(one -> !one.getValue().grid().sameAs(grid)).map(Map.Entry::getKey).toList();
        resampled.forEach(name -> read.computeIfPresent(name, (n, structures) -> onto(structures, grid, name, pair)));
        return new Masks(read, resampled);
    }

    private static Structures onto(Structures structures, Grid grid, String name, MaskPair pair) {
        try {
            return NearestNeighbour.onto(structures, grid);
        } catch (IllegalArgumentException apart) {
            throw new IllegalArgumentException("case " + pair.caseId() + ": no voxel of the " + name.replace('_', ' ') + " lies within the reference: "
                    + FileGrid.read(name.replace('_', ' '), files(pair).get(name)).differenceFrom(FileGrid.read(REFERENCE, pair.reference()))
                    + "; one of the files does not say where in the patient it lies: correct its header", apart);
        }
    }

    private List<ScoreReport.Drawn> drawn(Scores scores, List<MaskPair> sound) {
        return ScoreReport.worst(scores, DRAWN).stream().map(row -> {
            MaskPair pair = of(row.scores().caseId(), sound);
            Masks masks = read(pair);
            return ScoreReport.Drawn.of(pair.caseId(), row.comparison(), masks.byName().get(REFERENCE), masks.byName().get(PREDICTION),
                    volume(image, pair, masks));
        }).toList();
    }

    /** The volume beside a case's reference, on its grid; none where there is none. */
    private static Optional<Volume> volume(Map<Path, Path> files, MaskPair pair, Masks masks) {
        return Optional.ofNullable(files.get(pair.reference())).map(file -> new Volume(masks.byName().get(REFERENCE).grid(),
                Nifti.readVolume(file).volume().voxels()));
    }

    private static MaskPair of(String caseId, List<MaskPair> pairs) {
        return pairs.stream().filter(pair -> pair.caseId().equals(caseId)).findFirst().orElseThrow(() -> new IllegalArgumentException("case "
                + caseId + " is not among the cases; these are '" + String.join("', '", pairs.stream().map(MaskPair::caseId).limit(20).toList()) + "'"));
    }

    private int neededMb(MaskPair pair) {
        double bytesPerVoxel = files(pair).size() / 2.0 * BYTES_PER_VOXEL + (probability.isEmpty() ? 0 : Float.BYTES);
        return (int) Math.ceil(bytesPerVoxel * Nifti.readGrid(pair.reference()).grid().voxels() / (1 << 20));
    }

    private static int budgetMb() {
        return (int) (SHARE_OF_HEAP * Runtime.getRuntime().maxMemory() / (1 << 20));
    }
}
