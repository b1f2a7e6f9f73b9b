package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hepar.cascade.FittedCascade;
import org.hepar.cascade.FittedCascade.PreparedImage;
import org.hepar.config.Reason;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.io.StoredVolume;
import org.hepar.track.Progress;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Volume;

/**
 * Images on their way through a cascade: while the networks are at one, the next is read and prepared and the last label map is
 * written, each on a thread of its own. What is written, said and refused, and in which order, is as if one image followed the other.
 *
 * <p>Memory: at most one image waits and one label map is being written. Where the heap may be too small for that, the next image is read only
 * when the one before is done.
 */
final class SegmentationLine implements AutoCloseable {

    /** Heap of an image that is segmented, with room: measured are 31 where the liver fills all of it (image, probabilities, distances), 23 elsewhere. */
    private static final long BYTES_PER_VOXEL = 40;
    /** Heap of the image that waits, and of the steps that prepare it, with room. */
    private static final long BYTES_PER_VOXEL_AHEAD = 12;

    /** A place where an image is read from, the place of its label map, and its size as the header tells it. */
    record Work(Path image, Path output, StoredGrid grid) {
    }

    /** What is looked at when an image is read, and kept beside its label map. */
    interface Inspection {

        /**
         * What speaks against an image.
         *
         * @throws IllegalArgumentException when it speaks against segmenting it at all
         */
        List<String> against(Path image, Volume volume);

        /** Called when the label map is written; it is deleted where this fails. */
        void written(Work work, List<String> against);
    }

    private record Read(PreparedImage image, StoredGrid stored, List<String> against) {
    }

    /** A label map on its way to the disk, and what is to be said when it is there. */
    private record Writing(Work work, Future<String> done) {
    }

    private final FittedCascade cascade;
    private final Inspection inspection;
    private final Progress.Task task;
    private final long heap;
    private final ExecutorService reader = thread("hepar-read");
    private final ExecutorService writer = thread("hepar-write");
    private final List<String> problems = new ArrayList<>();

    /**
     * @param task gets a step for each image, in order
     * @param heap bytes that this program may use
     */
    SegmentationLine(FittedCascade cascade, Inspection inspection, Progress.Task task, long heap) {
        this.cascade = cascade;
        this.inspection = inspection;
        this.task = task;
        this.heap = heap;
    }

    private static ExecutorService thread(String name) {
        return Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Segments them all; returns a line for each whose voxels could not be used or whose label map could not be written. */
    List<String> segment(List<Work> all) {
        Future<Read> ahead = null;
        Writing writing = null;
        for (int i = 0; i < all.size(); i++) {
            Work work = all.get(i);
            Future<Read> reading = ahead == null ? read(work) : ahead;
            ahead = null;
            try {
                Read read = result(reading);
                ahead = i + 1 < all.size() && fit(work, all.get(i + 1)) ? read(all.get(i + 1)) : null;
                LabelMap labels = cascade.segment(read.image()).labels();
                finish(writing);
                writing = write(work, labels, read);
            } catch (IllegalArgumentException | UncheckedIOException e) {
                finish(writing);
                writing = null;
                refuse(work, e);
            }
        }
        finish(writing);
        return problems;
    }

    private boolean fit(Work now, Work next) {
        return BYTES_PER_VOXEL * now.grid().grid().voxels() + BYTES_PER_VOXEL_AHEAD * next.grid().grid().voxels() <= heap;
    }

    private Future<Read> read(Work work) {
        return reader.submit(() -> {
            StoredVolume stored = Nifti.readVolume(work.image());
            List<String> against = inspection.against(work.image(), stored.volume());
            return new Read(cascade.prepare(stored.volume()), stored.stored(), against);
        });
    }

    private Writing write(Work work, LabelMap labels, Read read) {
        Callable<String> writing = () -> {
            makeFolder(work.output().getParent());
            Nifti.write(work.output(), labels, read.stored());
            describe(work, read.against());
            return String.format(Locale.ROOT, "%s: liver %.0f ml, lesions %.1f ml", work.image().getFileName(), labels.liver().millilitres(), labels.lesion().millilitres());
        };
        return new Writing(work, writer.submit(writing));
    }

    /** A label map of which nobody can tell what it was made of is not left behind. */
    private void describe(Work work, List<String> against) throws IOException {
        try {
            inspection.written(work, against);
        } catch (RuntimeException e) {
            Files.deleteIfExists(work.output());
            throw e;
        }
    }

    /** Waits until the label map is on the disk, and tells it. */
    private void finish(Writing writing) {
        if (writing == null) {
            return;
        }
        try {
            task.step(result(writing.done()));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            refuse(writing.work(), e);
        }
    }

    private void refuse(Work work, RuntimeException reason) {
        problems.add(reason.getMessage());
        task.step(work.image().getFileName() + ": not segmented");
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Error error) {
                throw error;
            }
            throw failed.getCause() instanceof RuntimeException e ? e : new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("segmenting was interrupted", stopped);
        }
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder + ": " + Reason.of(e) + "; choose another with --out", e);
        }
    }

    /** Lets the label map that is being written come to its end, whatever ended the work. */
    @Override
    public void close() {
        reader.shutdownNow();
        writer.shutdown();
        try {
            writer.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
