package org.hepar.cascade;

import org.hepar.volume.Mask;
import org.hepar.volume.Volume;

/**
 * At what intensity the lesion network is shown the liver. How bright a liver is depends on patient, contrast agent and moment of the scan; a lesion
 * is what differs from the liver around it.
 */
public sealed interface LiverLevel permits LiverLevel.AsMeasured, LiverLevel.Aligned {

    /**
     * The image at its level.
     *
     * @param image in HU
     * @param liver on its grid, not empty
     */
    Volume apply(Volume image, Mask liver);

    /** As the scanner gives it. */
    record AsMeasured() implements LiverLevel {

        @Override
        public Volume apply(Volume image, Mask liver) {
            return image;
        }
    }

    /**
     * Shifted as a whole, so that the liver's most frequent intensity is the same in every image. The most frequent one is that of healthy liver also
     * where lesions fill much of it, which mean and median are not.
     *
     * @param liverHu where healthy liver comes to lie
     */
    record Aligned(double liverHu) implements LiverLevel {

        private static final int LOWEST_HU = -200;
        private static final int HIGHEST_HU = 400;
        /** Three running means over so many HU make a bell of 8.5 HU standard deviation: noise has no say in where the peak is. */
        private static final int SMOOTHED_HU = 17;

        public Aligned {
            if (!(liverHu >= LOWEST_HU && liverHu <= HIGHEST_HU)) {
                throw new IllegalArgumentException("liver_hu (=" + liverHu + ") must be " + LOWEST_HU + " to " + HIGHEST_HU + "; 100 is usual in the portal venous phase");
            }
        }

        @Override
        public Volume apply(Volume image, Mask liver) {
            float shift = (float) (liverHu - mostFrequent(image.voxels(), liver.voxels()));
            float[] shifted = new float[image.voxels().length];
            for (int i = 0; i < shifted.length; i++) {
                shifted[i] = image.voxels()[i] + shift;
            }
            return new Volume(image.grid(), shifted);
        }

        /** In whole HU; the lowest of equally frequent ones. */
        private static int mostFrequent(float[] hu, boolean[] liver) {
            double[] histogram = new double[HIGHEST_HU - LOWEST_HU + 1];
            for (int i = 0; i < hu.length; i++) {
                if (liver[i]) {
                    histogram[Math.max(0, Math.min(histogram.length - 1, Math.round(hu[i]) - LOWEST_HU))]++;
                }
            }
            // What is clipped has no intensity of its own.
            histogram[0] = 0;
            histogram[histogram.length - 1] = 0;
            for (int pass = 0; pass < 3; pass++) {
                histogram = runningMean(histogram);
            }
            int peak = 0;
            for (int i = 1; i < histogram.length; i++) {
                peak = histogram[i] > histogram[peak] ? i : peak;
            }
            return peak + LOWEST_HU;
        }

        private static double[] runningMean(double[] values) {
            double[] result = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                double sum = 0;
                for (int j = Math.max(0, i - SMOOTHED_HU / 2); j <= Math.min(values.length - 1, i + SMOOTHED_HU / 2); j++) {
                    sum += values[j];
                }
                result[i] = sum / SMOOTHED_HU;
            }
            return result;
        }
    }
}
