package org.hepar.cascade;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.config.Hash;
import org.hepar.track.Entry;
import org.hepar.track.Progress;
import org.hepar.track.RunLog;
import org.hepar.train.CheckpointFiles;

/**
 * Where the work on one fold is done.
 *
 * @param fold name of the fold
 * @param runFolder folder of the run, to which paths in the log are relative
 * @param cache folder of prepared cases, shared by all runs
 * @param log told what happens
 * @param progress told how far it is
 * @param dataWorkers threads that read and augment training slices; their number changes no result
 * @param identity of the experiment, so that nobody else's checkpoint is used
 * @param checkpointMinutes time between two checkpoints within an epoch
 * @param files SHA-256 of the files that weights are taken from, by the path of their key
 * @param finished SHA-256 of the weights of each stage that an earlier process has finished
 * @param judge says how good a stage's mask is, where settings are searched for
 * @param told what the log holds of this fold from before
 */
public record Desk(String fold, Path runFolder, Path cache, RunLog log, Progress progress, int dataWorkers, String identity, double checkpointMinutes,
        Map<String, String> files, Map<String, String> finished, StageJudge judge, List<Entry> told) {

    /** Weights of a stage. */
    Path weights(String stage) {
        return weights(runFolder, fold, stage);
    }

    /** Weights of a stage ({@code liver}, {@code lesion}) of a fold in the folder of a run. */
    public static Path weights(Path runFolder, String fold, String stage) {
        return runFolder.resolve("fold-" + fold).resolve(stage + ".safetensors");
    }

    /** A given network in the folder of a run, for all folds. */
    static Path given(Path runFolder, String stage) {
        return runFolder.resolve(stage + ".torchscript.pt");
    }

    /** Whether a stage has been trained and its weights are still those that were recorded. */
    boolean isFinished(String stage) {
        Path file = weights(stage);
        return finished.containsKey(stage) && Files.isRegularFile(file) && Hash.sha256(file).equals(finished.get(stage));
    }

    /** The settings that were found for a stage's refinement. */
    Path refinement(String stage) {
        return refinement(runFolder, fold, stage);
    }

    /** The settings that were found for a stage's refinement, in the folder of a run. */
    static Path refinement(Path runFolder, String fold, String stage) {
        return runFolder.resolve("fold-" + fold).resolve(stage + "-refinement.yaml");
    }

    /** Whether settings have been found for a stage, and the file that holds them is still the one that was recorded. */
    boolean isFound(String stage) {
        Path file = refinement(stage);
        return Files.isRegularFile(file) && told("crf_search_finished", stage).stream().anyMatch(entry -> Hash.sha256(file).equals(entry.fields().get("refinement_sha256")));
    }

    /** What the log holds of a kind about a stage. */
    List<Entry> told(String kind, String stage) {
        return told.stream().filter(entry -> entry.kind().equals(kind) && stage.equals(entry.fields().get("stage"))).toList();
    }

    CheckpointFiles checkpoints(String stage) {
        Map<String, String> owner = new LinkedHashMap<>();
        owner.put("experiment", identity);
        owner.put("fold", fold);
        owner.put("stage", stage);
        return new CheckpointFiles(weights(stage).getParent(), stage, owner, checkpointMinutes, progress::say);
    }
}
