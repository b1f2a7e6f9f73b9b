package org.hepar.volume;

import java.util.Arrays;
import java.util.Optional;

/**
 * Grid and a yes or no for each voxel, one bit each: a mask of which whole rows are counted, compared and shifted 64 voxels
 * at a time. Rows {@code [z,y]} follow each other, each in {@link #wordsPerRow()} words; voxel x of a row is bit
 * {@code x & 63} of its word {@code x >> 6}, and the bits behind the last voxel of a row are 0.
 *
 * <p>The array is handed over, not copied, and never written after construction. An eighth of a byte a voxel.
 */
public record PackedMask(Grid grid, long[] words) {

    public PackedMask {
        long needed = (long) grid.size().z() * grid.size().y() * wordsPerRow(grid.size());
        if (words.length != needed) {
            throw new IllegalArgumentException("packed mask has " + words.length + " words, its grid of size " + grid.size() + " needs " + needed);
        }
    }

    /** A mask without a voxel inside, whose words are then filled in by its maker. */
    public static PackedMask empty(Grid grid) {
        return new PackedMask(grid, new long[grid.size().z() * grid.size().y() * wordsPerRow(grid.size())]);
    }

    /** The same mask, packed. */
    public static PackedMask of(Mask mask) {
        Size size = mask.grid().size();
        PackedMask packed = empty(mask.grid());
        boolean[] voxels = mask.voxels();
        for (int row = 0, i = 0; row < size.z() * size.y(); row++) {
            for (int x = 0; x < size.x(); x++, i++) {
                if (voxels[i]) {
                    packed.words[row * packed.wordsPerRow() + (x >> 6)] |= 1L << x;
                }
            }
        }
        return packed;
    }

    /** Words that hold one row of a volume. */
    public static int wordsPerRow(Size size) {
        return (size.x() + 63) >> 6;
    }

    /** Words that hold one row. */
    public int wordsPerRow() {
        return wordsPerRow(grid.size());
    }

    /** Place of the first word of row {@code [z,y]}. */
    public int row(int z, int y) {
        return (z * grid.size().y() + y) * wordsPerRow();
    }

    public boolean at(int z, int y, int x) {
        return (words[row(z, y) + (x >> 6)] >>> x & 1) != 0;
    }

    /** Number of voxels that are inside. */
    public int count() {
        int n = 0;
        for (long word : words) {
            n += Long.bitCount(word);
        }
        return n;
    }

    public boolean isEmpty() {
        for (long word : words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    /** Volume in ml. */
    public double millilitres() {
        return count() * grid.spacing().voxelMm3() / 1000;
    }

    /** The smallest box that holds all voxels inside; empty for an empty mask. */
    public Optional<Box> bounds() {
        int perRow = wordsPerRow();
        long[] columns = new long[perRow];
        int z0 = -1;
        int z1 = -1;
        int y0 = Integer.MAX_VALUE;
        int y1 = -1;
        for (int z = 0, at = 0; z < grid.size().z(); z++) {
            for (int y = 0; y < grid.size().y(); y++) {
                long any = 0;
                for (int w = 0; w < perRow; w++, at++) {
                    any |= words[at];
                    columns[w] |= words[at];
                }
                if (any != 0) {
                    z0 = z0 < 0 ? z : z0;
                    z1 = z;
                    y0 = Math.min(y0, y);
                    y1 = Math.max(y1, y);
                }
            }
        }
        if (z0 < 0) {
            return Optional.empty();
        }
        int first = 0;
        while (columns[first] == 0) {
            first++;
        }
        int last = perRow - 1;
        while (columns[last] == 0) {
            last--;
        }
        int x0 = 64 * first + Long.numberOfTrailingZeros(columns[first]);
        int x1 = 64 * last + 63 - Long.numberOfLeadingZeros(columns[last]);
        return Optional.of(new Box(z0, y0, x0, z1 + 1, y1 + 1, x1 + 1));
    }

    /** The part inside a box, on the box's grid. */
    public PackedMask crop(Box box) {
        PackedMask cropped = empty(grid.crop(box));
        int perRow = cropped.wordsPerRow();
        int shift = box.x0() & 63;
        int lastBits = box.size().x() & 63;
        long inside = lastBits == 0 ? -1L : (1L << lastBits) - 1;
        int to = 0;
        for (int z = box.z0(); z < box.z1(); z++) {
            for (int y = box.y0(); y < box.y1(); y++) {
                int from = row(z, y) + (box.x0() >> 6);
                int end = row(z, y) + wordsPerRow();
                for (int w = 0; w < perRow; w++, from++, to++) {
                    long word = words[from] >>> shift;
                    if (shift != 0 && from + 1 < end) {
                        word |= words[from + 1] << 64 - shift;
                    }
                    cropped.words[to] = word;
                }
                cropped.words[to - 1] &= inside;
            }
        }
        return cropped;
    }

    /** The same mask with a byte a voxel. */
    public Mask unpacked() {
        boolean[] voxels = new boolean[grid.voxels()];
        int x1 = grid.size().x();
        for (int row = 0, i = 0; row < grid.size().z() * grid.size().y(); row++) {
            for (int x = 0; x < x1; x++, i++) {
                voxels[i] = (words[row * wordsPerRow() + (x >> 6)] >>> x & 1) != 0;
            }
        }
        return new Mask(grid, voxels);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackedMask mask && grid.equals(mask.grid) && Arrays.equals(words, mask.words);
    }

    @Override
    public int hashCode() {
        return 31 * grid.hashCode() + Arrays.hashCode(words);
    }
}
