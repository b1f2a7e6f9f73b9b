package org.hepar.voxel;

import java.util.Arrays;
import org.hepar.volume.Box;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/**
 * Finds the nearest voxel inside a mask for one place after another, by branch and bound: rows are put together in blocks of
 * some slices and rows, and no row of a block is looked at that cannot hold a voxel nearer than the nearest known. The voxel
 * found last bounds the next search from the start, so places that follow each other along a surface are found fast,
 * however far away the mask is.
 */
final class BlockSearch {

    /** About the extent of a block along y and z, mm; measured: 3 to 6 take as long, 9 takes longer. */
    private static final double BLOCK_MM = 4.5;

    /** A mask and its blocks; shared by all cores. */
    static final class Blocks {

        private final PackedMask mask;
        private final Size size;
        private final Spacing spacing;
        private final int slices;
        private final int rows;
        private final int acrossY;
        private final int perRow;
        /** The first and last layer of blocks with a voxel inside. */
        private final int z0;
        private final int z1;
        /** Of each layer the first and last block with a voxel inside; the last is before the first where there is none. */
        private final int[] y0;
        private final int[] y1;
        /** For each block which columns hold a voxel inside in one of its rows, {@code [block z, block y, word]}. */
        private final long[] columns;

        Blocks(PackedMask mask) {
            this.mask = mask;
            size = mask.grid().size();
            spacing = mask.grid().spacing();
            slices = (int) Math.max(1, Math.round(BLOCK_MM / spacing.z()));
            rows = (int) Math.max(1, Math.round(BLOCK_MM / spacing.y()));
            acrossY = (size.y() + rows - 1) / rows;
            perRow = mask.wordsPerRow();
            Box box = mask.bounds().orElseThrow();
            z0 = box.z0() / slices;
            z1 = (box.z1() - 1) / slices;
            y0 = new int[z1 + 1];
            y1 = new int[z1 + 1];
            Arrays.fill(y0, Integer.MAX_VALUE);
            Arrays.fill(y1, -1);
            columns = new long[(z1 + 1) * acrossY * perRow];
            for (int z = box.z0(); z < box.z1(); z++) {
                for (int y = box.y0(), at = mask.row(z, y); y < box.y1(); y++) {
                    int block = (z / slices * acrossY + y / rows) * perRow;
                    long any = 0;
                    for (int w = 0; w < perRow; w++, at++) {
                        columns[block + w] |= mask.words()[at];
                        any |= mask.words()[at];
                    }
                    if (any != 0) {
                        y0[z / slices] = Math.min(y0[z / slices], y / rows);
                        y1[z / slices] = Math.max(y1[z / slices], y / rows);
                    }
                }
            }
        }
    }

    private final Blocks blocks;
    private final double mmZ;
    private final double mmY;
    private final double mmX;
    private int z;
    private int y;
    private int x;
    private double nearest;
    /** The nearest voxel found last; -1 before the first search. */
    private int lastZ = -1;
    private int lastY;
    private int lastX;
    private long looks;

    BlockSearch(Blocks blocks) {
        this.blocks = blocks;
        mmZ = blocks.spacing.z();
        mmY = blocks.spacing.y();
        mmX = blocks.spacing.x();
    }

    /**
     * Settles words of pending places, but gives up when so many looks at blocks and rows will not do for all of them; returns
     * how many words were settled.
     */
    int settle(PendingPlaces pending, long mostLooks) {
        int count = pending.count();
        int done = 0;
        // The first places know no near voxel yet and so take more looks than their share.
        for (; done < count && looks * count <= mostLooks * (done + count / 8); done++) {
            pending.settle(done, this::squaredMm);
        }
        return done;
    }

    /** Squared mm from a voxel to the nearest one inside; the mask must not be empty. */
    double squaredMm(int fromZ, int fromY, int fromX) {
        z = fromZ;
        y = fromY;
        x = fromX;
        nearest = lastZ < 0 ? Double.POSITIVE_INFINITY : squared(z - lastZ, mmZ) + squared(y - lastY, mmY) + squared(x - lastX, mmX);
        int own = Math.max(blocks.z0, Math.min(blocks.z1, z / blocks.slices));
        boolean near = search(own);
        for (int step = 1; near; step++) {
            boolean below = own - step >= blocks.z0 && search(own - step);
            boolean above = own + step <= blocks.z1 && search(own + step);
            near = below || above;
        }
        return nearest;
    }

