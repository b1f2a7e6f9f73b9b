package org.hepar.crf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hepar.config.Json;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Assumptions;

/**
 * A case of {@code crf-reference} in the folder that HEPAR_DATA names: mean fields that others computed by brute force and by a permutohedral lattice.
 *
 * @param after iterations after which Q is given
 * @param exact Q by brute force {@code [after][class][voxel]}
 * @param lattice Q of pydensecrf, likewise
 */
record ReferenceCase(String name, DenseCrf crf, ProbabilityMap probability, Volume volume, int[] after, List<float[][]> exact, List<float[][]> lattice) {

    private static final String FOLDER = "crf-reference";

    /** All of them; the calling test is skipped where there are none. */
    static List<ReferenceCase> all() throws IOException {
        String root = System.getenv("HEPAR_DATA");
        Assumptions.assumeTrue(root != null && Files.isDirectory(Path.of(root, FOLDER)), "skipped: set HEPAR_DATA to a folder that holds " + FOLDER);
        Path folder = Path.of(root, FOLDER);
        List<ReferenceCase> cases = new ArrayList<>();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) Json.read(Files.readString(folder.resolve("crf-reference.json")))).entrySet()) {
            cases.add(read(folder, entry.getKey().toString(), (Map<?, ?>) entry.getValue()));
        }
        return cases;
    }

    private static ReferenceCase read(Path folder, String name, Map<?, ?> facts) throws IOException {
        int[] shape = Arrays.stream(numbers(facts.get("shape"))).mapToInt(n -> (int) n).toArray();
        double[] spacing = numbers(facts.get("spacing_mm_used_for_features"));
        boolean flat = shape.length == 2;
        Grid grid = flat ? Grid.axial(new Size(1, shape[0], shape[1]), new Spacing(1, spacing[0], spacing[1]))
                : Grid.axial(new Size(shape[0], shape[1], shape[2]), new Spacing(spacing[0], spacing[1], spacing[2]));
        Map<?, ?> position = (Map<?, ?>) facts.get("gaussian");
        Map<?, ?> appearance = (Map<?, ?>) facts.get("bilateral");
        int[] after = Arrays.stream(numbers(facts.get("iterations"))).mapToInt(n -> (int) n).toArray();
        DenseCrf crf = new DenseCrf(number(position, "sigma_mm"), number(position, "weight"), number(appearance, "sigma_mm"),
                List.of(number(appearance, "sigma_intensity_HU")), number(appearance, "weight"), after[after.length - 1],
                Normalisation.SYMMETRIC, Region.WHOLE, 1e-5, new Compatibility.Potts());
        List<float[][]> exact = new ArrayList<>();
        List<float[][]> lattice = new ArrayList<>();
        for (int iterations : after) {
            exact.add(classes(folder.resolve(name + "_Q_exact_it" + iterations + ".npy")));
            lattice.add(classes(folder.resolve(name + "_Q_pydensecrf_it" + iterations + ".npy")));
        }
        return new ReferenceCase(name, crf, new ProbabilityMap(grid, classes(folder.resolve(name + "_unary_prob.npy"))),
                new Volume(grid, Npy.read(folder.resolve(name + "_image.npy")).values()), after, exact, lattice);
    }

    private static float[][] classes(Path file) throws IOException {
        Npy array = Npy.read(file);
        int classes = array.shape()[0];
        int voxels = array.values().length / classes;
        float[][] each = new float[classes][];
        for (int c = 0; c < classes; c++) {
            each[c] = Arrays.copyOfRange(array.values(), c * voxels, (c + 1) * voxels);
        }
        return each;
    }

    private static double number(Map<?, ?> from, String key) {
        return ((Number) from.get(key)).doubleValue();
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list).stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
    }
}
