package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hepar.cascade.Cascade;
import org.hepar.cascade.Stage;
import org.hepar.config.Hash;
import org.hepar.config.Reason;
import org.hepar.crf.CrfSearch;
import org.hepar.data.Case;
import org.hepar.data.Cohort;
import org.hepar.data.Fold;
import org.hepar.data.Split;
import org.hepar.experiment.Experiment;
import org.hepar.track.Progress;
import org.hepar.train.Training;
import org.hepar.volume.LabelMap;

/**
 * All that can be wrong with an experiment and its data, found before a run begins: every case that a chosen fold uses
 * is read once, whole. A case that passed is remembered by its content, so that the next run need not read it again.
 *
 * @param cohort the cases
 * @param split as in the file
 * @param folds the chosen ones
 * @param warnings what is allowed and yet probably not meant, one line each
 * @param files SHA-256 of the files that weights are taken from, by the path of their key
 */
record Preflight(Cohort cohort, Split split, List<Fold> folds, List<String> warnings, Map<String, String> files) {

    /** Part of the mark's name: raise it when more is checked. */
    private static final String CHECKED_FORMAT = "checked-2-";

    /** What a case's reference shows, remembered in the mark. */
    private record Shown(boolean liver, boolean lesion) {

        static Shown of(byte[] labels) {
            boolean liver = false;
            boolean lesion = false;
            for (byte label : labels) {
                liver |= label > 0;
                lesion |= label == LabelMap.LESION;
            }
            return new Shown(liver, lesion);
        }

        static Shown parse(String text) {
            return new Shown(text.contains(Cascade.LIVER), text.contains(Cascade.LESION));
        }

        String text() {
            return (liver ? Cascade.LIVER + "\n" : "") + (lesion ? Cascade.LESION + "\n" : "");
        }
    }

    /** @throws IllegalArgumentException with one line for each problem */
    static Preflight of(Experiment experiment, List<String> foldNames, Path cache, Progress progress) {
        Split split = Split.read(experiment.split().resolve());
        List<Fold> folds = chosen(split, foldNames);
        requireValidation(experiment, folds);
        Cohort cohort = experiment.cohort().open();
        split.requireIn(cohort);
        Plan.Needs needs = Plan.of(experiment, split, folds, cohort, experiment.cascade().checkFiles()).needs(Room.here());
        requireNone(needs.refusals());
        Map<String, String> files = new LinkedHashMap<>();
        experiment.cascade().files().forEach((key, file) -> files.put(key, Hash.sha256(file.resolve())));
        Map<String, Shown> shown = requireReadable(cohort, folds, cache, progress);
        requireSomethingToLearn(experiment.cascade().trained().keySet(), folds, shown);
        requireSomethingLeft(experiment.cascade(), folds, cohort, cache, progress);
        return new Preflight(cohort, split, folds, needs.warnings(), files);
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
            experiment.cascade().stages().forEach((name, stage) -> {
                if (fold.validation().isEmpty() && stage.refinement() instanceof CrfSearch) {
                    throw new IllegalArgumentException("fold '" + fold.name() + "' names no validation cases, but cascade." + name + ".refinement (=crf_search) searches for its settings on them, "
                            + "never on training or test cases; name some in the split file, or give the settings as {type: dense_crf, ...}");
                }
            });
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

    /** A class that no training case shows would be found out after hours, when its network's turn comes. */
    private static void requireSomethingToLearn(Set<String> trained, List<Fold> folds, Map<String, Shown> shown) {
        List<String> problems = new ArrayList<>();
        for (Fold fold : folds) {
            List<Shown> training = fold.training().stream().map(shown::get).toList();
            if (!trained.isEmpty() && training.stream().noneMatch(Shown::liver)) {
                problems.add(nothingToLearn(fold, "any liver", Cascade.LIVER));
            } else if (trained.contains(Cascade.LESION) && training.stream().noneMatch(Shown::lesion)) {
                problems.add(nothingToLearn(fold, "a lesion", Cascade.LESION));
            }
        }
        requireNone(problems);
    }

    private static String nothingToLearn(Fold fold, String what, String stage) {
        return noneOfTraining(fold) + " has " + what + " in its reference, so the " + stage
                + " network has nothing to learn; name others in the split file, or correct the label values of the references";
    }

    private static String noneOfTraining(Fold fold) {
        List<String> ids = fold.training();
        return "fold '" + fold.name() + "': none of its " + ids.size() + " training cases (" + String.join(", ", ids.subList(0, Math.min(5, ids.size())))
                + (ids.size() > 5 ? ", ..." : "") + ")";
    }

    /** A class that is there, but gone once the cases are prepared. */
    private static void requireSomethingLeft(Cascade cascade, List<Fold> folds, Cohort cohort, Path cache, Progress progress) {
        List<String> problems = new ArrayList<>();
        for (Fold fold : folds) {
            for (String stage : cascade.nothingLeft(fold.training().stream().map(cohort::get).toList(), cache, progress)) {
                problems.add(noneOfTraining(fold) + " shows any " + stage + " once it is prepared, so the " + stage + " network has nothing to learn; use finer pixels in cascade."
                        + stage + ".preprocessing" + (stage.equals(Cascade.LESION) ? " or larger margins in cascade.liver_box" : ""));
            }
        }
        requireNone(problems);
    }

    private static void requireNone(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    static List<String> loneTrainingCases(List<Fold> folds) {
        return folds.stream().filter(fold -> fold.training().size() == 1).map(fold -> "fold '" + fold.name() + "' trains on one patient only, " + fold.training().get(0)
                + ": its networks will know nothing of others; name more training cases in the split file unless that is meant").toList();
    }

    private static Map<String, Shown> requireReadable(Cohort cohort, List<Fold> folds, Path cache, Progress progress) {
        Set<String> ids = new LinkedHashSet<>();
        Map<String, Shown> shown = new LinkedHashMap<>();
        folds.forEach(fold -> List.of(fold.training(), fold.validation(), fold.test()).forEach(ids::addAll));
        List<String> problems = new ArrayList<>();
        try (Progress.Task task = progress.start("checking cases", ids.size())) {
            for (String id : ids) {
                try {
                    shown.put(id, requireReadable(cohort.get(id), cache));
                } catch (IllegalArgumentException | UncheckedIOException e) {
                    problems.add("case " + id + ": " + e.getMessage());
                }
                task.step(id);
            }
        }
        requireNone(problems);
        return shown;
    }

    private static Shown requireReadable(Case one, Path cache) {
        Path mark = cache.resolve(CHECKED_FORMAT + one.sha256());
        try {
            if (Files.exists(mark)) {
                return Shown.parse(Files.readString(mark));
            }
            Shown shown = Shown.of(one.load().labels().labels());
            Files.createDirectories(cache);
            Path aside = Files.createTempFile(cache, "checked-", ".part");
            Files.writeString(aside, shown.text());
            Files.move(aside, mark, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return shown;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the cache folder " + cache + ": " + Reason.of(e), e);
        }
    }
}
