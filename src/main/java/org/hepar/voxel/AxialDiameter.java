package org.hepar.voxel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/**
 * Longest axial diameter of components, mm: over all slices, the largest distance of two points of the component within
 * one slice (maximum Feret diameter), as a reader measures a lesion in the plane.
 *
 * <p>Voxels are the boxes they are, so it is measured between voxel <em>corners</em>: one voxel has the diagonal of its
 * face, not 0. Parts of a component that are separate in a slice are taken together.
 */
public final class AxialDiameter {

    private final Components components;
    private final Size size;
    private final Spacing spacing;

    private AxialDiameter(Components components) {
        this.components = components;
        this.size = components.grid().size();
        this.spacing = components.grid().spacing();
    }

    /** The longest axial diameter of each component, mm; the component with id i is at i - 1. */
    public static double[] longestMm(Components components) {
        return new AxialDiameter(components).longest();
    }

    private double[] longest() {
        double[] longest = new double[components.count()];
        for (int z = 0; z < size.z(); z++) {
            cornersOfSlice(z).forEach((id, corners) ->
                    longest[id - 1] = Math.max(longest[id - 1], farthestMm(hull(corners))));
        }
        return longest;
    }

    /** Corners {@code {y,x}} of the first and last voxel of each row, by component: the hull has no others. */
    private Map<Integer, List<int[]>> cornersOfSlice(int z) {
        Map<Integer, List<int[]>> corners = new TreeMap<>();
        for (int y = 0; y < size.y(); y++) {
            Map<Integer, int[]> extents = extentsOfRow(z, y);
            for (Map.Entry<Integer, int[]> entry : extents.entrySet()) {
                List<int[]> of = corners.computeIfAbsent(entry.getKey(), id -> new ArrayList<>());
                int first = entry.getValue()[0];
                int last = entry.getValue()[1];
                of.add(new int[] {y, first});
                of.add(new int[] {y, last + 1});
                of.add(new int[] {y + 1, first});
                of.add(new int[] {y + 1, last + 1});
            }
        }
        return corners;
    }

    /** First and last column of each component in a row. */
    private Map<Integer, int[]> extentsOfRow(int z, int y) {
        Map<Integer, int[]> extents = new TreeMap<>();
        int row = size.index(z, y, 0);
        for (int x = 0; x < size.x(); ) {
            int first = x;
            int id = components.labels()[row + x];
            while (x < size.x() && components.labels()[row + x] == id) {
                x++;
            }
            if (id > 0) {
                extents.computeIfAbsent(id, none -> new int[] {first, 0})[1] = x - 1;
            }
        }
        return extents;
    }

    /** Convex hull by Andrew's monotone chain, on whole corner indices: exact, and unequal spacing keeps it a hull. */
    private static int[][] hull(List<int[]> corners) {
        int[][] points = corners.toArray(int[][]::new);
        Arrays.sort(points, Comparator.<int[]>comparingInt(p -> p[0]).thenComparingInt(p -> p[1]));
        int[][] hull = new int[2 * points.length][];
        int n = 0;
        for (int[] point : points) {
            n = push(hull, n, 0, point);
        }
        int lower = n;
        for (int i = points.length - 2; i >= 0; i--) {
            n = push(hull, n, lower - 1, points[i]);
        }
        return Arrays.copyOf(hull, n);
    }

    private static int push(int[][] hull, int count, int floor, int[] point) {
        int n = count;
        while (n >= floor + 2 && cross(hull[n - 2], hull[n - 1], point) <= 0) {
            n--;
        }
        hull[n] = point;
        return n + 1;
    }

    private static long cross(int[] o, int[] a, int[] b) {
        return (long) (a[0] - o[0]) * (b[1] - o[1]) - (long) (a[1] - o[1]) * (b[0] - o[0]);
    }

    private double farthestMm(int[][] hull) {
        double squared = 0;
        for (int i = 0; i < hull.length; i++) {
            for (int j = i + 1; j < hull.length; j++) {
                double dy = (hull[i][0] - hull[j][0]) * spacing.y();
                double dx = (hull[i][1] - hull[j][1]) * spacing.x();
                squared = Math.max(squared, dy * dy + dx * dx);
            }
        }
        return Math.sqrt(squared);
    }
}
