package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hepar.cascade.Stage;
import org.hepar.config.Hash;
import org.hepar.data.Case;
import org.hepar.data.Cohort;
import org.hepar.data.Fold;
import org.hepar.data.Split;
import org.hepar.experiment.Experiment;
import org.hepar.track.Progress;
import org.hepar.train.Engine;
import org.hepar.train.Training;

/**
 * All that can be wrong with an experiment and its data, found before a run begins: every case that a chosen fold uses
 * is read once, whole. A case that passed is remembered by its content, so that the next run need not read it again.
 *
 * @param cohort the cases
 * @param split as in the file
 * @param folds the chosen ones
 * @param files SHA-256 of the files that weights are taken from, by the path of their key
 */
record Preflight(Cohort cohort, Split split, List<Fold> folds, Map<String, String> files) {

    /** Part of the mark's name: raise it when more is checked. */
    private static final String CHECKED_FORMAT = "checked-1-";

    /** @throws IllegalArgumentException with one line for each problem */
    static Preflight of(Experiment experiment, List<String> foldNames, Path cache, Progress progress) {
        Split split = Split.read(experiment.split().resolve());
        List<Fold> folds = chosen(split, foldNames);
        requireValidation(experiment, folds);
        Cohort cohort = experiment.cohort().open();
        split.requireIn(cohort);
        Engine.start(experiment.threads());
        experiment.cascade().checkFiles();
        Map<String, String> files = new LinkedHashMap<>();
        experiment.cascade().files().forEach((key, file) -> files.put(key, Hash.sha256(file.resolve())));
        requireReadable(cohort, folds, cache, progress);
        return new Preflight(cohort, split, folds, files);
    }

    static List<Fold> chosen(Split split, List<String> names) {
        List<String> known = split.folds().stream().map(Fold::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("fold '" + name + "' is not in split " + split.name() + "; it has '" + String.join("', '", known) + "'");
            }
        }
        return split.folds().stream().filter(fold -> names.isEmpty() || names.contains(fold.name())).toList();
    }

    static void requireValidation(Experiment experiment, List<Fold> folds) {
        for (Fold fold : folds) {
            for (Stage.Trained stage : experiment.cascade().trained().values()) {
                if (fold.validation().isEmpty() && stage.training().keep() == Training.Keep.BEST) {
                    throw new IllegalArgumentException("fold '" + fold.name() + "' names no validation cases, but a stage keeps its best epoch by them; "
                            + "name some in the split file or set training.keep: last");
                }
                if (fold.validation().isEmpty() && stage.training().earlyStopping().needsValidation()) {
                    throw new IllegalArgumentException("fold '" + fold.name() + "' names no validation cases, but a stage stops early by them; "
                            + "name some in the split file or set training.early_stopping: {type: none}");
                }
            }
        }
    }

    private static void requireReadable(Cohort cohort, List<Fold> folds, Path cache, Progress progress) {
        Set<String> ids = new LinkedHashSet<>();
        folds.forEach(fold -> List.of(fold.training(), fold.validation(), fold.test()).forEach(ids::addAll));
        List<String> problems = new ArrayList<>();
        try (Progress.Task task = progress.start("checking cases", ids.size())) {
            for (String id : ids) {
                try {
                    requireReadable(cohort.get(id), cache);
                } catch (IllegalArgumentException | UncheckedIOException e) {
                    problems.add("case " + id + ": " + e.getMessage());
                }
                task.step(id);
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    private static void requireReadable(Case one, Path cache) {
        Path mark = cache.resolve(CHECKED_FORMAT + one.sha256());
        if (Files.exists(mark)) {
            return;
        }
        one.load();
        try {
            Files.createDirectories(cache);
            Files.write(mark, new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to the cache folder " + cache + ": " + e.getMessage(), e);
        }
    }
}
