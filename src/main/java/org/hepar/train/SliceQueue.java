package org.hepar.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The batches of a training, in order, made on threads of their own a few steps ahead of the engine. How many threads
 * there are and how they are scheduled changes nothing in a batch; it changes only how long {@link #next} waits.
 */
final class SliceQueue implements AutoCloseable {

    /** Batches made ahead of the step: enough to bridge a slow read, few enough to be small in memory. */
    static final int AHEAD = 4;

    private final SliceSource source;
    private final int steps;
    private final ExecutorService workers;
    private final Deque<List<CompletableFuture<DrawnSlice>>> ahead = new ArrayDeque<>();
    private int asked;
    private double waitedSeconds;
    private int readyBatches;

    /**
     * @param firstStep the first step that {@link #next} gives, from 0
     * @param steps of the whole training: none at or beyond it is made
     * @param workers threads
     */
    SliceQueue(SliceSource source, int firstStep, int steps, int workers) {
        this.source = source;
        this.steps = steps;
        this.workers = Executors.newFixedThreadPool(workers, SliceQueue::workerThread);
        asked = firstStep;
        while (ahead.size() < AHEAD && asked < steps) {
            ask();
        }
    }

    private static Thread workerThread(Runnable work) {
        Thread thread = new Thread(work, "hepar-data");
        thread.setDaemon(true);
        return thread;
    }

    private void ask() {
        int step = asked++;
        List<CompletableFuture<DrawnSlice>> batch = new ArrayList<>();
        for (Sampling.Choice choice : source.choices(step)) {
            int place = batch.size();
            batch.add(CompletableFuture.supplyAsync(() -> source.drawn(step, place, choice), workers));
        }
        ahead.add(batch);
    }

    /**
     * The batch of the next step; waits until it is there.
     *
     * @throws java.util.NoSuchElementException beyond the last step
     */
    List<DrawnSlice> next() {
        readyBatches = (int) ahead.stream().filter(batch -> batch.stream().allMatch(CompletableFuture::isDone)).count();
        List<CompletableFuture<DrawnSlice>> first = ahead.remove();
        if (asked < steps) {
            ask();
        }
        long began = System.nanoTime();
        try {
            return source.complete(first.stream().map(CompletableFuture::join).toList());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            waitedSeconds = (System.nanoTime() - began) / 1e9;
        }
    }

    /** Batches that lay ready when {@link #next} was last called. */
    int readyBatches() {
        return readyBatches;
    }

    /** Seconds that the last call of {@link #next} waited. */
    double waitedSeconds() {
        return waitedSeconds;
    }

    /** Ends the threads; what they are at is dropped. */
    @Override
    public void close() {
        workers.shutdownNow();
    }
}
