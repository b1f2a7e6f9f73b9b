package org.hepar.voxel;

import java.util.Arrays;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;

/**
 * The connected components of a mask as runs: voxels of one row that follow each other, with the id of their component.
 * Ids are 1 to {@link #count()} in the order in which a scan (x fastest, then y, then z) first meets them. 12 bytes a run,
 * 28 a component, 4 a row; nothing is kept for each voxel. Immutable.
 */
public final class Components {

    private final Grid grid;
    /** First run of each row; one entry more than rows. */
    private final int[] firstRun;
    /** Of run r the first column at 2r, the column behind the last at 2r + 1. */
    private final int[] columns;
    private final int[] ids;
    /** Voxels of each component; that with id i is at i - 1. */
    private final int[] sizes;
    /** Of each component {@code z0,y0,x0,z1,y1,x1}, end exclusive. */
    private final int[] boxes;

    Components(Grid grid, int[] firstRun, int[] columns, int[] ids, int count) {
        this.grid = grid;
        this.firstRun = firstRun;
        this.columns = columns;
        this.ids = ids;
        this.sizes = new int[count];
        this.boxes = new int[6 * count];
        forEachRun(this::measure);
    }

    /** Takes the voxels from x0 to x1 exclusive of row {@code [z,y]}, which are of component id. */
    public interface Run {
        void accept(int id, int z, int y, int x0, int x1);
    }

    /** Takes how many voxels of one row a component shares with a component of another mask. */
    public interface Shared {
        void accept(int id, int otherId, int voxels);
    }

    /** Finds the components; an empty mask has none. Time follows the rows and runs, not the voxels. */
    public static Components label(PackedMask mask, Connectivity connectivity) {
        return new RunLabelling(mask, connectivity).components();
    }

    /** Finds the components of a mask of a byte a voxel. */
    public static Components label(Mask mask, Connectivity connectivity) {
        return label(PackedMask.of(mask), connectivity);
    }

    /** Ids come in scan order, so that a new one always is the next. */
    private void measure(int id, int z, int y, int x0, int x1) {
        int at = 6 * (id - 1);
        if (sizes[id - 1] == 0) {
            boxes[at] = z;
            boxes[at + 1] = y;
            boxes[at + 2] = x0;
        }
        sizes[id - 1] += x1 - x0;
        boxes[at + 1] = Math.min(boxes[at + 1], y);
        boxes[at + 2] = Math.min(boxes[at + 2], x0);
        boxes[at + 3] = z + 1;
        boxes[at + 4] = Math.max(boxes[at + 4], y + 1);
        boxes[at + 5] = Math.max(boxes[at + 5], x1);
    }

    /** The grid of the mask. */
    public Grid grid() {
        return grid;
    }

    /** Number of components. */
    public int count() {
        return sizes.length;
    }

    /** Number of voxels of a component. */
    public int size(int id) {
        requireId(id);
        return sizes[id - 1];
    }

    /** Volume of a component, ml. */
    public double millilitres(int id) {
        return size(id) * grid.spacing().voxelMm3() / 1000;
    }

    /** The smallest box that holds a component. */
    public Box bounds(int id) {
        requireId(id);
        int at = 6 * (id - 1);
        return new Box(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3], boxes[at + 4], boxes[at + 5]);
    }

    /** Id of the component that a voxel belongs to; 0 if it is outside of the mask. */
    public int at(int z, int y, int x) {
        int row = z * grid.size().y() + y;
        int run = firstEndingBehind(row, x);
        return run < firstRun[row + 1] && columns[2 * run] <= x ? ids[run] : 0;
    }

    /** The first run of a row with a voxel at a column or behind it; that of the next row if there is none. */
    private int firstEndingBehind(int row, int x) {
        int low = firstRun[row];
        int high = firstRun[row + 1];
        while (low < high) {
            int middle = low + high >>> 1;
            if (columns[2 * middle + 1] <= x) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** All runs in scan order. */
    public void forEachRun(Run visitor) {
        Size size = grid.size();
        for (int z = 0, row = 0; z < size.z(); z++) {
            for (int y = 0; y < size.y(); y++, row++) {
                for (int run = firstRun[row]; run < firstRun[row + 1]; run++) {
                    visitor.accept(ids[run], z, y, columns[2 * run], columns[2 * run + 1]);
                }
            }
        }
    }

    /** The runs of one component in scan order. */
    public void forEachRun(int id, Run visitor) {
        Box box = bounds(id);
        for (int z = box.z0(); z < box.z1(); z++) {
            for (int y = box.y0(); y < box.y1(); y++) {
                int row = z * grid.size().y() + y;
                int run = firstEndingBehind(row, box.x0());
                for (; run < firstRun[row + 1] && columns[2 * run] < box.x1(); run++) {
                    if (ids[run] == id) {
                        visitor.accept(id, z, y, columns[2 * run], columns[2 * run + 1]);
                    }
                }
            }
        }
    }

    /** Row by row, where components of this mask and of another one on the same grid have voxels in common. */
    public void forEachShared(Components other, Shared visitor) {
        if (!grid.size().equals(other.grid.size())) {
            throw new IllegalArgumentException("components of masks of size " + grid.size() + " and " + other.grid.size()
                    + " cannot be compared; crop or resample one of the masks to the other's grid");
        }
        for (int row = 0; row + 1 < firstRun.length; row++) {
            int i = firstRun[row];
            int j = other.firstRun[row];
            while (i < firstRun[row + 1] && j < other.firstRun[row + 1]) {
                int end = columns[2 * i + 1];
                int otherEnd = other.columns[2 * j + 1];
                int voxels = Math.min(end, otherEnd) - Math.max(columns[2 * i], other.columns[2 * j]);
                if (voxels > 0) {
                    visitor.accept(ids[i], other.ids[j], voxels);
                }
                i += end <= otherEnd ? 1 : 0;
                j += otherEnd <= end ? 1 : 0;
            }
        }
    }

    /** One component as a mask on the whole grid, a bit a voxel. */
    public PackedMask packed(int id) {
        PackedMask mask = PackedMask.empty(grid);
        forEachRun(id, (of, z, y, x0, x1) -> mask.fill(z, y, x0, x1));
        return mask;
    }

    /** One component as a mask on the whole grid, a byte a voxel. */
    public Mask mask(int id) {
        boolean[] mask = new boolean[grid.voxels()];
        forEachRun(id, (of, z, y, x0, x1) -> Arrays.fill(mask, grid.size().index(z, y, x0), grid.size().index(z, y, x0) + x1 - x0, true));
        return new Mask(grid, mask);
    }

    /** The component with the most voxels, of equal ones that with the lowest id; an empty mask if there is none. */
    public Mask largest() {
        if (count() == 0) {
            return new Mask(grid, new boolean[grid.voxels()]);
        }
        int largest = 1;
        for (int id = 2; id <= count(); id++) {
            if (size(id) > size(largest)) {
                largest = id;
            }
        }
        return mask(largest);
    }

    private void requireId(int id) {
        if (id < 1 || id > count()) {
            throw new IllegalArgumentException("component id (=" + id + ") must be from 1 to " + count()
                    + ", the number of components; look at count() first");
        }
    }
}
