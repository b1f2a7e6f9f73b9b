package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.augment.Augmentation;
import org.hepar.config.Formerly;
import org.hepar.loss.Loss;
import org.hepar.loss.Target;
import org.hepar.net.Network;
import org.hepar.net.Tensor;
import org.hepar.net.Weights;
import org.hepar.stat.Seed;

/**
 * One network's training: what is learned, how it is judged, on which slices and for how long. {@link #fit} is the one
 * loop of the house. The result is a pure function of this record, the cases, the seed and the engine's thread count.
 *
 * @param initialWeights what it starts from
 * @param gradientNorm the global norm to which longer gradients are shortened
 * @param earlyStopping when it ends before its epochs are done
 * @param keep which epoch's weights are the result
 */
public record Training(Network network, @Formerly("{type: drawn}") InitialWeights initialWeights, Loss loss, Optimiser optimiser, Schedule schedule, double gradientNorm,
        Sampling sampling, List<Augmentation> augmentation, int epochs, int stepsPerEpoch, EarlyStopping earlyStopping, Keep keep) {

    /** Background and foreground. */
    static final int CLASSES = 2;

    /** Which epoch's weights a training returns. */
    public enum Keep {
        /** Those with the highest validation Dice; the fold must name validation cases. */
        BEST,
        /** Those of the last epoch; the way to go without validation cases, with a schedule that ends near zero. */
        LAST
    }

    public Training {
        new Checks().positive("gradient_norm", gradientNorm).atLeastOne("epochs", epochs).atLeastOne("steps_per_epoch", stepsPerEpoch)
                .require((long) epochs * stepsPerEpoch <= Integer.MAX_VALUE, "epochs (=" + epochs + ") times steps_per_epoch (=" + stepsPerEpoch
                        + ") must be at most " + Integer.MAX_VALUE + " steps; lower one of them").done();
        loss.problemWith(CLASSES).ifPresent(problem -> {
            throw new IllegalArgumentException("loss." + problem);
        });
        augmentation = List.copyOf(augmentation);
    }

    /** Optimiser steps of the whole training. */
    public int steps() {
        return Math.multiplyExact(epochs, stepsPerEpoch);
    }

    /** Trainable values of the network. */
    public long parameterCount() {
        return network.parameterCount(CLASSES);
    }

    /** Bytes of the weights, their gradients and two moments of each. */
    public long weightBytes() {
        return 4 * Float.BYTES * parameterCount();
    }

    /** Estimated bytes that a step needs beside weights and batch, for slices of this size. */
    public long stepBytes(int height, int width) {
        return network.trainingBytes(sampling.batchSize(), network.roundUp(height), network.roundUp(width));
    }

    /** Bytes of the engine's batch and of the batches that are made ahead, each slice with its original. */
    public long batchBytes(int height, int width) {
        return engineBatchBytes(height, width) + waitingBytes(height, width);
    }

    /** Bytes of the engine's batch: image, classes, and which pixels count. They lie outside Java's heap. */
    public long engineBatchBytes(int height, int width) {
        return pixels(height, width) * Float.BYTES * (network.slices() + CLASSES + 1);
    }

    /** Bytes of the largest array that the engine's batch consists of. */
    public long largestBatchArray(int height, int width) {
        return pixels(height, width) * Float.BYTES * Math.max(network.slices(), CLASSES);
    }

    /** Bytes of the batches that are made ahead, each slice with its original, in Java's heap. */
    public long waitingBytes(int height, int width) {
        return pixels(height, width) * 2 * (SliceQueue.AHEAD + 1) * (Float.BYTES * network.slices() + 1);
    }

    private long pixels(int height, int width) {
        return (long) sampling.batchSize() * network.roundUp(height) * network.roundUp(width);
    }

    /**
     * Trains, from the newest checkpoint where there is one. Checkpoints change nothing of the result.
     *
     * @param validation may be empty: then a fixed sample of training slices is watched instead
     * @param dataWorkers threads that read and augment slices; their number changes nothing but the time
     * @throws IllegalArgumentException when the result is to be the best on validation cases and there are none, or no
     *     slice shows the foreground
     * @throws Diverged when the loss or its gradient is no longer a number, or the loss has exploded
     */
    public TrainedNetwork fit(List<PreparedCase> training, List<PreparedCase> validation, long seed, int dataWorkers, Checkpoints checkpoints,
            TrainingListener listener) {
        SliceSource source = new SliceSource(training, network.slices(), sampling, augmentation, seed);
        requireTrainable(training, validation, source.pool());
        int height = network.roundUp(training.stream().mapToInt(PreparedCase::height).max().orElseThrow());
        int width = network.roundUp(training.stream().mapToInt(PreparedCase::width).max().orElseThrow());
        try (NDManager manager = Engine.newManager()) {
            Weights weights = network.build(manager, CLASSES, Seed.of(seed, "weights"));
            Batch batch = new Batch(sampling.batchSize(), network.slices(), CLASSES, height, width, PreparedCase.pixels(training));
            OptimiserState state = optimiser.start();
            WatchedSlices watched = WatchedSlices.of(training, validation);
            Course course = Course.START;
            EpochTally tally = new EpochTally(training.size());
            Map<String, Tensor> best = Map.of();
            Optional<Checkpoint> checkpoint = checkpoints.newest();
            if (checkpoint.isEmpty()) {
                initialWeights.take(network).ifPresent(taken -> weights.set(taken.over(weights.values())));
            } else {
                course = checkpoint.get().course();
                tally = EpochTally.of(training.size(), checkpoint.get().tally());
                best = checkpoint.get().best();
                weights.set(checkpoint.get().weights());
                state.restore(checkpoint.get().moments(), course.step());
                listener.resumed(course.step(), steps());
            }
            try (SliceQueue queue = new SliceQueue(source, course.step(), steps(), dataWorkers)) {
                long kept = System.nanoTime();
                for (int epoch = course.step() / stepsPerEpoch + 1; epoch <= epochs && !hasStopped(course, epoch - 1); epoch++) {
                    long began = System.nanoTime() - (long) (1e9 * course.seconds());
                    double learningRate = 0;
                    while (course.step() < epoch * stepsPerEpoch) {
                        int step = course.step();
                        List<DrawnSlice> drawn = queue.next();
                        tally.add(drawn, queue.waitedSeconds(), queue.readyBatches());
                        batch.fill(drawn.stream().map(DrawnSlice::slice).toList());
                        learningRate = optimiser.learningRate() * schedule.factor(step, steps());
                        Step done = step(manager, weights, batch, state, learningRate, Seed.of(seed, "dropout", step));
                        if (Diverged.has(done)) {
                            throw new Diverged(step + 1, done, drawn.stream().map(DrawnSlice::choice).toList(), batch.copy());
                        }
                        tally.add(done.loss(), done.gradientNorm());
                        course = course.stepped();
                        listener.step(step + 1, steps(), done.loss());
                        if (checkpoints.isDue((System.nanoTime() - kept) / 1e9) && course.step() < epoch * stepsPerEpoch) {
                            checkpoints.keep(new Checkpoint(weights.values(), state.moments(), best, course.spent((System.nanoTime() - began) / 1e9), tally.text()));
                            kept = System.nanoTime();
                        }
                    }
                    double trainingSeconds = (System.nanoTime() - began) / 1e9;
                    List<Double> classDice = watched.dice(manager, network, weights);
                    double dice = classDice.get(1);
                    course = course.finished(epoch, dice, epoch == 1 || earlyStopping.isGain(dice, course.gainDice()));
                    boolean isBest = course.bestEpoch() == epoch;
                    if (isBest && keep == Keep.BEST) {
                        best = weights.values();
                    }
                    listener.epoch(new Epoch(epoch, course.step(), tally.loss(), dice, learningRate, (System.nanoTime() - began) / 1e9, isBest,
                            tally.statistics(classDice, trainingSeconds)));
                    tally = new EpochTally(training.size());
                    checkpoints.keep(new Checkpoint(weights.values(), state.moments(), best, course, tally.text()));
                    kept = System.nanoTime();
                }
            }
            return keep == Keep.BEST ? new TrainedNetwork(network, best, course.bestEpoch(), course.bestDice())
                    : new TrainedNetwork(network, weights.values(), course.step() / stepsPerEpoch, course.lastDice());
        }
    }

    /**
     * What the network is shown of some cases: the slices of its first steps, as the sampler draws them from these cases
     * alone. A training on other cases draws others, in the same way.
     */
    public List<SeenSlice> look(List<PreparedCase> cases, long seed, int slices) {
        SliceSource source = new SliceSource(cases, network.slices(), sampling, augmentation, seed);
        if (source.pool().any().isEmpty()) {
            throw new IllegalArgumentException("no slice of the " + cases.size() + " cases has a pixel that counts; choose other cases");
        }
        List<SeenSlice> seen = new ArrayList<>();
        for (int step = 0; seen.size() < slices; step++) {
            List<DrawnSlice> batch = new ArrayList<>();
            for (Sampling.Choice choice : source.choices(step)) {
                batch.add(source.drawn(step, batch.size(), choice));
            }
            for (DrawnSlice drawn : source.complete(batch)) {
                seen.add(new SeenSlice(drawn.choice().caseIndex(), drawn.choice().slice(), source.original(drawn.choice()), drawn.transforms(), drawn.slice()));
            }
        }
        return List.copyOf(seen.subList(0, slices));
    }

    /** Whether early stopping ends the training after this epoch. */
    private boolean hasStopped(Course course, int epoch) {
        return epoch > 0 && earlyStopping.stops(epoch - course.gainEpoch());
    }

    private void requireTrainable(List<PreparedCase> training, List<PreparedCase> validation, Sampling.Pool pool) {
        if (training.isEmpty()) {
            throw new IllegalArgumentException("there is no training case");
        }
        if (keep == Keep.BEST && validation.isEmpty()) {
            throw new IllegalArgumentException("keep (=best) needs validation cases, the fold names none; name some in the split or set keep: last");
        }
        if (earlyStopping.needsValidation() && validation.isEmpty()) {
            throw new IllegalArgumentException("early_stopping (=patience) needs validation cases, the fold names none; name some in the split or set early_stopping: {type: none}");
        }
        if (pool.foreground().isEmpty()) {
            throw new IllegalArgumentException("no slice of the " + training.size() + " training cases shows what is to be learned; choose other training cases");
        }
    }

    /**
     * What a step came to.
     *
     * @param gradientNorm global, before it is shortened; {@code NaN} where the loss is no number
     * @param lossAtChance of a network that knows nothing, on the same batch
     */
    record Step(double loss, double gradientNorm, double lossAtChance) {
    }

    /** One step on the batch: forward, backward, update unless the loss or its gradient is no number. */
    Step step(NDManager manager, Weights weights, Batch batch, OptimiserState state, double learningRate, long seed) {
        return Engine.compute(() -> {
            ai.djl.engine.Engine.getInstance().setRandomSeed((int) seed);
            try (NDManager step = manager.newSubManager(); GradientCollector differentiable = ai.djl.engine.Engine.getInstance().newGradientCollector()) {
                Target target = batch.target(step);
                NDArray value = loss.evaluate(network.logits(weights, batch.image(step), true), target);
                float result = value.getFloat();
                return new Step(result, Float.isFinite(result) ? state.step(value, weights.trainable(), learningRate, gradientNorm) : Double.NaN,
                        loss.atChance(target.counts()));
            }
        });
    }
}
