package org.hepar.execute;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hepar.cascade.Desk;
import org.hepar.cascade.Glimpse;
import org.hepar.data.Case;
import org.hepar.data.Cohort;
import org.hepar.data.Fold;
import org.hepar.data.Split;
import org.hepar.experiment.Experiment;
import org.hepar.report.PreviewPicture;
import org.hepar.stat.Seed;
import org.hepar.track.Progress;
import org.hepar.track.RunLog;

/**
 * What the networks of an experiment will be shown, as a picture, before anything is trained.
 *
 * @param stages names; empty for all that are trained
 * @param fold name; empty for the first of the split
 * @param cases how many of the fold's training cases are looked at; they alone are read
 * @param cache folder of prepared cases, the one that a run uses
 */
public record Preview(List<String> stages, String fold, int cases, Path cache, Progress progress) {

    private static final int SLICES_A_CASE = 2;
    private static final int FEWEST_SLICES = 4;
    private static final int MOST_CASES = 12;

    public Preview {
        if (cases < 1 || cases > MOST_CASES) {
            throw new IllegalArgumentException("--cases (=" + cases + ") must be 1 to " + MOST_CASES);
        }
        stages = List.copyOf(stages);
    }

    /**
     * Draws the picture.
     *
     * @throws IllegalArgumentException when the experiment, its split or its data are wrong, or the picture cannot be written there
     */
    public void write(Experiment experiment, Path picture) {
        Folders.requireWritable(cache, "--cache");
        requirePlace(picture);
        List<String> drawn = stages.isEmpty() ? List.copyOf(experiment.cascade().trained().keySet()) : stages;
        drawn.forEach(experiment.cascade()::trained);
        if (drawn.isEmpty()) {
            throw new IllegalArgumentException("both stages of " + experiment.name() + " are TorchScript files: nothing is trained, so there is nothing to see beforehand");
        }
        Split split = Split.read(experiment.split().resolve());
        Fold chosen = Preflight.chosen(split, fold.isEmpty() ? List.of(split.folds().get(0).name()) : List.of(fold)).get(0);
        Cohort cohort = experiment.cohort().open();
        split.requireIn(cohort);
        List<Case> looked = some(chosen, cohort, experiment.seed());
        Desk desk = new Desk(chosen.name(), cache, cache, RunLog.all(List.of()), progress, 1, experiment.identity(split), 1, Map.of(), Map.of(), StageScoring.of(experiment), List.of());
        Map<String, List<Glimpse>> seen = new LinkedHashMap<>();
        for (String stage : drawn) {
            seen.put(stage, experiment.cascade().preview(stage, looked, experiment.seed(), Math.max(FEWEST_SLICES, SLICES_A_CASE * looked.size()), desk));
        }
        PreviewPicture.write(picture, experiment, chosen.name(), seen);
    }

    /** A picture replaces the one before, and no file of another kind. */
    private static void requirePlace(Path picture) {
        if (!picture.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new IllegalArgumentException("--out (=" + picture + ") must end in .png: the picture is one");
        }
        if (Files.isDirectory(picture)) {
            throw new IllegalArgumentException("--out (=" + picture + ") is a folder; name a file in it");
        }
        Folders.requireWritable(picture.toAbsolutePath().getParent(), "the folder of --out");
    }

    /** Some training cases, the same ones each time, in the order of the fold. */
    private List<Case> some(Fold chosen, Cohort cohort, long seed) {
        List<String> shuffled = new ArrayList<>(chosen.training());
        shuffled.sort(Comparator.comparingLong(id -> Seed.of(seed, "preview", id)));
        List<String> some = shuffled.subList(0, Math.min(cases, shuffled.size()));
        return chosen.training().stream().filter(some::contains).map(cohort::get).toList();
    }
}
