package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.hepar.cascade.FittedCascade;
import org.hepar.config.Yaml;
import org.hepar.experiment.Experiment;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.track.Progress;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Overlapped work with thresholds in place of networks: no engine. */
class SegmentationLineTest {

    private static final SegmentationLine.Inspection UNLOOKED = new SegmentationLine.Inspection() {

        @Override
        public List<String> against(Path image, Volume volume) {
            return List.of();
        }

        @Override
        public void written(SegmentationLine.Work work, List<String> against) {
            // Nothing is kept beside it.
        }
    };

    private static final Grid GRID = Grid.axial(new Size(4, 20, 20), new Spacing(5, 1, 1));
    private static final long ROOM = 1L << 30;

    @TempDir
    private Path folder;

    private final List<String> steps = new ArrayList<>();

    private final Progress.Task task = new Progress.Task() {
        @Override
        public void step(String detail) {
            steps.add(detail);
        }

        @Override
        public void close() {
            // Nothing is drawn.
        }
    };

    /** Above half of the window is liver; an observer is told of each image that the liver network gets, from 1. */
    private static FittedCascade cascade(Consumer<Integer> observer) {
        AtomicInteger images = new AtomicInteger();
        Segmenter liver = volume -> {
            observer.accept(images.incrementAndGet());
            return above(volume, 0.5f);
        };
        return new FittedCascade(Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, List.of(
                "cascade.liver.preprocessing=[{type: hu_window, lower_hu: 0, upper_hu: 100}]",
                "cascade.lesion.preprocessing=[{type: hu_window, lower_hu: 0, upper_hu: 100}]")).cascade(), liver, volume -> above(volume, 0.7f));
    }

    private static ProbabilityMap above(Volume volume, float threshold) {
        float[] p = new float[volume.voxels().length];
        for (int i = 0; i < p.length; i++) {
            p[i] = volume.voxels()[i] > threshold ? 1 : 0;
        }
        return ProbabilityMap.ofForeground(volume.grid(), p);
    }

    /** An image with a liver of as many voxels. */
    private SegmentationLine.Work work(String name, int liverVoxels) {
        float[] hu = new float[GRID.voxels()];
        Arrays.fill(hu, 0, liverVoxels, 60);
        Path file = folder.resolve(name + ".nii.gz");
        Nifti.write(file, new Volume(GRID, hu), StoredGrid.of(GRID));
        return workOf(name);
    }

    private SegmentationLine.Work workOf(String name) {
        return new SegmentationLine.Work(folder.resolve(name + ".nii.gz"), folder.resolve("out").resolve(name + ".nii.gz"), StoredGrid.of(GRID));
    }

    private List<String> segment(FittedCascade cascade, long heap, List<SegmentationLine.Work> work) {
        try (SegmentationLine line = new SegmentationLine(cascade, UNLOOKED, task, heap)) {
            return line.segment(work);
        }
    }

    private void cutOff(String name) throws IOException {
        Path file = folder.resolve(name + ".nii.gz");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));
    }

    @Test
    void aLabelMapThatCannotBeDescribedIsNotLeftBehind() {
        SegmentationLine.Inspection full = new SegmentationLine.Inspection() {
            @Override
            public List<String> against(Path image, Volume volume) {
                return List.of();
            }

            @Override
            public void written(SegmentationLine.Work work, List<String> against) {
                throw new UncheckedIOException(work.output() + " cannot be described", new IOException("No space left on device"));
            }
        };
        SegmentationLine.Work work = work("a", 100);
        try (SegmentationLine line = new SegmentationLine(cascade(number -> { }), full, task, ROOM)) {
            assertThat(line.segment(List.of(work))).singleElement().asString().contains("cannot be described");
        }
        assertThat(work.output()).doesNotExist();
        assertThat(work.output().getParent()).isEmptyDirectory();
    }

    @Test
    void imagesComeOutInOrderAndOneThatCannotBeReadOrWrittenStopsNoOther() throws IOException {
        List<SegmentationLine.Work> work = List.of(work("a", 100), work("b", 200), work("c", 300), work("d", 400), work("e", 500));
        cutOff("b");
        Files.createDirectories(folder.resolve("out/c.nii.gz"));
        for (long heap : new long[] {ROOM, 0}) {
            steps.clear();
            List<String> problems = segment(cascade(number -> { }), heap, work);
            assertThat(steps).containsExactly("a.nii.gz: liver 1 ml, lesions 0.0 ml", "b.nii.gz: not segmented", "c.nii.gz: not segmented",
                    "d.nii.gz: liver 2 ml, lesions 0.0 ml", "e.nii.gz: liver 3 ml, lesions 0.0 ml");
            assertThat(problems).hasSize(2);
            assertThat(problems.get(0)).contains("b.nii.gz");
            assertThat(problems.get(1)).contains("out/c.nii.gz is a folder");
            int[] voxels = {100, 0, 0, 400, 500};
            for (int i : new int[] {0, 3, 4}) {
                assertThat(Nifti.readLabels(work.get(i).output()).labels().liver().count()).isEqualTo(voxels[i]);
            }
        }
    }

    @Test
    void anImageThatTheNetworkRefusesStopsNoOther() {
        List<SegmentationLine.Work> work = List.of(work("a", 100), work("b", 200), work("c", 300));
        List<String> problems = segment(cascade(number -> {
            if (number == 2) {
                throw new IllegalArgumentException("too small");
            }
        }), ROOM, work);
        assertThat(problems).containsExactly("too small");
        assertThat(steps).containsExactly("a.nii.gz: liver 1 ml, lesions 0.0 ml", "b.nii.gz: not segmented", "c.nii.gz: liver 2 ml, lesions 0.0 ml");
    }

    @Test
    void whenTheProgramFailsWhatWasSegmentedIsStillWrittenWhole() {
        List<SegmentationLine.Work> work = List.of(work("a", 100), work("b", 200), work("c", 300));
        assertThatThrownBy(() -> segment(cascade(number -> {
            if (number == 2) {
                throw new IllegalStateException("broken");
            }
        }), ROOM, work)).hasMessage("broken");
        assertThat(Nifti.readLabels(work.get(0).output()).labels().liver().count()).isEqualTo(100);
        assertThat(work.get(1).output()).doesNotExist();
        assertThat(work.get(2).output()).doesNotExist();
    }

    /** The second image is a pipe: it opens for writing only while somebody reads it. */
    private CompletableFuture<Void> pipe() throws IOException, InterruptedException {
        Path pipe = folder.resolve("b.nii.gz");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        return CompletableFuture.runAsync(() -> {
            try {
                Files.newOutputStream(pipe).close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void theNextImageIsReadWhileTheNetworkIsAtOne() throws Exception {
        List<SegmentationLine.Work> work = List.of(work("a", 100), workOf("b"));
        CompletableFuture<Void> read = pipe();
        List<String> problems = segment(cascade(number -> assertThat(read).succeedsWithin(20, TimeUnit.SECONDS)), ROOM, work);
        assertThat(problems).singleElement().asString().contains("b.nii.gz");
    }

    @Test
    void theNextImageIsReadAfterwardsWhereTheHeapIsTooSmallForTwo() throws Exception {
        List<SegmentationLine.Work> work = List.of(work("a", 100), workOf("b"));
        CompletableFuture<Void> read = pipe();
        segment(cascade(number -> assertThat(read).failsWithin(300, TimeUnit.MILLISECONDS)), 40L * GRID.voxels(), work);
        assertThat(read).succeedsWithin(20, TimeUnit.SECONDS);
        assertThat(steps).hasSize(2);
    }
}
