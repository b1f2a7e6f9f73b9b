package org.hepar.crf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hepar.config.Json;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;

/**
 * A mean field that NumPy computed with full kernel matrices; {@code src/bench/python/crf_golden.py} wrote them.
 *
 * @param q after each iteration {@code [iteration][class][voxel]}
 */
record Golden(String name, DenseCrf crf, ProbabilityMap probability, List<Volume> channels, double[][][] q) {

    static List<Golden> all() {
        Map<?, ?> file = read();
        double[] size = numbers(file.get("size"));
        double[] spacing = numbers(file.get("spacing_mm"));
        Grid grid = Grid.axial(new Size((int) size[0], (int) size[1], (int) size[2]), new Spacing(spacing[0], spacing[1], spacing[2]));
        float[][] classes = ((List<?>) file.get("probability")).stream().map(Golden::floats).toArray(float[][]::new);
        List<Volume> channels = ((List<?>) file.get("channels")).stream().map(values -> new Volume(grid, floats(values))).toList();
        List<Golden> all = new ArrayList<>();
        for (Object each : (List<?>) file.get("cases")) {
            Map<?, ?> one = (Map<?, ?>) each;
            List<List<Double>> costs = ((List<?>) file.get("costs")).stream().map(row -> boxed(numbers(row))).toList();
            List<Double> widths = boxed(numbers(one.get("appearance_hu")));
            Compatibility compatibility = one.get("compatibility").equals("potts") ? new Compatibility.Potts() : new Compatibility.Matrix(costs);
            double[][][] q = ((List<?>) one.get("q")).stream()
                    .map(iteration -> ((List<?>) iteration).stream().map(Golden::numbers).toArray(double[][]::new)).toArray(double[][][]::new);
            DenseCrf crf = new DenseCrf(number(file, "position_mm"), number(file, "position_weight"), number(file, "appearance_mm"), widths,
                    number(file, "appearance_weight"), q.length, Normalisation.valueOf(one.get("normalisation").toString().toUpperCase(Locale.ROOT)),
                    Region.WHOLE, number(file, "probability_floor"), compatibility);
            String name = one.get("normalisation") + ", " + one.get("compatibility") + ", channels: " + widths.size();
            all.add(new Golden(name, crf, new ProbabilityMap(grid, classes), channels.subList(0, widths.size()), q));
        }
        return all;
    }

    private static Map<?, ?> read() {
        try (InputStream in = Golden.class.getResourceAsStream("golden.json")) {
            return (Map<?, ?>) Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static double number(Map<?, ?> from, String key) {
        return ((Number) from.get(key)).doubleValue();
    }

    private static double[] numbers(Object list) {
        return ((List<?>) list).stream().mapToDouble(n -> ((Number) n).doubleValue()).toArray();
    }

    private static float[] floats(Object list) {
        double[] numbers = numbers(list);
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    private static List<Double> boxed(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
