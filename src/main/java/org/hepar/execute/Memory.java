package org.hepar.execute;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.hepar.train.Training;

/**
 * The most memory that a run takes, by its parts, in bytes. What a part took is not given back to the system while the run lasts (the
 * allocator keeps it for the next step), so parts that follow each other add up; the two networks' steps share theirs.
 *
 * @param program Java, its compiled code, the engine and its libraries
 * @param heap Java's heap: what is made and thrown away, the arrays of the largest case while it is segmented and scored, and the copies of
 *     weights and moments that a checkpoint, the best epoch and the network of the validation are, those of the epoch before not yet collected
 * @param weights of the larger network: each value with its gradient and the optimiser's two moments
 * @param step activations of a step with their gradients
 * @param batches the engine's batch, and those that lie ready for the next steps
 * @param refining what of the heap the refinement of the largest case takes
 */
record Memory(double program, double heap, double weights, double step, double batches, double refining) {

    /** Measured with a network too small to count. */
    private static final double PROGRAM = 280e6;
    /** Java's own objects and the garbage that its collector lets lie, as the launcher sets it. */
    private static final double GARBAGE = 150e6;
    /** Image, probabilities of two classes, masks and component labels of a case being segmented, bytes a voxel. */
    private static final double SEGMENTING_BYTES = 26;

    /** The network of the validation, in Java and in the engine, bytes a parameter. */
    private static final double VALIDATION_BYTES = 2.0 * Float.BYTES;

    /** A stage's training on slices of this size. */
    record Stage(Training training, int height, int width) {

        double bytes() {
            return training.weightBytes() + training.stepBytes(height, width) + training.batchBytes(height, width);
        }

        /** A checkpoint's weights and moments and the best epoch's weights, twice, and the network of the validation. */
        double copies() {
            double kept = (2.0 + training.optimiser().moments().size()) * Float.BYTES;
            return (2 * kept + VALIDATION_BYTES) * training.parameterCount();
        }
    }

    /** @param voxels of the largest case */
    static Memory of(List<Stage> stages, double voxels) {
        return of(stages, voxels, 0);
    }

    /**
     * @param voxels of the largest case
     * @param refining bytes that a refinement of it takes beside the segmenting
     */
    static Memory of(List<Stage> stages, double voxels, double refining) {
        Stage larger = stages.stream().max(Comparator.comparingDouble(Stage::bytes)).orElseThrow();
        return new Memory(PROGRAM, GARBAGE + SEGMENTING_BYTES * voxels + refining + larger.copies(),
                larger.training().weightBytes(), larger.training().stepBytes(larger.height(), larger.width()), larger.training().batchBytes(larger.height(), larger.width()), refining);
    }

    double bytes() {
        return program + heap + weights + step + batches;
    }

    /**
     * What this machine may turn out to have too little of, a line each. These are estimates from above, so nothing is refused for them.
     *
     * @param voxels of the largest case; 0 where it is not known
     * @param onGpu whether weights and step lie in the memory of a GPU
     */
    List<String> shortOf(Room room, double voxels, boolean onGpu) {
        List<String> lines = new ArrayList<>();
        double ofMachine = bytes() - (onGpu ? weights + step : 0);
        if (ofMachine > room.machine()) {
            lines.add(String.format(Locale.ROOT, "the run may take up to %.1f GB, memory and swap of this machine are %.1f GB: the system may end it; lower a batch_size, or take smaller slices",
                    ofMachine / Room.GIGABYTE, room.machine() / Room.GIGABYTE));
        }
        double segmenting = voxels > 0 ? SEGMENTING_BYTES * voxels + refining : 0;
        if (segmenting > room.heap()) {
            lines.add(String.format(Locale.ROOT, "the largest case takes up to %.1f GB of Java's heap while it is segmented" + (refining > 0 ? " and refined" : "") + ", which is at most %.1f GB: give more, HEPAR_HEAP=%dg",
                    segmenting / Room.GIGABYTE, room.heap() / Room.GIGABYTE, (long) Math.ceil(heap / Room.BINARY_GIGABYTE)));
        }
        return lines;
    }

    /** All parts in a line, GB. */
    String text() {
        return String.format(Locale.ROOT, "at most about %.2f GB: Java and engine %.2f, Java heap with the largest case %.2f, weights and moments %.2f, a training step %.2f, batches ahead %.2f",
                bytes() / 1e9, program / 1e9, heap / 1e9, weights / 1e9, step / 1e9, batches / 1e9);
    }
}
