package org.hepar.cascade;

import java.nio.file.Path;
import org.hepar.track.Progress;
import org.hepar.track.RunLog;

/**
 * Where the work on one fold is done.
 *
 * @param fold name of the fold
 * @param runFolder folder of the run, to which paths in the log are relative
 * @param cache folder of prepared cases, shared by all runs
 * @param log told what happens
 * @param progress told how far it is
 * @param dataWorkers threads that read and augment training slices; their number changes no result
 */
public record Desk(String fold, Path runFolder, Path cache, RunLog log, Progress progress, int dataWorkers) {

    /** Weights of a stage. */
    Path weights(String stage) {
        return weights(runFolder, fold, stage);
    }

    /** Weights of a stage ({@code liver}, {@code lesion}) of a fold in the folder of a run. */
    public static Path weights(Path runFolder, String fold, String stage) {
        return runFolder.resolve("fold-" + fold).resolve(stage + ".safetensors");
    }
}
