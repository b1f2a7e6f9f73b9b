package org.hepar.voxel;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hepar.volume.Box;
import org.hepar.volume.Spacing;

/**
 * Longest axial diameter of components, mm: over all slices, the largest distance of two points of the component within
 * one slice (maximum Feret diameter), as a reader measures a lesion in the plane.
 *
 * <p>Voxels are the boxes they are, so it is measured between voxel <em>corners</em>: one voxel has the diagonal of its
 * face, not 0. Parts of a component that are separate in a slice are taken together.
 *
 * <p>Corners lie on lines between rows of voxels. Only the leftmost and the rightmost corner of a line can be an end of
 * the diameter, and only if it is on the convex hull. A slice whose box is too small to hold a longer diameter than the
 * slices before it is not looked at closer.
 */
public final class AxialDiameter {

    private final Components components;
    private final int id;
    private final Spacing spacing;
    private final Box box;
    /** Leftmost and rightmost corner on each line of the slice at hand, counted from the box's first row. */
    private final int[] left;
    private final int[] right;
    /** Corners {@code y,x} of the hull, two entries each. */
    private final int[] hull;
    private int slice;
    private double longestSquared;

    private AxialDiameter(Components components, int id) {
        this.components = components;
        this.id = id;
        this.spacing = components.grid().spacing();
        this.box = components.bounds(id);
        int lines = box.size().y() + 1;
        this.left = new int[lines];
        this.right = new int[lines];
        this.hull = new int[4 * lines];
    }

    /** The longest axial diameter of each component, mm; the component with id i is at i - 1. */
    public static double[] longestMm(Components components) {
        return IntStream.rangeClosed(1, components.count()).parallel()
                .mapToDouble(id -> new AxialDiameter(components, id).longestMm()).toArray();
    }

    private double longestMm() {
        begin(box.z0());
        components.forEachRun(id, (of, z, y, x0, x1) -> {
            if (z != slice) {
                end();
                begin(z);
            }
            for (int line = y - box.y0(); line <= y - box.y0() + 1; line++) {
                left[line] = Math.min(left[line], x0);
                right[line] = Math.max(right[line], x1);
            }
        });
        end();
        return Math.sqrt(longestSquared);
    }

    private void begin(int z) {
        slice = z;
        Arrays.fill(left, Integer.MAX_VALUE);
        Arrays.fill(right, -1);
    }

    private void end() {
        int top = right.length;
        int bottom = 0;
        int first = Integer.MAX_VALUE;
        int last = 0;
        for (int line = 0; line < right.length; line++) {
            if (right[line] >= 0) {
                top = Math.min(top, line);
                bottom = line;
                first = Math.min(first, left[line]);
                last = Math.max(last, right[line]);
            }
        }
        if (squared(bottom - top, last - first) > longestSquared) {
            int corners = chain(left, 1, 0);
            longestSquared = Math.max(longestSquared, farthestSquared(chain(right, -1, corners)));
        }
    }

    /**
     * Appends one side of the convex hull, on whole corner numbers: exact, and unequal spacing keeps it a hull (one half
     * of Andrew's monotone chain). Returns how many corners the hull then has.
     */
    private int chain(int[] corners, int side, int from) {
        int n = from;
        for (int line = 0; line < corners.length; line++) {
            if (right[line] >= 0) {
                while (n >= from + 2 && side * cross(n - 2, n - 1, line, corners[line]) <= 0) {
                    n--;
                }
                hull[2 * n] = line;
                hull[2 * n + 1] = corners[line];
                n++;
            }
        }
        return n;
    }

    /** Above 0 if the hull's corner a lies left of the line from its corner o to {@code [y,x]}. */
    private long cross(int o, int a, int y, int x) {
        return (long) (x - hull[2 * o + 1]) * (hull[2 * a] - hull[2 * o]) - (long) (hull[2 * a + 1] - hull[2 * o + 1]) * (y - hull[2 * o]);
    }

    private double farthestSquared(int corners) {
        double farthest = 0;
        for (int i = 0; i < corners; i++) {
            for (int j = i + 1; j < corners; j++) {
                farthest = Math.max(farthest, squared(hull[2 * i] - hull[2 * j], hull[2 * i + 1] - hull[2 * j + 1]));
            }
        }
        return farthest;
    }

    private double squared(int rows, int columns) {
        double dy = rows * spacing.y();
        double dx = columns * spacing.x();
        return dy * dy + dx * dx;
    }
}
