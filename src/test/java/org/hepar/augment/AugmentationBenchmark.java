package org.hepar.augment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.commons.rng.simple.RandomSource;

/** Times what a data worker does to one slice, on one thread: {@code size...}. The best of some rounds, since others disturb only upwards. */
final class AugmentationBenchmark {

    private static final int ROUNDS = 8;
    private static final double FIELD_MM = 400;

    private AugmentationBenchmark() {
    }

    public static void main(String[] sizes) {
        for (String size : sizes) {
            int side = Integer.parseInt(size);
            LabelledSlice slice = slice(side);
            distributions().forEach((name, augmentation) -> System.out.printf("%d x %d, %-46s %.2f ms a slice%n", side, side, name, milliseconds(augmentation, slice)));
        }
    }

    private static Map<String, List<Augmentation>> distributions() {
        List<Augmentation> affine = List.of(new Rotation(15, 1), new Scaling(0.85, 1.2, 1), new Translation(25, 1));
        Map<String, List<Augmentation>> result = new LinkedHashMap<>();
        result.put("turned, scaled and moved:", affine);
        result.put("turned, scaled, moved and deformed:", List.of(affine.get(0), affine.get(1), affine.get(2), new Elastic(30, 4, 1)));
        result.put("noise:", List.of(new GaussianNoise(1, 1)));
        result.put("the liver stage of configs/cascade.yaml:", List.of(new Flip(Axis.LEFT_RIGHT, 0.2), new Rotation(15, 0.8), new Scaling(0.85, 1.2, 0.8),
                new Translation(25, 0.8), new Elastic(30, 4, 0.3), new IntensityShift(0.1, 0.05, 0.8), new GaussianNoise(0.1, 0.3)));
        return result;
    }

    private static double milliseconds(List<Augmentation> augmentation, LabelledSlice slice) {
        int slices = Math.max(10, 10_000_000 / slice.pixels());
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            for (int i = 0; i < slices; i++) {
                Transforms.apply(Augmentation.sampleAll(augmentation, RandomSource.XO_SHI_RO_256_PP.create((long) i)), slice);
            }
            best = Math.min(best, (System.nanoTime() - began) / 1e6 / slices);
        }
        return best;
    }

    private static LabelledSlice slice(int side) {
        Random random = new Random(1);
        float[] image = new float[side * side];
        byte[] labels = new byte[side * side];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextFloat();
            labels[i] = (byte) (random.nextInt(8) == 0 ? 1 : 0);
        }
        return new LabelledSlice(1, side, side, FIELD_MM / side, FIELD_MM / side, image, labels);
    }
}
