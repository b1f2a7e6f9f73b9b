package org.hepar.voxel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/**
 * The steps from a voxel to those around it, the shortest first, none left out up to the last. A step stands for all that
 * differ from it in signs only: up to eight voxels equally far away.
 */
record Offsets(List<Step> steps) {

    /**
     * A step of so many slices, rows and columns, none below 0.
     *
     * @param rows number of the pair {@code (dz,dy)} in the order in which the steps first have it
     */
    record Step(int dz, int dy, int dx, int rows, double squaredMm) {
    }

    /** So many columns on, a step would reach beyond the next word of a packed row. */
    private static final int COLUMNS = 64;

    /** About so many of the shortest steps (fewer in a small volume) that can lie within a volume. */
    static Offsets shortest(int count, Size size, Spacing spacing) {
        double all = squared(size.z(), spacing.z()) + squared(size.y(), spacing.y()) + squared(size.x(), spacing.x());
        double limit = Math.min(all, size.x() > COLUMNS ? squared(COLUMNS, spacing.x()) : all);
        double radius = Math.cbrt(6 / Math.PI * count * spacing.voxelMm3());
        List<Step> steps = within(Math.min(limit, radius * radius), size, spacing);
        while (steps.size() < count / 2 && radius * radius < limit) {
            radius *= 1.5;
            steps = within(Math.min(limit, radius * radius), size, spacing);
        }
        steps.sort(Comparator.comparingDouble(Step::squaredMm));
        return new Offsets(steps);
    }

    private static List<Step> within(double limit, Size size, Spacing spacing) {
        List<Step> steps = new ArrayList<>();
        int rows = 0;
        for (int dz = 0; dz < size.z() && squared(dz, spacing.z()) < limit; dz++) {
            for (int dy = 0; dy < size.y() && squared(dz, spacing.z()) + squared(dy, spacing.y()) < limit; dy++, rows++) {
                for (int dx = 0; dx < size.x(); dx++) {
                    double squared = squared(dz, spacing.z()) + squared(dy, spacing.y()) + squared(dx, spacing.x());
                    if (squared >= limit) {
                        break;
                    }
                    steps.add(new Step(dz, dy, dx, rows, squared));
                }
            }
        }
        return steps;
    }

    private static double squared(int steps, double mm) {
        return steps * mm * (steps * mm);
    }
}
