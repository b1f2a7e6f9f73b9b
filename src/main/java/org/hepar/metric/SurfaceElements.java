package org.hepar.metric;

import org.hepar.volume.Grid;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/**
 * The surface of a mask in elements, each in the middle of 2x2x2 voxels that are not all inside or all outside, with the area, mm², of
 * the surface that marching cubes (Lorensen &amp; Cline 1987) puts between these voxels. The elements of DeepMind's surface-distance
 * (Nikolov et al. 2018, arXiv 1809.04430).
 *
 * <p>No table is needed. The surface cuts each edge between an inner and an outer voxel in its middle and encloses those voxels, inner
 * or outer, that are fewer; so at most four, which fall into groups that hang together along edges. For the six groups that there are, with
 * A the vector of the faces' areas (yx, zx, zy), T = |A|/8 the triangle that cuts off a corner and R the rectangle that cuts off an edge:
 * <pre>
 * one voxel                  T
 * two                        R of their axis: half the length of A without that axis
 * three                      3T, which is flat, and the triangle beside it: half the face's area
 * four in a face             the face's area
 * four, one in the middle    6T, a flat hexagon
 * four in a chain            4T, which is flat, and two triangles beside it: R/2 of the axis of either end
 * </pre>
 */
final class SurfaceElements {

    /** Voxels of a neighbourhood as bits: bit {@code 4(1-z) + 2(1-y) + (1-x)}; these have z, y or x = 1. */
    private static final int[] LOWER = {0x0F, 0x33, 0x55};
    /** How far the bit of the neighbour along z, y or x lies away. */
    private static final int[] STEP = {4, 2, 1};

    private SurfaceElements() {
    }

    /** The elements of a mask; what lies beyond the array counts as outside. */
    static Boundary.Places of(PackedMask mask) {
        Size size = mask.grid().size();
        Grid grid = new Grid(new Size(size.z() + 1, size.y() + 1, size.x() + 1), mask.grid().spacing(),
                mask.grid().position(-0.5, -0.5, -0.5), mask.grid().direction());
        PackedMask cells = PackedMask.empty(grid);
        Neighbourhoods around = new Neighbourhoods(mask);
        for (int z = 0, at = 0; z <= size.z(); z++) {
            for (int y = 0; y <= size.y(); y++) {
                around.moveTo(z, y);
                for (int w = 0; w < cells.wordsPerRow(); w++, at++) {
                    cells.words()[at] = around.mixed(w);
                }
            }
        }
        double[] areaOf = areasMm2(mask.grid().spacing());
        double[] areas = new double[cells.count()];
        int n = 0;
        for (int z = 0, at = 0; z <= size.z(); z++) {
            for (int y = 0; y <= size.y(); y++) {
                around.moveTo(z, y);
                for (int w = 0; w < cells.wordsPerRow(); w++, at++) {
                    for (long left = cells.words()[at]; left != 0; left &= left - 1) {
                        areas[n++] = areaOf[around.code(w, Long.numberOfTrailingZeros(left))];
                    }
                }
            }
        }
        return new Boundary.Places(cells, areas, 0.5);
    }

    /** Area, mm², of the surface between eight voxels for each of the 256 ways in which they can be inside and outside. */
    static double[] areasMm2(Spacing mm) {
        double[] face = {mm.y() * mm.x(), mm.z() * mm.x(), mm.z() * mm.y()};
        double[] areas = new double[256];
        for (int code = 0; code < 256; code++) {
            int left = Integer.bitCount(code) <= 4 ? code : ~code & 0xFF;
            while (left != 0) {
                int group = group(left, Integer.lowestOneBit(left));
                areas[code] += area(group, face);
                left &= ~group;
            }
        }
        return areas;
    }

    /** The voxels that hang together with one of them along edges. */
    private static int group(int voxels, int group) {
        int grown = group;
        for (int axis = 0; axis < 3; axis++) {
            grown |= voxels & neighbours(group, axis);
        }
        return grown == group ? group : group(voxels, grown);
    }

