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
    /** Whether a mask may touch the border of the array: elsewhere it does not matter what lies beyond. */
    private final boolean atBorder;
    private final Map<Boundary, SurfaceDistances> distances = new HashMap<>();

    StructurePair(PackedMask reference, PackedMask prediction) {
        box = around(reference, prediction);
        this.reference = reference.crop(box);
        this.prediction = prediction.crop(box);
        overlap = Overlap.of(this.reference, this.prediction);
        Size size = reference.grid().size();
        atBorder = box.z0() == 0 || box.y0() == 0 || box.x0() == 0 || box.z1() == size.z() || box.y1() == size.y() || box.x1() == size.x();
    }

    private static Box around(PackedMask reference, PackedMask prediction) {
        Optional<Box> a = reference.bounds();
        Optional<Box> b = prediction.bounds();
        if (a.isEmpty() && b.isEmpty()) {
            return new Box(0, 0, 0, 1, 1, 1);
        }
        Box both = a.isEmpty() ? b.get() : b.map(a.get()::unite).orElse(a.get());
        Size size = reference.grid().size();
        return new Box(Math.max(0, both.z0() - 1), Math.max(0, both.y0() - 1), Math.max(0, both.x0() - 1),
                Math.min(size.z(), both.z1() + 1), Math.min(size.y(), both.y1() + 1), Math.min(size.x(), both.x1() + 1));
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
        Boundary same = atBorder ? boundary : boundary.awayFromTheBorder();
        return distances.computeIfAbsent(same, b -> measure(b.of(reference), b.of(prediction)));
    }

    private static SurfaceDistances measure(Boundary.Places a, Boundary.Places b) {
        return new SurfaceDistances(directed(a, b), directed(b, a));
    }

    private static DirectedDistances directed(Boundary.Places from, Boundary.Places to) {
        return DirectedDistances.ofSquared(NearestDistances.squaredMmAt(to.cells(), from.cells()), from.areas());
    }
}
