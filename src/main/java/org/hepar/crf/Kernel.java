package org.hepar.crf;

/**
 * One kernel of a dense CRF over one grid, normalised and weighted: what voxel i hears of class d is message(i,d) = w hear(i) Σⱼ k(i,j) speak(j) Q(j,d).
 *
 * <p>Of interest is only by how much that moves the log odds of each class c against the background, 0: Σ_d (μ(0,d) − μ(c,d)) message(i,d).
 */
interface Kernel {

    /** Takes in Q of all classes but the background, {@code [class][z y][x]}; it must not be written while the kernel is listened to. Uses all cores. */
    void speak(float[][][] q);

    /** Reads what is heard; each core needs one of its own. */
    Listener listener();

    /** What one core hears. */
    @FunctionalInterface
    interface Listener {

        /** Adds by how much the log odds of each class but the background move, in slice z {@code [class][y][x]}. */
        void add(int z, float[][][] logOdds);
    }
}
