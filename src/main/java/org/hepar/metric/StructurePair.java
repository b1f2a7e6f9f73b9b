package org.hepar.metric;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hepar.volume.Box;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.voxel.NearestDistances;

/**
 * One structure of a case on one comparison grid, reference and prediction, and all that contracts measure on it: found when it is first
 * asked for, and only once. Held as long as one structure is scored; not for several threads at a time.
 *
 * <p>Both masks are cut to the box around both and one layer more, so that the border of the array stays one only where it was one.
 */
final class StructurePair {

    private final PackedMask reference;
    private final PackedMask prediction;
    private final Overlap overlap;
    private final Box box;
    private final Map<Boundary, SurfaceDistances> distances = new HashMap<>();

    StructurePair(PackedMask reference, PackedMask prediction) {
        box = around(reference, prediction);
        this.reference = reference.crop(box);
        this.prediction = prediction.crop(box);
        overlap = Overlap.of(this.reference, this.prediction);
    }

    private static Box around(PackedMask reference, PackedMask prediction) {
        Optional<Box> a = reference.bounds();
        Optional<Box> b = prediction.bounds();
        if (a.isEmpty() && b.isEmpty()) {
            return new Box(0, 0, 0, 1, 1, 1);
        }
        Box one = a.orElseGet(b::orElseThrow);
        Box other = b.orElse(one);
        Size size = reference.grid().size();
        return new Box(Math.max(0, Math.min(one.z0(), other.z0()) - 1), Math.max(0, Math.min(one.y0(), other.y0()) - 1),
                Math.max(0, Math.min(one.x0(), other.x0()) - 1), Math.min(size.z(), Math.max(one.z1(), other.z1()) + 1),
                Math.min(size.y(), Math.max(one.y1(), other.y1()) + 1), Math.min(size.x(), Math.max(one.x1(), other.x1()) + 1));
    }

    PackedMask reference() {
        return reference;
    }

    PackedMask prediction() {
        return prediction;
    }

    /** Where both masks lie on their grid. */
    Box box() {
        return box;
    }

    Overlap overlap() {
        return overlap;
    }

    /** Distances between the boundaries of both masks, both ways. */
    SurfaceDistances distances(Boundary boundary) {
        return distances.computeIfAbsent(boundary, b -> measure(b.of(reference), b.of(prediction)));
    }

    private static SurfaceDistances measure(Boundary.Places a, Boundary.Places b) {
        return new SurfaceDistances(directed(a, b), directed(b, a));
    }

    private static DirectedDistances directed(Boundary.Places from, Boundary.Places to) {
        return DirectedDistances.ofSquared(NearestDistances.squaredMmAt(to.cells(), from.cells()), from.areas());
    }
}
