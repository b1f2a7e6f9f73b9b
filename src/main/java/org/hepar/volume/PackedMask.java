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
        return Packing.of(mask);
    }

    /**
     * The voxels whose label is inside.
     *
     * @param labels a byte a voxel, {@code [z,y,x]}; label values above 127 are negative bytes, as in files
     * @param inside for each label value from 0 to 255 whether it is inside
     */
    public static PackedMask ofLabels(Grid grid, byte[] labels, boolean[] inside) {
        Voxels.requireLength("label map", grid, labels.length);
        if (inside.length != 256) {
            throw new IllegalArgumentException("table of labels inside has " + inside.length + " entries, needs 256: one for each value of a byte");
        }
        return Packing.of(grid, labels, inside);
    }

    /** Takes the voxels from x0 to x1 exclusive of a row. */
    public interface Run {
        void accept(int x0, int x1);
    }

    /** Takes the place of a voxel. */
    public interface Place {
        void accept(int z, int y, int x);
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

    /** Puts the voxels from x0 to x1 exclusive of a row inside; for the maker of a mask only, before it is handed on. */
    public void fill(int z, int y, int x0, int x1) {
        Packing.set(words, row(z, y), x0, x1);
    }

    /** The 64 voxels of a row from x on, x as bit 0; 0 where the row has ended. */
    public long bits(int z, int y, int x) {
        int word = row(z, y) + (x >> 6);
        long low = words[word] >>> x;
        return (x & 63) == 0 || (x >> 6) + 1 == wordsPerRow() ? low : low | words[word + 1] << -x;
    }

    /** The longest runs of voxels inside of one row, from left to right. */
    public void forEachRun(int z, int y, Run run) {
        int row = row(z, y);
        int start = -1;
        long carry = 0;
        for (int w = 0; w < wordsPerRow(); w++) {
            long word = words[row + w];
            for (long changes = word ^ (word << 1 | carry); changes != 0; changes &= changes - 1) {
                int x = 64 * w + Long.numberOfTrailingZeros(changes);
                if (start < 0) {
                    start = x;
                } else {
                    run.accept(start, x);
                    start = -1;
                }
            }
            carry = word >>> 63;
        }
        if (start >= 0) {
            run.accept(start, grid.size().x());
        }
    }

    /** Number of runs in one row. */
    public int runs(int z, int y) {
        int row = row(z, y);
        int end = row + wordsPerRow();
        int n = 0;
        long carry = 0;
        for (int w = row; w < end; w++) {
            long word = words[w];
            if (word != 0) {
                n += Long.bitCount(word & ~(word << 1 | carry));
            }
            carry = word >>> 63;
        }
        return n;
    }

    /** The voxels inside in scan order: x fastest, then y, then z. */
    public void forEachVoxel(Place place) {
        for (int z = 0, at = 0; z < grid.size().z(); z++) {
            for (int y = 0; y < grid.size().y(); y++) {
                for (int w = 0; w < wordsPerRow(); w++, at++) {
                    for (long word = words[at]; word != 0; word &= word - 1) {
                        place.accept(z, y, 64 * w + Long.numberOfTrailingZeros(word));
                    }
                }
            }
        }
    }

    /** Number of voxels that are inside. */
    public int count() {
        int n = 0;
        for (long word : words) {
            n += Long.bitCount(word);
        }
        return n;
    }

    /** Number of voxels that are inside of both masks. */
    public int countShared(PackedMask other) {
        requireSameSize(other);
        int n = 0;
        for (int i = 0; i < words.length; i++) {
            n += Long.bitCount(words[i] & other.words[i]);
        }
        return n;
    }

    private void requireSameSize(PackedMask other) {
        if (!grid.size().equals(other.grid.size())) {
            throw new IllegalArgumentException("masks of size " + grid.size() + " and " + other.grid.size()
                    + " have no voxels in common places; crop or resample one of them to the other's grid");
        }
    }

    public boolean isEmpty() {
        for (long word : words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether every voxel of this mask is one of another of the same size. */
    public boolean isWithin(PackedMask other) {
        for (int i = 0; i < words.length; i++) {
            if ((words[i] & ~other.words[i]) != 0) {
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
            for (int y = 0; y < grid.size().y(); y++, at += perRow) {
                long any = 0;
                for (int w = 0; w < perRow; w++) {
                    any |= words[at + w];
                }
                if (any != 0) {
                    for (int w = 0; w < perRow; w++) {
                        columns[w] |= words[at + w];
                    }
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
        long inside = -1L >>> -box.size().x();
        int to = 0;
        for (int z = box.z0(); z < box.z1(); z++) {
            for (int y = box.y0(); y < box.y1(); y++) {
                for (int w = 0; w < perRow; w++, to++) {
                    cropped.words[to] = bits(z, y, box.x0() + 64 * w);
                }
                cropped.words[to - 1] &= inside;
            }
        }
        return cropped;
    }

    /** The same mask with a byte a voxel. */
    public Mask unpacked() {
        return Packing.unpacked(this);
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
