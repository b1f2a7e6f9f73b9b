package org.hepar.volume;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Puts voxels of a byte each into bits, slices shared out over the processor's cores. Masks of organs are long stretches of
 * equal voxels, so the end of each stretch is looked for by comparing the row with itself one voxel on, which the virtual
 * machine does many bytes at a time; noise, where that does not pay, goes voxel by voxel.
 */
final class Packing {

    /** Stretches shorter than this are a sign of noise. */
    private static final int SHORT = 32;

    private Packing() {
    }

    static PackedMask of(Mask mask) {
        boolean[] voxels = mask.voxels();
        return pack(mask.grid(), new Source() {
            @Override
            public int change(int from, int end) {
                return Arrays.mismatch(voxels, from, end - 1, voxels, from + 1, end);
            }

            @Override
            public long bit(int at) {
                return voxels[at] ? 1 : 0;
            }
        });
    }

    static PackedMask of(Grid grid, byte[] labels, boolean[] inside) {
        long[] bits = new long[inside.length];
        Arrays.setAll(bits, label -> inside[label] ? 1 : 0);
        return pack(grid, new Source() {
            @Override
            public int change(int from, int end) {
                return Arrays.mismatch(labels, from, end - 1, labels, from + 1, end);
            }

            @Override
            public long bit(int at) {
                return bits[labels[at] & 0xff];
            }
        });
    }

    static Mask unpacked(PackedMask mask) {
        Size size = mask.grid().size();
        boolean[] voxels = new boolean[size.voxels()];
        IntStream.range(0, size.z()).parallel().forEach(z -> {
            for (int y = 0; y < size.y(); y++) {
                int row = size.index(z, y, 0);
                mask.forEachRun(z, y, (x0, x1) -> Arrays.fill(voxels, row + x0, row + x1, true));
            }
        });
        return new Mask(mask.grid(), voxels);
    }

    /** Voxels of a byte each. */
    private interface Source {

        /** How many voxels after the first one comes the last that is equal to all before it; -1 if all are, up to the end. */
        int change(int from, int end);

        /** 1 inside, 0 outside. */
        long bit(int at);
    }

    private static PackedMask pack(Grid grid, Source source) {
        Size size = grid.size();
        PackedMask packed = PackedMask.empty(grid);
        IntStream.range(0, size.z()).parallel().forEach(z -> {
            for (int y = 0; y < size.y(); y++) {
                packRow(source, size.index(z, y, 0), size.x(), packed.words(), packed.row(z, y));
            }
        });
        return packed;
    }

    private static void packRow(Source source, int row, int width, long[] words, int firstWord) {
        for (int x = 0; x < width; ) {
            int change = source.change(row + x, row + width);
            int stop = change < 0 ? width : x + change + 1;
            if (source.bit(row + x) != 0) {
                set(words, firstWord, x, stop);
            }
            int next = stop - x >= SHORT ? stop : Math.min(width, stop + 127 & ~63);
            for (int at = stop; at < next; ) {
                int wordEnd = Math.min(next, (at | 63) + 1);
                long word = 0;
                for (int i = at; i < wordEnd; i++) {
                    word |= source.bit(row + i) << i;
                }
                words[firstWord + (at >> 6)] |= word;
                at = wordEnd;
            }
            x = next;
        }
    }

    /** Sets voxels x0 to x1 exclusive of the row that begins at a word. */
    static void set(long[] words, int row, int x0, int x1) {
        int first = row + (x0 >> 6);
        int last = row + (x1 - 1 >> 6);
        long head = -1L << x0;
        long tail = -1L >>> -x1;
        if (first == last) {
            words[first] |= head & tail;
            return;
        }
        words[first] |= head;
        Arrays.fill(words, first + 1, last, -1L);
        words[last] |= tail;
    }
}