    /** Searches a layer of blocks; false if it is too far away, and so are those behind it. */
    private boolean search(int blockZ) {
        int z0 = blockZ * blocks.slices;
        double away = squared(gap(z, z0, z0 + blocks.slices - 1), mmZ);
        if (away >= nearest) {
            return false;
        }
        int first = blocks.y0[blockZ];
        int last = blocks.y1[blockZ];
        int own = Math.max(first, Math.min(last, y / blocks.rows));
        boolean near = first <= last && search(blockZ, own, away);
        for (int step = 1; near; step++) {
            boolean before = own - step >= first && search(blockZ, own - step, away);
            boolean behind = own + step <= last && search(blockZ, own + step, away);
            near = before || behind;
        }
        return true;
    }

    /** Searches a block; false if its rows are too far away, whatever they hold, and so are those behind it. */
    private boolean search(int blockZ, int blockY, double away) {
        looks++;
        int y0 = blockY * blocks.rows;
        double rowsAway = away + squared(gap(y, y0, y0 + blocks.rows - 1), mmY);
        if (rowsAway >= nearest) {
            return false;
        }
        int column = nearestColumn(blocks.columns, (blockZ * blocks.acrossY + blockY) * blocks.perRow, reach(rowsAway));
        if (column >= 0 && rowsAway + squared(x - column, mmX) < nearest) {
            searchRows(blockZ * blocks.slices, y0);
        }
        return true;
    }

    private void searchRows(int z0, int y0) {
        int endZ = Math.min(z0 + blocks.slices, blocks.size.z());
        int endY = Math.min(y0 + blocks.rows, blocks.size.y());
        for (int rowZ = z0; rowZ < endZ; rowZ++) {
            double sliceAway = squared(z - rowZ, mmZ);
            for (int rowY = y0; sliceAway < nearest && rowY < endY; rowY++) {
                double away = sliceAway + squared(y - rowY, mmY);
                if (away < nearest) {
                    looks++;
                    searchRow(rowZ, rowY, away);
                }
            }
        }
    }

    private void searchRow(int rowZ, int rowY, double away) {
        int column = nearestColumn(blocks.mask.words(), blocks.mask.row(rowZ, rowY), reach(away));
        if (column >= 0 && away + squared(x - column, mmX) < nearest) {
            nearest = away + squared(x - column, mmX);
            lastZ = rowZ;
            lastY = rowY;
            lastX = column;
        }
    }

    /** Columns to either side, or one more, that may hold a voxel nearer than the nearest known in rows so far away. */
    private int reach(double away) {
        return (int) Math.min(blocks.size.x(), Math.sqrt(nearest - away) / mmX + 1);
    }

    /** The column nearest to x with a bit set in a row of words, if one lies within reach; else -1 or one beyond it. */
    private int nearestColumn(long[] words, int row, int reach) {
        int own = x >> 6;
        int left = own;
        int first = Math.max(0, x - reach) >> 6;
        long bits = words[row + own] & -1L >>> ~x;
        while (bits == 0 && left > first) {
            bits = words[row + --left];
        }
        int before = bits == 0 ? -1 : 64 * left + 63 - Long.numberOfLeadingZeros(bits);
        int right = own;
        int last = Math.min(blocks.perRow - 1, x + reach >> 6);
        bits = words[row + own] & -1L << x;
        while (bits == 0 && right < last) {
            bits = words[row + ++right];
        }
        int behind = bits == 0 ? -1 : 64 * right + Long.numberOfTrailingZeros(bits);
        return before < 0 || behind >= 0 && behind - x < x - before ? behind : before;
    }

    /** Steps from a place to the nearest one from first to last. */
    private static int gap(int at, int first, int last) {
        return at < first ? first - at : Math.max(0, at - last);
    }

    private static double squared(int steps, double mm) {
        return steps * mm * (steps * mm);
    }
}
