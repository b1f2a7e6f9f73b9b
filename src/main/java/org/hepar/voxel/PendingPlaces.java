package org.hepar.voxel;

import java.util.Arrays;

/**
 * The places of one slice whose distance is not yet known, 64 of a row in a word. Distances go into an array of all places
 * in scan order.
 */
final class PendingPlaces {

    /** Tells the squared mm from a voxel. */
    interface Distance {
        double squaredMm(int z, int y, int x);
    }

    private final SpacedRows places;
    private final double[] squaredMm;
    /** Of each word with a pending place: where it is in its slice, which bits are pending, and the number of its first place. */
    private final int[] words;
    private final long[] bits;
    private final int[] firsts;
    private int count;
    private int z;

    /** Room for any slice. */
    PendingPlaces(SpacedRows places, double[] squaredMm) {
        this(places, squaredMm, new int[places.slice], new long[places.slice], new int[places.slice]);
    }

    private PendingPlaces(SpacedRows places, double[] squaredMm, int[] words, long[] bits, int[] firsts) {
        this.places = places;
        this.squaredMm = squaredMm;
        this.words = words;
        this.bits = bits;
        this.firsts = firsts;
    }

    /** Turns to another slice, all places of which are pending; so many places come before it. */
    void begin(int newZ, int placesBefore) {
        z = newZ;
        count = 0;
        int first = placesBefore;
        for (int i = 1; i <= places.slice; i++) {
            long word = places.words[z * places.slice + i];
            if (word != 0) {
                words[count] = i;
                bits[count] = word;
                firsts[count++] = first;
                first += Long.bitCount(word);
            }
        }
    }

    int z() {
        return z;
    }

    /** Number of words with a pending place. */
    int count() {
        return count;
    }

    /** Where the n-th word is in its slice. */
    int word(int n) {
        return words[n];
    }

    /** Number of pending places in the n-th word. */
    int places(int n) {
        return Long.bitCount(bits[n]);
    }

    /** Settles all places that have a voxel so many columns to the left or to the right in rows laid out like a slice. */
    void look(long[] rows, int columns, double squared) {
        int left = 0;
        for (int i = 0; i < count; i++) {
            int at = words[i];
            long there = columns == 0 ? rows[at]
                    : rows[at] << columns | rows[at - 1] >>> -columns | rows[at] >>> columns | rows[at + 1] << -columns;
            long found = bits[i] & there;
            long pending = bits[i] ^ found;
            for (; found != 0; found &= found - 1) {
                squaredMm[number(i, Long.lowestOneBit(found))] = squared;
            }
            if (pending != 0) {
                words[left] = at;
                bits[left] = pending;
                firsts[left++] = firsts[i];
            }
        }
        count = left;
    }

    /** Settles the places of the n-th word one by one. */
    void settle(int n, Distance distance) {
        int y = (words[n] - 1) / places.stride;
        int x = 64 * ((words[n] - 1) % places.stride);
        for (long left = bits[n]; left != 0; left &= left - 1) {
            long bit = Long.lowestOneBit(left);
            squaredMm[number(n, bit)] = distance.squaredMm(z, y, x + Long.numberOfTrailingZeros(bit));
        }
    }

    /** The words from the n-th on, to be settled later. */
    PendingPlaces from(int n) {
        PendingPlaces rest = new PendingPlaces(places, squaredMm, Arrays.copyOfRange(words, n, count), Arrays.copyOfRange(bits, n, count),
                Arrays.copyOfRange(firsts, n, count));
        rest.z = z;
        rest.count = count - n;
        return rest;
    }

    /** Number of the place that is a bit of the n-th word, among all places. */
    private int number(int n, long bit) {
        return firsts[n] + Long.bitCount(places.words[z * places.slice + words[n]] & bit - 1);
    }
}
