package org.hepar.crf;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hepar.config.Json;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;

/**
 * Times a dense CRF on the cases that {@code src/bench/python/crf_peers.py write} made, and measures its error on the small ones:
 * {@code time CASE [rounds]}, {@code errors FOLDER}, {@code region CASE},
 * {@code widths CASE}, {@code narrow CASE}.
 */
final class CrfBenchmark {

    static final DenseCrf CRF = new DenseCrf(3, 3, 12, List.of(25.0), 5, 5, Normalisation.SYMMETRIC, Region.WHOLE, 1e-5, new Compatibility.Potts());

    /** A case of the benchmark. */
    private record Case(ProbabilityMap probability, Volume image) {

        static Case read(Path folder) throws IOException {
            Map<?, ?> facts = (Map<?, ?>) Json.read(Files.readString(folder.resolve("case.json")));
            double[] mm = ((List<?>) facts.get("spacing_mm")).stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
            Npy image = Npy.read(folder.resolve("image.npy"));
            Grid grid = Grid.axial(new Size(image.shape()[0], image.shape()[1], image.shape()[2]), new Spacing(mm[0], mm[1], mm[2]));
            return new Case(new ProbabilityMap(grid, classes(folder.resolve("probability.npy"))), new Volume(grid, image.values()));
        }
    }

    private static float[][] classes(Path file) throws IOException {
        Npy array = Npy.read(file);
        int voxels = array.values().length / array.shape()[0];
        float[][] classes = new float[array.shape()[0]][];
        for (int c = 0; c < classes.length; c++) {
            classes[c] = Arrays.copyOfRange(array.values(), c * voxels, (c + 1) * voxels);
        }
        return classes;
    }

