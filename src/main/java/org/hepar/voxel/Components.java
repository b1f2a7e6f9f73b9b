package org.hepar.voxel;

import org.hepar.volume.Grid;
import org.hepar.volume.Mask;

/**
 * The connected components of a mask: an id a voxel, {@code [z,y,x]}, 0 where there is none, 1 to {@link #count()} in
 * the order in which a scan (x fastest, then y, then z) first meets them. 4 bytes a voxel.
 *
 * <p>The arrays are handed over, not copied, and never written after construction.
 *
 * @param grid of the mask
 * @param labels id of each voxel
 * @param sizes voxels of each component; the component with id i is at i - 1
 */
public record Components(Grid grid, int[] labels, int[] sizes) {

    /** Finds the components; an empty mask has none. Linear in the number of voxels. */
    public static Components label(Mask mask, Connectivity connectivity) {
        return new RunLabelling(mask, connectivity).components();
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

    /** One component as a mask on the whole grid. */
    public Mask mask(int id) {
        requireId(id);
        boolean[] mask = new boolean[labels.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = labels[i] == id;
        }
        return new Mask(grid, mask);
    }

    /** The component with the most voxels, of equal ones that with the lowest id; an empty mask if there is none. */
    public Mask largest() {
        if (count() == 0) {
            return new Mask(grid, new boolean[labels.length]);
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
