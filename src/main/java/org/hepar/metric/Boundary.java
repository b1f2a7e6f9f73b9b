package org.hepar.metric;

import org.hepar.volume.PackedMask;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Morphology;
import org.hepar.voxel.Outside;

/**
 * What the boundary of a mask consists of: the places from which and to which surface distances are measured.
 */
public sealed interface Boundary {

    /**
     * Voxels of the mask with a neighbour outside of it; each counts the same and lies at its centre.
     *
     * @param connectivity which neighbours
     * @param outside what lies beyond the array
     */
    record Voxels(Connectivity connectivity, Outside outside) implements Boundary {

        @Override
        public Places of(PackedMask mask) {
            return new Places(Morphology.surface(mask, connectivity, outside), null, 0);
        }

        @Override
        public Boundary awayFromTheBorder() {
            return new Voxels(connectivity, Outside.BACKGROUND);
        }

        @Override
        public String words() {
            return "voxels with one of their " + connectivity.count() + " neighbours outside";
        }

        @Override
        public String beyond() {
            return outside == Outside.BACKGROUND ? "counts as background: a mask at the border has a surface there"
                    : "counts as foreground: a mask has no surface at the border";
        }
    }

    /**
     * Surface elements between voxel centres: where eight neighbouring voxels are not all inside or all outside, with the area of the
     * surface of marching cubes there; each lies in the middle of the eight (see {@link SurfaceElements}).
     */
    record Elements() implements Boundary {

        @Override
        public Places of(PackedMask mask) {
            return SurfaceElements.of(mask);
        }

        @Override
        public String words() {
            return "surface elements where 2x2x2 voxels are not all alike, in their middle, weighted by the area of marching cubes";
        }

        @Override
        public String beyond() {
            return "counts as background: a mask at the border has a surface there";
        }
    }

    /**
     * The places of a mask's boundary.
     *
     * @param cells where they are, on a grid of their own
     * @param areas mm² of each in scan order; null where each counts as 1
     * @param shift voxels by which the centre of cell [0,0,0] lies before that of the mask's voxel [0,0,0], along each axis
     */
    record Places(PackedMask cells, double[] areas, double shift) {
    }

    /** The boundary of a mask; without places for an empty mask. */
    Places of(PackedMask mask);

    /** One that is the same for every mask that does not touch the border of the array; of all such boundaries the same one. */
    default Boundary awayFromTheBorder() {
        return this;
    }

    /** In a few words, for the list of rules. */
    String words();

    /** What lies beyond the array, in words. */
    String beyond();
}
