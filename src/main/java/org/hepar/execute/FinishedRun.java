package org.hepar.execute;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hepar.cascade.Cascade;
import org.hepar.config.ConfigException;
import org.hepar.config.Hash;
import org.hepar.config.Reason;
import org.hepar.config.Yaml;
import org.hepar.experiment.Experiment;
import org.hepar.experiment.Run;

/**
 * A run whose networks are put to use.
 *
 * @param run as its journal tells it
 * @param experiment what it did, which an earlier version may have written down
 */
record FinishedRun(Run run, Experiment experiment) {

    static FinishedRun of(Path folder) {
        Path file = folder.resolve("experiment.yaml");
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(folder + " is no run folder, it holds no experiment.yaml; name a folder under runs/ that 'hepar run' made");
        }
        try {
            return new FinishedRun(Run.read(folder), Yaml.readRecorded(file, Experiment.class, List.of()));
        } catch (ConfigException e) {
            throw new IllegalArgumentException("this version of hepar cannot read what the run " + folder + " did; use the one that made it "
                    + "(the journal's environment names it):\n" + e.getMessage(), e);
        }
    }

    /**
     * The folds whose networks are there, with weights and found settings as the run recorded them.
     *
     * @param names empty for all
     * @throws IllegalArgumentException also when a fold that the run finished has lost a network: the mean of the others is another cascade
     */
    List<Run.FoldRun> folds(List<String> names) {
        Cascade cascade = experiment.cascade();
        run.folds().stream().filter(fold -> (names.isEmpty() || names.contains(fold.name())) && isRecorded(fold))
                .forEach(fold -> {
                    cascade.trained().keySet().forEach(stage -> requireUnchanged(fold, stage));
                    requireSettingsUnchanged(fold);
                });
        List<Run.FoldRun> done = run.folds().stream().filter(fold -> cascade.isRead(run.folder(), fold.name())).toList();
        List<String> known = done.stream().map(Run.FoldRun::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("run " + run.folder() + " has no trained fold '" + name + "'; it has " + (known.isEmpty() ? "none" : quoted(known)));
            }
        }
        if (done.isEmpty()) {
            throw new IllegalArgumentException("run " + run.folder() + " has no fold whose two networks are trained; choose a finished run");
        }
        List<Run.FoldRun> chosen = done.stream().filter(fold -> names.isEmpty() || names.contains(fold.name())).toList();
        chosen.forEach(fold -> {
            fold.stages().stream().filter(stage -> !stage.weights().isEmpty()).forEach(stage -> requireUnchanged(fold, stage.name()));
            requireSettingsUnchanged(fold);
        });
        return chosen;
    }

    /** Whether the run tells that all its networks of a fold were trained. */
    private boolean isRecorded(Run.FoldRun fold) {
        return experiment.cascade().trained().keySet().stream()
                .allMatch(name -> fold.stages().stream().anyMatch(stage -> stage.name().equals(name) && !stage.weights().isEmpty()));
    }

    /** The fold of that name, or the only one for an empty name; one network of it may be trained and the other not. */
    Run.FoldRun fold(String name) {
        List<String> known = run.folds().stream().map(Run.FoldRun::name).toList();
        if (name.isEmpty() && known.size() != 1) {
            throw new IllegalArgumentException("run " + run.folder() + (known.isEmpty() ? " has no fold yet" : " has the folds " + quoted(known) + "; choose one with --fold"));
        }
        return run.folds().stream().filter(fold -> name.isEmpty() || fold.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("run " + run.folder() + " has no fold '" + name + "'; it has " + quoted(known)));
    }

    /** Weights are those that the run recorded, to the bit. */
    void requireUnchanged(Run.FoldRun fold, String stage) {
        Run.Stage recorded = fold.stages().stream().filter(each -> each.name().equals(stage) && !each.weights().isEmpty()).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the " + stage + " network of fold '" + fold.name() + "' of the run " + run.folder() + " is not trained; choose a finished one"));
        requireUnchanged(recorded.weights(), recorded.weightsSha256());
    }

    /** So are the settings that a search has found. */
    private void requireSettingsUnchanged(Run.FoldRun fold) {
        fold.searches().stream().filter(search -> !search.refinement().isEmpty()).forEach(search -> requireUnchanged(search.refinement(), search.refinementSha256()));
    }

    private void requireUnchanged(String recorded, String sha256) {
        Path file = run.folder().resolve(recorded);
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + Reason.unreachable(file).map(reason -> " cannot be reached: " + reason)
                    .orElse(" is gone, which the run wrote; restore it or train again" + (run.folds().size() > 1 ? ", or choose other folds with --fold" : "")));
        }
        if (!sha256.isEmpty() && !Hash.sha256(file).equals(sha256)) {
            throw new IllegalArgumentException(file + " is not what the run wrote: its SHA-256 is another than in the journal; restore it or train again");
        }
    }

    private static String quoted(List<String> names) {
        return "'" + String.join("', '", names) + "'";
    }
}
