package org.hepar.crf;

import java.util.Arrays;
import java.util.function.Supplier;
import org.hepar.volume.Size;
import org.hepar.voxel.Workers;

/**
 * One kernel of a dense CRF over one grid, normalised and weighted: what voxel i hears of class d is message(i,d) = w hear(i) Σⱼ k(i,j) speak(j) Q(j,d).
 *
 * <p>Of interest is only by how much that moves the log odds of each class c against the background, 0: Σ_d (μ(0,d) − μ(c,d)) message(i,d).
 */
interface Kernel {

    /** Takes in Q of all classes but the background, {@code [class][z,y,x]}; it must not be written while the kernel is listened to. Uses all cores. */
    void speak(float[][] q);

    /** Reads what is heard; each core needs one of its own. */
    Listener listener();

    /**
     * The factors of a normalisation, {@code [z,y,x]}: those of speaking and hearing are equal where both differ from 1.
     *
     * @param ofEverything hears the plain sums of a kernel, when every voxel says 1
     */
    static float[] factors(Size size, Normalisation normalisation, Supplier<Listener> ofEverything) {
        float[] factors = new float[size.voxels()];
        Workers.share(size.z(), () -> {
            float[][][] sums = new float[1][size.y()][size.x()];
            Listener listener = ofEverything.get();
            return z -> {
                for (float[] line : sums[0]) {
                    Arrays.fill(line, 0);
                }
                listener.add(z, sums);
                for (int y = 0; y < size.y(); y++) {
                    normalisation.toFactors(sums[0][y]);
                    System.arraycopy(sums[0][y], 0, factors, size.index(z, y, 0), size.x());
                }
            };
        });
        return factors;
    }

    /** What one core hears. */
    @FunctionalInterface
    interface Listener {

        /** Adds by how much the log odds of each class but the background move, in slice z {@code [class][y][x]}. */
        void add(int z, float[][][] logOdds);
    }
}