    private CrfBenchmark() {
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("time")) {
            time(Path.of(arguments[1]), arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1);
        } else if (arguments[0].equals("widths")) {
            widths(Path.of(arguments[1]));
        } else if (arguments[0].equals("narrow")) {
            narrow(Path.of(arguments[1]));
        } else if (arguments[0].equals("region")) {
            region(Path.of(arguments[1]));
        } else {
            errors(Path.of(arguments[1]));
        }
    }

    /** The shortest time of some rounds with kernels from narrow to wide. */
    private static void widths(Path folder) throws IOException {
        Case one = Case.read(folder);
        for (double factor : new double[] {0.5, 1, 2, 4, 8}) {
            DenseCrf crf = new DenseCrf(factor * CRF.positionMm(), CRF.positionWeight(), factor * CRF.appearanceMm(), CRF.appearanceHu(), CRF.appearanceWeight(),
                    CRF.iterations(), CRF.normalisation(), CRF.region(), CRF.probabilityFloor(), CRF.compatibility());
            double shortest = Double.POSITIVE_INFINITY;
            for (int round = 0; round < 8; round++) {
                long begun = System.nanoTime();
                crf.refine(one.probability(), List.of(one.image()));
                shortest = Math.min(shortest, (System.nanoTime() - begun) / 1e9);
            }
            System.out.printf("position %.1f mm, appearance %.0f mm: %.2f s, stated %.2f GB beyond the input%n", crf.positionMm(), crf.appearanceMm(), shortest,
                    crf.bytes(one.probability(), List.of(one.image())) / (double) (1 << 30));
        }
    }

    /** A message of a narrow appearance kernel by neighbours and by the grid: which costs less, and which is taken. */
    private static void narrow(Path folder) throws IOException {
        Case one = Case.read(folder);
        Grid grid = one.image().grid();
        List<Volume> image = List.of(one.image());
        Range range = Range.of(one.image().voxels());
        System.out.printf("%s, spacing %s, %.0f to %.0f HU%n", grid.size(), grid.spacing(), range.lowest(), range.highest());
        float[][] pull = {{0, 0}, {-1, 1}};
        for (double mm : new double[] {1.5, 2.5, 4, 6}) {
            for (double hu : new double[] {5, 10, 20, 40}) {
                Tones tones = new Tones(image, List.of(range), List.of(hu), MeanField.STEP);
                GridLayout layout = GridLayout.of(grid.size(), grid.spacing(), mm, MeanField.STEP, tones);
                double byGrid = layout.bytes(1, 2) > Runtime.getRuntime().maxMemory() / 2 ? Double.NaN
                        : seconds(new GridKernel(layout, 1, Normalisation.NONE, pull), one);
                double byNeighbours = seconds(new NeighbourKernel(grid.size(), grid.spacing(), mm, image, List.of(hu), 1, Normalisation.NONE, pull), one);
                DenseCrf crf = new DenseCrf(3, 0, mm, List.of(hu), 5, 5, Normalisation.NONE, Region.WHOLE, 1e-5, new Compatibility.Potts());
                System.out.printf("%.1f mm, %.0f HU: %d neighbours a voxel, %.1f cells a voxel; grid %.3f s, neighbours %.3f s; taken: %s%n", mm, hu,
                        NeighbourKernel.terms(grid.size(), grid.spacing(), mm), (double) layout.cells() / grid.voxels(), byGrid, byNeighbours,
                        new MeanField(crf, one.probability(), image).isByNeighbours() ? "neighbours" : "grid");
            }
        }
    }

    private static double seconds(Kernel kernel, Case one) {
        Size size = one.image().grid().size();
        float[][] q = {one.probability().classes()[1]};
        double shortest = Double.POSITIVE_INFINITY;
        for (int round = 0; round < 3; round++) {
            long begun = System.nanoTime();
            kernel.speak(q);
            org.hepar.voxel.Workers.share(size.z(), () -> {
                Kernel.Listener listener = kernel.listener();
                float[][][] sums = new float[1][size.y()][size.x()];
                return z -> listener.add(z, sums);
            });
            shortest = Math.min(shortest, (System.nanoTime() - begun) / 1e9);
        }
        return shortest;
    }

    /** What looking only where some class is uncertain changes. */
    private static void region(Path folder) throws IOException {
        Case one = Case.read(folder);
        DenseCrf part = new DenseCrf(CRF.positionMm(), CRF.positionWeight(), CRF.appearanceMm(), CRF.appearanceHu(), CRF.appearanceWeight(), CRF.iterations(),
                CRF.normalisation(), Region.UNCERTAIN, CRF.probabilityFloor(), CRF.compatibility());
        Refined uncertain = part.refine(one.probability(), List.of(one.image()));
        float[][] whole = CRF.refine(one.probability(), List.of(one.image())).probability().classes();
        System.out.printf("%s: looked at %s of %s: %s%n", folder, uncertain.box().orElseThrow().size(), one.image().grid().size(),
                difference(uncertain.probability().classes(), whole));
        System.out.printf("  the refinement itself: %s%n", difference(one.probability().classes(), whole));
    }

    private static void time(Path folder, int rounds) throws IOException {
        Case one = Case.read(folder);
        double bytes = CRF.bytes(one.probability(), List.of(one.image()));
        List<Double> seconds = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            long begun = System.nanoTime();
            double used = processorSeconds();
            Refined refined = CRF.refine(one.probability(), List.of(one.image()));
            seconds.add((System.nanoTime() - begun) / 1e9);
            processor.add(processorSeconds() - used);
            if (round == 0) {
                System.out.println("  changes " + refined.changes());
            }
        }
        System.out.printf("hepar %s: %s, %d classes, stated %.2f GB beyond the input, %s s, processor %s s, peak %.2f GB%n", folder, one.image().grid().size(),
                one.probability().classes().length, bytes / (1 << 30), seconds.stream().map("%.2f"::formatted).toList(),
                processor.stream().map("%.2f"::formatted).toList(), peakGigabytes());
    }

    private static double processorSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    private static double peakGigabytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            String peak = lines.filter(line -> line.startsWith("VmHWM")).findFirst().orElseThrow();
            return Long.parseLong(peak.replaceAll("\\D", "")) / (double) (1 << 20);
        }
    }

    private static void errors(Path folder) throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path each : folders.filter(path -> path.getFileName().toString().startsWith("crop-")).sorted().toList()) {
                Case one = Case.read(each);
                float[][] exact = classes(each.resolve("exact.npy"));
                System.out.printf("%s spacing %s%n  hepar, as small as it is %s%n  hepar, as in a large one %s%n  pydensecrf %s%n", each.getFileName(),
                        one.image().grid().spacing(), difference(refined(one, MeanField.FINER_STEPS), exact), difference(refined(one, List.of()), exact),
                        difference(classes(each.resolve("lattice.npy")), exact));
            }
        }
    }

    private static float[][] refined(Case one, List<Double> finerSteps) {
        return new MeanField(CRF, one.probability(), List.of(one.image()), finerSteps).run(new ArrayList<>()).classes();
    }

    private static String difference(float[][] q, float[][] exact) {
        double sum = 0;
        double largest = 0;
        int other = 0;
        int voxels = exact[0].length;
        for (int i = 0; i < voxels; i++) {
            int best = 0;
            int bestExact = 0;
            for (int c = 0; c < exact.length; c++) {
                double difference = Math.abs(q[c][i] - exact[c][i]);
                sum += difference;
                largest = Math.max(largest, difference);
                best = q[c][i] > q[best][i] ? c : best;
                bestExact = exact[c][i] > exact[bestExact][i] ? c : bestExact;
            }
            other += best == bestExact ? 0 : 1;
        }
        return "mean %.7f largest %.5f agree %.4f %%".formatted(sum / voxels / exact.length, largest, 100 * (1 - (double) other / voxels));
    }
}
