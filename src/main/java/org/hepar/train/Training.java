package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.commons.rng.simple.RandomSource;
import org.hepar.augment.Augmentation;
import org.hepar.augment.LabelledSlice;
import org.hepar.augment.Transforms;
import org.hepar.loss.Loss;
import org.hepar.net.Network;
import org.hepar.net.Tensor;
import org.hepar.net.Weights;
import org.hepar.stat.Seed;

/**
 * One network's training: what is learned, how it is judged, on which slices and for how long. {@link #fit} is the one
 * loop of the house. The result is a pure function of this record, the cases, the seed and the engine's thread count.
 *
 * @param gradientNorm the global norm to which longer gradients are shortened
 * @param earlyStopping when it ends before its epochs are done
 * @param keep which epoch's weights are the result
 */
public record Training(Network network, Loss loss, Optimiser optimiser, Schedule schedule, double gradientNorm,
        Sampling sampling, List<Augmentation> augmentation, int epochs, int stepsPerEpoch, EarlyStopping earlyStopping, Keep keep) {

    /** Background and foreground. */
    static final int CLASSES = 2;

    /** Slices of the training set that stand in for the validation set of a fold that has none. */
    private static final int MONITORED_SLICES = 96;

    /** Which epoch's weights a training returns. */
    public enum Keep {
        /** Those with the highest validation Dice; the fold must name validation cases. */
        BEST,
        /** Those of the last epoch; the way to go without validation cases, with a schedule that ends near zero. */
        LAST
    }

    public Training {
        new Checks().positive("gradient_norm", gradientNorm).atLeastOne("epochs", epochs).atLeastOne("steps_per_epoch", stepsPerEpoch).done();
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

    /** Estimated bytes that a step needs beside the weights, for slices of this size. */
    public long stepBytes(int height, int width) {
        return network.trainingBytes(sampling.batchSize(), network.roundUp(height), network.roundUp(width)) + 16 * parameterCount();
    }

    /**
     * Trains, from the newest checkpoint where there is one. Checkpoints change nothing of the result.
     *
     * @param validation may be empty: then a fixed sample of training slices is watched instead
     * @throws IllegalArgumentException when the result is to be the best on validation cases and there are none, or no
     *     slice shows the foreground
     * @throws Diverged when the loss is no longer a number, or has exploded
     */
    public TrainedNetwork fit(List<PreparedCase> training, List<PreparedCase> validation, long seed, Checkpoints checkpoints, TrainingListener listener) {
        Sampling.Pool pool = Sampling.Pool.of(training);
        requireTrainable(training, validation, pool);
        int height = network.roundUp(training.stream().mapToInt(PreparedCase::height).max().orElseThrow());
        int width = network.roundUp(training.stream().mapToInt(PreparedCase::width).max().orElseThrow());
        try (NDManager manager = Engine.newManager()) {
            Weights weights = network.build(manager, CLASSES, Seed.of(seed, "weights"));
            Batch batch = new Batch(sampling.batchSize(), CLASSES, height, width);
            OptimiserState state = optimiser.start();
            List<List<LabelledSlice>> watched = watched(training, validation);
            Course course = Course.START;
            Map<String, Tensor> best = Map.of();
            Optional<Checkpoint> checkpoint = checkpoints.newest();
            if (checkpoint.isPresent()) {
                course = checkpoint.get().course();
                best = checkpoint.get().best();
                weights.set(checkpoint.get().weights());
                state.restore(manager, checkpoint.get().moments(), course.step());
                listener.resumed(course.step(), steps());
            }
            ExecutorService worker = Executors.newSingleThreadExecutor(Training::workerThread);
            try {
                CompletableFuture<List<LabelledSlice>> next = course.step() < steps() ? drawn(worker, training, pool, seed, course.step()) : null;
                long kept = System.nanoTime();
                for (int epoch = course.step() / stepsPerEpoch + 1; epoch <= epochs && !hasStopped(course, epoch - 1); epoch++) {
                    long began = System.nanoTime() - (long) (1e9 * course.seconds());
                    double learningRate = 0;
                    while (course.step() < epoch * stepsPerEpoch) {
                        int step = course.step();
                        batch.fill(get(next));
                        next = step + 1 < steps() ? drawn(worker, training, pool, seed, step + 1) : null;
                        learningRate = optimiser.learningRate() * schedule.factor(step, steps());
                        double value = step(manager, weights, batch, state, learningRate, Seed.of(seed, "dropout", step));
                        if (Diverged.has(value, course.firstLoss())) {
                            throw new Diverged(step + 1, value, course.firstLoss(), drawnSlices(pool, seed, step), batch.copy());
                        }
                        course = course.stepped(value);
                        listener.step(step + 1, steps(), value);
                        if (checkpoints.isDue((System.nanoTime() - kept) / 1e9) && course.step() < epoch * stepsPerEpoch) {
                            checkpoints.keep(new Checkpoint(weights.values(), state.moments(), best, course.spent((System.nanoTime() - began) / 1e9)));
                            kept = System.nanoTime();
                        }
                    }
                    double dice = validate(manager, weights, watched);
                    double loss = course.lossSum() / stepsPerEpoch;
                    course = course.finished(epoch, loss, dice, epoch == 1 || earlyStopping.isGain(dice, course.gainDice()));
                    boolean isBest = course.bestEpoch() == epoch;
                    if (isBest && keep == Keep.BEST) {
                        best = weights.values();
                    }
                    listener.epoch(new Epoch(epoch, course.step(), loss, dice, learningRate, (System.nanoTime() - began) / 1e9, isBest));
                    checkpoints.keep(new Checkpoint(weights.values(), state.moments(), best, course));
                    kept = System.nanoTime();
                }
            } finally {
                worker.shutdownNow();
            }
            return keep == Keep.BEST ? new TrainedNetwork(network, best, course.bestEpoch(), course.bestDice())
                    : new TrainedNetwork(network, weights.values(), course.step() / stepsPerEpoch, course.lastDice());
        }
    }

    /** Whether early stopping ends the training after this epoch. */
    private boolean hasStopped(Course course, int epoch) {
        return epoch > 0 && earlyStopping.stops(epoch - course.gainEpoch());
    }

    /** The slices of a step's batch, drawn again: which they are is a pure function of seed and step. */
    private List<Diverged.BatchSlice> drawnSlices(Sampling.Pool pool, long seed, int step) {
        return sampling.draw(seed, step, pool).stream().map(choice -> new Diverged.BatchSlice(choice.caseIndex(), choice.slice())).toList();
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

    private static Thread workerThread(Runnable work) {
        Thread thread = new Thread(work, "hepar-data");
        thread.setDaemon(true);
        return thread;
    }

    /** The augmented slices of a step, made on the data thread while the engine works on the step before. */
    private CompletableFuture<List<LabelledSlice>> drawn(ExecutorService worker, List<PreparedCase> cases, Sampling.Pool pool, long seed, int step) {
        return CompletableFuture.supplyAsync(() -> {
            List<LabelledSlice> slices = new ArrayList<>();
            for (Sampling.Choice choice : sampling.draw(seed, step, pool)) {
                long own = Seed.of(seed, "augmentation", step, slices.size());
                LabelledSlice slice = cases.get(choice.caseIndex()).slice(choice.slice());
                slices.add(Transforms.apply(Augmentation.sampleAll(augmentation, RandomSource.XO_SHI_RO_256_PP.create(own)), slice));
            }
            return slices;
        }, worker);
    }

    private static List<LabelledSlice> get(CompletableFuture<List<LabelledSlice>> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** One step on the batch: forward, backward, update unless the loss is no number. Returns the loss. */
    double step(NDManager manager, Weights weights, Batch batch, OptimiserState state, double learningRate, long seed) {
        ai.djl.engine.Engine.getInstance().setRandomSeed((int) seed);
        try (NDManager step = manager.newSubManager()) {
            NDArray value;
            try (GradientCollector collector = ai.djl.engine.Engine.getInstance().newGradientCollector()) {
                value = loss.evaluate(network.logits(weights, batch.image(step), true), batch.target(step));
                collector.backward(value);
            }
            float result = value.getFloat();
            if (Float.isFinite(result)) {
                update(step, weights.trainable(), state, learningRate);
            }
            return result;
        }
    }

    private void update(NDManager step, Map<String, NDArray> parameters, OptimiserState state, double learningRate) {
        List<NDArray> gradients = new ArrayList<>();
        double squares = 0;
        for (NDArray parameter : parameters.values()) {
            NDArray gradient = parameter.getGradient();
            gradient.attach(step);
            gradients.add(gradient);
            squares += gradient.square().sum().getFloat();
        }
        double norm = Math.sqrt(squares);
        double factor = norm > gradientNorm ? gradientNorm / norm : 1;
        state.nextStep();
        int i = 0;
        for (Map.Entry<String, NDArray> parameter : parameters.entrySet()) {
            state.update(parameter.getKey(), parameter.getValue(), gradients.get(i++), learningRate, factor);
        }
    }

    /** For each watched case its slices; without validation cases, evenly spaced slices of all training cases as one. */
    private static List<List<LabelledSlice>> watched(List<PreparedCase> training, List<PreparedCase> validation) {
        List<List<LabelledSlice>> result = new ArrayList<>();
        for (PreparedCase one : validation) {
            List<LabelledSlice> slices = new ArrayList<>();
            for (int z = 0; z < one.slices(); z++) {
                slices.add(one.slice(z));
            }
            result.add(slices);
        }
        if (validation.isEmpty()) {
            int all = training.stream().mapToInt(PreparedCase::slices).sum();
            int every = Math.max(1, all / MONITORED_SLICES);
            List<LabelledSlice> sample = new ArrayList<>();
            int at = 0;
            for (PreparedCase one : training) {
                for (int z = 0; z < one.slices(); z++, at++) {
                    if (at % every == 0) {
                        sample.add(one.slice(z));
                    }
                }
            }
            result.add(sample);
        }
        return result;
    }

    private double validate(NDManager manager, Weights weights, List<List<LabelledSlice>> watched) {
        double sum = 0;
        for (List<LabelledSlice> slices : watched) {
            long overlap = 0;
            long predicted = 0;
            long reference = 0;
            for (LabelledSlice slice : slices) {
                float[] foreground = Inference.foreground(manager, network, weights, slice.image(), 1, slice.height(), slice.width());
                for (int i = 0; i < foreground.length; i++) {
                    if (slice.labels()[i] >= 0) {
                        boolean p = foreground[i] > 0.5f;
                        boolean r = slice.labels()[i] > 0;
                        overlap += p && r ? 1 : 0;
                        predicted += p ? 1 : 0;
                        reference += r ? 1 : 0;
                    }
                }
            }
            sum += predicted + reference == 0 ? 1 : 2.0 * overlap / (predicted + reference);
        }
        return sum / watched.size();
    }
}