    private static int neighbours(int voxels, int axis) {
        return (voxels & LOWER[axis]) << STEP[axis] | voxels >> STEP[axis] & LOWER[axis];
    }

    private static double area(int group, double[] face) {
        double triangle = Math.sqrt(face[0] * face[0] + face[1] * face[1] + face[2] * face[2]) / 8;
        int[] paired = new int[3];
        int pairs = 0;
        int alone = 0;  // the last axis along which the group has no neighbours
        int along = 0;  // the last axis along which it has
        for (int axis = 0; axis < 3; axis++) {
            paired[axis] = group & neighbours(group, axis);
            pairs += Integer.bitCount(paired[axis]) / 2;
            if (paired[axis] == 0) {
                alone = axis;
            } else {
                along = axis;
            }
        }
        return switch (Integer.bitCount(group)) {
            case 1 -> triangle;
            case 2 -> rectangle(along, face);
            case 3 -> 3 * triangle + face[alone] / 2;
            default -> pairs == 4 ? face[alone]
                    : (paired[0] & paired[1] & paired[2]) != 0 ? 6 * triangle : 4 * triangle + chainEnds(paired, face) / 2;
        };
    }

    /** The rectangle that cuts off an edge along an axis. */
    private static double rectangle(int axis, double[] face) {
        double a = face[(axis + 1) % 3];
        double b = face[(axis + 2) % 3];
        return Math.sqrt(a * a + b * b) / 2;
    }

    /** Rectangles of the two axes along which the ends of a chain of four lie; the middle ones lie along the third. */
    private static double chainEnds(int[] paired, double[] face) {
        int middle = paired[0] & paired[1] | paired[0] & paired[2] | paired[1] & paired[2];
        double sum = 0;
        for (int axis = 0; axis < 3; axis++) {
            if (neighbours(middle, axis) != middle) {
                sum += rectangle(axis, face);
            }
        }
        return sum;
    }

    /** The voxels around each cell of a row of cells, 64 cells at a time: cell [z,y,x] lies between the voxels -1 and 0 further. */
    private static final class Neighbourhoods {

        private final PackedMask mask;
        private final long[] nothing;
        /** Words of the rows (z-1,y-1), (z-1,y), (z,y-1), (z,y), and where each row begins. */
        private final long[][] words = new long[4][];
        private final int[] from = new int[4];

        private Neighbourhoods(PackedMask mask) {
            this.mask = mask;
            nothing = new long[mask.wordsPerRow()];
        }

        private void moveTo(int z, int y) {
            Size size = mask.grid().size();
            for (int row = 0; row < 4; row++) {
                int atZ = z - 1 + (row >> 1);
                int atY = y - 1 + (row & 1);
                boolean within = atZ >= 0 && atZ < size.z() && atY >= 0 && atY < size.y();
                words[row] = within ? mask.words() : nothing;
                from[row] = within ? mask.row(atZ, atY) : 0;
            }
        }

        private long voxels(int row, int w) {
            return w < 0 || w >= nothing.length ? 0 : words[row][from[row] + w];
        }

        /** Which of 64 cells are neither all inside nor all outside. */
        private long mixed(int w) {
            long any = 0;
            long all = -1;
            for (int row = 0; row < 4; row++) {
                long here = voxels(row, w);
                long before = here << 1 | voxels(row, w - 1) >>> 63;
                any |= here | before;
                all &= here & before;
            }
            return any & ~all;
        }

        /** The eight voxels of a cell as bits. */
        private int code(int w, int bit) {
            int code = 0;
            for (int row = 0; row < 4; row++) {
                long here = voxels(row, w);
                long before = here << 1 | voxels(row, w - 1) >>> 63;
                code = code << 2 | (int) (before >>> bit & 1) << 1 | (int) (here >>> bit & 1);
            }
            return code;
        }
    }
}
