package org.hepar.metric;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.hepar.io.Nifti;
import org.hepar.volume.Box;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Structures;
import org.hepar.voxel.AxialDiameter;
import org.hepar.voxel.Components;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Morphology;
import org.hepar.voxel.NearestDistances;
import org.hepar.voxel.Outside;

/**
 * Times Dice, VOE, RVD, ASD and MSD of a pair of masks in memory, and each part of them: {@code reference prediction [rounds]}.
 * The peers on the same files: {@code src/bench/python/score_peers.py}.
 *
 * <p>Wall time on all cores. With {@code -Djava.util.concurrent.ForkJoinPool.common.parallelism=0} it is the processor time of one
 * core instead, which other work on the machine disturbs less.
 */
final class ScoreBenchmark {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final boolean ONE_CORE = "0".equals(System.getProperty("java.util.concurrent.ForkJoinPool.common.parallelism"));

    private final int rounds;

    private ScoreBenchmark(int rounds) {
        this.rounds = rounds;
    }

    public static void main(String[] arguments) {
        LabelMap reference = Nifti.readLabels(Path.of(arguments[0])).labels();
        LabelMap prediction = Nifti.readLabels(Path.of(arguments[1])).labels();
        ScoreBenchmark benchmark = new ScoreBenchmark(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20);
        System.out.printf("size %s, %s%n", reference.grid().size(), ONE_CORE ? "processor time of one core" : "wall time");
        benchmark.time("pack both structures of one mask", () -> Structures.of(reference));
        for (String name : List.of(LabelMapping.LIVER, LabelMapping.LESION)) {
            benchmark.structure(name, Structures.of(reference).of(name), Structures.of(prediction).of(name));
        }
    }

    private void structure(String name, PackedMask a, PackedMask b) {
        System.out.println(name + ": " + a.count() + " and " + b.count() + " voxels");
        time("all five measures", () -> measures(a, b));
        System.out.println("  values: " + measures(a, b));
        Box box = a.bounds().orElseThrow().unite(b.bounds().orElseThrow());
        time("bounds", () -> a.bounds().orElseThrow().unite(b.bounds().orElseThrow()));
        time("crop", () -> List.of(a.crop(box), b.crop(box)));
        PackedMask cropA = a.crop(box);
        PackedMask cropB = b.crop(box);
        time("overlap", () -> List.of(cropA.count(), cropB.count(), cropA.countShared(cropB)));
        time("surfaces", () -> List.of(surface(cropA), surface(cropB)));
        PackedMask surfaceA = surface(cropA);
        PackedMask surfaceB = surface(cropB);
        time("distances both ways", () -> List.of(NearestDistances.squaredMmAt(surfaceA, surfaceB), NearestDistances.squaredMmAt(surfaceB, surfaceA)));
        double[] mm = NearestDistances.squaredMmAt(surfaceB, surfaceA);
        Arrays.sort(mm);
        System.out.printf("  %d and %d surface voxels; distances mm: median %.2f, 90 %% %.2f, 99 %% %.2f, largest %.2f%n", mm.length, surfaceB.count(),
                Math.sqrt(mm[mm.length / 2]), Math.sqrt(mm[(int) (0.9 * mm.length)]), Math.sqrt(mm[(int) (0.99 * mm.length)]), Math.sqrt(mm[mm.length - 1]));
        Mask bytes = a.unpacked();
        double read = time("one pass over a byte a voxel, one core", bytes::count);
        double words = time("one pass over the words, one core", a::count);
        double labelled = time("components from a byte a voxel", () -> Components.label(bytes, Connectivity.TWENTY_SIX));
        double packed = time("components from words", () -> Components.label(a, Connectivity.TWENTY_SIX));
        System.out.printf("  components: %.2f passes over bytes; from words %.1f passes over words%n", labelled / read, packed / words);
        Components components = Components.label(a, Connectivity.TWENTY_SIX);
        time("axial diameter of " + components.count(), () -> AxialDiameter.longestMm(components));
    }

    private static List<Double> measures(PackedMask a, PackedMask b) {
        Box box = a.bounds().orElseThrow().unite(b.bounds().orElseThrow());
        PackedMask cropA = a.crop(box);
        PackedMask cropB = b.crop(box);
        Overlap overlap = new Overlap(cropA.count(), cropB.count(), cropA.countShared(cropB));
        PackedMask surfaceA = surface(cropA);
        PackedMask surfaceB = surface(cropB);
        double[] there = NearestDistances.squaredMmAt(surfaceB, surfaceA);
        double[] back = NearestDistances.squaredMmAt(surfaceA, surfaceB);
        double sum = 0;
        double largest = 0;
        for (double[] squared : List.of(there, back)) {
            for (double mm2 : squared) {
                sum += Math.sqrt(mm2);
                largest = Math.max(largest, mm2);
            }
        }
        return List.of(overlap.dice(), overlap.voe(), overlap.rvd(), sum / (there.length + back.length), Math.sqrt(largest));
    }

    private static PackedMask surface(PackedMask mask) {
        return Morphology.surface(mask, Connectivity.SIX, Outside.BACKGROUND);
    }

    private static double now() {
        return (ONE_CORE ? THREADS.getCurrentThreadCpuTime() : System.nanoTime()) / 1e6;
    }

    /** Milliseconds: the median of the rounds after as many to warm up. */
    private double time(String what, Supplier<?> work) {
        List<Double> milliseconds = new ArrayList<>();
        for (int i = -rounds; i < rounds; i++) {
            double begun = now();
            if (work.get() == null) {
                throw new IllegalStateException("nothing was computed");
            }
            if (i >= 0) {
                milliseconds.add(now() - begun);
            }
        }
        milliseconds.sort(null);
        System.out.printf("  %-42s %8.2f ms (shortest %.2f)%n", what, milliseconds.get(rounds / 2), milliseconds.get(0));
        return milliseconds.get(rounds / 2);
    }
}
