package org.hepar.metric;

import org.hepar.volume.Grid;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;

/** On which voxels two masks are compared, and how far apart these are. */
public enum ComparisonGrid {

    /** On the reference's own grid, in mm of its slice positions. */
    REFERENCE("the reference's own grid", "of the reference, along z the distance of its slice positions") {
        @Override
        PackedMask bring(PackedMask mask) {
            return mask;
        }
    },

    /**
     * Both masks resized in plane to 388x388, the output of the network of Christ et al. 2017, each voxel taking the value of the nearest
     * one, while the spacing stays that of the full size: a distance in plane comes out as 388/512 of its length. From the first row and
     * column on, as hepar holds them; where a centre falls between two voxels the direction decides which one is nearest.
     */
    IN_PLANE_388("388x388 in plane, to which both masks are resized by the nearest voxel; slices as they are",
            "of the reference before resizing: in plane too small by the ratio of the sizes") {
        @Override
        PackedMask bring(PackedMask mask) {
            Size size = mask.grid().size();
            int[] rows = nearest(size.y());
            int[] columns = nearest(size.x());
            Grid grid = new Grid(new Size(size.z(), IN_PLANE, IN_PLANE), mask.grid().spacing(), mask.grid().origin(), mask.grid().direction());
            PackedMask resized = PackedMask.empty(grid);
            for (int z = 0; z < size.z(); z++) {
                for (int y = 0; y < IN_PLANE; y++) {
                    int to = resized.row(z, y);
                    int from = mask.row(z, rows[y]);
                    if (isEmpty(mask.words(), from, from + mask.wordsPerRow())) {
                        continue;
                    }
                    for (int x = 0; x < IN_PLANE; x++) {
                        long inside = mask.words()[from + (columns[x] >> 6)] >>> columns[x] & 1;
                        resized.words()[to + (x >> 6)] |= inside << x;
                    }
                }
            }
            return resized;
        }
    };

    private static final int IN_PLANE = 388;

    private final String words;
    private final String spacing;

    ComparisonGrid(String words, String spacing) {
        this.words = words;
        this.spacing = spacing;
    }

    /** A mask on this grid. */
    abstract PackedMask bring(PackedMask mask);

    /** Where a row or column of this grid lies among those of the mask's own, from the first one's centre. */
    double own(double index, int ownSize) {
        return this == REFERENCE ? index : (index + 0.5) * ownSize / IN_PLANE - 0.5;
    }

    String words() {
        return words;
    }

    String spacing() {
        return spacing;
    }

    private static boolean isEmpty(long[] words, int from, int to) {
        for (int i = from; i < to; i++) {
            if (words[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Which of so many rows each of the 388 takes: the one that holds its centre, added up step by step as PIL's resizing does. */
    private static int[] nearest(int size) {
        int[] from = new int[IN_PLANE];
        double step = (double) size / IN_PLANE;
        double centre = step * 0.5;
        for (int i = 0; i < IN_PLANE; i++, centre += step) {
            from[i] = Math.min((int) centre, size - 1);
        }
        return from;
    }
}
