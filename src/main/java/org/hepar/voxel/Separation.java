package org.hepar.voxel;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Spacing;

/**
 * The smallest distance, mm, between voxel centres of a component and those of a mask: 0 where they have a voxel in common,
 * +Infinity when the mask is empty.
 *
 * <p>Exact. Distances of two places differ by no more than the places are apart, so a place is passed over when it lies too near to the
 * one measured last to beat the smallest so far.
 */
public final class Separation {

    private final Components components;
    private final PackedMask candidates;
    private final Spacing spacing;
    private final BlockSearch.Blocks blocks;

    private Separation(Components components, PackedMask mask) {
        this.components = components;
        this.candidates = candidates(components, mask);
        this.spacing = mask.grid().spacing();
        this.blocks = new BlockSearch.Blocks(mask);
    }

    /** The smallest distance of each component to a mask on the same grid, mm; that of the component with id i is at i - 1. */
    public static double[] smallestMm(Components components, PackedMask mask) {
        if (!components.grid().size().equals(mask.grid().size())) {
            throw new IllegalArgumentException("components have size " + components.grid().size() + ", the mask " + mask.grid().size()
                    + "; both must lie on one grid: crop or resample one of them");
        }
        if (mask.isEmpty()) {
            double[] nothing = new double[components.count()];
            Arrays.fill(nothing, Double.POSITIVE_INFINITY);
            return nothing;
        }
        Separation separation = new Separation(components, mask);
        return IntStream.rangeClosed(1, components.count()).parallel().mapToDouble(id -> separation.new Search().smallestMm(id)).toArray();
    }

    /** The nearest voxel of a component lies at its border, or in the mask itself. */
    private static PackedMask candidates(Components components, PackedMask mask) {
        PackedMask all = PackedMask.empty(components.grid());
        components.forEachRun((id, z, y, x0, x1) -> all.fill(z, y, x0, x1));
        PackedMask candidates = Morphology.surface(all, Connectivity.SIX, Outside.BACKGROUND);
        for (int i = 0; i < all.words().length; i++) {
            candidates.words()[i] |= all.words()[i] & mask.words()[i];
        }
        return candidates;
    }

    /** Of one component. */
    private final class Search {

        private final BlockSearch nearest = new BlockSearch(blocks);
        private double smallest = Double.POSITIVE_INFINITY;
        /** The place measured last and its distance. */
        private int lastZ;
        private int lastY;
        private int lastX;
        private double last = Double.NEGATIVE_INFINITY;

        private double smallestMm(int id) {
            components.forEachRun(id, (same, z, y, x0, x1) -> {
                for (int x = x0; x < x1; x++) {
                    if (candidates.at(z, y, x) && last - fromLast(z, y, x) < smallest) {
                        measure(z, y, x);
                    }
                }
            });
            return smallest;
        }

        private void measure(int z, int y, int x) {
            last = Math.sqrt(nearest.squaredMm(z, y, x));
            lastZ = z;
            lastY = y;
            lastX = x;
            smallest = Math.min(smallest, last);
        }

        private double fromLast(int z, int y, int x) {
            double dz = (z - lastZ) * spacing.z();
            double dy = (y - lastY) * spacing.y();
            double dx = (x - lastX) * spacing.x();
            return Math.sqrt(dz * dz + dy * dy + dx * dx);
        }
    }
}
