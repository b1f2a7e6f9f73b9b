package org.hepar.crf;

/**
 * One kernel of a dense CRF over one grid, normalised and weighted: message(i) = w hear(i) Σⱼ k(i,j) speak(j) q(j), for every voxel i of the grid and for
 * several q at a time, which are told apart by a number, their channel.
 */
interface Kernel {

    /** Takes in q as rows {@code [z y][x]}; they must not be written while the channel is listened to. Uses all cores. */
    void speak(int channel, float[][] q);

    /** Reads messages; each core needs one of its own. */
    Listener listener();

    /** What one core hears. */
    @FunctionalInterface
    interface Listener {

        /** Adds the message of a channel at each voxel of slice z, as rows {@code [y][x]}. */
        void add(int channel, int z, float[][] slice);
    }
}
